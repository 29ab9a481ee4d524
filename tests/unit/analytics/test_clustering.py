"""A build's communities as a run: what it says, what goes on from the last one, and what is refused."""

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pyarrow.compute as pc
import pytest
from research_graph.analytics.clustering import Clustering, cluster_build
from research_graph.analytics.run import Run
from research_graph.assembly.build import Build
from research_graph.schema.errors import SourceError, UsageError
from research_graph.schema.records import PaperRecord, TopicRecord, VenueRecord
from research_graph.schema.run_tables import LEVELS, RUN_TABLES
from support.assembled import assembled, rows
from support.communities import EACH, FAMILY, GIVEN, SUBJECTS, frame, papers, person, planted

GROUPS = len(SUBJECTS)


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Build:
    return assembled(tmp_path_factory.mktemp("builds"), {"planted": planted()})


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory, build: Build) -> Run:
    return cluster_build(build, tmp_path_factory.mktemp("runs"), Clustering())


def names(build: Build) -> dict[str, str]:
    return {row["key"]: row["name"] for row in rows(build, "Author")}


def test_planted_groups_are_found_with_what_they_work_on(run: Run) -> None:
    assert run.manifest["is_reliable"]
    assert {name: level["clusters"] for name, level in run.manifest["levels"].items()} == dict.fromkeys(LEVELS, GROUPS)
    found = run.table("clusters").to_pylist()
    for level in LEVELS:
        of_level = [row for row in found if row["level"] == level]
        assert sorted(row["topics"][0] for row in of_level) == sorted(SUBJECTS)
        assert all(row["venues"][0].endswith(row["topics"][0]) for row in of_level)
        assert {row["size"] for row in of_level} == {EACH}
        assert {row["seed_agreement"] for row in of_level} == ({1.0} if level == "group" else {None})


def test_each_person_is_in_one_cluster_a_level(run: Run, build: Build) -> None:
    members = run.table("members").to_pylist()
    assert set(Counter((row["author"], row["level"]) for row in members).values()) == {1}
    named = names(build)
    groups = {frozenset(named[row["author"]] for row in members if row["cluster"] == key) for key in clusters(run)}
    assert groups == {frozenset(person(group, number).name for number in range(EACH)) for group in range(GROUPS)}


def clusters(run: Run, level: str = "group") -> list[str]:
    table = run.table("clusters")
    return table.filter(pc.equal(table["level"], level))["key"].to_pylist()


def test_no_label_has_the_name_of_a_person(run: Run) -> None:
    people = {*map(str.lower, GIVEN), *map(str.lower, FAMILY)}
    for row in run.table("clusters").to_pylist():
        said = " ".join([row["label"], *row["topics"], *row["terms"], *row["venues"]]).lower()
        assert not people & set(said.replace(",", " ").split())


def test_a_first_run_is_born(run: Run) -> None:
    events = run.table("events").to_pylist()
    assert {row["event"] for row in events} == {"born"}
    assert sorted(row["cluster"] for row in events) == run.table("clusters")["key"].to_pylist()
    assert run.table("descents").num_rows == 0
    assert run.manifest["previous"] is None


def test_the_same_build_and_settings_give_the_same_run(run: Run, build: Build, tmp_path: Path) -> None:
    again = cluster_build(build, tmp_path, Clustering())
    assert again.id == run.id
    for name in RUN_TABLES:
        assert (again.path / f"{name}.parquet").read_bytes() == (run.path / f"{name}.parquet").read_bytes()


def test_nothing_new_gives_the_run_before(run: Run, build: Build, tmp_path: Path) -> None:
    assert cluster_build(build, tmp_path, Clustering(), previous=run) is run
    assert list(tmp_path.iterdir()) == []


def test_a_cold_run_keeps_the_ids_of_what_it_finds_again(run: Run, build: Build, tmp_path: Path) -> None:
    cold = cluster_build(build, tmp_path, Clustering(is_cold=True), previous=run)
    assert cold.id != run.id
    assert cold.manifest["previous"] == run.id
    assert cold.table("members") == run.table("members")
    assert Counter(cold.table("events")["event"].to_pylist()) == {"kept": 3 * GROUPS}


def test_a_given_resolution_overrides_the_choice(run: Run, build: Build, tmp_path: Path) -> None:
    coarse = cluster_build(build, tmp_path, Clustering(resolution=0.02), previous=run)
    assert coarse.manifest["resolution"] == 0.02
    assert len(coarse.table("clusters").filter(pc.equal(coarse.table("clusters")["status"], "LIVE"))) < 3 * GROUPS
    assert_exhaustive(run, coarse)


