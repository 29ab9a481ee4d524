"""Communities from load to store: found once, carried on by loads, followed through merges, shown to people."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from research_graph import pipeline
from research_graph.analytics.clustering import Clustering
from research_graph.analytics.run import list_runs
from research_graph.assembly.build import Build
from research_graph.assembly.difference import compare
from research_graph.ledger.workspace import Workspace
from research_graph.pipeline import LoadOptions, cluster, current_build, load, remove_source, store_damages
from research_graph.schema.errors import Damaged, UsageError
from research_graph.schema.records import Mention, PaperRecord, Record
from research_graph.store.open import open_store
from research_graph.store.port import Store
from support.assembled import rows
from support.cli import done, run
from support.communities import EACH, GIVEN, SUBJECTS, papers, person, planted
from support.three_sources import write_records

GROUPS = len(SUBJECTS)
ADA = person(0, 0)


def take(workspace: Workspace, records: list[Record], *, name: str, store: Store | None = None) -> None:
    file = write_records(workspace.path.parent / f"{name}.jsonl", records)
    load(workspace, "records", [file], options=LoadOptions(name=name), store=store)


def store_at(workspace: Workspace) -> Store:
    return open_store(f"sqlite:///{workspace.store}")


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The planted world, clustered and published; to be copied, not changed."""
    workspace = Workspace(tmp_path_factory.mktemp("prepared") / "w")
    store = store_at(workspace)
    take(workspace, planted(), name="planted", store=store)
    found = cluster(workspace, store=store)
    store.close()
    assert found.is_new
    return workspace


@pytest.fixture
def workspace(tmp_path: Path, prepared: Workspace) -> Workspace:
    shutil.copytree(prepared.path, tmp_path / "w")
    return Workspace(tmp_path / "w")


@pytest.fixture
def store(workspace: Workspace) -> Iterator[Store]:
    store = store_at(workspace)
    yield store
    store.close()


def current(workspace: Workspace) -> Build:
    build = current_build(workspace)
    assert build is not None
    return build


def clusters_of(build: Build) -> dict[str, dict[str, Any]]:
    return {row["key"]: row for row in rows(build, "Cluster")}


def members_of(build: Build) -> set[tuple[str, str]]:
    return {(row["source"], row["target"]) for row in rows(build, "MEMBER_OF")}


def author(build: Build, name: str) -> str:
    (found,) = (row["key"] for row in rows(build, "Author") if row["name"] == name)
    return str(found)


def test_a_second_time_nothing_changes(workspace: Workspace, store: Store) -> None:
    before = current(workspace)
    again = cluster(workspace, store=store)
    assert (again.is_new, again.run.id, again.build.id) == (False, before.run, before.id)
    assert again.published is not None
    assert (again.published.added, again.published.changed, again.published.removed) == (0, 0, 0)
    assert len(list_runs(workspace.runs)) == 1


def test_a_load_carries_the_run_on_until_the_next(workspace: Workspace, store: Store) -> None:
    before = current(workspace)
    newcomer = Mention("Hans Tamm", "Hans", "Tamm", ids=["acl_person:hans-tamm"])
    more = [PaperRecord(f"n{n}", f"News {n}", mentions=[newcomer, person(2, n)]) for n in range(5)]
    take(workspace, more, name="more", store=store)
    carried = current(workspace)
    assert carried.id != before.id
    assert carried.run == before.run
    assert members_of(carried) == members_of(before)
    assert {row["size"] for row in clusters_of(carried).values()} == {EACH}

    then = cluster(workspace, store=store)
    assert then.is_new
    assert then.run.manifest["previous"] == before.run
    assert set(clusters_of(then.build)) == set(clusters_of(before))
    hans = author(then.build, "Hans Tamm")
    joined = {target for source, target in members_of(then.build) if source == hans}
    assert {clusters_of(then.build)[key]["level"] for key in joined} == {"field", "group", "core"}
    assert members_of(then.build) == members_of(before) | {(hans, key) for key in joined}
    assert {key: row["size"] for key, row in clusters_of(then.build).items()} == {
        key: EACH + (key in joined) for key in clusters_of(before)
    }
    assert store_damages(store, then.build) == []


