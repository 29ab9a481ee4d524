"""The canonical form of a build's rows, in which keys do not matter: builds of equal records are equal in it.

Every key is replaced by the smallest member of what it stands for: the smallest record of a paper, institution, topic
or venue, the smallest mention of an author (the smallest profile record where there is none).
"""

from __future__ import annotations

import duckdb
import pyarrow.parquet as pq

from ..schema.kind import EdgeKind, NodeKind
from .build import Build

NOT_CANONICAL = {"Redirect", "Cluster", "MEMBER_OF", "DESCENDS_FROM"}
"""Redirects tell of keys alone; clusters follow from the runs that were made, not from what the sources say."""

_KEY_LISTS = {"AUTHORED": ("institutions",)}
"""List fields that hold keys. All other keys stand in key, source and target."""


def lay_members(duck: duckdb.DuckDBPyConnection, side: str, build: Build) -> None:
    """Makes `member_<side>(key, member)` for every entity of a build."""
    folder = build.path / "keys"
    for name in ("papers", "institutions", "topics", "venues", "authors"):
        duck.register(f"k_{name}", pq.read_table(folder / f"{name}.parquet", columns=["source", "record", "key"]))
    columns = ["source", "record", "position", "author"]
    duck.register("k_mentions", pq.read_table(folder / "mentions.parquet", columns=columns))
    duck.execute(f"CREATE TEMP TABLE member_{side} AS {_MEMBERS_SQL}")


def canonical_rows(kind: NodeKind | EdgeKind, side: str) -> str:
    """A query for the rows of `plain_<side>` with members in the place of keys."""
    lists = [_member_list(field, side) for field in _KEY_LISTS.get(kind.name, ())]
    if isinstance(kind, NodeKind):
        return f"SELECT r.* REPLACE (m.member AS key) FROM plain_{side} r JOIN member_{side} m USING (key)"  # noqa: S608
    ends = ["s.member", "t.member"]
    if not kind.directed:
        ends = ["least(s.member, t.member)", "greatest(s.member, t.member)"]
    replaced = ", ".join([f"{ends[0]} AS source", f"{ends[1]} AS target", *lists])
    return f"""SELECT r.* REPLACE ({replaced}) FROM plain_{side} r
        JOIN member_{side} s ON s.key = r.source JOIN member_{side} t ON t.key = r.target"""  # noqa: S608


def _member_list(field: str, side: str) -> str:
    return f"""(SELECT coalesce(list(m.member ORDER BY m.member), []) FROM unnest(r.{field}) u(key)
        JOIN member_{side} m USING (key)) AS {field}"""  # noqa: S608


_MEMBERS_SQL = """
WITH record AS (
    FROM k_papers UNION ALL FROM k_institutions UNION ALL FROM k_topics UNION ALL FROM k_venues
), person AS (
    SELECT author AS key, min(source || '/' || record || '#' || lpad(position::VARCHAR, 5, '0')) AS member
    FROM k_mentions WHERE author IS NOT NULL GROUP BY author
)
SELECT key, min(source || '/' || record) AS member FROM record GROUP BY key
UNION ALL FROM person
UNION ALL
SELECT key, min(source || '/' || record) FROM k_authors ANTI JOIN person USING (key) GROUP BY key
"""
