"""InventorySync: an inventory platform for Shopify merchants, true to the unit."""

import os

# Forecasts are many small matrices: threads of the algebra library cost more than they give, and a process
# that shares its machine should not take every core. It is read once, when numpy is loaded.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