def test_who_is_merged_into_another_is_a_member_once_where_the_ties_are_stronger(workspace: Workspace) -> None:
    before = current(workspace)
    one, other = person(0, 5).name, person(1, 5).name
    both = {author(before, one), author(before, other)}
    workspace.curations.mkdir(exist_ok=True)
    mentions = ", ".join(f"'{_a_mention_of(group, name)}'" for group, name in enumerate((one, other)))
    (workspace.curations / "who.yaml").write_text(
        f"- {{action: merge, mentions: [{mentions}], who: x, when: '2025', why: one person}}\n", encoding="utf-8"
    )
    carried = pipeline.build(workspace)
    assert carried.run == before.run
    (stays,) = both & {row["key"] for row in rows(carried, "Author")}
    of_both = [row for row in rows(before, "MEMBER_OF") if row["source"] in both]
    stronger = {
        min((-row["strength"], row["target"]) for row in of_both if row["level"] == level)[1]
        for level in ("field", "group", "core")
    }
    others = {pair for pair in members_of(before) if pair[0] not in both}
    assert members_of(carried) == others | {(stays, key) for key in stronger}
    left = {row["target"] for row in of_both} - stronger
    assert {key: row["size"] for key, row in clusters_of(carried).items()} == {
        key: EACH - (key in left) for key in clusters_of(before)
    }
    then = cluster(workspace)
    assert set(then.run.table("events")["event"].to_pylist()) == {"kept"}
    assert set(clusters_of(then.build)) == set(clusters_of(before))


def _a_mention_of(group: int, name: str) -> str:
    return next(
        f'planted:{each.record}#{place} "{name}"'
        for each in papers(group)
        for place, mention in enumerate(each.mentions)
        if mention.name == name
    )


def test_a_source_can_be_removed_and_its_people_leave(workspace: Workspace, store: Store) -> None:
    strangers = [Mention(f"{given} Xeno", given, "Xeno", ids=[f"acl_person:{given}-xeno".lower()]) for given in GIVEN]
    together = [PaperRecord(f"s{n}", f"Strange {n}", mentions=strangers[:4]) for n in range(6)]
    take(workspace, together, name="extra", store=store)
    with_them = cluster(workspace, store=store)
    assert len(clusters_of(with_them.build)) > 3 * GROUPS
    remove_source(workspace, "extra", store=store)
    left = current(workspace)
    assert left.run == with_them.run.id
    assert {source for source, _ in members_of(left)} <= {row["key"] for row in rows(left, "Author")}
    ended = {key for key, row in clusters_of(left).items() if row["status"] == "ENDED"}
    assert len(ended) == len(clusters_of(left)) - 3 * GROUPS
    assert not ended & {target for _, target in members_of(left)}
    assert store_damages(store, left) == []
    then = cluster(workspace, store=store)
    assert {key for key, row in clusters_of(then.build).items() if row["status"] == "ENDED"} == ended
    assert store_damages(store, then.build) == []
    remove_source(workspace, "planted", store=store)
    nothing = current(workspace)
    assert rows(nothing, "Author") == []
    assert {(row["status"], tuple(row["sources"])) for row in clusters_of(nothing).values()} == {("ENDED", ())}
    assert store_damages(store, nothing) == []


def test_what_the_sources_say_is_compared_without_runs(workspace: Workspace, tmp_path: Path) -> None:
    bare = Workspace(tmp_path / "bare")
    take(bare, planted(), name="planted")
    found = compare(current(bare), current(workspace), canonical=True)
    assert not any(row[what] for row in found.values() for what in ("added", "changed", "removed"))
    assert not {"Cluster", "MEMBER_OF", "DESCENDS_FROM"} & {kind for kind, row in found.items() if any(row.values())}


