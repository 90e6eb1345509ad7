"""Where stock lies. Words: a location is Shopify's; an inactive one keeps its history and its levels."""
