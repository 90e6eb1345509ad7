"""Webhooks as Shopify sends them (PLATFORM.md B): subscriptions, signatures, retries, and faults on demand.

Words: a *subscription* says which topics go where and what is left of the body; a *delivery* is one event for
one subscription, made once and kept in SQLite with its body until it is delivered, dropped or given up; an
*attempt* is one request. Invariant: all attempts of a delivery carry the same bytes and the same webhook id.
"""

from devstore.webhooks.engine import Deliveries
from devstore.webhooks.journal import Delivery, Journal
from devstore.webhooks.subscriptions import Subscription, read_subscriptions

__all__ = ["Deliveries", "Delivery", "Journal", "Subscription", "read_subscriptions"]
