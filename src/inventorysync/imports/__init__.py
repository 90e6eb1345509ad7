"""Imports: files of levels, adjustments and counts, checked cell by cell before anything is changed.

Words. An *import* is one file that somebody uploaded, of a *kind* that says what its numbers mean. Each
column has a *role*; roles are proposed from the headings and remembered once they were confirmed.
*Checking* reads every row and writes down what it would do (the dry run); *applying* makes one change set of
it. A *history* is Shopify's own export of what happened before the first import: no part of the ledger.

Invariants. What is applied is exactly what was checked. A row that cannot be carried out is never guessed at:
it is named with its cell and its reason, and the others are applied only when a person says so. An import is
applied once, whoever dies on the way; it is taken back as any change set.
"""
