"""Computing costs again, and changing what they are computed from."""
