"""Policies tried on the shop's own past: what each would have served, held and ordered.

`question` says what is asked, `asked_for` fills days of an empty shelf, `trying` is the arithmetic,
`gathering` reads what it needs, `actions` carry a replay out and apply what it chose.
"""
