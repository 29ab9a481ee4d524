"""What is derived from the kinds, and that common questions walk indexes instead of sorting."""

import sqlite3
from typing import Any

import pytest
from research_graph.schema.catalog import edge_kind, node_kind
from research_graph.schema.kind import EdgeKind, Field, FieldType, NodeKind
from research_graph.store.limit import Limit
from research_graph.store.query import Direction, Group, Order, Page, Side
from research_graph.store.sqlite.snapshot import SqliteSnapshot
from research_graph.store.sqlite.store import SqliteStore
from research_graph.store.sqlite.tables import create_rest, create_table, stored_columns
from support.graphs import load
from support.small_world import small_world

WORLD = small_world(1)


class _Noting(sqlite3.Connection):
    """Explains what it is asked."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.plans: list[str] = []

    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
        if sql.startswith(("SELECT", "WITH")):
            self.plans += [row[3] for row in super().execute(f"EXPLAIN QUERY PLAN {sql}", parameters)]
        return super().execute(sql, parameters)


@pytest.fixture
def noting(monkeypatch: pytest.MonkeyPatch) -> tuple[SqliteSnapshot, list[str]]:
    connect = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda *given, **named: connect(*given, **named, factory=_Noting))
    store = SqliteStore(None)
    load(store, WORLD)
    connection = store._place._connection  # type: ignore[attr-defined]
    connection.plans.clear()
    return SqliteSnapshot(connection, "memory", Limit("memory")), connection.plans


def test_long_text_lies_last_in_a_row() -> None:
    names = [column.name for column in stored_columns(node_kind("Paper"))]
    assert names[-1] == "abstract"
    assert names.index("year") < names.index("title") < names.index("versions")
    assert sorted(names) == sorted(column.name for column in node_kind("Paper").columns)


def test_a_table_of_every_type() -> None:
    fields = tuple(Field(form.value, form, "", required=form is FieldType.INTEGER) for form in FieldType)
    kind = NodeKind('La"bel', "X", "", fields, searchable=False, internal=True)
    assert create_table(kind) == (
        'CREATE TABLE "La""bel"(_row INTEGER PRIMARY KEY, "integer" INTEGER NOT NULL, "float" REAL, "boolean" INTEGER, '
        '"key" TEXT NOT NULL, "string" TEXT, "strings" TEXT, "objects" TEXT) STRICT'
    )


def test_marked_and_usual_fields_of_an_edge_kind_have_walks() -> None:
    fields = (Field("strength", FieldType.FLOAT, ""), Field("since", FieldType.INTEGER, "", indexed=True))
    statements = list(create_rest(EdgeKind("KNOWS", "Author", "Author", "", fields)))
    walked = [statement.partition(" ON ")[2] for statement in statements if statement.startswith("CREATE INDEX")]
    assert walked == [
        f'"KNOWS"("{near}", "{field}" DESC, "{far}")'
        for field in ("strength", "since")
        for near, far in (("source", "target"), ("target", "source"))
    ]


@pytest.mark.parametrize(
    ("kind", "direction", "order"),
    [
        ("CO_AUTHORED_WITH", Direction.BOTH, Order("strength", descending=True, side=Side.EDGE)),
        ("AUTHORED", Direction.IN, Order("position", side=Side.EDGE)),
        ("ABOUT", Direction.IN, Order("score", descending=True, side=Side.EDGE)),
        ("WORKS_ON", Direction.IN, Order("paper_count", descending=True, side=Side.EDGE)),
        ("AFFILIATED_WITH", Direction.IN, Order("paper_count", descending=True, side=Side.EDGE)),
    ],
)
def test_neighbors_in_a_common_order_walk_an_index(
    noting: tuple[SqliteSnapshot, list[str]], kind: str, direction: Direction, order: Order
) -> None:
    snapshot, plans = noting
    edge = edge_kind(kind)
    key = WORLD.rows[kind][0]["target"]
    assert snapshot.neighbors(edge, [key], direction=direction, page=Page(3), order=[order], edge_fields=["sources"])
    reads = [plan for plan in plans if plan.startswith(("SCAN", "SEARCH"))]
    assert len(reads) == 1 + (direction is Direction.BOTH)
    assert all(plan.startswith("SEARCH") for plan in reads)
    assert not [plan for plan in plans if "TEMP B-TREE" in plan]


@pytest.mark.parametrize(
    ("label", "order"),
    [
        ("Paper", [Order("year", descending=True), Order("sort_key")]),
        ("Author", [Order("paper_count", descending=True)]),
        ("Author", [Order("sort_key")]),
        ("Author", []),
    ],
)
def test_top_in_a_common_order_walks_an_index(
    noting: tuple[SqliteSnapshot, list[str]], label: str, order: list[Order]
) -> None:
    snapshot, plans = noting
    assert snapshot.top(node_kind(label), page=Page(3), order=order, fields=["sources"])
    assert len(plans) <= 2
    assert "USING INDEX" in plans[0]
    assert all("RIGHT PART" in plan or "LAST TERM" in plan for plan in plans[1:])


def test_statements_of_reads(
    noting: tuple[SqliteSnapshot, list[str]],
) -> None:
    snapshot, _ = noting
    seen: list[str] = []
    snapshot._connection.set_trace_callback(seen.append)
    author = WORLD.rows["Author"][0]["key"]
    tie = edge_kind("CO_AUTHORED_WITH")
    reads = {
        "nodes": lambda: snapshot.nodes(node_kind("Author"), [author] * 50),
        "neighbors of a key": lambda: snapshot.neighbors(tie, [author] * 50, direction=Direction.BOTH, page=Page(3)),
        "counts": lambda: snapshot.counts(tie, [author], direction=Direction.BOTH),
        "degrees": lambda: snapshot.degrees([tie], [author]),
        "lookup": lambda: snapshot.lookup(["a", "b"]),
        "redirects": lambda: snapshot.redirects(["a", "b"]),
        "top": lambda: snapshot.top(node_kind("Author"), page=Page(3)),
        "edges_among": lambda: snapshot.edges_among([tie], [author]),
        "publication": snapshot.publication,
        "tally": lambda: snapshot.tally(tie, [author, "b"], direction=Direction.BOTH, by=Group("evidence")),
        "tally_nodes": lambda: snapshot.tally_nodes(node_kind("Author"), by=Group(through=edge_kind("AUTHORED"))),
    }
    for name, read in reads.items():
        seen.clear()
        read()
        asked = [statement for statement in seen if not statement.startswith(("--", "EXPLAIN"))]
        assert len(asked) == 1, name
    seen.clear()
    other = WORLD.rows["Author"][1]["key"]
    snapshot.neighbors(tie, [author, other, author], direction=Direction.BOTH, page=Page(3))
    assert len([statement for statement in seen if not statement.startswith(("--", "EXPLAIN"))]) == 2
    seen.clear()
    assert snapshot.epoch() == (1, "ready")
    assert not seen  # what the transaction sees does not change
    seen.clear()
    snapshot.subgraph([tie, edge_kind("AUTHORED")], [author, WORLD.rows["Paper"][0]["key"]])
    assert len([statement for statement in seen if not statement.startswith(("--", "EXPLAIN"))]) == 2
    for word, statements in (("qun", 1), ("li", 2)):
        seen.clear()
        snapshot.search([node_kind("Author"), node_kind("Paper")], [word], Page(1))
        assert len([statement for statement in seen if statement.startswith("WITH")]) == statements, word
