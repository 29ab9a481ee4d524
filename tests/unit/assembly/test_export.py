"""Exports come back as what the build holds, in every form."""

import csv
import json
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from research_graph.assembly.build import Build
from research_graph.assembly.export import EXPORTS, FORMS, export, export_ego
from research_graph.assembly.export_forms import WRITERS
from research_graph.assembly.export_tables import SEARCH_COLUMNS, TABLES
from research_graph.schema.catalog import edge_kind, edge_kinds, node_kind, node_kinds
from research_graph.schema.errors import UsageError
from research_graph.schema.records import Mention, PaperRecord
from support.assembled import assembled
from support.clustered import RUN, clustered_build, members_of
from support.worlds import WORLD

HOSTILE = PaperRecord(
    "P18-9999",
    'Commas, "quotes"; <tags> & new\nlines\r\x0b\ufffe =1+1',
    year=2018,
    type="article",
    mentions=[Mention("Łukasz Kaiser", affiliations=['A "B", C', "D\nE"]), Mention("刘群")],
)
NAMESPACE = {"g": "http://graphml.graphdrawing.org/xmlns"}
KINDS = [*(kind for kind in node_kinds().values() if not kind.internal), *edge_kinds().values()]


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Build:
    world = {**WORLD, "acl-anthology": [*WORLD["acl-anthology"], HOSTILE]}
    return assembled(tmp_path_factory.mktemp("builds"), world)


@pytest.fixture(scope="module")
def clustered(tmp_path_factory: pytest.TempPathFactory) -> Build:
    return clustered_build(tmp_path_factory.mktemp("clustered"))


def jsonl(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_bytes().splitlines()]


def parquet(path: Path) -> list[dict[str, Any]]:
    return pq.read_table(path).to_pylist()


def comma_separated(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def as_csv(row: dict[str, Any]) -> dict[str, str]:
    def plain(value: Any) -> str:
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, list):
            return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        return "" if value is None else str(value)

    return {name: plain(value) for name, value in row.items()}


READERS: dict[str, Callable[[Path], list[dict[str, Any]]]] = {
    "jsonl": jsonl,
    "parquet": parquet,
    "csv": comma_separated,
}


def shown(build: Build, kind: Any) -> list[dict[str, Any]]:
    return build.table(kind, [name for name in kind.arrow.names if name not in SEARCH_COLUMNS]).to_pylist()


def expected(build: Build, what: str) -> list[dict[str, Any]]:
    if what == "authors":
        return shown(build, node_kind("Author"))
    if what == "mentions":
        names = ("source", "record", "position", "name", "author", "evidence", "confidence")
        return build.keys().tables["mentions"].select(names).to_pylist()
    ties = build.table(edge_kind("CO_AUTHORED_WITH")).to_pylist()
    names = ("paper_count", "strength", "recent_strength", "first_year", "last_year", "is_close")
    both = [
        {"author": one, "collaborator": other, **{name: tie[name] for name in names}}
        for tie in ties
        for one, other in ((tie["source"], tie["target"]), (tie["target"], tie["source"]))
    ]
    return sorted(both, key=lambda row: (row["author"], row["collaborator"]))


@pytest.mark.parametrize("form", ["jsonl", "parquet", "csv"])
@pytest.mark.parametrize("what", ["mentions", "authors", "collaborators"])
def test_tables_come_back(build: Build, tmp_path: Path, what: str, form: str) -> None:
    out = tmp_path / f"{what}.{form}"
    wanted = expected(build, what)
    assert len(wanted) >= 4
    assert export(build, what, form, out) == len(wanted)
    assert READERS[form](out) == ([as_csv(row) for row in wanted] if form == "csv" else wanted)
    manifest = json.loads((tmp_path / f"{out.name}.manifest.json").read_bytes())
    told = ("schema", "key", "written_with", "parameters", "run")
    assert {name: value for name, value in manifest.items() if name not in told} == {
        "format": 1,
        "build": build.id,
        "what": what,
        "form": form,
        "rows": len(wanted),
        "files": {out.name: {"rows": len(wanted), "sha256": sha256(out.read_bytes()).hexdigest()}},
    }
    assert [column["name"] for column in manifest["schema"]] == list(wanted[0])
    assert manifest["key"] == list(TABLES[what].key)
    assert sorted(path.name for path in tmp_path.iterdir()) == [out.name, f"{out.name}.manifest.json"]


