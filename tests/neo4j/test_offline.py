"""An offline import makes what a publish makes: empty lists and texts, quotes, line breaks and odd characters too."""

from pathlib import Path
from typing import Any

import pytest
from research_graph.schema.errors import UsageError
from research_graph.store.neo4j.indexes import constraints, indexes
from research_graph.store.neo4j.offline import write_import_files
from research_graph.store.neo4j.store import Neo4jStore
from research_graph.store.open import open_store
from research_graph.store.query import Page
from support.asking import ask
from support.graphs import Graph, difference, edge, graph, key, kinds, load, node, publication
from support.naive_store import NaiveSnapshot
from support.neo4j_server import OfflineHome
from support.questions import questions
from support.small_world import small_world

ANA, BEN, ODD = key("A", "ana"), key("A", "ben"), key("P", "odd")


def world() -> Graph:
    """The small world with what a file format may lose."""
    added = graph(
        node("Author", ANA, name="Ana", name_variants=[], external_ids=["orcid:1", "orcid:1", "orcid:shared"]),
        node("Author", BEN, name="", name_variants=["", "x", ""], merge_risk=1e-300),
        node(
            "Paper",
            ODD,
            title='a "quoted",\n title\r\nwith \\ back\x00slash \\" and \x1f; |',
            abstract="",
            notices=["a;b", "c\x1fd", '"', ","],
            versions=['{"title":"\\n\\"x\\""}'],
            external_ids=[],
            citation_count_claimed=2**62,
        ),
        edge("AUTHORED", ANA, ODD, position=0, name="", affiliations=[], institutions=None, evidence="asserted"),
    )
    base = small_world(1)
    return Graph({kind.name: [*base.rows.get(kind.name, []), *added.rows.get(kind.name, [])] for kind in kinds()})


@pytest.mark.neo4j
def test_an_imported_store_equals_a_published_one(neo4j_offline_home: OfflineHome, tmp_path: Path) -> None:
    rows = world()
    words = write_import_files(difference(None, rows), publication(rows), tmp_path)
    assert words[:4] == ["database", "import", "full", "neo4j"]
    neo4j_offline_home.import_csv(words[4:])
    published = open_store("sqlite://")
    load(published, rows)
    with neo4j_offline_home.start() as server:
        imported = Neo4jStore(server.uri, user=server.user, password=server.password)
        for kind in kinds():
            assert imported.digests(kind) == published.digests(kind), kind.name
        naive = NaiveSnapshot(rows, publication(rows))
        with imported.snapshot() as snapshot, published.snapshot() as other:
            assert snapshot.publication() == other.publication()
            for question in questions(naive, seed=4, count=12):
                assert ask(snapshot, question) == ask(naive, question)
            found = snapshot.search(kinds()[:1], ["ana"], Page(5))
            assert [hit.key for hit in found if hit.match == 0] == [ANA]
        names = {record["name"] for record in _rows(imported, "SHOW INDEXES YIELD name")}
        assert names >= {*constraints(), *indexes()}
        smaller = small_world(1)
        imported.apply(difference(rows, smaller, base="b1", build="b2"), publication(smaller, "b2"))
        ids = _rows(imported, "MATCH (e:ExternalId) RETURN e.id AS id, e.key AS key")
        assert sorted((row["id"], row["key"]) for row in ids) == sorted(
            {
                (each, row["key"])
                for found in smaller.rows.values()
                for row in found
                for each in row.get("external_ids") or []
            }
        )
        imported.close()


def test_files_are_of_the_whole_build_only(tmp_path: Path) -> None:
    old, new = small_world(1), small_world(2)
    with pytest.raises(UsageError):
        write_import_files(difference(old, new, base="b1", build="b2"), publication(new, "b2"), tmp_path)


def test_a_folder_that_the_importer_would_misread_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="pattern"):
        write_import_files(difference(None, Graph()), publication(Graph()), tmp_path / "a,b")
    assert not (tmp_path / "a,b").exists()


def test_kinds_without_rows_have_no_file(tmp_path: Path) -> None:
    rows = graph(node("Author", ANA, name="Ana"))
    words = write_import_files(difference(None, rows), publication(rows), tmp_path / "import")
    assert sorted(path.name for path in (tmp_path / "import").iterdir()) == [
        "Author.parquet",
        "ExternalId.parquet",
        "Publication.parquet",
    ]
    assert [word for word in words if word.startswith("--")] == [
        "--overwrite-destination",
        "--input-type=parquet",
        f"--nodes=Author={tmp_path}/import/Author.parquet",
        f"--nodes=ExternalId={tmp_path}/import/ExternalId.parquet",
        f"--nodes=Publication={tmp_path}/import/Publication.parquet",
    ]


def _rows(store: Neo4jStore, text: str) -> list[dict[str, Any]]:
    with store._session("READ") as session:
        return session.run(text).data()
