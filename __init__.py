"""One research graph out of many sources."""

__version__ = "0.1.0"
