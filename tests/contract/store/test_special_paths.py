"""Paths over several edges between the same two nodes, paths that cost the same, paths past a hub."""

from research_graph.schema.catalog import edge_kind
from research_graph.store.port import Store
from research_graph.store.traverse import paths
from support.graphs import edge, graph, key, load, node

TIE, CITES = edge_kind("CO_AUTHORED_WITH"), edge_kind("CITES")


def test_the_strongest_of_parallel_edges_is_taken_and_equal_costs_go_by_key(store: Store) -> None:
    a, b, c, d = (key("A", name) for name in "abcd")
    p, q = key("P", 1), key("P", 2)
    rows = [node("Author", author) for author in (a, b, c, d)] + [node("Paper", p), node("Paper", q)]
    rows += [edge("CO_AUTHORED_WITH", a, b, strength=0.1), edge("CO_AUTHORED_WITH", b, d, strength=0.2)]
    rows += [edge("CO_AUTHORED_WITH", a, c, strength=0.2), edge("CO_AUTHORED_WITH", c, d, strength=0.1)]
    rows += [edge("POSSIBLY_SAME_AS", a, b, probability=0.5), edge("CITES", p, q), edge("CITES", q, p)]
    load(store, graph(*rows))
    with store.snapshot() as snapshot:
        ties = paths(snapshot, a, d, relations=[TIE])
        assert [(path.nodes[1], path.cost) for path in ties.paths] == [(other, 15.0) for other in sorted((b, c))]
        mixed = paths(snapshot, a, b, relations=[TIE, edge_kind("POSSIBLY_SAME_AS")])
        assert [(path.edges[0].kind, path.cost) for path in mixed.paths] == [("POSSIBLY_SAME_AS", 1.0)]
        cited = paths(snapshot, p, q, relations=[CITES])
        assert [(path.edges[0].source, path.cost) for path in cited.paths] == [(min(p, q), 1.0)]


def test_a_hub_next_to_the_goal_is_met_and_not_opened(store: Store) -> None:
    start, near, hub, goal = (key("A", name) for name in ("start", "near", "hub", "goal"))
    leaves = [key("A", number) for number in range(200)]
    rows = [node("Author", author) for author in (start, near, hub, goal, *leaves)]
    ends = [(start, near), (near, hub), (hub, goal), *((hub, leaf) for leaf in leaves)]
    load(store, graph(*rows, *(edge("CO_AUTHORED_WITH", one, other, strength=1.0) for one, other in ends)))
    with store.snapshot() as snapshot:
        for ends in ((start, goal), (goal, start)):
            found = paths(snapshot, *ends, relations=[TIE], node_budget=10)
            assert [set(path.nodes) for path in found.paths] == [{start, near, hub, goal}]
        assert paths(snapshot, leaves[0], start, relations=[TIE], node_budget=10).reason is None
        assert paths(snapshot, leaves[0], leaves[1], relations=[TIE], node_budget=2).reason == "node_budget"
