"""Figures over all of a shop's stock. Read-only: no facts of its own, every figure has a list behind it."""
