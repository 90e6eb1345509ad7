"""Resolvers by type and field; `REGISTRY` is all that the store executes."""

from devstore.graphql.fields import (
    billing,
    bulk,
    catalogue,
    levels,
    metafields,
    mutations,
    orders,
    paging,
    queries,
    shop,
    transfers,
    uploads,
    webhooks,
)
from devstore.graphql.plan import Registry

REGISTRY: Registry = {
    **paging.FIELDS,
    **shop.FIELDS,
    **catalogue.FIELDS,
    **levels.FIELDS,
    **orders.FIELDS,
    **bulk.FIELDS,
    **billing.FIELDS,
    **metafields.FIELDS,
    **webhooks.FIELDS,
    **uploads.FIELDS,
    **transfers.FIELDS,
    **queries.FIELDS,
    **mutations.FIELDS,
}

__all__ = ["REGISTRY"]
