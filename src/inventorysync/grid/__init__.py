"""The inventory as a person works on it: saved views, edits of a whole selection, files of what is seen.

Words: a *view* is the state of a page (filter, sort, columns) under a name; its *owner* is who saved it.
A *selection* is a question about levels, or some levels by name, less those left out.
Invariants: a view is changed by its owner alone, or by an admin where it is shared; a bulk edit books exactly
what was previewed, or nothing.
"""
