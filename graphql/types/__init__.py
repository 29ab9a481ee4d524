"""Types of the API, one small file each."""
