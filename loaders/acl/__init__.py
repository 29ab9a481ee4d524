"""The parts of the ACL Anthology source: where its files are, how its elements become records."""
