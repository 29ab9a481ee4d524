"""Venue and PUBLISHED_IN: where papers appear."""

from __future__ import annotations

from functools import partial

from ..desk import Desk
from ..entities import descriptions
from ..family import Family
from ..precedence import VENUE
from ..search import with_search


def put(desk: Desk) -> None:
    """All venues that have a key; a paper appears wherever one of its records says so."""
    desk.keep("described", descriptions("venue", VENUE))
    desk.keep("published", _PUBLISHED_SQL)
    desk.put("PUBLISHED_IN", "FROM published")
    desk.put("Venue", _NODES_SQL, finish=partial(with_search, others="others", rank="paper_count"))


_PUBLISHED_SQL = """
SELECT p.paper AS source, v.key AS target, bit_or(p.bit) AS sources
FROM (SELECT source, record, unnest(venues) AS venue FROM papers) r
JOIN paper_record p USING (source, record) JOIN venue_of v ON v.source = r.source AND v.record = r.venue
GROUP BY p.paper, v.key
"""

_NODES_SQL = """
SELECT d.key, d.name, d.acronym, d.type, d.external_ids, coalesce(p.papers, 0) AS paper_count, d.bits AS sources,
    list_filter(list_prepend(d.acronym, d.aliases), lambda x: x IS NOT NULL AND x <> d.name) AS others
FROM described d LEFT JOIN (SELECT target AS key, count(*) AS papers FROM published GROUP BY ALL) p USING (key)
"""

FAMILY = Family(
    kinds=("Venue", "PUBLISHED_IN"),
    put=put,
    about="venues",
    records={
        "venues": ("record", "name", "acronym", "aliases", "type", "ids"),
        "papers": ("record", "venues"),
    },
)
