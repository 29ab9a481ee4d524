"""Clusters in a build: what the run in force says, its people followed to who they are now."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from research_graph.assembly.assemble import assemble
from research_graph.assembly.build import Build
from research_graph.assembly.parameters import Parameters
from research_graph.assembly.run_said import RunSaid
from research_graph.identity.keys import KEY_TABLES, Keys
from research_graph.ledger.view import View
from research_graph.schema.run_tables import RUN_TABLES
from support.assembled import paper, rows
from support.plain_identity import keys_of
from support.views import view_of

KINDS = ("Cluster", "MEMBER_OF", "DESCENDS_FROM")
VIEW = view_of({"one": [paper("p1", "Ann", "Bea", "Cid"), paper("p2", "Dan", "Eve")], "two": [paper("q1", "Ann")]})
GIVEN = keys_of(VIEW)
MENTIONS = GIVEN.tables["mentions"].to_pylist()
ANN, BEA, CID, DAN, EVE = (
    next(row["author"] for row in MENTIONS if row["name"] == name) for name in ("Ann", "Bea", "Cid", "Dan", "Eve")
)
OLD, GONE = "A0000000000000001", "A0000000000000002"
RED, BLUE, PAST = "C000000000000000A", "C000000000000000B", "C000000000000000C"

Member = tuple[str, str, str, float]
MEMBERS: list[Member] = [
    *((ANN, "group", RED, 2.0), (BEA, "group", RED, 1.0), (CID, "group", RED, 1.0)),
    *((DAN, "group", BLUE, 1.0), (EVE, "group", BLUE, 1.0)),
]
DESCENTS = [
    {"cluster": RED, "earlier": PAST, "event": "split", "overlap": 0.75, "run": None},
    {"cluster": BLUE, "earlier": PAST, "event": "split", "overlap": 0.25, "run": "r0"},
]


def cluster(key: str, label: str, **fields: Any) -> dict[str, Any]:
    said = {"key": key, "label": label, "level": "group", "status": "LIVE", "size": 9, "paper_count": 4}
    return said | {"people": [], "topics": [], "terms": [], "venues": []} | fields


CLUSTERS = [
    cluster(RED, "verbs, nouns", people=[ANN, BEA], terms=["verbs"]),
    cluster(BLUE, "oil"),
    cluster(PAST, "past", status="ENDED", size=7, run="r0"),
]


def said(members: Sequence[Member] = MEMBERS, clusters: Sequence[Mapping[str, Any]] = CLUSTERS) -> RunSaid:
    names = RUN_TABLES["members"].names
    given = {
        "clusters": list(clusters),
        "members": [dict(zip(names, row, strict=True)) for row in members],
        "descents": DESCENTS,
    }
    return RunSaid("r1", {name: pa.Table.from_pylist(some, schema=RUN_TABLES[name]) for name, some in given.items()})


def make(folder: Path, run: RunSaid | None, *, view: View = VIEW, previous: Build | None = None, **to: str) -> Build:
    keys = keys_of(view)
    redirects = pa.Table.from_pylist(
        [{"key": key, "target": target} for key, target in sorted(to.items())], schema=KEY_TABLES["redirects"]
    )
    whole = Keys({**keys.tables, "redirects": redirects}, keys.report)
    return assemble(view, whole, parameters=Parameters(), builds=folder, run=run, previous=previous)


def clusters_of(build: Build) -> dict[str, dict[str, Any]]:
    return {row["key"]: row for row in rows(build, "Cluster")}


def members_of(build: Build) -> set[tuple[str, str, float]]:
    return {(row["source"], row["target"], row["strength"]) for row in rows(build, "MEMBER_OF")}


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Build:
    return make(tmp_path_factory.mktemp("builds"), said())


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Build:
    return make(tmp_path_factory.mktemp("bare"), None)


def test_without_a_run_there_are_none(bare: Build) -> None:
    assert [rows(bare, name) for name in KINDS] == [[], [], []]
    assert bare.run is None


def test_a_cluster_says_what_the_run_says_of_it(build: Build) -> None:
    assert build.run == "r1"
    red = clusters_of(build)[RED]
    assert (red["label"], red["level"], red["status"], red["run"]) == ("verbs, nouns", "group", "LIVE", "r1")
    assert (red["paper_count"], red["terms"], red["people"]) == (4, ["verbs"], [ANN, BEA])


def test_sizes_are_counted_in_this_build(build: Build) -> None:
    assert {key: row["size"] for key, row in clusters_of(build).items()} == {RED: 3, BLUE: 2, PAST: 7}


def test_a_cluster_is_searched_by_its_label_and_the_largest_come_first(build: Build) -> None:
    red = clusters_of(build)[RED]
    assert red["sort_key"] == "verbs nouns"
    assert {"verbs", "nouns"} <= set(red["search_tokens"].split())
    assert red["search_rank"] == 3


def test_sources_are_those_of_the_members(build: Build) -> None:
    found = {key: row["sources"] for key, row in clusters_of(build).items()}
    assert found == {RED: ["one", "two"], BLUE: ["one"], PAST: []}
    of_member = {row["source"]: row["sources"] for row in rows(build, "MEMBER_OF")}
    assert (of_member[ANN], of_member[BEA]) == (["one", "two"], ["one"])


def test_members_are_those_of_the_run(build: Build) -> None:
    assert members_of(build) == {(author, key, strength) for author, _, key, strength in MEMBERS}


def test_an_ended_cluster_stays_with_what_led_from_it(build: Build) -> None:
    past = clusters_of(build)[PAST]
    assert (past["status"], past["size"], past["run"]) == ("ENDED", 7, "r0")
    found = {
        (row["source"], row["target"], row["event"], row["overlap"], row["run"]) for row in rows(build, "DESCENDS_FROM")
    }
    assert found == {(RED, PAST, "split", 0.75, "r1"), (BLUE, PAST, "split", 0.25, "r0")}


def test_who_was_merged_into_another_counts_once_where_the_tie_is_stronger(tmp_path: Path) -> None:
    members = [*MEMBERS, (OLD, "group", BLUE, 5.0), (OLD, "core", BLUE, 1.0)]
    people = [cluster(RED, "verbs", people=[ANN]), cluster(BLUE, "oil", people=[DAN, OLD, GONE, ANN])]
    build = make(tmp_path, said(members, people), **{OLD: ANN})
    of_ann = [(row["target"], row["level"]) for row in rows(build, "MEMBER_OF") if row["source"] == ANN]
    assert sorted(of_ann) == [(BLUE, "core"), (BLUE, "group")]
    found = clusters_of(build)
    assert found[BLUE]["people"] == [DAN, ANN]
    assert found[RED]["size"] == 2


def test_who_is_gone_is_no_member_and_an_empty_cluster_has_ended(tmp_path: Path) -> None:
    members = [(ANN, "group", RED, 1.0), (GONE, "group", BLUE, 1.0), (OLD, "group", BLUE, 1.0)]
    build = make(tmp_path, said(members), **{OLD: GONE})
    assert members_of(build) == {(ANN, RED, 1.0)}
    found = clusters_of(build)
    assert {key: row["status"] for key, row in found.items()} == {RED: "LIVE", BLUE: "ENDED", PAST: "ENDED"}
    assert found[RED]["size"] == 1


def test_equal_memberships_of_one_person_are_settled_by_the_cluster(tmp_path: Path) -> None:
    members = [(ANN, "group", BLUE, 1.0), (OLD, "group", RED, 1.0)]
    assert members_of(make(tmp_path, said(members), **{OLD: ANN})) == {(ANN, RED, 1.0)}


@pytest.mark.parametrize("change", ["run", "papers", "redirect", "no run"])
def test_a_build_made_with_the_one_before_is_the_build_made_without(
    tmp_path: Path, build: Build, bare: Build, change: str
) -> None:
    view, run, to = VIEW, said(), {}
    if change == "run":
        run = said(MEMBERS[1:])
    elif change == "papers":
        view = view_of({"one": [paper("p1", "Ann", "Bea", "Cid"), paper("p2", "Dan", "Eve"), paper("p3", "Eve")]})
    elif change == "redirect":
        to = {OLD: ANN}
    given = None if change == "no run" else run
    after = make(tmp_path / "after", given, view=view, previous=build, **to)
    anew = make(tmp_path / "anew", given, view=view, **to) if given else bare
    assert after.id == anew.id
    files = [
        {str(path.relative_to(each.path)): path.read_bytes() for path in each.path.rglob("*") if path.is_file()}
        for each in (after, anew)
    ]
    assert files[0] == files[1]
    assert after.id != build.id