def test_a_given_resolution_stays_until_another_is_asked_for(run: Run, build: Build, tmp_path: Path) -> None:
    fine = cluster_build(build, tmp_path, Clustering(resolution=3.0), previous=run)
    plain = cluster_build(build, tmp_path, Clustering(), previous=fine)
    assert (plain.manifest["resolution"], plain.manifest["settings"]["resolution"]) == (3.0, None)
    assert plain.table("members") == fine.table("members")
    anew = cluster_build(build, tmp_path, Clustering(is_cold=True), previous=plain)
    assert anew.manifest["resolution"] == run.manifest["resolution"]


def test_groups_that_were_never_homed_are_found_anew(
    run: Run, build: Build, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = {name: value for name, value in run.manifest["settings"].items() if name != "is_homed"}
    earlier = Run(run.path, {**run.manifest, "settings": told})
    monkeypatch.setattr("research_graph.analytics.clustering.updated_levels", lambda *_: pytest.fail("went on"))
    then = cluster_build(build, tmp_path, Clustering(), previous=earlier)
    assert then.manifest["settings"]["is_homed"]
    assert clusters(then) == clusters(run)


def assert_exhaustive(before: Run, after: Run) -> None:
    """One event for every live cluster, and one for every cluster before."""
    events = after.table("events").to_pylist()
    live = [row["key"] for row in after.table("clusters").to_pylist() if row["status"] == "LIVE"]
    born_from = [row["cluster"] for row in events if row["event"] in ("kept", "grown", "split", "born")]
    assert sorted(born_from) == live
    ended = [row["earlier"] for row in events if row["event"] in ("kept", "grown", "merged", "died")]
    assert sorted(ended) == [row["key"] for row in before.table("clusters").to_pylist() if row["status"] == "LIVE"]
    assert {row["key"] for row in before.table("clusters").to_pylist()} <= {*after.table("clusters")["key"].to_pylist()}


def label_file(path: Path, build: Build, groups: dict[str, int]) -> Path:
    lines = [f"{key}\t{groups.get(name, '')}" for key, name in names(build).items()]
    path.write_text("\n".join(["key\tcluster", *lines]) + "\n", encoding="utf-8")
    return path


def in_groups(width: int) -> dict[str, int]:
    return {person(group, number).name: group // width for group in range(GROUPS) for number in range(EACH)}


def test_groups_of_another_engine_are_taken(run: Run, build: Build, tmp_path: Path) -> None:
    file = label_file(tmp_path / "labels.tsv", build, in_groups(2))
    given = cluster_build(build, tmp_path / "runs", Clustering(labels=file), previous=run)
    assert (given.manifest["levels"]["group"]["clusters"], given.manifest["resolution"]) == (GROUPS // 2, None)
    assert "given from outside" in given.manifest["verdict"]
    assert given.table("scan").num_rows == 0
    assert_exhaustive(run, given)
    counts = Counter(row["event"] for row in given.table("events").to_pylist() if row["level"] == "group")
    assert counts == {"grown": 2, "merged": 2}
    assert {row["event"] for row in given.table("descents").to_pylist()} == {"merged"}
    back = cluster_build(build, tmp_path / "runs", Clustering(), previous=given)
    assert_exhaustive(given, back)
    assert back.table("descents").num_rows == 4
    ended = set(given.table("clusters").filter(pc.equal(given.table("clusters")["status"], "ENDED"))["key"].to_pylist())
    assert len(ended) == 2
    assert not ended & set(back.table("members")["cluster"].to_pylist())


def test_another_content_under_the_same_name_is_another_run(build: Build, tmp_path: Path) -> None:
    settings = Clustering(labels=label_file(tmp_path / "labels.tsv", build, in_groups(2)))
    first = cluster_build(build, tmp_path / "runs", settings)
    assert cluster_build(build, tmp_path / "runs", settings, previous=first) is first
    label_file(tmp_path / "labels.tsv", build, in_groups(1))
    then = cluster_build(build, tmp_path / "runs", settings, previous=first)
    assert then.manifest["levels"]["group"]["clusters"] == GROUPS


def test_labels_for_somebody_else_are_refused(build: Build, tmp_path: Path) -> None:
    file = tmp_path / "labels.tsv"
    file.write_text("key\tcluster\nA0000000000000000\t1\n", encoding="utf-8")
    with pytest.raises(SourceError, match=r"labels\.tsv:2"):
        cluster_build(build, tmp_path / "runs", Clustering(labels=file))
    assert not (tmp_path / "runs").exists()


@pytest.mark.parametrize(
    "settings", [Clustering(weight="fame"), Clustering(algorithm="magic"), Clustering(resolution=-1.0)]
)
def test_settings_that_cannot_be_used_are_refused(build: Build, tmp_path: Path, settings: Clustering) -> None:
    with pytest.raises(UsageError):
        cluster_build(build, tmp_path / "runs", settings)
    assert not (tmp_path / "runs").exists()


def test_a_build_without_co_authorships_is_refused(lonely_build: Build, tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        cluster_build(lonely_build, tmp_path / "runs", Clustering())
    assert not (tmp_path / "runs").exists()


def test_without_reliable_structure_there_are_no_groups(tmp_path: Path) -> None:
    pairs = [PaperRecord(f"p{n}", "T", mentions=[person(0, n), person(0, (n + 1) % EACH)]) for n in range(EACH)]
    build = assembled(tmp_path / "builds", {"ring": pairs})
    run = cluster_build(build, tmp_path / "runs", Clustering())
    assert not run.manifest["is_reliable"]
    assert "no reliable structure" in run.manifest["verdict"]
    assert {name: run.manifest["levels"][name]["clusters"] for name in ("group", "core")} == {"group": 0, "core": 0}
    assert cluster_build(build, tmp_path / "runs", Clustering(), previous=run) is run
    forced = cluster_build(build, tmp_path / "runs", Clustering(resolution=1.0), previous=run)
    assert forced.manifest["levels"]["group"]["clusters"] > 0


def test_a_run_goes_on_from_the_last_and_what_nobody_touched_stays(run: Run, tmp_path: Path) -> None:
    newcomer = replace(person(0, 0), name="Hans Tamm", given="Hans", family="Tamm", computed_ids=["openalex:A999"])
    more = [PaperRecord(f"n{n}", "News", mentions=[newcomer, person(2, n)]) for n in range(4)]
    later = assembled(tmp_path / "builds", {"planted": [*planted(), *more]})
    then = cluster_build(later, tmp_path / "runs", Clustering(), previous=run)
    assert then.manifest["previous"] == run.id
    people = GROUPS * EACH
    assert then.manifest["resolution"] == run.manifest["resolution"] * (people + 1) / people
    assert clusters(then) == clusters(run)
    assert_exhaustive(run, then)
    (key,) = (key for key, name in names(later).items() if name == "Hans Tamm")
    of_level = {row["level"]: row["cluster"] for row in then.table("members").to_pylist() if row["author"] == key}
    labels = {row["key"]: row["topics"][0] for row in then.table("clusters").to_pylist()}
    assert {level: labels[cluster] for level, cluster in of_level.items()} == dict.fromkeys(LEVELS, "Oil Recovery")
    before, after = (
        {(row["author"], row["cluster"]) for row in each.table("members").to_pylist()} for each in (run, then)
    )
    assert after - before == {(key, cluster) for cluster in of_level.values()}
    assert before <= after


def test_what_goes_on_is_called_as_before(run: Run, tmp_path: Path) -> None:
    def called(run: Run) -> dict[str, str]:
        return {row["key"]: row["label"] for row in run.table("clusters").to_pylist()}

    before = called(run)
    assert {label.split(", ")[0] for label in before.values()} == {
        "Dependency parsing",
        "Oil recovery",
        "Protein folding",
        "Speech synthesis",
    }
    assert all(
        len({row["label"] for row in run.table("clusters").to_pylist() if row["level"] == level}) == GROUPS
        for level in LEVELS
    )
    more = [PaperRecord("n1", "News", mentions=[person(2, 1), person(2, 3)])]
    later = assembled(tmp_path / "builds", {"planted": [*planted(), *more]})
    assert called(cluster_build(later, tmp_path / "runs", Clustering(), previous=run)) == before


def test_a_group_says_more_than_its_field_and_a_core_more_than_its_group(run: Run) -> None:
    oil = {row["level"]: row["label"] for row in run.table("clusters").to_pylist() if row["topics"] == ["Oil Recovery"]}
    assert oil == {
        "field": "Oil recovery, drilling, reservoir",
        "group": "Oil recovery, drilling, reservoir, variant",
        "core": "Oil recovery, drilling, reservoir, variant, dddd",
    }


def test_without_topics_and_venues_words_of_titles_are_enough(tmp_path: Path) -> None:
    bare = [each for each in planted(2) if not isinstance(each, TopicRecord | VenueRecord)]
    build = assembled(tmp_path / "builds", {"planted": bare})
    run = cluster_build(build, tmp_path / "runs", Clustering(resolution=1.0))
    found = [row for row in run.table("clusters").to_pylist() if row["level"] == "field"]
    assert len(found) == 2
    assert {row["label"].split(", ")[0] for row in found} == {"Dependency parsing", "Prosody"}


def test_one_venue_in_all_is_no_division_by_zero(tmp_path: Path) -> None:
    world = [each for each in frame() if not isinstance(each, TopicRecord)]
    some = [replace(each, venues=["v0"], topics=[]) for group in (0, 1) for each in papers(group)]
    build = assembled(tmp_path / "builds", {"planted": [*world, *some]})
    run = cluster_build(build, tmp_path / "runs", Clustering(resolution=1.0))
    assert {tuple(row["venues"]) for row in run.table("clusters").to_pylist()} >= {("Meeting on Dependency Parsing",)}
