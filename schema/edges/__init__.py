"""Edge kinds, one file each."""
