"""The Neo4j engine; the only place that talks to the driver."""
