"""Fields of Query, one file an area; discovered by name."""
