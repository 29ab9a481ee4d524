"""Node kinds, one file each."""
