"""Families of tables, one file each, nothing to register: a module here with `FAMILY` takes part in every build."""
