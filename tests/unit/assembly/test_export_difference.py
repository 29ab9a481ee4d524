"""An earlier export and the difference since it give the new one, byte for byte, in every form."""

import json
import math
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from research_graph.assembly.build import Build
from research_graph.assembly.export import apply_difference, export, export_difference
from research_graph.assembly.export_difference import Form, difference_manifest, write_difference
from research_graph.assembly.export_forms import WRITERS, read_rows, schema_as_json
from research_graph.assembly.export_tables import TABLES
from research_graph.assembly.files import checksum, write_json
from research_graph.schema.errors import Damaged, UsageError
from support.assembled import assembled, paper
from support.clustered import RUN, WORLD, clustered_build

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=4) | st.sampled_from(['"', "\r", "a\nb", ",", "é"])
VALUES = {
    "string": st.none() | TEXTS,
    "integer": st.none() | st.integers(-5, 20),
    "float": st.none() | st.floats(allow_nan=False, allow_infinity=False) | st.sampled_from([0.0, -0.0, 1.0]),
    "boolean": st.none() | st.booleans(),
    "strings": st.none() | st.lists(TEXTS, max_size=2),
}
KEYS = {"string": st.sampled_from(["A1", "A2", "A3", "刘", "é", "Z"]), "integer": st.integers(0, 12)}
REDIRECTS = {"A1": "A2", "A3": None, "é": "Z"}
Table = dict[tuple[Any, ...], dict[str, Any]]


@pytest.fixture(scope="module")
def builds(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Build]:
    folder = tmp_path_factory.mktemp("builds")
    later = {"zoo": [*WORLD["zoo"][1:], paper("P9", "A", "C", "E", year=2022)]}
    return {"earlier": clustered_build(folder), "later": assembled(folder, later)}


@pytest.fixture(scope="module")
def schemas(builds: dict[str, Build]) -> dict[str, pa.Schema]:
    return {what: table.rows(builds["earlier"])[0] for what, table in TABLES.items()}


def tables(what: str, schema: pa.Schema) -> st.SearchStrategy[Table]:
    """Tables of that export: rows by key, in order."""
    types = {each["name"]: each["type"] for each in schema_as_json(schema)}
    key = TABLES[what].key
    keys = st.tuples(*(KEYS[types[name]] for name in key))
    rest = st.fixed_dictionaries({name: VALUES[kind] for name, kind in types.items() if name not in key})

    def whole(drawn: Table) -> Table:
        found = {each: {**dict(zip(key, each, strict=True)), **drawn[each]} for each in sorted(drawn)}
        return {each: {name: row[name] for name in schema.names} for each, row in found.items()}

    return st.dictionaries(keys, rest, max_size=8).map(whole)


def put(path: Path, form: str, schema: pa.Schema, table: Table) -> Path:
    WRITERS[form](path, iter([pa.RecordBatch.from_pylist(list(table.values()), schema)]), schema)
    return path


def told(form: str, new: Path, schema: pa.Schema) -> Mapping[str, Any]:
    """The part of the new export's manifest that a difference relies on."""
    files = {"x": {"sha256": checksum(new)}}
    return {"schema": schema_as_json(schema), "files": files, "form": form, "written_with": {}}


@pytest.mark.parametrize("form", ["jsonl", "csv", "parquet"])
@pytest.mark.parametrize("what", sorted(TABLES))
# Two tables of up to 8 rows of 6 kinds of values: 7 examples for each of the exports and forms show every change.
@settings(max_examples=7)
@given(data=st.data())
def test_old_and_difference_are_new(schemas: dict[str, pa.Schema], what: str, form: str, data: st.DataObject) -> None:
    schema, table = schemas[what], TABLES[what]
    before = data.draw(tables(what, schema))
    after = data.draw(tables(what, schema))
    after |= {key: row for key, row in before.items() if data.draw(st.booleans())}
    after = {key: after[key] for key in sorted(after)}
    shape = Form(form, schema, table.key)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        old, new = put(folder / "old", form, schema, before), put(folder / "new", form, schema, after)
        difference = folder / "difference"
        counts = write_difference(difference, old, new, form=shape, table=table, redirects=REDIRECTS)
        manifest = difference_manifest(difference, old, told(form, new, schema), form=shape)
        write_json(folder / "difference.manifest.json", manifest)
        assert apply_difference(old, difference, folder / "again") == len(after)
        assert (folder / "again").read_bytes() == new.read_bytes()
        rows = list(read_rows(difference, form, shape.around().schema))
    assert counts["added"] == len(after.keys() - before.keys())
    assert counts["removed"] == len(before.keys() - after.keys())
    assert counts["changed"] <= len(before.keys() & after.keys())
    assert len(rows) == sum(counts.values())
    gone = {row[table.person] for key, row in before.items() if key not in after}
    found = {row["redirected_to"] for row in rows if row["change"] == "removed"} - {None, ""}
    assert found == {REDIRECTS.get(each) for each in gone} - {None}


