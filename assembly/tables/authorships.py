"""AUTHORED: one row per slot of a paper's author list.

Working tables for the families after this one:
- `authored(author, paper, position, year, bits)`: the edges.
- `naming(source, paper, slot, institution)`: institutions that a source names at a slot.
- `printed(source, record, position, number, affiliation)`: affiliations as printed.
"""

from __future__ import annotations

from ..desk import Desk
from ..family import Family


def lay(desk: Desk) -> None:
    """Joins mentions and their keys; the ledger's mentions without a slot make no edge."""
    desk.keep("author_list", _LISTS_SQL)
    desk.keep("slotted", _SLOTTED_SQL)
    desk.keep("printed", _PRINTED_SQL)
    desk.keep("naming", _NAMING_SQL)
    desk.keep("edge", _EDGE_SQL)
    desk.keep("authored", "SELECT author, paper, slot AS position, year, bits FROM edge JOIN work USING (paper)")


def put(desk: Desk) -> None:
    """The edges, and the mentions that are in none of them."""
    desk.put("AUTHORED", _AUTHORED_SQL)
    conflicts = "SELECT count(*) FROM keys_mentions WHERE slot IS NULL OR author IS NULL"
    desk.counts["mentions_without_slot"] = desk.number(conflicts) or 0
    placed = (desk.number("SELECT count(*) FROM keys_mentions") or 0) - desk.counts["mentions_without_slot"]
    desk.counts["mentions_overruled"] = placed - (desk.number("SELECT count(*) FROM slotted") or 0)
    desk.drop("author_list", "slotted", "edge")


_LISTS_SQL = """
SELECT source, record, bit, place, row_number() OVER (
        PARTITION BY paper ORDER BY listed = 0, is_complete DESC, CASE WHEN is_complete THEN 0 ELSE -listed END, place
    ) AS list_place
FROM (
    SELECT p.source, p.record, p.paper, p.bit, p.place, coalesce(r.is_author_list_complete, true) AS is_complete,
        coalesce(m.listed, 0) AS listed
    FROM paper_record p JOIN papers r USING (source, record)
    LEFT JOIN (SELECT source, record, count(*) AS listed FROM mentions GROUP BY ALL) m USING (source, record)
)
"""

# Places order the mentions of a slot: by record, and with the best author list first. Where identity gave a slot's
# mentions to several people, the first record's person stands in it and only that person's mentions speak for it.
_SLOTTED_SQL = """
WITH placed AS (
    SELECT k.source, k.record, k.position, k.paper, k.slot, k.author, k.evidence, k.confidence, l.bit,
        l.place * 1000000 + k.position AS place, l.list_place * 1000000 + k.position AS list_place
    FROM keys_mentions k JOIN author_list l USING (source, record)
    WHERE k.slot IS NOT NULL AND k.author IS NOT NULL
), claimed AS (
    SELECT paper, slot, arg_min(author, place) AS author FROM placed
    GROUP BY paper, slot HAVING min(author) <> max(author)
)
SELECT p.* FROM placed p LEFT JOIN claimed c USING (paper, slot) WHERE c.author IS NULL OR c.author = p.author
"""

_PRINTED_SQL = """
SELECT source, record, position, u.number, m.affiliations[u.number] AS affiliation
FROM mentions m, unnest(range(1, len(m.affiliations) + 1)) u(number)
WHERE len(m.affiliations) > 0
"""

# A source's own institutions of a mention count before those that its printed affiliations name.
_NAMING_SQL = """
WITH own AS (
    SELECT m.source, m.record, m.position, i.key AS institution
    FROM (SELECT source, record, position, unnest(institutions) AS named FROM mentions WHERE len(institutions) > 0) m
    JOIN institution_of i ON i.source = m.source AND i.record = m.named
), said AS (
    SELECT p.source, p.record, p.position, k.institution
    FROM printed p JOIN keys_affiliations k ON k.printed = p.affiliation
    ANTI JOIN own ON own.source = p.source AND own.record = p.record AND own.position = p.position
)
SELECT DISTINCT s.source, s.paper, s.slot, n.institution
FROM (FROM own UNION ALL FROM said) n JOIN slotted s USING (source, record, position)
"""

_EDGE_SQL = """
SELECT s.paper, s.slot, arg_min(s.author, s.place) AS author, arg_min(m.name, s.list_place) AS name,
    arg_min(m.is_corresponding, s.place) AS is_corresponding,
    min(CASE s.evidence WHEN 'asserted' THEN 0 WHEN 'matched' THEN 1 ELSE 2 END) AS grade,
    max(s.confidence) AS confidence, bit_or(s.bit) AS bits
FROM slotted s JOIN mentions m USING (source, record, position)
GROUP BY s.paper, s.slot
"""

_AUTHORED_SQL = """
SELECT e.author AS source, e.paper AS target, e.slot AS position, e.name, e.is_corresponding,
    coalesce(a.affiliations, []) AS affiliations, coalesce(i.institutions, []) AS institutions,
    ['asserted', 'matched', 'name_only'][e.grade + 1] AS evidence, e.confidence, e.bits AS sources
FROM edge e
LEFT JOIN (
    SELECT paper, slot, list(affiliation ORDER BY place) AS affiliations
    FROM (
        SELECT s.paper, s.slot, p.affiliation, min(s.list_place * 1000 + p.number) AS place
        FROM printed p JOIN slotted s USING (source, record, position) GROUP BY ALL
    ) GROUP BY paper, slot
) a USING (paper, slot)
LEFT JOIN (
    SELECT paper, slot, list_sort(list(DISTINCT institution)) AS institutions FROM naming GROUP BY paper, slot
) i USING (paper, slot)
"""

# The edges as they were put down, with sets of sources for their names.
_RECALLED_SQL = """
WITH said AS (
    SELECT a.sources, bit_or(o.bit) AS bits
    FROM (SELECT DISTINCT sources FROM put_AUTHORED) a JOIN source_order o ON list_contains(a.sources, o.source)
    GROUP BY a.sources
)
SELECT a.source AS author, a.target AS paper, a.position, w.year, s.bits
FROM put_AUTHORED a JOIN said s USING (sources) JOIN work w ON w.paper = a.target
"""

FAMILY = Family(
    kinds=("AUTHORED",),
    put=put,
    counts=("mentions_without_slot", "mentions_overruled"),
    records={
        "papers": ("record", "is_author_list_complete"),
        "mentions": ("record", "position", "name", "affiliations", "institutions", "is_corresponding"),
    },
    keys=("mentions", "affiliations"),
    keeps=("authored", "naming", "printed"),
    lay=lay,
    recall={"authored": _RECALLED_SQL},
    recall_from=("AUTHORED",),
)
