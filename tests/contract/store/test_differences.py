"""For any two graphs: the difference applied to a store of the first makes it a store of the second."""

from itertools import pairwise

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from research_graph.schema.catalog import edge_kind
from research_graph.store.port import Store
from research_graph.store.query import Direction
from support.contents import contents, digests
from support.graphs import Graph, difference, edge, graph, key, kinds, load, node, publication

PEOPLE = [key("A", number) for number in range(5)]
WORKS = [key("P", number) for number in range(4)]
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=8)
REALS = st.floats(allow_nan=False, allow_infinity=False)
PAIRS = [(one, other) for one in range(5) for other in range(one)]


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    people = draw(st.sets(st.sampled_from(PEOPLE)))
    works = draw(st.sets(st.sampled_from(WORKS)))
    rows = [
        node(
            "Author",
            person,
            name=draw(TEXT),
            name_variants=draw(st.none() | st.lists(TEXT, max_size=2)),
            external_ids=draw(st.none() | st.lists(st.sampled_from(["x:1", "x:2", "é:'"]), max_size=2)),
            merge_risk=draw(st.none() | REALS),
            is_partial=draw(st.none() | st.booleans()),
            paper_count=draw(st.integers(-(2**63) + 1, 2**63 - 1)),
        )
        for person in sorted(people)
    ]
    rows += [
        node("Paper", work, title=draw(TEXT), versions=draw(st.sampled_from([None, [], ['{"a":1}']])))
        for work in sorted(works)
    ]
    for one, other in draw(st.sets(st.sampled_from(PAIRS))):
        if PEOPLE[one] in people and PEOPLE[other] in people:
            rows.append(edge("CO_AUTHORED_WITH", PEOPLE[one], PEOPLE[other], strength=draw(REALS)))
    slots = [(person, work, position) for person in sorted(people) for work in sorted(works) for position in (0, 1)]
    for person, work, position in draw(st.sets(st.sampled_from(slots))) if slots else ():
        rows.append(
            edge("AUTHORED", person, work, position=position, affiliations=draw(st.none() | st.lists(TEXT, max_size=2)))
        )
    cited = [(one, other) for one in sorted(works) for other in sorted(works)]
    for one, other in draw(st.sets(st.sampled_from(cited))) if cited else ():
        rows.append(edge("CITES", one, other))
    return graph(*rows)


def _is(store: Store, expected: Graph) -> None:
    assert contents(store) == expected
    assert {kind.name: dict(store.digests(kind)) for kind in kinds()} == {
        kind.name: digests(kind, expected) for kind in kinds()
    }
    with store.snapshot() as snapshot:
        for name in ("CO_AUTHORED_WITH", "CITES"):
            ends = [{row["source"], row["target"]} for row in expected.rows.get(name, [])]
            numbers = {end: sum(end in pair for pair in ends) for pair in ends for end in pair}
            assert snapshot.counts(edge_kind(name), PEOPLE + WORKS, direction=Direction.BOTH) == numbers


@settings(max_examples=14, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.tuples(graphs(), graphs(), graphs(), graphs()))
def test_differences_make_each_graph_of_the_one_before(store: Store, steps: tuple[Graph, ...]) -> None:
    load(store, steps[0], "b0")
    _is(store, steps[0])
    for number, (old, new) in enumerate(pairwise(steps)):
        base, build = f"b{number}", f"b{number + 1}"
        store.apply(difference(old, new, base=base, build=build), publication(new, build))
        _is(store, new)
