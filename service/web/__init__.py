"""The web service: the GraphQL endpoint and what operates it."""