@pytest.mark.parametrize("form", ["parquet", "csv"])
def test_the_graph_as_a_folder_has_a_file_for_each_kind(build: Build, tmp_path: Path, form: str) -> None:
    out = tmp_path / "graph"
    out.mkdir()
    (out / f"notes.{form}").write_text("mine", encoding="utf-8")
    rows = export(build, "graph", form, out)
    for kind in KINDS:
        wanted = shown(build, kind)
        found = READERS[form](out / f"{kind.name}.{form}")
        assert found == ([as_csv(row) for row in wanted] if form == "csv" else wanted)
    manifest = json.loads((out / "manifest.json").read_bytes())
    assert rows == manifest["rows"] == build.visible_rows()
    assert sorted(manifest["files"]) == sorted(f"{kind.name}.{form}" for kind in KINDS)
    for name, file in manifest["files"].items():
        assert file == {
            "rows": build.rows(next(kind for kind in KINDS if kind.name == name.partition(".")[0])),
            "sha256": sha256((out / name).read_bytes()).hexdigest(),
        }


def test_the_graph_as_json_lines_names_each_rows_kind(build: Build, tmp_path: Path) -> None:
    rows = export(build, "graph", "jsonl", tmp_path / "graph.jsonl")
    wanted = [{"kind": kind.name, **row} for kind in KINDS for row in shown(build, kind)]
    assert jsonl(tmp_path / "graph.jsonl") == wanted
    assert rows == len(wanted)


def test_graphml_is_xml_that_holds_the_graph(build: Build, tmp_path: Path) -> None:
    out = tmp_path / "graph.graphml"
    rows = export(build, "graph", "graphml", out)
    root = ElementTree.parse(out).getroot()
    keys = {each.get("id"): each for each in root.findall("g:key", NAMESPACE)}
    nodes, edges = (root.findall(f"g:graph/g:{tag}", NAMESPACE) for tag in ("node", "edge"))
    assert len(nodes) + len(edges) == rows == build.visible_rows()
    ids = {node.get("id") for node in nodes}
    assert len(ids) == len(nodes)
    assert all({edge.get("source"), edge.get("target")} <= ids for edge in edges)
    for element in (*nodes, *edges):
        (label, *data) = element.findall("g:data", NAMESPACE)
        assert label.get("key") == "label"
        assert all((each.get("key") or "").startswith(f"{label.text}.") and each.get("key") in keys for each in data)
    assert keys["AUTHORED.position"].attrib["attr.type"] == "long"
    assert keys["CO_AUTHORED_WITH.strength"].attrib["attr.type"] == "double"


def test_graphml_keeps_all_text_that_xml_can_hold(build: Build, tmp_path: Path) -> None:
    export(build, "graph", "graphml", tmp_path / "graph.graphml")
    root = ElementTree.parse(tmp_path / "graph.graphml").getroot()
    titles = {each.text for each in root.iterfind(".//g:data[@key='Paper.title']", NAMESPACE)}
    stored = {row["title"] for row in shown(build, node_kind("Paper"))}
    assert {title.replace("\x0b", "").replace("\ufffe", "") for title in stored} == titles
    assert any("<tags> & new" in (title or "") for title in titles)


