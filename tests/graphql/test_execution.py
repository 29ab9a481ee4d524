"""The executor gives what graphql-core gives: any selection, nulls and failures where they fall, each field once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from unittest.mock import patch

import pytest
import strawberry
from graphql import FragmentDefinitionNode, GraphQLError, execute, get_operation_ast, parse, validate
from graphql.execution.values import get_argument_values, get_variable_values
from hypothesis import given
from hypothesis import strategies as st
from research_graph.graphql import execution, selection
from research_graph.graphql.errors import BadInput
from research_graph.graphql.execution import MOST_ERRORS, Execution
from research_graph.graphql.fields import batched, from_row
from research_graph.graphql.schema import prepared
from research_graph.graphql.selection import Compiler


class Row(NamedTuple):
    """A row of the toy: a tree of numbers, cats and dogs by turns."""

    kind: str
    number: int


def children(number: int) -> list[int]:
    return [number * 2, number * 2 + 1] if number < 16 else []


@strawberry.interface(description="An animal.")
class Animal:
    number: int = from_row(description="Its number.")


CALLS: Counter[str] = Counter()


def row(number: int) -> Row:
    return Row("Cat" if number % 2 else "Dog", number)


@strawberry.type
class Cat(Animal):
    purrs: bool | None = from_row(lambda one: one.number % 3 == 0 or None, description="Whether.")

    @batched(list[Animal], description="Below.")
    def young(ask: Any, rows: Sequence[Row]) -> list[list[Row]]:
        CALLS["young"] += 1
        return [[row(number) for number in children(one.number)] for one in rows]

    @batched(Animal | None, description="Above; one who has none, nobody.")
    def parent(ask: Any, rows: Sequence[Row], skip: int = 1) -> list[Row | None]:
        CALLS["parent"] += 1
        return [row(one.number >> skip) if one.number >> skip else None for one in rows]

    @batched(Animal, description="Not there for 5.")
    def friend(ask: Any, rows: Sequence[Row]) -> list[Row | None]:
        return [None if one.number == 5 else row(one.number + 1) for one in rows]

    @batched(list[Animal | None] | None, description="Some, some not; no list at all for 7.")
    def some(ask: Any, rows: Sequence[Row]) -> list[list[Row | None] | None]:
        return [None if one.number == 7 else [row(one.number), None] for one in rows]

    claws: int | None = from_row(lambda one: 18 // (one.number - 3), description="Fails for 3.")
    tail: int = from_row(lambda one: 1 // (one.number - 9), description="Fails for 9, where a value is promised.")

    @batched(Animal | None, description="Refuses to say of many at once, and of none at all.")
    def secret(ask: Any, rows: Sequence[Row]) -> list[Row]:
        CALLS["secret"] += 1
        raise BadInput("a secret")

    @batched(int | None, description="Fails.")
    def broken(ask: Any, rows: Sequence[Row]) -> list[int]:
        raise ValueError("broken")

    @batched(int, description="Fails where a value is promised.")
    def shattered(ask: Any, rows: Sequence[Row]) -> list[int]:
        raise ValueError("shattered")


@strawberry.type
class Dog(Animal):
    barks: bool = from_row("True", description="Yes.")

    @batched(list[Cat], description="Cats nearby; an odd one among those of 8 is missing.")
    def cats(ask: Any, rows: Sequence[Row]) -> list[list[Row | None]]:
        CALLS["cats"] += 1
        return [[row(one.number + 1), None if one.number == 8 else row(one.number + 3)] for one in rows]


@strawberry.type
class Query:
    @batched(Animal | None, description="The animal of that number.")
    def animal(ask: Any, _: Any, number: int = 1) -> list[Row]:
        return [row(number)]

    @batched(list[Animal], description="All up to a number.")
    def animals(ask: Any, _: Any, up_to: int, step: int = 1) -> list[list[Row]]:
        return [[row(number) for number in range(1, up_to + 1, step)]]


SCHEMA = prepared(strawberry.Schema(query=Query, types=[Cat, Dog]))


@dataclass
class Answer:
    data: Any
    errors: list[GraphQLError]


def ours(text: str, variables: dict[str, Any] | None = None) -> Answer:
    document = parse(text)
    assert validate(SCHEMA, document) == []
    operation = get_operation_ast(document)
    assert operation is not None
    fragments = {node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)}
    values = get_variable_values(SCHEMA, operation.variable_definitions or (), variables or {})
    assert not isinstance(values, list)
    plan = Compiler(SCHEMA, fragments, values).selection(SCHEMA.query_type, [operation.selection_set])
    run = Execution(None, values)  # type: ignore[arg-type]
    return Answer(run.run(plan), run.errors)


def cores(text: str, variables: dict[str, Any] | None = None) -> Answer:
    found: Any = execute(SCHEMA, parse(text), variable_values=variables)
    return Answer(found.data, list(found.errors or ()))


def messages(errors: Sequence[GraphQLError]) -> dict[tuple[Any, ...], str]:
    """By place; the words for a value that is missing are each executor's own."""
    found = {tuple(error.path or ()): error.message for error in errors}
    assert len(found) == len(errors)
    own = ("Cannot return null", "has no value")
    return {place: "missing" if any(one in said for one in own) else said for place, said in found.items()}


