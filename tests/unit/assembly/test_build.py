"""A build's folder: immutable, whole or absent, listed and pruned."""

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
from research_graph.assembly.build import MADE_ANEW, Build, find_build, list_builds, prune
from research_graph.assembly.parameters import Parameters
from research_graph.assembly.sealed import write_manifest
from research_graph.identity.keys import KEY_TABLES
from research_graph.schema.catalog import node_kind
from research_graph.schema.errors import Damaged, UsageError
from support.assembled import assembled, paper, rows
from support.plain_identity import keys_of
from support.views import view_of
from support.worlds import WORLD

SMALL = {"zoo": [paper("R1", "Qun Liu", year=2020)]}


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Build:
    return assembled(tmp_path_factory.mktemp("prepared"), SMALL)


@pytest.fixture
def small(prepared: Build, tmp_path: Path) -> Build:
    """The build of SMALL in a folder of the test's own."""
    return Build.open(shutil.copytree(prepared.path, tmp_path / prepared.id))


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


def test_the_same_again_leaves_the_files(small: Build, tmp_path: Path) -> None:
    before = snapshot(small.path)
    assert again(small).id == small.id
    assert assembled(tmp_path, SMALL).id == small.id
    assert snapshot(small.path) == before
    assert [path.name for path in tmp_path.iterdir()] == [small.id]


def test_id_is_20_hex_digits_and_follows_tables_parameters_and_sources(small: Build, tmp_path: Path) -> None:
    assert len(small.id) == 20
    assert int(small.id, 16) >= 0
    assert assembled(tmp_path, {"zoo": [paper("R1", "Qun Liu", year=2021)]}).id != small.id
    assert assembled(tmp_path, SMALL, half_life=3.0).id != small.id
    assert assembled(tmp_path, SMALL, salt="x").id != small.id


def test_inputs_are_kept_and_do_not_count(small: Build) -> None:
    assert small.inputs is None
    second = again(small, inputs="two")
    assert (second.id, second.inputs, Build.open(small.path).inputs) == (small.id, "two", "two")


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


def test_damage_is_found(small: Build) -> None:
    assert small.damage() == []
    author = small.path / "nodes" / "Author.parquet"
    author.write_bytes(author.read_bytes()[:-1])
    (small.path / "edges" / "CITES.parquet").unlink()
    assert small.damage() == [
        (small.path / "edges" / "CITES.parquet", "is missing"),
        (author, "differs from its checksum"),
    ]


def spoil(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def test_a_damaged_build_made_again_is_whole(small: Build, tmp_path: Path) -> None:
    path = small.path
    before = {name: content for name, (content, _) in snapshot(path).items()}
    for damage in (
        lambda: spoil(path / "nodes" / "Author.parquet"),
        lambda: (path / "edges" / "CITES.parquet").unlink(),
        lambda: (path / "manifest.json").write_text("{"),
        lambda: (path / "manifest.json").unlink(),
        lambda: written_otherwise(path, "nodes/Author"),
    ):
        damage()
        assert again(small).path == path
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


def test_opening_nothing_or_a_broken_manifest(small: Build, tmp_path: Path) -> None:
    with pytest.raises(Damaged, match=r"manifest\.json is missing") as caught:
        Build.open(tmp_path / "none")
    assert caught.value.hint == MADE_ANEW
    write_manifest(small.path, {**small.manifest, "counts": {}, "format": 99})
    with pytest.raises(Damaged, match="format 99") as caught:
        Build.open(small.path)
    assert caught.value.hint == MADE_ANEW


def under_another_id(build: Build, name: str) -> Build:
    place = shutil.copytree(build.path, build.path.with_name(name))
    write_manifest(place, {**build.manifest, "id": name})
    return Build.open(place)


def test_list_find_prune(small: Build, tmp_path: Path) -> None:
    made = [small, *(under_another_id(small, letter * 20) for letter in "xy")]
    for number, build in enumerate(made):
        os.utime(build.path, ns=(number, number))
    assert [build.id for build in list_builds(tmp_path)] == [build.id for build in reversed(made)]
    assert find_build(tmp_path, made[1].id[:12]) == made[1]
    with pytest.raises(UsageError, match="no build is named"):
        find_build(tmp_path, "")
    assert prune(tmp_path, 1, protected={made[0].id}) == [made[1].id]
    assert {path.name for path in tmp_path.iterdir()} == {made[0].id, made[2].id}
    assert list_builds(tmp_path / "none") == []


def test_a_build_made_again_is_the_newest(small: Build, tmp_path: Path) -> None:
    second = under_another_id(small, "x" * 20)
    os.utime(small.path, ns=(1, 1))
    os.utime(second.path, ns=(2, 2))
    assert list_builds(tmp_path) == [second, small]
    assert again(small) == small
    assert list_builds(tmp_path) == [small, second]


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
