"""Who is who: mentions and records to keys, with evidence."""
