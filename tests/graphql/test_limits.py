"""Documents over a limit are refused by one look at each fragment, those within it are let through."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    OperationDefinitionNode,
    SelectionSetNode,
    get_introspection_query,
    parse,
)
from hypothesis import given
from hypothesis import strategies as st
from research_graph.graphql import documents as kept
from research_graph.graphql.documents import Documents
from research_graph.graphql.errors import TooComplex
from research_graph.graphql.limits import Limits, _Walk, check_size
from research_graph.graphql.schema import schema
from research_graph.schema.errors import SettingsError

WIDE = Limits(depth=10**6, fields=10**5, aliases=10**5, directives=10**5, roots=10**5)


def doubling(fragments: int) -> str:
    each = "".join(f" fragment F{i} on Query {{ ...F{i + 1} ...F{i + 1} }}" for i in range(fragments))
    return f"query {{ ...F0 }}{each} fragment F{fragments} on Query {{ a: __typename @include(if: true) }}"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{" + "a {" * 14 + "b" + "}" * 15, "fields nest 15 deep; at most 14 are allowed"),
        ("{" + "a " * 601 + "}", "there are 601 fields; at most 600 are allowed"),
        ("{ n {" + "b: a " * 31 + "} }", "there are 31 aliases; at most 30 are allowed"),
        ("{ n {" + "a @skip(if: true) " * 31 + "} }", "there are 31 directives; at most 30 are allowed"),
        ("{" + " ".join("abcdefghijk") + "}", "there are 11 fields of Query; at most 10 are allowed"),
        ("".join(f"query Q{i} {{ a }}" for i in range(11)), "there are 11 operations; at most 10 are allowed"),
        (doubling(60), "there are 61 fragments; at most 50 are allowed"),
        (doubling(12), "there are 4096 fields; at most 600 are allowed"),
        (doubling(40), "there are too many fields; at most 600 are allowed"),
        ("{ n {" + "...F " * 31 + "} } fragment F on N { b: a }", "there are 31 aliases; at most 30 are allowed"),
        ("query " + "@a " * 31 + "{ a }", "there are 31 directives; at most 30 are allowed"),
    ],
)
def test_what_is_over_a_limit_is_named_with_its_number(text: str, message: str) -> None:
    with pytest.raises(TooComplex) as raised:
        check_size(parse(text), Limits())
    assert raised.value.message == message


@pytest.mark.parametrize(
    "text",
    [
        "{" + "a {" * 13 + "b" + "}" * 14,
        "{ n {" + "a " * 599 + "} }",
        "{ n {" + "b: a " * 30 + "} }",
        get_introspection_query(input_value_deprecation=True, schema_description=True),
        "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A a }",
        "{ ...Undefined }",
    ],
    ids=["depth", "fields", "aliases", "introspection", "cycle", "undefined"],
)
def test_what_is_within_the_limits_is_left_to_validation(text: str) -> None:
    check_size(parse(text), Limits())


@pytest.mark.parametrize("fragments", [12, 18])
def test_every_fragment_of_many_that_double_is_looked_at_once(fragments: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Written out the last of them has 2^18 fields; each stands here as often as it is written."""
    looks: Counter[int] = Counter()
    look = _Walk.selections

    def counted(self: _Walk, selected: SelectionSetNode | None, *, at_root: bool) -> Any:
        looks[id(selected)] += selected is not None
        return look(self, selected, at_root=at_root)

    monkeypatch.setattr(_Walk, "selections", counted)
    with pytest.raises(TooComplex):
        check_size(parse(doubling(fragments)), Limits())
    assert sorted(looks.values()) == [0, *[1] * (1 + fragments + 1)], "the operation, every fragment, and one leaf"


@st.composite
def documents(draw: st.DrawFn) -> str:
    """A document whose fragments spread only later ones."""
    number = draw(st.integers(0, 4))

    def selection(first: int, depth: int) -> str:
        parts = []
        for _ in range(draw(st.integers(1, 3))):
            kind = draw(st.sampled_from(["leaf", "alias", "nest", "inline", "spread"]))
            if kind == "nest" and depth:
                parts.append(f"n {selection(first, depth - 1)}")
            elif kind == "inline" and depth:
                parts.append(f"... @include(if: true) {selection(first, depth - 1)}")
            elif kind == "spread" and first < number:
                parts.append(f"...F{draw(st.integers(first, number - 1))} @skip(if: false)")
            else:
                parts.append("b: a @x" if kind == "alias" else "a")
        return "{ " + " ".join(parts) + " }"

    fragments = " ".join(f"fragment F{i} on N {selection(i + 1, 2)}" for i in range(number))
    return f"{selection(0, 3)} {fragments}"


