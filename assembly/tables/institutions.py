"""Institution, PART_OF and SUCCEEDED_BY: organizations as the sources describe them, and how they hang together."""

from __future__ import annotations

from functools import partial

from ..desk import Desk
from ..entities import descriptions, links
from ..family import Family
from ..precedence import INSTITUTION
from ..search import with_search

_COLUMNS = ("record", "name", "aliases", "ids", "country_code", "city", "type", "status", "parents", "successors")


def put(desk: Desk) -> None:
    """All institutions that have a key, with the papers and people that name them."""
    desk.keep("described", descriptions("institution", INSTITUTION))
    desk.put("Institution", _NODES_SQL, finish=partial(with_search, others="aliases", rank="paper_count"))
    desk.put("PART_OF", links("institution", "parents"))
    desk.put("SUCCEEDED_BY", links("institution", "successors"))


_NODES_SQL = """
SELECT d.key, d.name, list_filter(d.aliases, lambda x: x <> d.name) AS aliases,
    list_filter(d.external_ids, lambda x: starts_with(x, 'ror:'))[1][5:] AS ror, d.external_ids,
    d.country_code, d.city, d.type, d.status, d.bits AS sources,
    coalesce(p.papers, 0) AS paper_count, coalesce(a.authors, 0) AS author_count
FROM described d
LEFT JOIN (SELECT institution AS key, count(DISTINCT paper) AS papers FROM naming GROUP BY ALL) p USING (key)
LEFT JOIN (SELECT institution AS key, count(*) AS authors FROM affiliation GROUP BY ALL) a USING (key)
"""

FAMILY = Family(
    kinds=("Institution", "PART_OF", "SUCCEEDED_BY"),
    put=put,
    about="institutions",
    records={"institutions": _COLUMNS},
    reads=("naming", "affiliation"),
)
