"""What changes rules and suggestions."""
