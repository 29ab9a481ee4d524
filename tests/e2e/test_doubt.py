"""Two sources put two people into one place of one paper: both stay in the graph, and the doubt is shown."""

from pathlib import Path

from research_graph.ledger.workspace import Workspace
from research_graph.pipeline import LoadOptions, current_build, load
from research_graph.schema.catalog import edge_kind, node_kind
from research_graph.schema.records import Mention, PaperRecord
from support.three_sources import ANN, QUN, write_records


def test_two_orcids_in_one_slot(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "w")
    for source, orcid in (("one", QUN), ("two", ANN)):
        mention = Mention("Sam Lee", "Sam", "Lee", ids=[orcid])
        paper = PaperRecord("P", "A paper in two places", year=2020, ids=["doi:10.1000/x"], mentions=[mention])
        file = write_records(tmp_path / f"{source}.jsonl", [paper])
        load(workspace, "records", [file], options=LoadOptions(name=source))
    build = current_build(workspace)
    assert build is not None
    people = build.table(node_kind("Author")).to_pylist()
    assert sorted((person["orcid"], person["paper_count"], person["sources"]) for person in people) == [
        ("0000-0001-5109-3700", 0, ["two"]),
        ("0000-0002-1825-0097", 1, ["one"]),
    ]
    (edge,) = build.table(edge_kind("AUTHORED")).to_pylist()
    assert edge["sources"] == ["one"]
    (doubt,) = build.table(edge_kind("POSSIBLY_SAME_AS")).to_pylist()
    assert {doubt["source"], doubt["target"]} == {person["key"] for person in people}
    assert build.manifest["counts"]["mentions_overruled"] == 1
