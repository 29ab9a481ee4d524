"""The working tables that every family reads: sources in order, records with their places, works with their years.

- `source_order(source, place, bit)`; place 0 is heard first; bit is the source in a set of sources.
- `paper_record(source, record, paper, place, published_place, bit)`: places as in precedence.py, from 1.
- `work(paper, year)`: every paper.
- `paper_of(source, record, key)`, and the like for institution, topic, venue: what a record id of a source stands for,
  withdrawn ids that were merged into another one included.
"""

from __future__ import annotations

from .desk import Desk
from .family import Family

MEMBERS = {"paper": "papers", "institution": "institutions", "topic": "topics", "venue": "venues"}


def lay(desk: Desk) -> None:
    """Lays the ground and fixes the reference year of the build."""
    desk.lay("source_bits", desk.source_table())
    desk.keep("source_order", "SELECT source, place, bit::BIT AS bit FROM source_bits")
    desk.lift("source_bits")
    desk.keep("merged", _MERGED_SQL)
    for kind, table in MEMBERS.items():
        desk.keep(f"{kind}_of", _MEMBERS_SQL.format(kind=kind, table=table))
    desk.drop("merged")
    desk.keep("paper_record", _RECORDS_SQL)
    desk.keep("work", _WORKS_SQL)
    if desk.reference_year is None:
        desk.reference_year = desk.number(_REFERENCE_YEAR_SQL)


# What a withdrawn record was merged into, and what that one was merged into, and so on.
_MERGED_SQL = """
WITH RECURSIVE merged(kind, source, record, stands) AS (
    SELECT kind, source, record, merged_into FROM deletions WHERE merged_into IS NOT NULL
    UNION
    SELECT m.kind, m.source, m.record, d.merged_into FROM merged m
    JOIN deletions d ON d.source = m.source AND d.record = m.stands AND d.kind = m.kind AND d.merged_into IS NOT NULL
)
FROM merged
"""

_MEMBERS_SQL = """
SELECT source, record, key FROM keys_{table}
UNION ALL
SELECT m.source, m.record, min(k.key) FROM merged m
JOIN keys_{table} k ON k.source = m.source AND k.record = m.stands
ANTI JOIN keys_{table} own ON own.source = m.source AND own.record = m.record
WHERE m.kind = '{kind}'
GROUP BY m.source, m.record
"""

_RECORDS_SQL = """
SELECT k.source, k.record, k.key AS paper, o.bit,
    row_number() OVER (PARTITION BY k.key ORDER BY o.place, is_preprint, k.record) AS place,
    row_number() OVER (PARTITION BY k.key ORDER BY is_preprint, o.place, k.record) AS published_place
FROM (SELECT source, record, coalesce(type = 'preprint', false) AS is_preprint FROM papers) r
JOIN keys_papers k USING (source, record) JOIN source_order o USING (source)
"""

_WORKS_SQL = """
SELECT p.paper, arg_min(r.year, p.published_place) AS year
FROM paper_record p JOIN papers r USING (source, record) GROUP BY p.paper
"""

_REFERENCE_YEAR_SQL = """
SELECT max(year) FROM (
    SELECT year, count(*) AS papers FROM work WHERE year IS NOT NULL GROUP BY year
) WHERE papers * 100 >= (SELECT count(*) FROM work)
"""

FAMILY = Family(
    records={"papers": ("record", "year", "type"), "deletions": ("record", "kind", "merged_into")},
    keys=tuple(MEMBERS.values()),
    lay=lay,
)