def written_out(document: DocumentNode) -> Counter[str]:
    """Sizes of the operation by walking it whole."""
    fragments = {node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)}
    found: Counter[str] = Counter()

    def walk(selected: SelectionSetNode | None, depth: int, *, at_root: bool) -> None:
        for node in selected.selections if selected else ():
            found["directives"] += len(node.directives or ())
            if isinstance(node, FragmentSpreadNode):
                walk(fragments[node.name.value].selection_set, depth, at_root=at_root)
            elif isinstance(node, FieldNode):
                found["fields"] += 1
                found["aliases"] += node.alias is not None
                found["roots"] += at_root
                found["depth"] = max(found["depth"], depth)
                walk(node.selection_set, depth + 1, at_root=False)
            else:
                walk(node.selection_set, depth, at_root=at_root)

    (operation,) = (node for node in document.definitions if isinstance(node, OperationDefinitionNode))
    walk(operation.selection_set, 1, at_root=True)
    return found


@given(documents(), st.sampled_from(["depth", "fields", "aliases", "directives", "roots"]))
def test_sizes_are_those_of_the_document_written_out(text: str, name: str) -> None:
    document = parse(text)
    found = written_out(document)[name]
    only = DocumentNode(definitions=document.definitions)
    check_size(only, _replaced(name, found + 100))
    if found:
        with pytest.raises(TooComplex):
            check_size(only, _replaced(name, found - 1))


def _replaced(name: str, most: int) -> Limits:
    values = {one: getattr(WIDE, one) for one in ("depth", "fields", "aliases", "directives", "roots", "operations")}
    return Limits(**{**values, name: most})


def test_inline_fragments_that_nest_through_fragments_are_too_deep_and_no_failure() -> None:
    each = " ".join(f"fragment F{i} on Query {{ {'... {' * 12} ...F{i + 1} {'}' * 12} }}" for i in range(45))
    documents = Documents(schema(), Limits())
    with pytest.raises(TooComplex):
        documents.find(f"{{ ...F0 }} {each} fragment F45 on Query {{ __typename }}", None)


def charged(documents: Documents, text: str) -> bool:
    """Whether the text is new there: reading it costs something."""
    costs: list[int] = []
    documents.find(text, None, charge=costs.append)
    return bool(costs)


def test_kept_documents_are_bounded_by_their_characters(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "KEPT_CHARACTERS", 1_000)
    documents = Documents(schema(), Limits())
    texts = [f"{{ __typename }} #{number}".ljust(400, "x") for number in range(3)]
    assert [charged(documents, text) for text in texts[:2] * 2] == [True, True, False, False]
    assert charged(documents, texts[2])
    assert [charged(documents, text) for text in (texts[1], texts[2])] == [False, False]
    assert charged(documents, texts[0]), "the one that was asked for longest ago was let go"
    for number in range(50):
        assert charged(documents, f"{{ __typename }} #{number}")
    assert not charged(documents, "{ __typename } #0"), "fifty short ones have their place"


def test_kept_documents_are_bounded_in_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "KEPT_DOCUMENTS", 2)
    documents = Documents(schema(), Limits())
    assert [charged(documents, f"{{ __typename }} #{number}") for number in (0, 1, 2, 2, 1, 0)] == [
        *[True] * 3,
        *[False] * 2,
        True,
    ]


def test_a_known_document_costs_nothing_and_a_wrong_one_is_told_by_its_name() -> None:
    documents = Documents(schema(), Limits(), known=[("a.graphql", "{ __typename }")])
    assert not charged(documents, "{ __typename }")
    with pytest.raises(SettingsError, match=r"^b\.graphql \(line 1, column 3\): "):
        Documents(schema(), Limits(), known=[("a.graphql", "{ __typename }"), ("b.graphql", "{ nobody }")])
