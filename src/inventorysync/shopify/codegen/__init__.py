"""Makes `generated/` from `operations/*.graphql` and the schema of the Admin API."""
