"""Backups of the whole database: made while shops sell, sealed, kept by a rule, and restored as one act.

Words: a *backup* is a pair of objects in the *storage* (a folder or a bucket): the *dump*, what `pg_dump`
says of one snapshot, encrypted with age; and its *label*, which says what the dump is and is signed. It is
written last: a dump without a label is half a backup and counts as none.
Invariants: nothing but ciphertext reaches the storage, and no whole dump stands in memory or on a disk; a
dump is restored only after every byte of it was found to be what the label says; the newest whole backup is
never deleted.
"""
