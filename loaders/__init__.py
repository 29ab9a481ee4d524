"""Bytes in, records out."""
