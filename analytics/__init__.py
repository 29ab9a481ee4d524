"""Networks of a build, their communities, and how far these can be trusted."""
