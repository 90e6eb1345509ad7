"""What becomes of a shop whose data came out of a backup.

Words: from the restore on the shop is in *safe mode* (`shop.safe_since`): nothing is written to Shopify. What
was on its way when the backup was made is *given up*: nobody can tell here whether it arrived since, so it is
never sent again. Then everything is read anew, Shopify's numbers are booked where they differ (cause *restore
baseline*, and orders since explain their part), and a person *confirms* what was found.
Invariants: no write leaves in safe mode, by the stores' own queries and by the client that would send it;
what was given up is never sent by itself; each level is rebased once, by its first reading since the restore.
"""
