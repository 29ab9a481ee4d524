"""One network a file, each made from a build's tables."""
