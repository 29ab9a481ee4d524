"""CITES: references whose target is in the graph. What resolves to nothing stays in the ledger and is counted.

Working tables:
- `cited(paper, citations, listed)`: for each paper the citing papers here (null where nothing speaks), and the longest
  reference list (null likewise).
- `identified(paper, ids)`: the sorted external ids of each paper that has any.
"""

from __future__ import annotations

import pyarrow as pa

from ...schema.external_ids import implied_ids
from ..desk import Desk
from ..family import Family


def lay(desk: Desk) -> None:
    """Resolves references through record ids and external ids, merged ones followed; a work never cites itself."""
    desk.keep("said_id", "SELECT source, record, unnest(ids) AS id FROM papers WHERE len(ids) > 0")
    desk.lay("implications", _implications(desk))
    desk.keep("paper_id", _PAPER_IDS_SQL)
    desk.keep("holder", _HOLDERS_SQL)
    desk.keep("resolved", _RESOLVED_SQL)
    desk.keep("citation", _CITATIONS_SQL)
    desk.keep("cited", _CITED_SQL)
    desk.keep("identified", _IDENTIFIED_SQL)
    desk.lift("implications")
    desk.drop("said_id", "holder", "paper_id")


def put(desk: Desk) -> None:
    """The citations, and how many references lead nowhere."""
    desk.put("CITES", "FROM citation")
    unresolved = desk.number("SELECT count(*) FROM resolved WHERE target IS NULL")
    desk.counts["unresolved_references"] = unresolved or 0
    desk.drop("resolved", "citation")


def _implications(desk: Desk) -> pa.Table:
    known = desk.read("SELECT DISTINCT id FROM said_id WHERE starts_with(id, 'doi:')")["id"].to_pylist()
    pairs = [(each, implied) for each in known for implied in implied_ids(each)]
    return pa.table(
        {
            "id": pa.array([pair[0] for pair in pairs], pa.string()),
            "implied": pa.array([pair[1] for pair in pairs], pa.string()),
        }
    )


_PAPER_IDS_SQL = """
SELECT DISTINCT p.paper, i.id, p.source, p.record
FROM (FROM said_id UNION ALL SELECT s.source, s.record, i.implied FROM said_id s JOIN implications i USING (id)) i
JOIN paper_record p USING (source, record)
"""

_IDENTIFIED_SQL = "SELECT paper, list_sort(list(DISTINCT id)) AS ids FROM paper_id GROUP BY paper"

# An id that several papers carry stands for the one whose record comes first. A withdrawn record's own id
# (openalex:W1 of record W1) stands for the paper of the record that it was merged into.
_HOLDERS_SQL = """
WITH own AS (
    SELECT i.id, i.paper, o.place, i.record FROM paper_id i JOIN source_order o USING (source)
    UNION ALL
    SELECT DISTINCT split_part(i.id, ':', 1) || ':' || m.record, m.key, 1000000, m.record
    FROM paper_of m ANTI JOIN paper_record live ON live.source = m.source AND live.record = m.record
    JOIN paper_id i ON i.paper = m.key AND i.source = m.source AND i.id = split_part(i.id, ':', 1) || ':' || i.record
)
SELECT id, first(paper ORDER BY place, record) AS paper FROM own GROUP BY id
"""

_RESOLVED_SQL = """
SELECT r.source, r.record, r.cited, coalesce(o.key, h.paper) AS target
FROM "references" r
LEFT JOIN paper_of o ON o.source = r.source AND o.record = r.cited
LEFT JOIN holder h ON h.id = r.cited
"""

_CITATIONS_SQL = """
SELECT p.paper AS source, r.target, bit_or(p.bit) AS sources
FROM resolved r JOIN paper_record p USING (source, record)
WHERE r.target IS NOT NULL AND r.target <> p.paper
GROUP BY p.paper, r.target
"""

# Citations of a paper can be counted where one of its records comes from a source that delivers references at all, or
# where a citation is known in any case.
_CITED_SQL = """
WITH speaking AS (
    SELECT DISTINCT source FROM papers WHERE has_references
), per_record AS (
    SELECT p.paper, p.source IN (FROM speaking) AS is_heard,
        CASE WHEN r.has_references THEN coalesce(n.listed, 0) END AS listed
    FROM paper_record p JOIN papers r USING (source, record)
    LEFT JOIN (SELECT source, record, count(*) AS listed FROM "references" GROUP BY ALL) n USING (source, record)
), per_paper AS (
    SELECT paper, bool_or(is_heard) AS is_heard, max(listed) AS listed FROM per_record GROUP BY paper
)
SELECT w.paper, greatest(w.listed, outgoing.citing) AS listed,
    CASE WHEN w.is_heard OR incoming.citing > 0 THEN coalesce(incoming.citing, 0) END AS citations
FROM per_paper w
LEFT JOIN (SELECT target AS paper, count(*) AS citing FROM citation GROUP BY ALL) incoming USING (paper)
LEFT JOIN (SELECT source AS paper, count(*) AS citing FROM citation GROUP BY ALL) outgoing USING (paper)
"""

FAMILY = Family(
    kinds=("CITES",),
    put=put,
    counts=("unresolved_references",),
    records={"papers": ("record", "ids", "has_references"), "references": ("record", "position", "cited")},
    keeps=("cited", "identified"),
    lay=lay,
    recall={
        "cited": "SELECT key AS paper, citation_count_in_graph AS citations, reference_count AS listed FROM put_Paper",
        "identified": "SELECT key AS paper, external_ids AS ids FROM put_Paper",
    },
    recall_from=("Paper",),
)
