"""A build made with the one before it is the build made without, byte for byte; what need not be made again is not."""

import shutil
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import orjson
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from research_graph.assembly import family, inputs, making, search
from research_graph.assembly.assemble import assemble
from research_graph.assembly.build import Build, prune
from research_graph.assembly.earlier import Earlier
from research_graph.assembly.family import Family, families
from research_graph.assembly.parameters import Parameters
from research_graph.schema.records import AuthorRecord, InstitutionRecord, Mention, PaperRecord, Record, TopicRecord
from support.plain_identity import keys_of
from support.views import view_of
from support.worlds import WORLD, worlds

World = Mapping[str, list[Record]]
DOUBT = {"probability": 0.5, "reasons": ["a common name"]}


def make(folder: Path, world: World, previous: Build | None = None, *, doubt: bool = False, **parameters: Any) -> Build:
    view = view_of(world)
    keys = keys_of(view)
    if doubt:
        people = keys.tables["people"]["author"].unique().to_pylist()
        pairs = [{"source": min(people), "target": max(people), **DOUBT}] if len(people) > 1 else []
        keys = keys_of(view, possibly_same=pairs)
    return assemble(view, keys, parameters=Parameters(**parameters), builds=folder, previous=previous)


def change(world: World, kind: type, change_one: Callable[[Any], Any]) -> World:
    """The world with the first record of a kind changed in every source."""
    changed: dict[str, list[Record]] = {}
    for source, records in world.items():
        first = next((each for each in records if isinstance(each, kind)), None)
        changed[source] = [change_one(each) if each is first else each for each in records]
    return changed


def retitled(world: World) -> World:
    return change(world, PaperRecord, lambda each: replace(each, title=each.title + " Revisited"))


def with_another_mention(world: World) -> World:
    return change(world, PaperRecord, lambda each: replace(each, mentions=[*each.mentions, Mention("Ada Lovelace")]))


def in_first_paper(**fields: Any) -> Callable[[World], World]:
    return lambda world: change(world, PaperRecord, lambda each: replace(each, **fields))


def respelled(each: PaperRecord) -> PaperRecord:
    return replace(each, mentions=[replace(mention, given="X", family="Y") for mention in each.mentions])


def with_variants(each: PaperRecord) -> PaperRecord:
    return replace(each, mentions=[replace(mention, variants=["Someone Else"]) for mention in each.mentions])


# From those that touch everything to those that touch little: an error in one is not covered by a later one.
CHANGES: dict[str, Callable[[World], World]] = {
    "source": lambda world: dict(list(world.items())[1:]) if len(world) > 2 else world,
    "mention": with_another_mention,
    "year": in_first_paper(year=1999),
    "paper": lambda world: {name: [*records, PaperRecord("new", "New")] for name, records in world.items()},
    "ids": in_first_paper(ids=["doi:10.1/new"]),
    "institution": lambda world: change(world, InstitutionRecord, lambda each: replace(each, name="Emca")),
    "references": in_first_paper(references=["R1", "W2"]),
    "profile": lambda world: change(world, AuthorRecord, lambda each: replace(each, h_index=9)),
    "spelling": lambda world: change(world, PaperRecord, respelled),
    "variants": lambda world: change(world, PaperRecord, with_variants),
    "claims": in_first_paper(citation_count=77),
    "topic": lambda world: change(world, TopicRecord, lambda each: replace(each, name="Forests")),
    "city": lambda world: change(world, InstitutionRecord, lambda each: replace(each, city="Emca")),
    "title": retitled,
    "nothing": lambda world: world,
}
PARAMETERS: list[dict[str, Any]] = [{}, {}, {}, {"half_life": 2.0}, {"source_order": ("zoo", "openalex")}]
steps = st.lists(
    st.tuples(st.sampled_from(sorted(CHANGES)), st.sampled_from(PARAMETERS), st.booleans()), min_size=1, max_size=2
)


@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(world=worlds(), steps=steps)
def test_chains_of_builds_equal_builds_from_nothing(
    tmp_path_factory: pytest.TempPathFactory, world: World, steps: list[tuple[str, dict[str, Any], bool]]
) -> None:
    folder = tmp_path_factory.mktemp("builds")
    previous = make(folder / "chain", world)
    for name, parameters, doubt in steps:
        world = CHANGES[name](world)
        previous = make(folder / "chain", world, previous, doubt=doubt, **parameters)
    assert_same(previous, make(folder / "plain", world, doubt=doubt, **parameters))


def assert_same(build: Build, other: Build) -> None:
    assert build.id == other.id
    assert files(build) == files(other)
    assert build.damage() == []


