"""Command line, settings, logs: parses and prints."""
