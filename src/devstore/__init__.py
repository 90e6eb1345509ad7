"""A Shopify store in a process, for demonstration, development and tests; shares no code with the app."""
