"""The shop's admin for people: products and stock, orders, webhooks, faults, and the embedded app.

Pages are made on the server from the store; what they change goes through the same /_dev addresses as the
command line. The app's page stands in for Shopify's admin: it frames the app and gives it ID tokens.
"""

from devstore.admin.routes import admin_routes

__all__ = ["admin_routes"]
