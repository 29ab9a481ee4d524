"""A seeded generator of random questions (see asking.py) about whatever a store holds."""

from collections.abc import Iterator, Sequence
from random import Random
from typing import Any

from research_graph.schema.catalog import edge_kind, edge_kinds, node_kind, node_kinds
from research_graph.schema.kind import EdgeKind, Field, FieldType, Kind, NodeKind
from research_graph.store.check import ways
from research_graph.store.port import Snapshot
from research_graph.store.query import Direction, Page
from research_graph.store.traverse import RankBy

from .asking import ASKABLE, Question, answer

_ORDERED_TEXT = ("key", "sort_key", "date", "type", "evidence", "orcid")
"""Text fields that hold ASCII only, which every engine orders alike."""


def questions(snapshot: Snapshot, *, seed: int = 0, count: int = 200) -> Iterator[Question]:
    """Random questions about what the store holds, over all methods; the same for the same seed and content."""
    makers = _Maker(snapshot, Random(seed))
    for number in range(count):
        yield makers.question(number)


class _Maker:
    """Makes questions of a sample of the graph: keys, values, names, cursors that occur, and some that do not."""

    def __init__(self, snapshot: Snapshot, random: Random) -> None:
        self._snapshot = snapshot
        self._random = random
        self._sample = {
            label: snapshot.top(kind, page=Page(300), fields=[column.name for column in kind.columns])
            for label, kind in node_kinds().items()
        }
        self._kinds = [label for label, nodes in self._sample.items() if nodes and not node_kind(label).internal]
        self._relations = [name for name, kind in edge_kinds().items() if self._sample[kind.source]]
        self._forms = [name for name in ASKABLE if name != "publication"]

    def question(self, number: int) -> Question:
        """One question; all methods take turns."""
        name = self._forms[number % len(self._forms)]
        return {"ask": name, **getattr(self, f"_{name}")()}

    def _keys(self, label: str, most: int = 12) -> list[str]:
        known = [node.key for node in self._sample[label]]
        chosen = self._random.choices(known, k=self._random.randint(1, most)) if known else []
        return [*chosen, *self._random.sample(["A0000000000000000", "'); --", ""], self._random.randrange(2))]

    def _any_keys(self, most: int = 30) -> list[str]:
        return [key for label in self._kinds for key in self._keys(label, most)]

    def _some(self, names: Sequence[str], most: int = 5) -> list[str]:
        return self._random.sample(list(names), self._random.randint(1, min(most, len(names))))

    def _fields(self, kind: Kind) -> list[str]:
        return self._some([column.name for column in kind.columns])

    def _walk(self) -> tuple[EdgeKind, Direction, str, NodeKind]:
        edge = edge_kind(self._random.choice(self._relations))
        direction, near, far = self._random.choice(ways(edge))
        if edge.directed and direction is Direction.BOTH:
            direction = self._random.choice(list(Direction))
        return edge, direction, near, node_kind(far)

    def _order(self, node: NodeKind, edge: EdgeKind | None = None) -> list[list[str]]:
        able = [["node", column.name] for column in node.columns if _has_order(column)]
        able += [["edge", column.name] for column in (edge.columns if edge else ()) if _has_order(column)]
        chosen = self._random.choices(able, k=self._random.randrange(3))
        return [[*term, self._random.choice(["asc", "desc"])] for term in chosen]

    def _where(self, node: NodeKind, edge: EdgeKind | None = None, depth: int = 0) -> list[Any]:
        word = self._random.choice(["one", "one", "linked", "not", "every", "some"]) if depth < 2 else "one"
        if word == "linked" and (linked := self._linked(node)):
            return linked
        if word == "not":
            return ["not", self._where(node, edge, depth + 1)]
        if word in ("every", "some"):
            return [word, *(self._where(node, edge, depth + 1) for _ in range(self._random.randrange(3)))]
        side = self._random.choice(["node", "edge"]) if edge else "node"
        column = self._random.choice(edge.columns if edge and side == "edge" else node.columns)
        return [side, column.name, *self._comparison(column, node if side == "node" else None)]

    def _linked(self, node: NodeKind) -> list[Any] | None:
        """Over an edge that leaves from the node; now and then also to what lies below the keys."""
        able = [
            (name, direction, far)
            for name in self._relations
            for direction, near, far in ways(edge_kind(name))
            if near == node.name
        ]
        if not able:
            return None
        name, direction, far = self._random.choice(able)
        below = [kind.name for kind in edge_kinds().values() if kind.directed and kind.source == kind.target == far]
        return ["linked", name, direction.value, self._keys(far), self._random.choice([None, *below])]

    def _comparison(self, column: Field, kind: NodeKind | None) -> list[Any]:
        value = self._value(column, kind)
        if value is None or column.type is FieldType.OBJECTS:
            return ["is_null", self._random.choice([True, False])]
        if column.type is FieldType.STRINGS:
            return ["contains", value]
        if column.type is FieldType.STRING:
            part = value[: self._random.randint(0, len(value))]
            return self._random.choice([["eq", value], ["in", [value, "'"]], ["contains", part], ["starts_with", part]])
        if column.type is FieldType.BOOLEAN:
            return ["eq", value]
        return self._random.choice([["eq", value], ["in", [value, 0]], ["gte", value], ["lte", value]])

    def _value(self, column: Field, kind: NodeKind | None) -> Any:
        if kind is None:
            guesses = {FieldType.INTEGER: 2, FieldType.FLOAT: 0.5, FieldType.BOOLEAN: True}
            return guesses.get(column.type, "test")
        value = self._random.choice(self._sample[kind.name]).fields[column.name] if self._sample[kind.name] else None
        if column.type is FieldType.STRINGS:
            return self._random.choice(value) if value else None
        return value

    def _page(self) -> dict[str, Any]:
        return {"size": self._random.choice([1, 3, 7, 100]), "backwards": self._random.choice([False, False, True])}

    def _from_cursor(self, question: Question, rows: Sequence[Any]) -> Question:
        if rows and self._random.random() < 0.6:
            question["start"] = list(self._random.choice(rows).cursor)
        return question

    def _nodes(self) -> Question:
        label = self._random.choice(list(self._sample))
        fields = self._random.choice([None, self._fields(node_kind(label))])
        return {"kind": label, "keys": self._keys(label), "fields": fields}

    def _lookup(self) -> Question:
        nodes = [node for label in self._kinds for node in self._sample[label]]
        known = [external_id for node in nodes for external_id in node.fields["external_ids"] or ()]
        return {"ids": [*(self._random.choices(known, k=8) if known else []), "doi:none", '" OR 1']}

    def _redirects(self) -> Question:
        return {"keys": [*self._keys("Redirect"), *self._keys("Author")]}

    def _neighbors(self) -> Question:
        edge, direction, near, far = self._walk()
        question = {
            "kind": edge.name,
            "keys": self._keys(near),
            "direction": direction.value,
            "where": self._where(far, edge) if self._random.random() < 0.5 else None,
            "order": self._order(far, edge),
            "edge_fields": self._fields(edge),
            "node_fields": self._fields(far),
            **self._page(),
        }
        found = answer(self._snapshot, {"ask": "neighbors", **question})
        if found and self._random.random() < 0.4:
            question["keys"] = [self._random.choice(list(found))]
            return self._from_cursor(question, found[question["keys"][0]])
        return question

    def _expand(self) -> Question:
        steps = []
        for _ in range(self._random.randint(1, 4)):
            edge, direction, near, far = self._walk()
            where = self._where(far, edge) if self._random.random() < 0.3 else None
            step = {"kind": edge.name, "direction": direction.value, "keys": self._keys(near), "where": where}
            steps.append({**step, "order": self._order(far, edge), "fields": self._fields(edge)})
        return {"steps": steps, "size": self._random.choice([None, 1, 5])}

    def _edges_among(self) -> Question:
        kinds = self._some(self._relations)
        fields = self._some([column.name for name in kinds for column in edge_kind(name).columns])
        return {"kinds": kinds, "keys": self._any_keys(60), "fields": fields}

    def _counts(self) -> Question:
        edge, direction, near, _ = self._walk()
        return {"kind": edge.name, "keys": self._keys(near), "direction": direction.value}

    def _degrees(self) -> Question:
        return {"kinds": self._some(self._relations), "keys": self._any_keys()}

    def _by(self, node: NodeKind, edge: EdgeKind | None = None) -> list[str] | None:
        through = [
            [way.value, name]
            for name in self._relations
            for direction, near, _ in ways(edge_kind(name))
            if near == node.name
            for way in (Direction if direction is Direction.BOTH and edge_kind(name).directed else (direction,))
        ]
        fields = [["node", column.name] for column in node.columns if _has_order(column)]
        fields += [["edge", column.name] for column in (edge.columns if edge else ()) if _has_order(column)]
        return self._random.choice([None, self._random.choice(fields), self._random.choice(through or fields)])

    def _tally(self) -> Question:
        edge, direction, near, far = self._walk()
        return {
            "kind": edge.name,
            "keys": self._keys(near),
            "direction": direction.value,
            "where": self._where(far, edge) if self._random.random() < 0.5 else None,
            "by": self._by(far, edge),
            "size": self._random.choice([1, 3, 1000]),
        }

    def _tally_nodes(self) -> Question:
        kind = node_kind(self._random.choice(list(self._sample)))
        where = self._where(kind) if self._random.random() < 0.5 else None
        return {"kind": kind.name, "where": where, "by": self._by(kind), "size": self._random.choice([1, 3, 1000])}

    def _search(self) -> Question:
        kinds = self._some(self._kinds)
        node = self._random.choice([node for label in kinds for node in self._sample[label]])
        words = self._random.choices([*node.fields["search_tokens"].split(), "'); --"], k=self._random.choice([1, 2]))
        if self._random.random() < 0.5:
            words[-1] = words[-1][: self._random.randint(1, 4)]
        question = {"kinds": kinds, "text": " ".join(words), "fields": ["key", "paper_count"], **self._page()}
        if not any(column.name == "paper_count" for label in kinds for column in node_kind(label).columns):
            question["fields"] = ["key"]
        return self._from_cursor(question, answer(self._snapshot, {"ask": "search", **question}))

    def _top(self) -> Question:
        label = self._random.choice(list(self._sample))
        kind = node_kind(label)
        where = self._where(kind) if self._random.random() < 0.6 else None
        question = {
            "kind": label,
            "where": where,
            "order": self._order(kind),
            "fields": self._fields(kind),
            **self._page(),
        }
        return self._from_cursor(question, answer(self._snapshot, {"ask": "top", **question}))

    def _neighborhood(self) -> Question:
        return {
            "roots": [self._random.choice(self._keys(self._random.choice(self._kinds))) for _ in range(2)],
            "depth": self._random.choice([1, 2]),
            "kinds": self._random.choice([None, None, self._some(self._kinds)]),
            "relations": self._random.choice([None, None, self._some(self._relations)]),
            "years": self._random.choice([[None, None], [2000, None], [None, 2010]]),
            "min_strength": self._random.choice([None, None, 0.5]),
            "per_node": self._random.choice([2, 10]),
            "limit": self._random.choice([5, 40]),
            "rank_by": self._random.choice([rank.value for rank in RankBy]),
            "fields": ["year", "paper_count"],
        }

    def _paths(self) -> Question:
        label = self._random.choice(["Author", "Author", "Paper"])
        start, goal = (self._random.choice(self._sample[label]).key for _ in range(2))
        relations = self._random.choice([["CO_AUTHORED_WITH"], ["AUTHORED"], ["AUTHORED", "CITES", "CO_AUTHORED_WITH"]])
        return {"start": start, "goal": goal, "relations": relations, "max_length": self._random.choice([2, 4, 6])}


def _has_order(column: Field) -> bool:
    return column.type in (FieldType.INTEGER, FieldType.FLOAT, FieldType.BOOLEAN) or column.name in _ORDERED_TEXT
