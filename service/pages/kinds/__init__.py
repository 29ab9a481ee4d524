"""The pages, one module each: what is asked for an address and how the answer is laid out. Found by file name."""
