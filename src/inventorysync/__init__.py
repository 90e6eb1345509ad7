"""InventorySync: an inventory platform for Shopify merchants, true to the unit."""