def is_gone(data: Any, place: tuple[Any, ...]) -> bool:
    """Whether an object around that place is null in the answer."""
    for step in place[:-1]:
        if data is None:
            return True
        data = data[step]
    return data is None


@st.composite
def selections(draw: st.DrawFn, kind: str = "Animal", depth: int = 4) -> str:
    """A selection on a type, with aliases, fragments and directives."""
    leaves = {"Animal": ["number", "__typename"], "Cat": ["number", "purrs"], "Dog": ["barks", "number"]}
    nested = {
        "Animal": [],
        "Cat": [
            *("young:Animal", "parent:Animal", "parent(skip: 2):Animal", "friend:Animal"),
            *("some:Animal", "secret:Animal"),
        ],
        "Dog": ["cats:Cat"],
    }
    asked = draw(st.lists(st.sampled_from(leaves[kind]), min_size=1, max_size=2))
    if kind == "Cat":
        asked += draw(st.lists(st.sampled_from(["broken", "shattered", "claws", "tail"]), max_size=2))
    if depth and nested[kind]:
        for place, one in enumerate(draw(st.lists(st.sampled_from(nested[kind]), max_size=2))):
            name, _, below = one.rpartition(":")
            asked.append(f"n{place}: {name} {{ {draw(selections(below, depth - 1))} }}")
    if depth and kind == "Animal":
        for one in draw(st.lists(st.sampled_from(["Cat", "Dog"]), max_size=2)):
            asked.append(f"... on {one} {{ {draw(selections(one, depth - 1))} }}")
    if draw(st.booleans()):
        asked.append(f"... @include(if: $yes) {{ {leaves[kind][0]} }} extra: {leaves[kind][0]} @skip(if: $yes)")
    return " ".join(asked)


@given(selections(), st.booleans())
def test_any_selection_gives_what_graphql_core_gives(selection: str, yes: bool) -> None:
    text = f"query($yes: Boolean!) {{ animals(upTo: 9) {{ {selection} ... @skip(if: $yes) {{ number }} }} }}"
    if validate(SCHEMA, parse(text)):
        return
    with patch.object(execution, "MOST_ERRORS", 10**6):
        mine = ours(text, {"yes": yes})
    theirs = cores(text, {"yes": yes})
    assert mine.data == theirs.data
    told, expected = messages(mine.errors), messages(theirs.errors)
    assert {place: told.get(place) for place in expected} == expected
    # graphql-core does not run the fields beside one whose null took the whole object away.
    assert all(is_gone(mine.data, place) for place in told.keys() - expected.keys())


