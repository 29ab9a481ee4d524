"""The kinds as data: what every engine and document relies on."""

import pyarrow as pa
import pytest
from research_graph.schema.catalog import edge_kind, edge_kinds, kind_of_letter, node_kind, node_kinds
from research_graph.schema.keys import is_key, make_key, member
from research_graph.schema.record_tables import RECORD_TABLES, TABLES_OF_KIND
from research_graph.schema.records import RECORD_KINDS

KINDS = [*node_kinds().values(), *edge_kinds().values()]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_columns_are_named_once_described_and_typed(kind: object) -> None:
    columns = kind.columns  # type: ignore[attr-defined]
    names = [column.name for column in columns]
    assert len(names) == len(set(names))
    assert all(column.description.strip().endswith((".", "…")) for column in columns)
    assert set(kind.identity) <= set(names)  # type: ignore[attr-defined]
    assert kind.arrow.names == names  # type: ignore[attr-defined]
    assert all(kind.field(name).required for name in kind.identity)  # type: ignore[attr-defined]


def test_edges_join_kinds_that_exist() -> None:
    for kind in edge_kinds().values():
        assert {kind.source, kind.target} <= node_kinds().keys()
        assert kind.directed or kind.source == kind.target


def test_letters_tell_kinds_apart() -> None:
    letters = [kind.letter for kind in node_kinds().values() if not kind.internal]
    assert sorted(letters) == sorted(kind_of_letter())
    assert all(len(letter) == 1 and letter.isupper() for letter in letters)


def test_unknown_kinds_and_fields() -> None:
    with pytest.raises(KeyError):
        node_kind("Nobody")
    with pytest.raises(KeyError):
        edge_kind("NOTHING")
    with pytest.raises(KeyError, match="Author has no field 'shoe_size'"):
        node_kind("Author").field("shoe_size")


def test_arrow_schema_of_a_kind() -> None:
    assert node_kind("Redirect").arrow == pa.schema({"key": pa.string(), "target": pa.string()})
    assert edge_kind("CITES").arrow.names == ["source", "target", "sources"]
    assert edge_kind("AUTHORED").identity == ("source", "target", "position")


def test_every_record_kind_has_its_tables() -> None:
    assert TABLES_OF_KIND.keys() == RECORD_KINDS.keys()
    assert {name for names in TABLES_OF_KIND.values() for name in names} | {"deletions"} == RECORD_TABLES.keys()
    assert all(schema.names[0] == "record" for schema in RECORD_TABLES.values())


def test_keys_are_stable_and_never_shared() -> None:
    first = make_key("A", member("acl-anthology", "P18-1001", 3))
    assert first == "A" + first[1:]
    assert is_key(first)
    assert make_key("A", "acl-anthology/P18-1001#00003") == first
    second = make_key("A", "acl-anthology/P18-1001#00003", taken={first})
    assert second != first
    assert is_key(second)
    assert not is_key(first.lower())
    assert not is_key(first + "0")