def test_a_difference_names_every_change(tmp_path: Path, schemas: dict[str, pa.Schema]) -> None:
    schema, table = schemas["clusters"], TABLES["clusters"]

    def row(author: str, level: str, strength: float) -> dict[str, Any]:
        return {"author": author, "cluster": "C1", "level": level, "strength": strength, "run": "r"}

    before = {(a, level): row(a, level, 0.0) for a, level in (("A1", "field"), ("A2", "field"), ("A3", "core"))}
    after = {("A2", "field"): row("A2", "field", -0.0), ("A2", "group"): row("A2", "group", 1.5)}
    old, new = (put(tmp_path / name, "jsonl", schema, each) for name, each in (("old", before), ("new", after)))
    shape = Form("jsonl", schema, table.key)
    counts = write_difference(tmp_path / "d", old, new, form=shape, table=table, redirects=REDIRECTS)
    assert counts == {"added": 1, "changed": 1, "removed": 2}
    rows = [json.loads(line) for line in (tmp_path / "d").read_bytes().splitlines()]
    nothing = {"cluster": None, "strength": None, "run": None}
    assert rows == [
        {"change": "removed", "author": "A1", "level": "field", **nothing, "redirected_to": "A2"},
        {"change": "changed", **row("A2", "field", -0.0), "redirected_to": None},
        {"change": "added", **row("A2", "group", 1.5), "redirected_to": None},
        {"change": "removed", "author": "A3", "level": "core", **nothing, "redirected_to": None},
    ]
    assert list(rows[0]) == ["change", *schema.names, "redirected_to"]
    assert math.copysign(1, rows[1]["strength"]) == -1


@pytest.mark.parametrize("form", ["jsonl", "csv", "parquet"])
@pytest.mark.parametrize("what", ["mentions", "authors", "collaborators"])
def test_an_export_moves_on_with_its_manifest(builds: dict[str, Build], tmp_path: Path, what: str, form: str) -> None:
    old, new, difference = (tmp_path / part / f"{what}.{form}" for part in ("old", "new", "difference"))
    export(builds["earlier"], what, form, old, run=RUN)
    rows = export(builds["later"], what, form, new)
    counts = export_difference(builds["later"], what, form, difference, since=old)
    assert all(counts[change] > 0 for change in ("added", "removed"))
    assert sorted(path.name for path in difference.parent.iterdir()) == [
        difference.name,
        f"{what}.{form}.manifest.json",
    ]
    manifest = json.loads((difference.parent / f"{what}.{form}.manifest.json").read_bytes())
    assert {name: manifest[name] for name in counts} == counts
    assert (manifest["what"], manifest["form"], manifest["to"]["build"]) == (what, form, builds["later"].id)
    again = tmp_path / "again" / new.name
    assert apply_difference(old, difference, again) == rows
    for name in (new.name, f"{new.name}.manifest.json"):
        assert (again.parent / name).read_bytes() == (new.parent / name).read_bytes()


def test_the_same_export_differs_in_nothing(builds: dict[str, Build], tmp_path: Path) -> None:
    old = tmp_path / "old.csv"
    export(builds["earlier"], "clusters", "csv", old, run=RUN)
    counts = export_difference(builds["earlier"], "clusters", "csv", tmp_path / "d.csv", since=old, run=RUN)
    assert counts == {"added": 0, "changed": 0, "removed": 0}
    assert (tmp_path / "d.csv").read_text(encoding="utf-8") == (
        "change,author,cluster,level,strength,run,redirected_to\n"
    )


