"""The Admin API: Shopify's published schema decides what is valid, resolvers over the store answer it.

graphql-core parses and validates; plans walk the selections over plain records, which is what makes an answer
of 250 levels quick. A field that has no resolver is refused by name: nothing is ever made up.
"""

from devstore.graphql.engine import GraphQL

__all__ = ["GraphQL"]