def test_nothing_to_cluster_leaves_the_run_in_force(workspace: Workspace, tmp_path: Path) -> None:
    before = current(workspace)
    with pytest.raises(UsageError):
        cluster(workspace, Clustering(weight="fame"))
    assert current(workspace).id == before.id
    assert [each.id for each in list_runs(workspace.runs)] == [before.run]
    file = write_records(workspace.path.parent / "alone.jsonl", [PaperRecord("only", "Alone", mentions=[ADA])])
    load(workspace, "records", [file], options=LoadOptions(name="planted", allow_shrink=True))
    with pytest.raises(UsageError):
        cluster(workspace)
    assert current(workspace).run == before.run


def test_a_killed_write_leaves_the_run_in_force(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    before = current(workspace)

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("research_graph.analytics.run.write_manifest", killed)
    with pytest.raises(KeyboardInterrupt):
        cluster(workspace, Clustering(seed=2))
    assert current(workspace).id == before.id
    assert [each.id for each in list_runs(workspace.runs)] == [before.run]


@pytest.mark.parametrize("what", ["file", "manifest", "folder"])
def test_a_damaged_run_is_said_and_a_cold_one_replaces_it(workspace: Workspace, what: str) -> None:
    run_id = current(workspace).run
    assert run_id is not None
    manifest = workspace.runs / run_id / "manifest.json"
    if what == "file":
        (workspace.runs / run_id / "members.parquet").write_bytes(b"PAR1")
    elif what == "manifest":
        manifest.write_text(manifest.read_text(encoding="utf-8").replace('"seed": 1', '"seed": 2'), encoding="utf-8")
    else:
        shutil.rmtree(workspace.runs / run_id)
    verified = run("verify", "--json", workspace=workspace.path)
    assert verified.status == 4
    (damage,) = verified.json["damages"]
    expected = {
        "file": f"{manifest.with_name('members.parquet')}: differs from its checksum",
        "manifest": f"{manifest} differs from its checksum",
        "folder": f"{manifest} is missing",
    }
    assert damage == expected[what]
    for act in (cluster, pipeline.build):
        with pytest.raises(Damaged, match=run_id) as caught:
            act(workspace)
        assert "cluster --cold" in (caught.value.hint or "")
    anew = cluster(workspace, Clustering(is_cold=True))
    assert anew.run.manifest["previous"] is None
    assert anew.build.run == anew.run.id
    assert {row["status"] for row in clusters_of(anew.build).values()} == {"LIVE"}


def test_until_a_cold_run_is_complete_the_clusters_of_a_damaged_one_stay(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = current(workspace)
    assert before.run is not None
    (workspace.runs / before.run / "members.parquet").write_bytes(b"PAR1")
    builds = sorted(path.name for path in workspace.builds.iterdir())
    with monkeypatch.context() as patch:
        patch.setattr("research_graph.analytics.clustering.write_run", lambda *_: pytest.fail("as if killed"))
        with pytest.raises(pytest.fail.Exception):
            cluster(workspace, Clustering(is_cold=True))
    assert current(workspace).id == before.id
    assert sorted(path.name for path in workspace.builds.iterdir()) == builds
    anew = cluster(workspace, Clustering(is_cold=True))
    assert current(workspace).id == anew.build.id
    assert len(clusters_of(anew.build)) == len(clusters_of(before))


def test_the_command_line_shows_clusters(workspace: Workspace) -> None:
    listed = done("clusters", "list", "--json", workspace=workspace.path).json
    assert [row["size"] for row in listed] == [EACH] * GROUPS
    assert {row["label"].split(",")[0] for row in listed} == {subject.capitalize() for subject in SUBJECTS}
    fields = done("clusters", "list", "--level", "field", "--limit", 2, workspace=workspace.path).out
    assert len(fields.splitlines()) == 4

    shown = done("clusters", "show", "Ada Karlo", "--json", workspace=workspace.path).json
    assert (shown["kind"], shown["level"], shown["members"]["total"]) == ("cluster", "group", EACH)
    assert shown["label"].startswith("Dependency parsing")
    (neighbor,) = shown["neighboring_clusters"]["items"]
    assert (neighbor["label"].split(",")[0], neighbor["strength"], neighbor["ties"]) == ("Speech synthesis", 1.0, 1)
    core = done("clusters", "show", "Ada Karlo", "--level", "core", workspace=workspace.path).out
    assert core.startswith("Dependency parsing, ")
    by_id = done("clusters", "show", shown["id"], "--json", workspace=workspace.path).json
    assert by_id == shown
    person_ = done("show", "author", "Ada Karlo", "--json", workspace=workspace.path).json
    assert {item["level"] for item in person_["clusters"]["items"]} == {"field", "group", "core"}
    nobody = run("clusters", "show", "Nobody Atall", workspace=workspace.path)
    assert nobody.status != 0


def test_the_command_line_shows_runs_and_their_quality(workspace: Workspace) -> None:
    in_force = current(workspace).run
    (only,) = done("clusters", "runs", "--json", workspace=workspace.path).json
    assert (only["id"], only["in_force"], only["groups"], only["previous"]) == (in_force, True, GROUPS, None)
    lineage = done("clusters", "lineage", "--json", workspace=workspace.path).json
    assert lineage["counts"] == {"born": GROUPS}
    assert len(lineage["events"]) == GROUPS
    first = done("clusters", "lineage", workspace=workspace.path).out
    assert first == f"run {in_force} is the first: its {GROUPS} clusters of the level group come from no earlier one\n"
    table = done("clusters", "runs", workspace=workspace.path).out
    assert only["verdict"].startswith("reliable: ")
    assert "reliable" in table
    assert only["verdict"] not in table
    assert table.endswith("`research-graph quality --run ID` has the whole verdict of a run\n")
    quality = done("quality", "--json", workspace=workspace.path).json
    assert (quality["run"], quality["is_reliable"]) == (in_force, True)
    assert [row["level"] for row in quality["by_size"]] == ["field", "group", "core"]
    assert [row["is_chosen"] for row in quality["scan"]].count(True) == 1
    text = done("quality", "--run", str(in_force)[:8], workspace=workspace.path).out
    assert "resolutions that were tried" in text
    assert "alone share: 0.00% of the people" in text
    assert "seed agreement is measured for groups" in text
    assert text.index("field") < text.index("group") < text.index("core")


def test_the_cluster_command_says_whether_anything_is_new(workspace: Workspace) -> None:
    in_force = current(workspace).run
    assert f"nothing changed since run {in_force}" in done("cluster", workspace=workspace.path).out
    fine = done("cluster", "--resolution", 1, "--cold", "--json", workspace=workspace.path).json
    assert (fine["is_new"], fine["previous"], fine["resolution"]) == (True, in_force, 1.0)
    runs = done("clusters", "runs", "--json", workspace=workspace.path).json
    assert [(row["id"], row["in_force"]) for row in runs] == [(fine["run"], True), (in_force, False)]
    assert done("clusters", "lineage", "--json", workspace=workspace.path).json["counts"] == {"kept": GROUPS}
    assert "2 more: --limit N" in done("clusters", "lineage", "--limit", 2, workspace=workspace.path).out


def test_before_the_first_run_the_command_line_says_what_to_do(tmp_path: Path) -> None:
    bare = Workspace(tmp_path / "bare")
    store = store_at(bare)
    take(bare, [PaperRecord("p", "Alone", mentions=[ADA])], name="one", store=store)
    store.close()
    assert "research-graph cluster" in done("clusters", "list", workspace=bare.path).out
    for arguments in (["quality"], ["clusters", "lineage"], ["clusters", "show", ADA.name]):
        ended = run(*arguments, workspace=bare.path)
        assert ended.status != 0
        assert "research-graph cluster" in ended.err
    assert done("clusters", "runs", "--json", workspace=bare.path).json == []
