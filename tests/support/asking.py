"""Questions to a store as plain data (JSON), and their answers as plain data.

The same form serves the data files of the contract suite and the comparison of two engines on any graph.
"""

from collections.abc import Sequence
from dataclasses import fields, is_dataclass
from typing import Any

from research_graph.schema.catalog import edge_kind, node_kind
from research_graph.schema.tokens import tokens
from research_graph.store.port import Snapshot
from research_graph.store.query import (
    Compare,
    Condition,
    Direction,
    Every,
    Group,
    Linked,
    Not,
    Operator,
    Order,
    Page,
    Side,
    Some,
    Step,
)
from research_graph.store.traverse import RankBy, neighborhood, paths

Question = dict[str, Any]


def ask(snapshot: Snapshot, question: Question) -> Any:
    """The answer as lists, dictionaries, text and numbers."""
    return plain(answer(snapshot, question))


def answer(snapshot: Snapshot, question: Question) -> Any:
    """The answer as the port gives it."""
    arguments = {name: value for name, value in question.items() if name not in ("ask", "why")}
    return _ASKED[question["ask"]](snapshot, **arguments)


def plain(value: Any) -> Any:
    """Rows and dataclasses as dictionaries, tuples as lists."""
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return {name: plain(part) for name, part in value._asdict().items()}
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, dict):
        return {name: plain(part) for name, part in value.items()}
    return [plain(part) for part in value] if isinstance(value, (list, tuple)) else value


def condition(asked: Sequence[Any] | None) -> Condition | None:
    """`["every"|"some", …]`, `["not", c]`, `["linked", kind of edge, direction, keys, kind below or null]` or
    `["node"|"edge", field, operator, value]`."""
    if asked is None:
        return None
    word, *rest = asked
    if word == "not":
        return Not(_condition(rest[0]))
    if word in ("every", "some"):
        return (Every if word == "every" else Some)(tuple(map(_condition, rest)))
    if word == "linked":
        name, direction, keys, below = rest
        return Linked(edge_kind(name), Direction(direction), tuple(keys), below and edge_kind(below))
    field, operator, value = rest
    return Compare(field, Operator(operator), tuple(value) if isinstance(value, list) else value, Side(word))


def group(asked: Sequence[str] | None) -> Group | None:
    """`["node"|"edge", field]` or `["out"|"in"|"both", kind of edge]`."""
    if asked is None:
        return None
    word, name = asked
    if word in list(Side):
        return Group(name, Side(word))
    return Group(through=edge_kind(name), direction=Direction(word))


def order(asked: Sequence[Sequence[str]]) -> tuple[Order, ...]:
    """`[["node"|"edge", field, "asc"|"desc"], …]`."""
    return tuple(Order(field, way == "desc", Side(side)) for side, field, way in asked)


def _condition(asked: Sequence[Any]) -> Condition:
    found = condition(asked)
    assert found is not None
    return found


def _page(size: int, start: Sequence[Any] | None, backwards: bool) -> Page:
    return Page(size, None if start is None else tuple(start), backwards)


def _publication(snapshot: Snapshot) -> Any:
    return snapshot.publication()


def _nodes(snapshot: Snapshot, kind: str, keys: list[str], fields: list[str] | None = None) -> Any:
    return snapshot.nodes(node_kind(kind), keys, fields=fields)


def _lookup(snapshot: Snapshot, ids: list[str]) -> Any:
    return snapshot.lookup(ids)


def _redirects(snapshot: Snapshot, keys: list[str]) -> Any:
    return snapshot.redirects(keys)


def _neighbors(snapshot: Snapshot, kind: str, keys: list[str], direction: str, size: int, **rest: Any) -> Any:
    return snapshot.neighbors(
        edge_kind(kind),
        keys,
        direction=Direction(direction),
        page=_page(size, rest.get("start"), rest.get("backwards", False)),
        where=condition(rest.get("where")),
        order=order(rest.get("order", ())),
        edge_fields=rest.get("edge_fields", ()),
        node_fields=rest.get("node_fields", ()),
    )


def _expand(snapshot: Snapshot, steps: list[dict[str, Any]], size: int | None = None, limit: int | None = None) -> Any:
    links = snapshot.expand([_step(**step) for step in steps], size=size, limit=limit)
    return links if size is not None else sorted(links)


def _step(kind: str, direction: str, keys: list[str], **rest: Any) -> Step:
    return Step(
        edge_kind(kind),
        Direction(direction),
        tuple(keys),
        condition(rest.get("where")),
        order(rest.get("order", ())),
        tuple(rest.get("fields", ())),
    )


def _edges_among(snapshot: Snapshot, kinds: list[str], keys: list[str], fields: Sequence[str] = ()) -> Any:
    return snapshot.edges_among([edge_kind(name) for name in kinds], keys, fields=fields)


def _counts(snapshot: Snapshot, kind: str, keys: list[str], direction: str) -> Any:
    return snapshot.counts(edge_kind(kind), keys, direction=Direction(direction))


def _degrees(snapshot: Snapshot, kinds: list[str], keys: list[str]) -> Any:
    return snapshot.degrees([edge_kind(name) for name in kinds], keys)


def _tally(snapshot: Snapshot, kind: str, keys: list[str], direction: str, **rest: Any) -> Any:
    found = snapshot.tally(
        edge_kind(kind),
        keys,
        direction=Direction(direction),
        where=condition(rest.get("where")),
        by=group(rest.get("by")),
        size=rest.get("size", 1000),
    )
    return {key: list(numbers.items()) for key, numbers in found.items()}


def _tally_nodes(snapshot: Snapshot, kind: str, size: int = 1000, **rest: Any) -> Any:
    by, where = group(rest.get("by")), condition(rest.get("where"))
    return list(snapshot.tally_nodes(node_kind(kind), where=where, by=by, size=size).items())


def _search(snapshot: Snapshot, kinds: list[str], text: str, size: int, **rest: Any) -> Any:
    page = _page(size, rest.get("start"), rest.get("backwards", False))
    return snapshot.search([node_kind(kind) for kind in kinds], tokens(text), page, fields=rest.get("fields", ()))


def _top(snapshot: Snapshot, kind: str, size: int, **rest: Any) -> Any:
    return snapshot.top(
        node_kind(kind),
        page=_page(size, rest.get("start"), rest.get("backwards", False)),
        where=condition(rest.get("where")),
        order=order(rest.get("order", ())),
        fields=rest.get("fields", ()),
    )


def _neighborhood(snapshot: Snapshot, roots: list[str], **rest: Any) -> Any:
    for name, find in (("kinds", node_kind), ("relations", edge_kind)):
        if rest.get(name) is not None:
            rest[name] = [find(label) for label in rest[name]]
    rest["rank_by"] = RankBy(rest.get("rank_by", "strength"))
    rest["years"] = tuple(rest.get("years", (None, None)))
    return neighborhood(snapshot, roots, **rest)


def _paths(snapshot: Snapshot, start: str, goal: str, relations: list[str], **rest: Any) -> Any:
    return paths(snapshot, start, goal, relations=[edge_kind(name) for name in relations], **rest)


_ASKED = {
    "publication": _publication,
    "nodes": _nodes,
    "lookup": _lookup,
    "redirects": _redirects,
    "neighbors": _neighbors,
    "expand": _expand,
    "edges_among": _edges_among,
    "counts": _counts,
    "degrees": _degrees,
    "tally": _tally,
    "tally_nodes": _tally_nodes,
    "search": _search,
    "top": _top,
    "neighborhood": _neighborhood,
    "paths": _paths,
}
ASKABLE = tuple(_ASKED)
"""Names of what can be asked."""
