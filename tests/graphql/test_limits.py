"""Documents over a limit are refused by one look at each fragment, those within it are let through."""

from __future__ import annotations

from collections import Counter
from time import process_time

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
from research_graph.graphql.documents import Documents
from research_graph.graphql.errors import TooComplex
from research_graph.graphql.limits import Limits, check_size
from research_graph.graphql.schema import schema

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


def test_doubling_fragments_take_no_time() -> None:
    """Written out, the last of these has 2^48 fields; time grows with the fragments, not with what they stand for."""
    short, long = parse(doubling(12)), parse(doubling(48))
    seconds = []
    for document in (short, long):
        started = process_time()
        for _ in range(5):
            with pytest.raises(TooComplex):
                check_size(document, Limits())
        seconds.append(process_time() - started)
    assert seconds[1] < 50 * max(seconds[0], 1e-4)


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
