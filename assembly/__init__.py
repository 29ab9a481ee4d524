"""Records and keys to builds, and the differences between builds."""
