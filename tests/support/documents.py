"""Documents that together select every field of the API, with every order and filter of its lists, for any graph.

Ids are taken from what the graph itself answers, so that the same documents can be asked of any engine.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from research_graph.schema.catalog import node_kinds

from .api_asked import Asked
from .schema_walk import connections, enum_values, everything

Document = tuple[str, dict[str, Any]]
IDS = 1
FILTERS = {
    "PaperFilter": '{ or: [{ year: { gte: 2002 } }, { title: { startsWith: "Bea" } }] }',
    "CollaboratorFilter": "{ not: { paperCount: { eq: 3 } } }",
    "ClusterFilter": '{ and: [{ size: { gte: 4 } }, { label: { contains: "e" } }] }',
    "AuthorFilter": "{ paperCount: { in: [1, 7] } }",
}
"""For each filter a condition that some rows pass and others do not."""
TEXT = "anna"
_ACROSS = """query($a: [ID!]!, $v: [ID!], $t: [ID!]) { nodes(ids: $a) { ... on Author {
    either: papers(where: { or: [{ author: { in: $a } }, { venue: { in: $v } }] }) { totalCount nodes { id } }
    neither: papers(where: { not: { venue: { in: $v } }, or: [{ not: { topic: { in: $t } } }] }) {
      totalCount facets(by: [AUTHOR, VENUE]) { valueCount values { value count } } yearHistogram { year count } } } }
  papers(where: { venue: { in: $v }, or: [{ topic: { in: $t } }, { author: { in: $a } }] }) {
    totalCount nodes { id } facets(by: [TOPIC]) { valueCount } } }"""
_BELOW = """query($t: ID!) { topic(id: $t) { papers(includeNarrower: true) { totalCount nodes { id }
  facets(by: [AUTHOR]) { valueCount } } } }"""
_SINGLE = ("Author.suggestedCollaborators", "Institution.papers", "Institution.partners", "Venue.facets")
"""Fields that are answered for one or a few nodes at once: asked for below nothing else."""
_FACETS = {"PaperConnection.facets": f"(by: [{', '.join(enum_values('PaperFacet'))}], first: 4)"}


def documents(ids: dict[str, list[str]]) -> Iterator[tuple[str, Document]]:
    """Named documents; `ids` are some of each kind, by label."""
    for label, keys in ids.items():
        whole = _whole(label)
        for key in keys[:IDS]:
            field = label.lower()
            yield f"all of {field} {key}", (f"query($id: ID!) {{ {field}(id: $id) {whole} }}", {"id": key})
    yield from _lists(ids)
    yield from _parts(ids)
    mixed = [key for keys in ids.values() for key in keys]
    yield (
        "nodes",
        ("query($i: [ID!]!) { nodes(ids: $i) { __typename id sources } }", {"i": [*mixed, "A" + "0" * 16, "x"]}),
    )
    yield "node", ("query($i: ID!) { node(id: $i) { __typename id redirectedFrom sources } }", {"i": mixed[0]})
    yield "graph", ("{ graph " + _whole("GraphInfo") + " }", {})
    for number, (text, given) in enumerate(_wrong(ids)):
        yield f"wrong {number}", (text, given)


def some_ids(asked: Asked) -> dict[str, list[str]]:
    """For each kind the best connected nodes and the worst, as a neighborhood and the lists of the graph give them."""
    found: dict[str, list[str]] = {}
    for kind in node_kinds().values():
        if not kind.internal:
            text = "query($t: String!, $k: [NodeKind!]) { search(text: $t, kinds: $k, first: 5) { nodes { id } } }"
            hits = [asked.data(text, t=letter, k=[kind.name.upper()])["search"]["nodes"] for letter in "aec"]
            found[kind.name] = list(dict.fromkeys(row["id"] for rows in hits for row in rows))
    return found


def _whole(label: str) -> str:
    arguments = {f"{one.type}.{one.field}": "(first: 3)" for one in connections()}
    return everything(label, arguments={**arguments, **_FACETS}, depth=1, once=_SINGLE)


def _lists(ids: dict[str, list[str]]) -> Iterator[tuple[str, Document]]:
    for one in connections():
        for order in one.orders:
            is_default = order == one.orders[0]
            ends = ("first: 7", "last: 4") if is_default and "last" in one.arguments else ("first: 7",)
            for where in (None, FILTERS[one.filter]) if is_default and one.filter else (None,):
                for end in ends:
                    given = [end, *(f'{name}: "{TEXT}"' for name in one.required)]
                    given += [f"orderBy: {order}"] if order else []
                    given += [f"where: {where}"] if where else []
                    total = "totalCount" if "totalCount" in one.gives else ""
                    below = f"{{ {total} edges {{ cursor node {{ id }} }} nodes {{ id }} pageInfo {{ endCursor }} }}"
                    field = f"{one.field}({', '.join(given)}) {below}"
                    if one.type == "Query":
                        yield f"{one.name} {given}", ("{ " + field + " }", {})
                        continue
                    text = f"query($i: [ID!]!) {{ nodes(ids: $i) {{ ... on {one.type} {{ {field} }} }} }}"
                    yield f"{one.name} {given}", (text, {"i": ids[one.type][:4]})


def _parts(ids: dict[str, list[str]]) -> Iterator[tuple[str, Document]]:
    people, everyone = ids["Author"], [keys[0] for keys in ids.values() if keys]
    part = everything("Neighborhood", arguments=_FACETS, depth=1, once=())
    around = "query($r: [ID!]!) { neighborhood(roots: $r, %s) " + part + " }"
    for given in (
        "depth: 1",
        "depth: 2, limit: 40",
        "depth: 2, perNode: 3, limit: 500, rankBy: RECENT",
        "depth: 1, relations: [CO_AUTHORED_WITH], minStrength: 0.5, rankBy: PAPERS",
        "depth: 1, years: { from: 2000, to: 2002 }",
        "depth: 2, kinds: [AUTHOR, PAPER], limit: 60",
    ):
        yield f"neighborhood {given}", (around % given, {"r": [*everyone, "A" + "0" * 16]})
    yield "subgraph", ("query($i: [ID!]!) { subgraph(ids: $i) " + part + " }", {"i": [*people, *ids["Paper"]]})
    path = everything("PathResult", arguments=_FACETS, depth=1, once=())
    for other in people[1:4]:
        text = "query($a: ID!, $b: ID!) { paths(from: $a, to: $b, first: 5) " + path + " }"
        yield f"paths to {other}", (text, {"a": people[0], "b": other})
    yield "papers across edges", (_ACROSS, {"a": people[:2], "v": ids["Venue"][:3], "t": ids["Topic"][:3]})
    for topic in ids["Topic"][:4]:
        yield f"papers of {topic} and below", (_BELOW, {"t": topic})
    search = everything("SearchConnection", arguments=_FACETS, depth=1, once=())
    for words in (TEXT, "the", "a e", "müller", "no such words", "王"):
        yield f"search {words}", (f"query($t: String!) {{ search(text: $t, first: 15) {search} }}", {"t": words})


def _wrong(ids: dict[str, list[str]]) -> list[Document]:
    return [
        ('{ author(id: "x") { id } }', {}),
        ("query($i: ID!) { paper(id: $i) { id } }", {"i": ids["Author"][0]}),
        ("{ authors(first: 101) { nodes { id } } }", {}),
        ('{ authors(after: "MQ") { nodes { id } } }', {}),
        (
            "query($i: [ID!]!) { nodes(ids: $i) { ... on Author { suggestedCollaborators { __typename } } } }",
            {"i": ids["Author"][:3]},
        ),
        ('{ author(id: "A0000000000000000") { id } authors(where: { year: 1 }) { nodes { id } } }', {}),
    ]
