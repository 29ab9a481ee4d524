"""All venues of the graph."""

from __future__ import annotations

from ..lists import listing

PAGE = listing("VENUE")
