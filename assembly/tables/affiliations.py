"""AFFILIATED_WITH: where people say on their papers that they work, and where profiles say so.

Working tables: `affiliation(author, institution, …)`: the edges; `affiliation_status(author, status)`: every author
that has a mention or a stay (the four states are defined in docs/builds.md).
"""

from __future__ import annotations

from ..desk import Desk
from ..family import Family


def lay(desk: Desk) -> None:
    """From institutions named at slots and from the stays of profiles."""
    desk.keep("stay", _STAYS_SQL)
    desk.keep("named", _NAMED_SQL)
    desk.keep("affiliation", _AFFILIATIONS_SQL)
    desk.keep("affiliation_status", _STATUS_SQL)
    desk.drop("stay", "named")


def put(desk: Desk) -> None:
    """The edges."""
    desk.put("AFFILIATED_WITH", _EDGES_SQL)


_STAYS_SQL = """
SELECT k.key AS author, i.key AS institution, s.first_year, s.last_year, o.bit
FROM (SELECT source, record, unnest(stays) AS stay FROM authors WHERE len(stays) > 0)
     AS r(source, record, s)
JOIN keys_authors k USING (source, record)
JOIN institution_of i ON i.source = r.source AND i.record = s.institution
JOIN source_order o ON o.source = r.source
"""

_NAMED_SQL = """
SELECT a.author, a.paper, a.position, a.year, n.institution, n.source, o.bit
FROM naming n JOIN authored a ON a.paper = n.paper AND a.position = n.slot
JOIN source_order o ON o.source = n.source
"""

_AFFILIATIONS_SQL = """
SELECT author, institution, count(DISTINCT paper) AS paper_count,
    min(least(first_year, last_year)) AS first_year, max(greatest(first_year, last_year)) AS last_year,
    bit_or(bit) AS bits
FROM (
    SELECT author, institution, paper, year AS first_year, year AS last_year, bit FROM named
    UNION ALL
    SELECT author, institution, NULL, first_year, last_year, bit FROM stay
)
GROUP BY author, institution
"""

_EDGES_SQL = """
SELECT author AS source, institution AS target, paper_count, first_year, last_year,
    coalesce(last_year = max(last_year) OVER (PARTITION BY author), false) AS is_latest, bits AS sources
FROM affiliation
"""

# Sources conflict where, in the person's newest year with any affiliation, two of them name for one slot institutions
# of which they have none in common.
_STATUS_SQL = """
WITH newest AS (
    SELECT author, max(last_year) AS year FROM affiliation GROUP BY author
), current AS (
    SELECT n.* FROM named n JOIN newest USING (author) WHERE n.year = newest.year
), pair AS (
    SELECT a.author, a.paper, a.position, a.source AS one, b.source AS other,
        bool_or(a.institution = b.institution) AS agree
    FROM current a JOIN current b USING (paper, position)
    WHERE a.source < b.source GROUP BY ALL
), told AS (
    SELECT DISTINCT s.author FROM printed p JOIN keys_mentions s USING (source, record, position)
), everyone AS (
    SELECT DISTINCT author FROM authored UNION SELECT author FROM stay
)
SELECT e.author, CASE
        WHEN e.author IN (SELECT author FROM pair WHERE NOT agree) THEN 'CONFLICTING'
        WHEN e.author IN (SELECT author FROM affiliation) THEN 'KNOWN'
        WHEN e.author IN (SELECT author FROM told) THEN 'NOT_IMPORTED'
        ELSE 'SOURCE_SILENT'
    END AS status
FROM everyone e
"""

FAMILY = Family(
    kinds=("AFFILIATED_WITH",),
    put=put,
    records={"authors": ("record", "stays")},
    keys=("authors", "mentions"),
    reads=("authored", "naming", "printed"),
    keeps=("affiliation", "affiliation_status"),
    lay=lay,
)