def test_only_an_untouched_export_of_the_same_kind_has_a_difference(builds: dict[str, Build], tmp_path: Path) -> None:
    build, old = builds["earlier"], tmp_path / "old.jsonl"
    export(build, "collaborators", "jsonl", old)
    for what, form, fault in (
        ("clusters", "jsonl", "is export of collaborators as jsonl"),
        ("collaborators", "csv", "not collaborators as csv"),
        ("graph", "jsonl", "no difference of 'graph'"),
        ("collaborators", "graphml", "no difference"),
    ):
        with pytest.raises(UsageError, match=fault):
            export_difference(build, what, form, tmp_path / "d", since=old)
    with pytest.raises(UsageError, match="no such file"):
        export_difference(build, "collaborators", "jsonl", tmp_path / "d", since=tmp_path / "none")
    with pytest.raises(UsageError, match="is the earlier export itself"):
        export_difference(build, "collaborators", "jsonl", old, since=old)
    lines = old.read_bytes().splitlines(keepends=True)
    old.write_bytes(b"".join(reversed(lines)))
    with pytest.raises(UsageError, match="is not what its manifest says"):
        export_difference(build, "collaborators", "jsonl", tmp_path / "d", since=old)
    (tmp_path / "old.jsonl.manifest.json").write_text("[]", encoding="utf-8")
    with pytest.raises(UsageError, match="is no manifest of"):
        export_difference(build, "collaborators", "jsonl", tmp_path / "d", since=old)
    (tmp_path / "old.jsonl.manifest.json").unlink()
    with pytest.raises(UsageError, match="is not in order"):
        export_difference(build, "collaborators", "jsonl", tmp_path / "d", since=old)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["old.jsonl"]


@pytest.mark.parametrize(
    ("form", "content", "fault"),
    [
        ("jsonl", b'{"author":"A1"}\n', "line 1: the columns are not author, cluster"),
        ("jsonl", b"{", "line 1: "),
        ("jsonl", b"\xff\n", "cannot read"),
        ("csv", b"author,cluster\n", "line 1: the columns"),
        ("csv", b"author,cluster,level,strength,run\nA,B\n", "line 2: the columns"),
        ("csv", b"", "line 1: the columns"),
        ("parquet", b"PAR1", "cannot read"),
    ],
)
def test_a_file_of_another_form_is_refused(
    schemas: dict[str, pa.Schema], tmp_path: Path, form: str, content: bytes, fault: str
) -> None:
    (tmp_path / "old").write_bytes(content)
    with pytest.raises(UsageError, match=fault):
        list(read_rows(tmp_path / "old", form, schemas["clusters"]))


@pytest.mark.parametrize(
    ("what", "line"),
    [
        ("clusters", {"author": None, "cluster": "C", "level": "field", "strength": 1.0, "run": "r"}),
        (
            "mentions",
            {"source": "s", "record": "r", "position": "one", "name": "n", "author": None}
            | {"evidence": None, "confidence": None},
        ),
    ],
)
def test_a_row_without_a_key_is_refused(
    schemas: dict[str, pa.Schema], tmp_path: Path, what: str, line: dict[str, Any]
) -> None:
    (tmp_path / "old").write_text(json.dumps(line) + "\n", encoding="utf-8")
    with pytest.raises(UsageError, match="a row without a key"):
        list(Form("jsonl", schemas[what], TABLES[what].key).rows(tmp_path / "old"))


def test_a_difference_is_applied_to_nothing_else(builds: dict[str, Build], tmp_path: Path) -> None:
    old, difference, out = (tmp_path / name for name in ("old.jsonl", "d.jsonl", "new.jsonl"))
    export(builds["earlier"], "authors", "jsonl", old)
    export_difference(builds["later"], "authors", "jsonl", difference, since=old)
    with pytest.raises(UsageError, match="does not start from"):
        apply_difference(difference, difference, out)
    with pytest.raises(UsageError, match="is no manifest of a difference"):
        apply_difference(difference, old, out)
    place = tmp_path / "d.jsonl.manifest.json"
    manifest = json.loads(place.read_bytes())
    manifest["to"]["files"]["authors"]["sha256"] = "0"
    write_json(place, manifest)
    with pytest.raises(Damaged, match="not its bytes"):
        apply_difference(old, difference, out)
    assert not out.exists()
    difference.write_bytes(b"")
    with pytest.raises(UsageError, match="is not what its manifest says"):
        apply_difference(old, difference, out)
    place.unlink()
    with pytest.raises(UsageError, match="no manifest of a difference"):
        apply_difference(old, difference, out)
