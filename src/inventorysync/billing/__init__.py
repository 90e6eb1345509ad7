"""Billing: which plan a shop has, where whoever runs this installation asks for one (PLATFORM.md C.7).

Words: the *provider* says who is asked: nobody where a merchant hosts this alone, Shopify where it is offered
under Shopify App Pricing; a *plan* is what the shop agreed to on Shopify's own page; it is *due* while the
shop has still to choose one.
Invariants: no charge is ever made by code; what the Partner API answered last is the truth, a webhook only
has it asked again; while it does not answer nothing is taken from anybody; a plan decides on what is sent to
Shopify alone: pages, reading, files and everything that is stored stay as they are.
"""