def test_a_field_is_run_once_for_all_rows_at_its_place() -> None:
    CALLS.clear()
    found = ours("{ animals(upTo: 9) { ... on Cat { parent { number } young { ... on Cat { parent { number } } } } } }")
    assert found.errors == []
    assert CALLS == {"parent": 2, "young": 1}


def test_a_fragment_is_merged_with_what_stands_beside_it() -> None:
    found = ours(
        "{ animal(number: 3) { ...A ... on Cat { young { number } } } } fragment A on Cat { young { __typename } }"
    )
    assert found.data == {
        "animal": {"young": [{"__typename": "Dog", "number": 6}, {"__typename": "Cat", "number": 7}]},
    }


def test_each_row_that_fails_is_told_with_its_path_and_the_others_keep_their_values() -> None:
    found = ours("{ animals(upTo: 9) { ... on Cat { number claws } } }")
    cats = [(1, -9), (3, None), (5, 9), (7, 4), (9, 3)]
    assert [one for one in found.data["animals"] if one] == [{"number": one, "claws": claws} for one, claws in cats]
    assert [error.path for error in found.errors] == [["animals", 2, "claws"]]


def test_what_a_field_raises_is_told_of_all_its_rows_and_is_not_asked_again() -> None:
    CALLS.clear()
    found = ours("{ animals(upTo: 3) { number ... on Cat { secret { number } } } }")
    assert found.data == {"animals": [{"number": 1, "secret": None}, {"number": 2}, {"number": 3, "secret": None}]}
    told = [(error.message, error.path) for error in found.errors]
    assert told == [("a secret", ["animals", 0, "secret"]), ("a secret", ["animals", 2, "secret"])]
    assert CALLS["secret"] == 1


def test_a_null_where_a_value_is_promised_goes_up_to_the_next_that_may_be_null() -> None:
    found = ours("{ animal(number: 5) { number ... on Cat { friend { number } } } }")
    assert found.data == {"animal": None}
    assert [error.path for error in found.errors] == [["animal", "friend"]]


def test_a_missing_item_of_a_list_that_promises_them_is_told_with_its_place() -> None:
    found = ours("{ animal(number: 8) { ... on Dog { cats { number } } } }")
    assert found.data == {"animal": None}
    assert [error.path for error in found.errors] == [["animal", "cats", 1]]


@pytest.mark.parametrize("fields", [7, 30])
def test_errors_are_few(fields: int) -> None:
    many = " ".join(f"b{place}: broken" for place in range(fields))
    assert len(ours(f"{{ animal {{ ... on Cat {{ {many} }} }} }}").errors) == MOST_ERRORS


def test_arguments_of_variables_are_those_of_each_request_and_defaults_are_read_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = "query($up: Int = 9, $step: Int! = 2) { animals(upTo: $up) { number } some: animals(upTo: 9, step: $step) }"
    document = parse(text.replace("$step) }", "$step) { number } }"))
    operation = get_operation_ast(document)
    assert operation is not None
    first = get_variable_values(SCHEMA, operation.variable_definitions or (), {})
    assert not isinstance(first, list)
    plan = Compiler(SCHEMA, {}, first).selection(SCHEMA.query_type, [operation.selection_set])
    one, other = plan.types["Query"]
    read: Counter[str] = Counter()

    def counted(definition: Any, node: Any, variables: Any) -> dict[str, Any]:
        read[(node.alias or node.name).value] += 1
        return get_argument_values(definition, node, variables)

    monkeypatch.setattr(selection, "get_argument_values", counted)
    for asked in ({"up": 3}, {"up": 4, "step": 3}, {}, {"up": 5}):
        values = get_variable_values(SCHEMA, operation.variable_definitions or (), asked)
        assert not isinstance(values, list)
        assert one.arguments(values) == {"up_to": asked.get("up", 9), "step": 1}
        assert other.arguments(values) == {"up_to": 9, "step": asked.get("step", 2)}
    assert read == {"animals": 1, "some": 4}
