"""One algorithm a file, found by name: each has `ALGORITHM` (see algorithm.py)."""
