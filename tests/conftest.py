"""Fixtures that every test may use."""

pytest_plugins = ["support.fixtures_neo4j"]
