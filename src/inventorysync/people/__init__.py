"""People: who belongs to a shop, what they may do, and how those without a Shopify account sign in."""
