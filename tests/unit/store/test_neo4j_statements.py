"""Statements and indexes follow from the schema: names of the kinds alone, values never."""

from research_graph.schema.catalog import edge_kind, edge_kinds, node_kind, node_kinds
from research_graph.schema.kind import EdgeKind, Field, FieldType
from research_graph.store.neo4j import statements, walks
from research_graph.store.neo4j.indexes import constraints, indexes
from research_graph.store.query import Ahead, Direction, Order, Page, Side


def test_every_label_has_a_unique_key() -> None:
    for label in node_kinds():
        name = f"research_graph_{label.lower()}_key"
        wanted = f"CREATE CONSTRAINT {name} IF NOT EXISTS FOR (n:`{label}`) REQUIRE n.key IS UNIQUE"
        assert constraints()[name] == wanted


def test_every_indexed_field_and_every_searchable_kind_has_an_index() -> None:
    wanted = {
        f"research_graph_{kind.name.lower()}_{column.name}"
        for kind in node_kinds().values()
        for column in kind.columns
        if column.indexed
    } | {f"research_graph_search_{kind.name.lower()}" for kind in node_kinds().values() if kind.searchable}
    assert set(indexes()) == wanted
    assert all("IF NOT EXISTS" in statement for statement in [*indexes().values(), *constraints().values()])


def test_an_edge_is_one_by_its_ends_and_its_discriminator() -> None:
    assert "MERGE (a)-[r:`CITES`]->(b) SET r = {`sources`: row[2]}" in statements.upsert(edge_kind("CITES"))
    assert "MERGE (a)-[r:`AUTHORED` {`position`: row[2]}]->(b)" in statements.upsert(edge_kind("AUTHORED"))
    assert "-[r:`AUTHORED` {`position`: row[2]}]->" in statements.remove(edge_kind("AUTHORED"))


def test_a_discriminator_is_found_wherever_its_column_stands() -> None:
    note, place = Field("note", FieldType.STRING, ""), Field("place", FieldType.INTEGER, "")
    kind = EdgeKind("SEEN_AT", "Author", "Venue", "", fields=(note, place), discriminator=("place",))
    assert "{`place`: row[3]}" in statements.upsert(kind)
    assert "{`place`: row[2]}" in statements.remove(kind)


def test_kinds_with_external_ids_keep_their_nodes_up_to_date() -> None:
    assert "ExternalId" in statements.upsert(node_kind("Paper"))
    assert "ExternalId" in statements.remove(node_kind("Paper"))
    assert "ExternalId" not in statements.upsert(node_kind("Redirect"))


def test_clearing_names_every_kind_and_no_other() -> None:
    edges, nodes = statements.clear(100)
    assert all(f"`{name}`" in edges for name in edge_kinds())
    assert all(f"`{label}`" in nodes for label in node_kinds())
    assert "MATCH (n)" not in nodes


def test_a_neighbor_is_sent_with_each_value_once() -> None:
    order = (Order("strength", descending=True, side=Side.EDGE),)
    asked = Ahead(edge_kind("CO_AUTHORED_WITH"), Direction.BOTH, Page(5), None, order, ("strength",), ("name",), ())
    assert "collect([n.`key`, r.`strength`, n.`name`])" in walks.neighbors(asked).text
