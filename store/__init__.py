"""Where a build is served: the port, two engines, traversal above them."""
