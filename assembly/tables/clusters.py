"""Cluster, MEMBER_OF and DESCENDS_FROM: what the run in force says, its people followed through redirects.

A load carries the last run on until the next one: who was merged into another author is a member as that one, who is no
longer there is none, and sizes are counted anew.
"""

from __future__ import annotations

from functools import partial

from ..desk import Desk
from ..family import Family
from ..search import with_search


def put(desk: Desk) -> None:
    """An author is in one cluster a level at most: where two became one, in that of the stronger membership."""
    none = "0" * len(desk.sources)
    desk.keep("successor", _SUCCESSORS_SQL)
    desk.keep("membership", _MEMBERSHIPS_SQL)
    desk.keep("backing", "SELECT cluster, count(*) AS members, bit_or(bits) AS bits FROM membership GROUP BY cluster")
    desk.put(
        "MEMBER_OF", "SELECT author AS source, cluster AS target, level, strength, bits AS sources FROM membership"
    )
    desk.put("Cluster", _NODES_SQL, finish=partial(with_search, name="label", rank="size"), none=none)
    desk.put("DESCENDS_FROM", _DESCENTS_SQL, none=none)


# What each author key that the run knows stands for now; keys that stand for nothing are left out.
_SUCCESSORS_SQL = """
SELECT a.author AS key, p.author FROM (SELECT DISTINCT author FROM run_members) a
LEFT JOIN keys_redirects r ON r.key = a.author
JOIN keys_people p ON p.author = coalesce(r.target, a.author)
"""

_MEMBERSHIPS_SQL = """
WITH backed AS (SELECT author, bit_or(bits) AS bits FROM authored GROUP BY author)
SELECT s.author, m.level, m.cluster, m.strength, b.bits
FROM run_members m JOIN successor s ON s.key = m.author JOIN backed b ON b.author = s.author
QUALIFY row_number() OVER (PARTITION BY s.author, m.level ORDER BY m.strength DESC, m.cluster) = 1
"""

_NODES_SQL = """
SELECT c.* REPLACE (
        CASE WHEN b.members IS NULL THEN 'ENDED' ELSE c.status END AS status,
        coalesce(b.members, c.size) AS size,
        coalesce(p.people, []) AS people
    ),
    coalesce(b.bits, $none::BIT) AS sources
FROM run_clusters c LEFT JOIN backing b ON b.cluster = c.key
LEFT JOIN (
    SELECT key, list(author ORDER BY place) AS people
    FROM (
        SELECT c.key, s.author, min(u.place) AS place
        FROM run_clusters c, unnest(range(1, len(c.people) + 1)) u(place)
        JOIN successor s ON s.key = c.people[u.place] GROUP BY ALL
    ) GROUP BY key
) p ON p.key = c.key
"""

_DESCENTS_SQL = """
SELECT d.cluster AS source, d.earlier AS target, d.event, d.overlap, d.run, coalesce(b.bits, $none::BIT) AS sources
FROM run_descents d LEFT JOIN backing b USING (cluster)
"""

FAMILY = Family(
    kinds=("Cluster", "MEMBER_OF", "DESCENDS_FROM"),
    put=put,
    about="run_clusters",
    records={
        "run_clusters": (
            *("key", "level", "label", "status", "size", "paper_count", "first_year", "last_year", "internal_share"),
            *("conductance", "is_well_connected", "seed_agreement", "topics", "terms", "venues", "people", "run"),
        ),
        "run_members": ("author", "level", "cluster", "strength"),
        "run_descents": ("cluster", "earlier", "event", "overlap", "run"),
    },
    keys=("redirects", "people"),
    reads=("authored",),
)
