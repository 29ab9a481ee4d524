"""The plainest identity there is, for tests of assembly: shared ids or equal names, slots by position."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from typing import Any

import pyarrow as pa
from research_graph.identity.keys import KEY_TABLES, Keys
from research_graph.ledger.view import View
from research_graph.schema.keys import make_key, member

LETTERS = {"papers": "P", "institutions": "I", "topics": "T", "venues": "V"}


def keys_of(view: View, *, salt: str = "", possibly_same: Iterable[Mapping[str, Any]] = ()) -> Keys:
    """Another salt gives other keys to the same entities, as another registry would."""
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in KEY_TABLES}
    for table, letter in LETTERS.items():
        rows[table] = list(_records(view, table, letter, salt))
    paper_of = {(row["source"], row["record"]): row["key"] for row in rows["papers"]}
    mentions = view.table("mentions", ["record", "position", "name", "ids", "computed_ids"]).to_pylist()
    tokens: defaultdict[tuple[str, int], list[tuple[int, str]]] = defaultdict(list)
    for each in mentions:
        tokens[paper_of[each["source"], each["record"]], each["position"]].append(_token(each))
    author_of = {seat: min(found)[1] for seat, found in tokens.items()}
    first: dict[str, str] = {}
    for each in mentions:
        token = author_of[paper_of[each["source"], each["record"]], each["position"]]
        place = member(each["source"], each["record"], each["position"])
        first[token] = min(place, first.get(token, place))
    profiles = view.table("authors", ["record", "name", "ids", "computed_ids", "is_profile"]).to_pylist()
    for each in profiles:
        token = _token(each)[1]
        if token not in first and each["is_profile"]:
            first[token] = member(each["source"], each["record"])
        if token in first:
            key = make_key("A", salt + first[token])
            rows["authors"].append({"source": each["source"], "record": each["record"], "key": key})
    keys = {token: make_key("A", salt + place) for token, place in first.items()}
    for each in mentions:
        paper = paper_of[each["source"], each["record"]]
        evidence = "asserted" if each["ids"] else "matched" if each["computed_ids"] else "name_only"
        rows["mentions"].append(
            each
            | {"ids": [*each["ids"], *each["computed_ids"]], "paper": paper, "slot": each["position"]}
            | {"author": keys[author_of[paper, each["position"]]], "evidence": evidence, "confidence": 0.5}
        )
    rows["people"] = [
        {"author": key, "evidence": "name_only", "merge_risk": 0.25, "reasons": ["a common name"]}
        for key in sorted(keys.values())
    ]
    rows["affiliations"] = list(_printed(view, rows["institutions"]))
    rows["possibly_same"] = [dict(row) for row in possibly_same]
    tables = {name: _table(rows[name], schema) for name, schema in KEY_TABLES.items()}
    return Keys(tables, {"authors": len(keys)})


def _token(row: Mapping[str, Any]) -> tuple[int, str]:
    if row["ids"]:
        return 0, min(row["ids"])
    return (1, min(row["computed_ids"])) if row["computed_ids"] else (2, row["name"])


def _records(view: View, table: str, letter: str, salt: str) -> Iterable[dict[str, Any]]:
    """Records that share an id, directly or through others, are one entity."""
    records = view.table(table, ["record", "ids"]).to_pylist()
    parent: dict[Hashable, Hashable] = {}

    def root(node: Hashable) -> Hashable:
        while parent.setdefault(node, node) != node:
            node = parent[node]
        return node

    for each in records:
        for known in each["ids"]:
            parent[root(known)] = root((each["source"], each["record"]))
    first: dict[Hashable, str] = {}
    for each in records:
        place, top = member(each["source"], each["record"]), root((each["source"], each["record"]))
        first[top] = min(place, first.get(top, place))
    for each in records:
        key = make_key(letter, salt + first[root((each["source"], each["record"]))])
        yield {"source": each["source"], "record": each["record"], "key": key}


def _printed(view: View, institutions: Iterable[Mapping[str, Any]]) -> Iterable[dict[str, Any]]:
    key_of = {(row["source"], row["record"]): row["key"] for row in institutions}
    named: defaultdict[str, set[str]] = defaultdict(set)
    for each in view.table("institutions", ["record", "name"]).to_pylist():
        named[each["name"]].add(key_of[each["source"], each["record"]])
    return [{"printed": name, "institution": min(keys)} for name, keys in sorted(named.items()) if len(keys) == 1]


def _table(rows: list[dict[str, Any]], schema: pa.Schema) -> pa.Table:
    return pa.Table.from_pylist(rows, schema=schema).sort_by([(name, "ascending") for name in _order(schema)])


def _order(schema: pa.Schema) -> list[str]:
    return [field.name for field in schema if not pa.types.is_list(field.type)][:3]
