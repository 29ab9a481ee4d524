"""A build's folder: immutable, whole or absent, listed and pruned."""

import json
import os
import shutil
import signal
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from research_graph.assembly.assemble import assemble, fingerprint
from research_graph.assembly.build import Build, find_build, list_builds, prune, write_manifest
from research_graph.assembly.parameters import Parameters
from research_graph.identity.keys import KEY_TABLES
from research_graph.schema.catalog import node_kind
from research_graph.schema.errors import Damaged, UsageError
from support.assembled import assembled, paper, rows
from support.plain_identity import keys_of
from support.views import view_of
from support.worlds import WORLD

SMALL = {"zoo": [paper("R1", "Qun Liu", year=2020)]}


def again(first: Build, **given: Any) -> Build:
    """The same build made once more; most of it from its own files, which takes less time."""
    view = view_of(SMALL)
    return assemble(view, keys_of(view), parameters=Parameters(), builds=first.path.parent, previous=first, **given)


def snapshot(folder: Path) -> dict[str, tuple[bytes, int]]:
    return {
        str(path.relative_to(folder)): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_the_same_again_leaves_the_files(tmp_path: Path) -> None:
    first = assembled(tmp_path, SMALL)
    before = snapshot(first.path)
    assert again(first).id == first.id
    assert assembled(tmp_path, SMALL).id == first.id
    assert snapshot(first.path) == before
    assert [path.name for path in tmp_path.iterdir()] == [first.id]


def test_id_is_20_hex_digits_and_follows_tables_parameters_and_sources(tmp_path: Path) -> None:
    plain = assembled(tmp_path, SMALL)
    assert len(plain.id) == 20
    assert int(plain.id, 16) >= 0
    assert assembled(tmp_path, {"zoo": [paper("R1", "Qun Liu", year=2021)]}).id != plain.id
    assert assembled(tmp_path, SMALL, half_life=3.0).id != plain.id
    assert assembled(tmp_path, SMALL, salt="x").id != plain.id


def test_inputs_are_kept_and_do_not_count(tmp_path: Path) -> None:
    first = assembled(tmp_path, SMALL)
    assert first.inputs is None
    second = again(first, inputs="two")
    assert (second.id, second.inputs, Build.open(first.path).inputs) == (first.id, "two", "two")


def test_fingerprint_follows_every_input() -> None:
    view, other = view_of(WORLD), view_of({"zoo": []})
    plain = fingerprint(view, curations="c", parameters=Parameters())
    assert plain == fingerprint(view_of(WORLD), curations="c", parameters=Parameters())
    assert plain != fingerprint(other, curations="c", parameters=Parameters())
    assert plain != fingerprint(view, curations="d", parameters=Parameters())
    assert plain != fingerprint(view, curations="c", parameters=Parameters(max_pair_authors=50))


def test_opened_build_gives_tables_keys_and_publication(tmp_path: Path) -> None:
    view = view_of(WORLD, releases={"openalex": "2026-02-07", "acl-anthology": "2025-10-24"})
    keys = keys_of(view)
    build = Build.open(assemble(view, keys, parameters=Parameters(), builds=tmp_path).path)
    kind = node_kind("Author")
    assert build.table(kind).schema == kind.arrow
    assert build.table(kind, ["key", "name"]).column_names == ["key", "name"]
    assert build.table(kind).num_rows == build.rows(kind) == sum(batch.num_rows for batch in build.batches(kind))
    assert {name: table.num_rows for name, table in build.keys().tables.items()} == {
        name: keys.tables[name].num_rows for name in KEY_TABLES
    }
    assert all(build.keys().tables[name].schema == schema for name, schema in KEY_TABLES.items())
    publication = build.publication()
    assert (publication.build, publication.as_of, publication.reference_year) == (build.id, "2026-02-07", 2019)
    assert publication.nodes["Author"] == build.rows(kind)
    assert "Redirect" not in publication.nodes
    assert publication.relationships["AUTHORED"] == len(rows(build, "AUTHORED"))
    assert [(note.name, note.release) for note in publication.sources] == [
        ("acl-anthology", "2025-10-24"),
        ("openalex", "2026-02-07"),
    ]
    assert publication.parameters["max_pair_authors"] == 100


def test_an_empty_view_gives_an_empty_build(tmp_path: Path) -> None:
    build = assembled(tmp_path, {})
    assert (build.visible_rows(), build.reference_year, build.publication().as_of) == (0, None, None)


def test_damage_is_found(tmp_path: Path) -> None:
    build = assembled(tmp_path, WORLD)
    assert build.damage() == []
    author = build.path / "nodes" / "Author.parquet"
    author.write_bytes(author.read_bytes()[:-1])
    (build.path / "edges" / "CITES.parquet").unlink()
    assert build.damage() == [
        (build.path / "edges" / "CITES.parquet", "is missing"),
        (author, "differs from its checksum"),
    ]


def spoil(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def test_a_damaged_build_made_again_is_whole(tmp_path: Path) -> None:
    first = assembled(tmp_path, SMALL)
    path = first.path
    before = {name: content for name, (content, _) in snapshot(path).items()}
    for damage in (
        lambda: spoil(path / "nodes" / "Author.parquet"),
        lambda: (path / "edges" / "CITES.parquet").unlink(),
        lambda: (path / "manifest.json").write_text("{"),
        lambda: (path / "manifest.json").unlink(),
        lambda: written_otherwise(path, "nodes/Author"),
    ):
        damage()
        assert again(first).path == path
        assert {name: content for name, (content, _) in snapshot(path).items()} == before
        assert list(tmp_path.iterdir()) == [path]


def written_otherwise(path: Path, table: str) -> None:
    """As by another version of the Parquet writer: the manifest fits its files, whose bytes are others."""
    file, build = path / f"{table}.parquet", Build.open(path)
    pq.write_table(pq.read_table(file), file)
    entry = {**build.manifest["tables"][table], "sha256": sha256(file.read_bytes()).hexdigest()}
    manifest = {**build.manifest, "tables": {**build.manifest["tables"], table: entry}}
    write_manifest(path, manifest)
    assert Build.open(path).damage() == []


def test_opening_nothing_or_a_broken_manifest(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no build at"):
        Build.open(tmp_path / "none")
    build = assembled(tmp_path, WORLD)
    manifest = build.path / "manifest.json"
    write_manifest(build.path, {**build.manifest, "format": 99})
    with pytest.raises(Damaged, match="format 99"):
        Build.open(build.path)
    manifest.write_text("{")
    with pytest.raises(Damaged, match="not JSON"):
        Build.open(build.path)
    manifest.write_text(json.dumps({**build.manifest, "counts": {}, "checksum": "0"}))
    with pytest.raises(Damaged, match="differs from its checksum"):
        Build.open(build.path)


def under_another_id(build: Build, name: str) -> Build:
    place = shutil.copytree(build.path, build.path.with_name(name))
    write_manifest(place, {**build.manifest, "id": name})
    return Build.open(place)


def test_list_find_prune(tmp_path: Path) -> None:
    first = assembled(tmp_path, SMALL)
    made = [first, *(under_another_id(first, letter * 20) for letter in "xy")]
    for number, build in enumerate(made):
        os.utime(build.path, ns=(number, number))
    assert [build.id for build in list_builds(tmp_path)] == [build.id for build in reversed(made)]
    assert find_build(tmp_path, made[1].id[:12]) == made[1]
    with pytest.raises(UsageError, match="no build is named"):
        find_build(tmp_path, "")
    assert prune(tmp_path, 1, protected={made[0].id}) == [made[1].id]
    assert {path.name for path in tmp_path.iterdir()} == {made[0].id, made[2].id}
    assert list_builds(tmp_path / "none") == []


def test_a_build_made_again_is_the_newest(tmp_path: Path) -> None:
    first = assembled(tmp_path, SMALL)
    second = under_another_id(first, "x" * 20)
    os.utime(first.path, ns=(1, 1))
    os.utime(second.path, ns=(2, 2))
    assert list_builds(tmp_path) == [second, first]
    assert again(first) == first
    assert list_builds(tmp_path) == [first, second]


def test_a_killed_assembly_leaves_nothing_that_counts(tmp_path: Path) -> None:
    """Killed before the rename, then made undisturbed: the same build, the unfinished folder gone."""
    script = f"""
import os, signal, sys
from pathlib import Path
sys.path.insert(0, {str(Path(__file__).parents[2])!r})
from research_graph.assembly import assemble as module
from support.assembled import assembled, paper
module._finish = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
assembled(Path({str(tmp_path)!r}), {{"zoo": [paper("R1", "Qun Liu", year=2020)]}})
"""
    killed = subprocess.run([sys.executable, "-c", script], check=False, capture_output=True)
    assert killed.returncode == -signal.SIGKILL
    (left,) = tmp_path.iterdir()
    assert left.name.startswith(".new-")
    assert list_builds(tmp_path) == []
    build = assembled(tmp_path, SMALL)
    assert [path.name for path in tmp_path.iterdir()] == [build.id]


def test_a_failed_assembly_leaves_no_folder(tmp_path: Path) -> None:
    view = view_of(WORLD)
    keys = keys_of(view)
    del keys.tables["redirects"]
    with pytest.raises(KeyError):
        assemble(view, keys, parameters=Parameters(), builds=tmp_path)
    assert list(tmp_path.iterdir()) == []
