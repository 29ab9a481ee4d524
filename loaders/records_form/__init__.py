"""Our own record form: lines of JSON to records, and the JSON Schema, both derived from the record dataclasses."""
