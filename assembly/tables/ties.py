"""CO_AUTHORED_WITH: pairs of people with shared papers, with exact sums so that no order of papers shows in them.

Working table: `collaborator(author, people, close_people)`: how many people each author is tied to.
"""

from __future__ import annotations

from ..desk import Desk
from ..family import Family


def lay(desk: Desk) -> None:
    """Pairs of the papers with 2 to `max_pair_authors` authors; larger ones are counted and make no pairs."""
    limit = desk.parameters.max_pair_authors
    desk.keep("team", "SELECT paper, year, count(*) AS size FROM authored GROUP BY paper, year")
    desk.keep("weight", _WEIGHT_SQL, limit=limit, year=desk.reference_year, half_life=desk.parameters.half_life)
    papers, strength = desk.parameters.close_min_papers, desk.parameters.close_min_strength
    desk.keep("tie", _TIES_SQL, close_min_papers=papers, close_min_strength=strength)
    desk.keep("collaborator", _COLLABORATORS_SQL.format(tie="tie"))


def put(desk: Desk) -> None:
    """The pairs, and how many papers make none."""
    desk.put("CO_AUTHORED_WITH", "FROM tie")
    limit = desk.parameters.max_pair_authors
    too_large = desk.number("SELECT count(*) FROM team WHERE size > $limit", limit=limit)
    desk.counts["papers_without_pairs"] = too_large or 0
    desk.drop("team", "weight", "tie")


# In units of 1e-12, as integers: their sums are exact.
_WEIGHT_SQL = """
SELECT paper, year, round(1e12 / (size - 1))::BIGINT AS weight,
    CASE WHEN year IS NULL OR $year::BIGINT IS NULL THEN 0
         ELSE round(1e12 / (size - 1) * pow(0.5, greatest($year::BIGINT - year, 0) / $half_life::DOUBLE))::BIGINT
    END AS recent_weight
FROM team WHERE size BETWEEN 2 AND $limit
"""

# Close: enough shared papers, and what is shared is recent and not spread over large teams.
# A source says that two people wrote a paper if it lists both; where none does, all that list either say it together.
_TIES_SQL = """
WITH seat AS (
    SELECT author, paper, bit_or(bits) AS bits FROM authored SEMI JOIN weight USING (paper) GROUP BY ALL
), tie AS (
    SELECT a.author AS source, b.author AS target, count(*) AS paper_count,
        sum(w.weight)::DOUBLE / 1e12 AS strength, sum(w.recent_weight)::DOUBLE / 1e12 AS recent_strength,
        min(w.year) AS first_year, max(w.year) AS last_year,
        bit_or(CASE WHEN bit_count(a.bits & b.bits) = 0 THEN a.bits | b.bits ELSE a.bits & b.bits END) AS sources
    FROM seat a JOIN seat b ON a.paper = b.paper AND a.author < b.author JOIN weight w ON w.paper = a.paper
    GROUP BY a.author, b.author
)
SELECT *, paper_count >= $close_min_papers AND recent_strength >= $close_min_strength AS is_close FROM tie
"""

_COLLABORATORS_SQL = """
SELECT author, count(*) AS people, count(*) FILTER (is_close) AS close_people
FROM (SELECT source AS author, is_close FROM {tie} UNION ALL SELECT target, is_close FROM {tie}) GROUP BY author
"""

FAMILY = Family(
    kinds=("CO_AUTHORED_WITH",),
    put=put,
    counts=("papers_without_pairs",),
    reads=("authored",),
    keeps=("collaborator",),
    lay=lay,
    recall={"collaborator": _COLLABORATORS_SQL.format(tie="put_CO_AUTHORED_WITH")},
    recall_from=("CO_AUTHORED_WITH",),
)
