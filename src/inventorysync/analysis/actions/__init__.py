"""What can be done with the analysis."""
