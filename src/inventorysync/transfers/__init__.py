"""Transfers between locations: Shopify's own documents, made here or there, and what is wanted of them.

A transfer is what Shopify says it is: its tables hold what was read. What somebody here wants done with it is
a step, written down with its idempotency key before it is sent, one at a time for a transfer. Stock is never
moved by this room: Shopify moves it, and the levels are read.
"""
