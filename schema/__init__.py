"""What the graph is: kinds, external ids, records, keys, differences, errors. Imports nothing of ours."""
