"""What the shop sells: products, their variants, and the inventory items whose stock is kept.

Words: one inventory item may stand behind several variants (PLATFORM.md C.3). Invariant: an item keeps
the words it is searched by (title, SKU, barcode, vendor, tags) beside it, written whenever they change.
"""
