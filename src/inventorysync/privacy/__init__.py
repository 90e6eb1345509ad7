"""Privacy: Shopify's three compliance requests, their record and their answers (PLATFORM.md D).

Words: a *request* is one of customers/data_request, customers/redact, shop/redact.
Invariants: no personal data of a customer is stored anywhere, so the first two are answered at once and
completely; shop/redact removes every row and key of the shop, each room erasing its own.
"""
