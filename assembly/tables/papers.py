"""Paper: one row a work, from all of its records."""

from __future__ import annotations

from functools import partial

import pyarrow as pa

from ..desk import Desk
from ..family import Family
from ..precedence import PAPER, columns, columns_of_one
from ..search import KNOWN, with_search


def put(desk: Desk) -> None:
    """Fields by the stated precedence; counts equal the edges that the other families made."""
    desk.keep("claim", _CLAIMS_SQL)
    desk.keep("dated", _DATES_SQL)
    desk.put("Paper", _NODES_SQL, finish=partial(_with_search, desk))


def _with_search(desk: Desk, papers: pa.Table) -> pa.Table:
    known = desk.known("Paper", papers, same=["title"], columns=KNOWN)
    return with_search(papers, name="title", rank="rank", known=known)


# The first source that makes a claim; of its records the one with the largest.
_CLAIMS_SQL = """
SELECT paper, arg_min(source, source_place) AS claimed_by,
    max(citation_count) FILTER (source_place = first_place) AS citation_count
FROM (
    SELECT p.paper, p.source, r.citation_count, o.place AS source_place,
        min(o.place) OVER (PARTITION BY p.paper) AS first_place
    FROM papers r JOIN paper_record p USING (source, record) JOIN source_order o USING (source)
    WHERE r.citation_count IS NOT NULL
) GROUP BY paper
"""

# The date of the record that gives the year; another record's date only makes it more precise, never different.
_DATES_SQL = """
WITH chosen AS (
    SELECT p.paper, w.year, coalesce(
            arg_min(r.date, p.published_place) FILTER (w.year IS NULL OR starts_with(r.date, w.year::VARCHAR)),
            w.year::VARCHAR
        ) AS date
    FROM papers r JOIN paper_record p USING (source, record) JOIN work w USING (paper) GROUP BY p.paper, w.year
)
SELECT c.paper, coalesce(
        arg_min(r.date, p.published_place - len(r.date) * 1000000) FILTER (starts_with(r.date, c.date)), c.date
    ) AS date
FROM papers r JOIN paper_record p USING (source, record) JOIN chosen c USING (paper) GROUP BY c.paper, c.date
"""

_DOI = "list_min(list_filter(r.ids, lambda x: starts_with(x, 'doi:')))[5:]"
_VERSION = """to_json({
    'date': r.date, 'record': r.record, 'source': r.source, 'title': r.title, 'type': r.type, 'url': r.url
})::VARCHAR"""

# Most papers have one record, and nothing to choose from.
_NODES_SQL = f"""
WITH several AS (
    SELECT paper FROM paper_record WHERE place = 2
), described AS (
    SELECT p.paper, {columns(PAPER)}, bit_or(p.bit) AS sources,
        arg_min({_DOI}, p.published_place) AS doi, list({_VERSION} ORDER BY p.place) AS versions
    FROM papers r JOIN paper_record p USING (source, record) SEMI JOIN several USING (paper) GROUP BY p.paper
    UNION ALL
    SELECT p.paper, {columns_of_one(PAPER)}, p.bit, {_DOI}, [{_VERSION}]
    FROM papers r JOIN paper_record p USING (source, record) ANTI JOIN several USING (paper)
)
SELECT d.paper AS key, d.* EXCLUDE (paper), t.date, coalesce(i.ids, []) AS external_ids,
    coalesce(a.authors, 0) AS author_count, c.citation_count AS citation_count_claimed,
    c.claimed_by AS citations_claimed_by, n.citations AS citation_count_in_graph, n.listed AS reference_count,
    coalesce(c.citation_count, n.citations, 0) AS rank
FROM described d JOIN dated t USING (paper) JOIN cited n USING (paper)
LEFT JOIN identified i USING (paper)
LEFT JOIN (SELECT paper, count(*) AS authors FROM authored GROUP BY paper) a USING (paper)
LEFT JOIN claim c USING (paper)
"""  # noqa: S608 - aggregates of our own rules

FAMILY = Family(
    kinds=("Paper",),
    put=put,
    records={"papers": ("record", *PAPER, "date", "ids", "citation_count")},
    reads=("authored", "cited", "identified"),
)