def files(build: Build) -> dict[str, bytes]:
    return {str(path.relative_to(build.path)): path.read_bytes() for path in build.path.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def base(world_build: Build) -> Build:
    return world_build


@pytest.fixture(scope="module")
def after(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """The build of the world with changed titles, made from nothing."""
    return make(tmp_path_factory.mktemp("after"), retitled(WORLD))


TOPICS = {"nodes/Topic", "edges/SUBTOPIC_OF", "edges/ABOUT", "edges/WORKS_ON"}
PEOPLE = {"nodes/Author", "edges/POSSIBLY_SAME_AS"}
MADE_AGAIN: dict[str, set[str]] = {
    "references": {"edges/CITES", "nodes/Paper", *PEOPLE},
    "profile": PEOPLE,
    "spelling": PEOPLE,
    "variants": PEOPLE,
    "claims": {"nodes/Paper"},
    "topic": TOPICS,
    "city": {"nodes/Institution", "edges/PART_OF", "edges/SUCCEEDED_BY"},
    "title": {"nodes/Paper"},
    "nothing": set(),
}


def test_only_what_reads_a_change_is_made_again(base: Build, tmp_path: Path) -> None:
    world, build, found = WORLD, base, {}
    for name, step in CHANGES.items():
        world, before = step(world), build
        build = make(tmp_path / "chain", world, before)
        found[name] = set(build.manifest["tables"]) - shared(before, build) if build != before else set()
    assert {name: found[name] for name in MADE_AGAIN} == MADE_AGAIN
    assert found["mention"] > {"edges/AUTHORED", "edges/CO_AUTHORED_WITH", "keys/mentions", "nodes/Paper", *PEOPLE}
    assert_same(build, make(tmp_path / "plain", world))


def shared(one: Build, other: Build) -> set[str]:
    """Tables that are one file in both builds."""
    return {
        name
        for name in other.manifest["tables"]
        if (one.path / f"{name}.parquet").samefile(other.path / f"{name}.parquet")
    }


def test_search_columns_are_made_for_changed_names_only(
    base: Build, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    plain = search.search_name
    monkeypatch.setattr(search, "search_name", lambda text: [seen.append(text), plain(text)][1])
    make(tmp_path, change(WORLD, PaperRecord, lambda each: replace(each, title="Trees")), base)
    assert seen == ["Trees"]


@pytest.mark.parametrize(
    "damaged", [["nodes/Paper"], ["edges/AUTHORED", "edges/CITES", "nodes/Author", "edges/ABOUT", "keys/mentions"]]
)
def test_damage_does_not_spread(base: Build, after: Build, tmp_path: Path, damaged: list[str]) -> None:
    """Files that can be read but lack a row, and one that is gone."""
    first = Build.open(shutil.copytree(base.path, tmp_path / base.id))
    for name in damaged:
        file = first.path / f"{name}.parquet"
        pq.write_table(pq.read_table(file).slice(1), file)
    (first.path / "keys" / "people.parquet").unlink()
    assert_same(make(tmp_path, retitled(WORLD), first), after)


def test_a_build_made_with_other_code_is_not_used(base: Build) -> None:
    made_from = base.manifest["made_from"]["papers"]
    without = {name: value for name, value in base.manifest.items() if not name.startswith("made_")}
    assert Earlier(base).has("papers", made_from, ["nodes/Paper"])
    for manifest in ({**base.manifest, "made_with": ["format 0"]}, without):
        earlier = Earlier(Build(base.path, manifest))
        assert not earlier.has("papers", made_from, ["nodes/Paper"])
        assert not earlier.is_intact("nodes/Paper")


def test_the_earlier_build_may_go(base: Build, tmp_path: Path) -> None:
    first = Build.open(shutil.copytree(base.path, tmp_path / base.id))
    second = make(tmp_path, retitled(WORLD), first)
    assert shared(first, second)
    assert prune(tmp_path, 0, protected={second.id}) == [first.id]
    assert second.damage() == []


def test_what_is_linked_where_files_have_one_name_only_is_copied(
    base: Build, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Path, target: Path) -> None:
        raise OSError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    build = make(tmp_path, WORLD, base)
    assert shared(base, build) == set()
    assert_same(build, base)


UNDECLARED = {
    "column": Family(put=lambda desk: desk.keep("t", "SELECT title FROM papers"), records={"papers": ("record",)}),
    "record table": Family(put=lambda desk: desk.keep("t", "FROM mentions"), records={"papers": ("record",)}),
    "key table": Family(put=lambda desk: desk.keep("t", "FROM keys_people"), keys=("mentions",)),
    "working table": Family(put=lambda desk: desk.keep("t", "FROM naming"), reads=("authored",)),
}


@pytest.mark.parametrize("what", sorted(UNDECLARED))
def test_a_family_reads_only_what_it_declares(what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    order = {"authorships": families()["authorships"], "stranger": UNDECLARED[what]}
    for module in (family, inputs, making):
        monkeypatch.setattr(module, "families", lambda: order)
    with pytest.raises((duckdb.BinderException, duckdb.CatalogException), match=r"title|mentions|keys_people|naming"):
        make(tmp_path, WORLD)


def test_the_manifest_says_what_each_family_was_made_from(base: Build) -> None:
    told = orjson.loads((base.path / "manifest.json").read_bytes())["made_from"]
    assert set(families()) < set(told)
    assert all(len(digest) == 40 for digest in told.values())
