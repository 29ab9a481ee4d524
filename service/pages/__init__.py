"""Pages rendered on the server: each asks the GraphQL schema one document and shows the answer, no scripts needed."""
