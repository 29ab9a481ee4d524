"""People of the sample that tests of the API ask about."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pytest
from support.graphql_world import World


@pytest.fixture(scope="session")
def papers_of(world: World) -> dict[str, list[dict[str, Any]]]:
    """Each person's authorships, with the paper."""
    papers = world.by_key("Paper")
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in world.rows("AUTHORED"):
        found[row["source"]].append({**row, "paper": papers[row["target"]]})
    return found


@pytest.fixture(scope="session")
def busy(world: World) -> str:
    """Somebody with affiliations, topics, a cluster and the most papers of such."""
    have = [{row["source"] for row in world.rows(kind)} for kind in ("AFFILIATED_WITH", "WORKS_ON", "MEMBER_OF")]
    people = [row for row in world.rows("Author") if all(row["key"] in keys for keys in have)]
    return str(max(people, key=lambda row: (row["paper_count"], row["key"]))["key"])


@pytest.fixture(scope="session")
def prolific(world: World) -> str:
    """Whoever has the most papers."""
    return str(max(world.rows("Author"), key=lambda row: (row["paper_count"], row["key"]))["key"])


def newest_first(rows: list[dict[str, Any]]) -> list[str]:
    ranked = sorted(
        rows,
        key=lambda row: (
            row["paper"]["year"] is None,
            -(row["paper"]["year"] or 0),
            row["paper"]["sort_key"],
            row["target"],
        ),
    )
    return [row["target"] for row in ranked]
