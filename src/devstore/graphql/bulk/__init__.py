"""Bulk operations: a query whose whole answer becomes a file of JSON lines (PLATFORM.md C.2)."""
