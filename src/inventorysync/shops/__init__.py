"""Shops: who installed the app, with which tokens and scopes, and who may do what in them.

Words: a *shop* is a Shopify store that installed the app; *staff* are its people, known by Shopify's number
alone; an *API key* lets a program in; a *viewer* is whoever makes a request; a *permission* is `read`,
`write` or `admin`.
Invariants: a token pair is stored before it is used, and one refresh at a time runs per shop; a secret is
stored encrypted (tokens) or hashed (API keys), never plain; a shop that is not active has no use for tokens.
"""
