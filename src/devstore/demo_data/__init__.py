"""The demonstration shop: Online Retail's products, orders, returns and corrections as plain records.

The moment that counts as now is an argument, and every rule that fills a gap in the data (costs, locations,
deliveries) is a pure function of the data, so that two loads agree. Only `loading` knows the store.
"""
