"""Shopify, as a library: signatures, tokens, a paced Admin client, bulk operations, typed operations.

Knows no database and no room. Everything that is not determined by its arguments (clock, sleep, chance,
network) is an argument.

Words: *access* is a shop's domain with a token; an *operation* is a GraphQL document with the types of its
variables and data; the *budget* is the shop's bucket of cost points (PLATFORM.md C.1).
Invariant: a mutation whose outcome is not known is never reported as failed; it is `OutcomeUnknown`.
"""
