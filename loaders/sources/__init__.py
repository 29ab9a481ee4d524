"""One module a source, found by file name."""
