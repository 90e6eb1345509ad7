"""Suppliers: who sells what, for how much, in which packs and how soon.

A price is never overwritten without a trace: each one that was ever valid stays in the history.
"""
