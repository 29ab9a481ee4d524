"""The naive store, with the question that stands on three of its others."""

from collections.abc import Sequence

from research_graph.schema.catalog import node_kinds
from research_graph.schema.kind import EdgeKind
from research_graph.store.query import Subgraph
from support.naive_store import NaiveSnapshot


class PlainSnapshot(NaiveSnapshot):
    """What `subgraph` must say, told by `nodes`, `degrees` and `edges_among`."""

    def subgraph(
        self,
        kinds: Sequence[EdgeKind],
        keys: Sequence[str],
        *,
        node_fields: Sequence[str] = (),
        edge_fields: Sequence[str] = (),
    ) -> Subgraph:
        found = {}
        for kind in node_kinds().values():
            if not kind.internal:
                known = [name for name in node_fields if any(column.name == name for column in kind.columns)]
                found |= {node.key: node for node in self.nodes(kind, keys, fields=known) if node}
        nodes = {key: found[key] for key in keys if key in found}
        return Subgraph(nodes, self.degrees(kinds, list(nodes)), self.edges_among(kinds, keys, fields=edge_fields))
