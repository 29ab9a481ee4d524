from collections.abc import Iterator

import pytest
from research_graph.schema.catalog import node_kind
from research_graph.schema.errors import UsageError
from research_graph.service.read import NAMED_ALIKE, find_node, kind_named, shown_kinds
from research_graph.store.open import open_store
from research_graph.store.port import Snapshot
from support.graphs import graph, key, load, node

QUN, OTHER_QUN, ANN, BELL = (key("A", name) for name in ("qun", "other qun", "ann", "bell"))
OLD, GONE, UNKNOWN = (key("A", name) for name in ("old", "gone", "unknown"))
PAPER = key("P", "paper")
LAB = key("I", "lab")
AUTHOR = node_kind("Author")

GRAPH = graph(
    node("Author", QUN, name="Qun Liu", paper_count=248, search_rank=248, external_ids=["orcid:0000-0002-1825-0097"]),
    node("Author", OTHER_QUN, name="Qun Liu", paper_count=1, search_rank=1),
    node("Author", ANN, name="Ann Bell", name_variants=["A. Bell", "Ann Q. Bell"], paper_count=3),
    node("Author", BELL, name="Ann Q. Bell", paper_count=2),
    node("Paper", PAPER, title="Attention", year=2019, external_ids=["doi:10.1000/a1"]),
    node("Institution", LAB, name="Lab", external_ids=["ror:05dxps055"]),
    node("Redirect", OLD, target=ANN),
    node("Redirect", GONE, target=None),
)


@pytest.fixture(scope="module")
def snapshot() -> Iterator[Snapshot]:
    store = open_store("sqlite://")
    load(store, GRAPH)
    with store.snapshot() as snapshot:
        yield snapshot
    store.close()


def test_kinds_are_named_as_people_say() -> None:
    assert list(shown_kinds()) == ["author", "cluster", "institution", "paper", "topic", "venue"]
    assert kind_named("Author") is AUTHOR
    with pytest.raises(UsageError, match="no kind 'redirect'"):
        kind_named("redirect")


@pytest.mark.parametrize(
    ("kind", "named", "found", "redirected_from"),
    [
        ("Author", QUN, QUN, None),
        ("Author", f"  {QUN}\n", QUN, None),
        ("Author", OLD, ANN, OLD),
        ("Author", "orcid:0000-0002-1825-0097", QUN, None),
        ("Author", "https://orcid.org/0000-0002-1825-0097", QUN, None),
        ("Author", "0000-0002-1825-0097", QUN, None),
        ("Paper", "10.1000/A1", PAPER, None),
        ("Institution", "05dxps055", LAB, None),
        ("Author", "ann bell", ANN, None),
        ("Author", "A. Bell", ANN, None),
        ("Author", "Ann Q. Bell", BELL, None),
        ("Paper", "https://doi.org/10.1000/A1", PAPER, None),
        ("Paper", "attention", PAPER, None),
    ],
)
def test_a_node_is_found(snapshot: Snapshot, kind: str, named: str, found: str, redirected_from: str | None) -> None:
    node, asked = find_node(snapshot, node_kind(kind), named)
    assert (node.key, asked) == (found, redirected_from)


@pytest.mark.parametrize(
    ("kind", "named", "message", "hint"),
    [
        ("Author", UNKNOWN, f"no author has the id {UNKNOWN}", "try `research-graph search`"),
        ("Author", GONE, f"no author has the id {GONE}", "try `research-graph search`"),
        ("Paper", QUN, f"{QUN} is no paper", "it looks like the id of another kind: author"),
        (
            "Author",
            "doi:10.1000/a1",
            "doi:10.1000/a1 is no author",
            f"it is the paper {PAPER}: research-graph show pap",
        ),
        ("Author", "orcid:0000-0001-5109-3700", "nothing has the id orcid:0000-0001-5109-3700", "try `research-graph"),
        ("Author", "orcid:0000", "no author is called 'orcid:0000'", "it is no valid orcid id"),
        ("Author", "0000-0002-1825-0098", "no author is called '0000-0002-1825-0098'", "it is no valid orcid id"),
        ("Paper", "0000-0002-1825-0097", "orcid:0000-0002-1825-0097 is no paper", f"it is the author {QUN}"),
        ("Institution", "05dxps056", "no institution is called '05dxps056'", "it is no valid ror id"),
        ("Author", "Nobody", "no author is called 'Nobody'", "try a part of the name"),
        ("Author", "", "no author is called ''", "try a part of the name"),
        (
            "Author",
            "Qun Liu",
            f"several are called 'Qun Liu': {QUN} (Qun Liu, 248 papers), {OTHER_QUN} (Qun Liu, 1 paper)",
            "name one by its id",
        ),
        (
            "Paper",
            "Attent",
            f"no paper is called exactly 'Attent'; near it: {PAPER} (Attention, 2019)",
            "name one by its id",
        ),
    ],
)
def test_a_node_is_not_guessed(snapshot: Snapshot, kind: str, named: str, message: str, hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        find_node(snapshot, node_kind(kind), named)
    assert caught.value.message == message
    assert caught.value.hint is not None
    assert caught.value.hint.startswith(hint)


def test_many_namesakes_are_cut_and_the_cut_is_told() -> None:
    store = open_store("sqlite://")
    people = [
        node("Author", key("A", number), name="Wei Wang", paper_count=number) for number in range(NAMED_ALIKE + 9)
    ]
    load(store, graph(*people))
    with store.snapshot() as snapshot, pytest.raises(UsageError, match=r"\) and at least 95 more$"):
        find_node(snapshot, AUTHOR, "Wei Wang")
    store.clear()
    load(store, graph(*people[:7]))
    with store.snapshot() as snapshot, pytest.raises(UsageError, match=r"\) and 2 more$"):
        find_node(snapshot, AUTHOR, "Wei Wang")
    store.close()