@pytest.mark.parametrize(
    ("what", "form"),
    [("authors", "graphml"), ("clusters", "graphml"), ("graph", "xlsx"), ("", ""), ("mentions", "graphml")],
)
def test_what_cannot_be_exported_is_refused(build: Build, tmp_path: Path, what: str, form: str) -> None:
    with pytest.raises(UsageError, match=f"cannot export '{what}' as '{form}'"):
        export(build, what, form, tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_files_and_folders_are_not_mixed_up(build: Build, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is a folder"):
        export(build, "authors", "csv", tmp_path)
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match="is a file"):
        export(build, "graph", "csv", tmp_path / "file")
    assert (tmp_path / "file").read_text(encoding="utf-8") == "mine"


def test_an_export_that_fails_leaves_the_earlier_one(
    build: Build, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "authors.jsonl"
    export(build, "authors", "jsonl", out)
    before = out.read_bytes()

    def full(*_: object, **__: object) -> bytes:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("orjson.dumps", full)
    with pytest.raises(OSError, match="No space left"):
        export(build, "authors", "jsonl", out)
    assert out.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["authors.jsonl", "authors.jsonl.manifest.json"]


def test_the_same_build_gives_the_same_bytes(clustered: Build, tmp_path: Path) -> None:
    for what in EXPORTS:
        for form in FORMS[:3] if what != "graph" else ("jsonl", "graphml"):
            one, other = tmp_path / "one" / f"{what}.{form}", tmp_path / "other" / f"{what}.{form}"
            for out in (one, other):
                export(clustered, what, form, out, run=RUN)
            for name in (one.name, f"{one.name}.manifest.json"):
                assert (one.parent / name).read_bytes() == (other.parent / name).read_bytes()


def test_clusters_are_members_of_the_live_ones(clustered: Build, tmp_path: Path) -> None:
    people = members_of(clustered)
    assert export(clustered, "clusters", "jsonl", tmp_path / "clusters.jsonl", run=RUN) == len(people) == 5
    found = jsonl(tmp_path / "clusters.jsonl")
    assert found == people
    assert [(row["author"], row["level"]) for row in found] == sorted((row["author"], row["level"]) for row in found)
    manifest = json.loads((tmp_path / "clusters.jsonl.manifest.json").read_bytes())
    assert manifest["schema"] == [
        *({"name": name, "type": "string"} for name in ("author", "cluster", "level")),
        {"name": "strength", "type": "float"},
        {"name": "run", "type": "string"},
    ]
    assert manifest["run"] == {**RUN, "algorithm": "leiden", "seed": 7}
    assert manifest["parameters"]["reference_year"] == clustered.reference_year


def test_without_a_run_there_are_no_clusters_to_export(build: Build, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="has no clusters") as found:
        export(build, "clusters", "csv", tmp_path / "clusters.csv")
    assert "`research-graph cluster`" in (found.value.hint or "")
    assert list(tmp_path.iterdir()) == []


def test_a_lone_carriage_return_stays_within_its_field(tmp_path: Path) -> None:
    table = pa.table({"name": ["a\rb", 'c "d"', None, ""]})
    WRITERS["csv"](tmp_path / "x.csv", iter(table.to_batches()), table.schema)
    assert (tmp_path / "x.csv").read_bytes() == b'name\n"a\rb"\n"c ""d"""\n\n\n'


def test_parquet_does_not_show_how_its_rows_came(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("research_graph.assembly.export_forms.GROUP", 4)
    table = pa.table({"number": list(range(10)), "texts": [["x"] * (each % 3) for each in range(10)]})
    written = []
    for size in (1, 3, 4, 10):
        path = tmp_path / f"{size}.parquet"
        assert WRITERS["parquet"](path, iter(table.to_batches(size)), table.schema) == 10
        written.append(path.read_bytes())
    assert len(set(written)) == 1
    with pq.ParquetFile(tmp_path / "3.parquet") as file:
        assert [file.metadata.row_group(each).num_rows for each in range(file.num_row_groups)] == [4, 4, 2]
    assert pq.read_table(tmp_path / "1.parquet").to_pylist() == table.to_pylist()


@pytest.mark.parametrize(("radius", "people"), [(1, {"B", "A", "C"}), (2, {"B", "A", "C", "D"})])
def test_an_ego_network_ends_at_its_radius(clustered: Build, tmp_path: Path, radius: int, people: set[str]) -> None:
    names = {row["key"]: row["name"] for row in shown(clustered, node_kind("Author"))}
    ego = next(key for key, name in names.items() if name == "B")
    out = tmp_path / "ego.graphml"
    rows = export_ego(clustered, ego, out, radius=radius)
    root = ElementTree.parse(out).getroot()
    nodes = {node.get("id"): node for node in root.findall("g:graph/g:node", NAMESPACE)}
    edges = [(edge.get("source"), edge.get("target")) for edge in root.findall("g:graph/g:edge", NAMESPACE)]
    assert {names[key] for key in nodes if key in names} == people
    ties = [
        (row["source"], row["target"])
        for row in shown(clustered, edge_kind("CO_AUTHORED_WITH"))
        if row["source"] in nodes and row["target"] in nodes
    ]
    joined = [(row["author"], row["cluster"]) for row in members_of(clustered) if row["author"] in nodes]
    assert edges == ties + sorted(joined)
    assert set(nodes) - names.keys() == {cluster for _, cluster in joined}
    assert len(nodes) + len(edges) == rows
    manifest = json.loads((tmp_path / "ego.graphml.manifest.json").read_bytes())
    assert (manifest["ego"], manifest["radius"], manifest["rows"]) == (ego, radius, rows)


def test_an_ego_network_needs_a_known_author_and_radius(clustered: Build, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no author 'A123'"):
        export_ego(clustered, "A123", tmp_path / "x")
    with pytest.raises(UsageError, match="radius 3"):
        export_ego(clustered, shown(clustered, node_kind("Author"))[0]["key"], tmp_path / "x", radius=3)
