"""People are not decided again from unchanged facts; nobody can tell from the keys whether they were."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from copy import deepcopy

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from research_graph.identity import unchanged
from research_graph.identity.by_name import ByName
from research_graph.identity.curations import Action, Curation, MentionReference, PaperReference
from research_graph.identity.keys import KEY_TABLES, Keys
from research_graph.identity.resolve import resolve
from research_graph.schema.records import AuthorRecord, Deletion, Mention, PaperRecord, Record
from support.views import view_of
from support.who import ACL, known_as, named, paper, who

ORCID = "orcid:0000-0002-1825-0097"
World = dict[str, list[Record]]


def world() -> World:
    return {
        ACL: [
            known_as("ann-lee", "Ann Lee", "acl_person:ann-lee", variants=["A. Lee"], comment="of Leeds"),
            known_as("bo-xu", "Bo Xu", not_same_as=["ann-lee"]),
            paper("a", named("Ann Lee", ORCID), "Bo Xu", title="The first of all", ids=["doi:10.1000/1"]),
            paper("b", "Bo Xu", "Cy Day", title="The second of all"),
        ],
        "openalex": [
            AuthorRecord("A1", "Ann Lee", computed_ids=["openalex:A1", ORCID]),
            paper("W1", named("Ann Lee", computed=["openalex:A1"]), "B. Xu", "Zoe Quell", ids=["doi:10.1000/1"]),
            paper("W3", named("Cy Day", computed=["openalex:A3"])),
            Deletion("author", "A2", merged_into="A1"),
        ],
    }


def at(record: str, position: int, name: str) -> MentionReference:
    return MentionReference(ACL, record, position, name)


def merge(*mentions: MentionReference, line: int = 1) -> Curation:
    return Curation(Action.MERGE, mentions, (), None, "Ada", "2026-02-01", "I know them", f"some.yaml:{line}")


MERGED = (at("a", 1, "Bo Xu"), at("b", 1, "Cy Day"))
WHY = ("Ada", "2026-02-01", "I know them", "some.yaml:9")


def of(records: World, source: str, record: str) -> Record:
    return next(each for each in records[source] if not isinstance(each, Deletion) and each.record == record)


def mentions(records: World, record: str) -> list[Mention]:
    found = of(records, ACL, record)
    assert isinstance(found, PaperRecord)
    return found.mentions


@pytest.fixture
def decided(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """A number for every time that people are decided."""
    from research_graph.identity import resolve as module

    real, calls = module.resolve_people, list[int]()

    def counting(*given: object, **named: object) -> object:
        calls.append(len(calls))
        return real(*given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(module, "resolve_people", counting)
    return calls


def assert_same(one: Keys, other: Keys) -> None:
    for name in KEY_TABLES:
        assert one.tables[name].equals(other.tables[name]), name
        assert one.tables[name].schema == KEY_TABLES[name]
    assert one.report == other.report


def forgetful(keys: Keys) -> Keys:
    """The same keys, from which nobody can tell what people were decided from."""
    return Keys(keys.tables)


def stored(keys: Keys) -> Keys:
    """The keys as a build's manifest gives them back."""
    return Keys(keys.tables, json.loads(json.dumps(keys.report)))


PAPERS_ALONE: dict[str, Callable[[World], object]] = {
    "nothing": lambda records: None,
    "a title": lambda records: setattr(of(records, ACL, "b"), "title", "Something else altogether"),
    "a year": lambda records: setattr(of(records, ACL, "b"), "year", 2021),
    "an affiliation": lambda records: mentions(records, "a")[0].affiliations.append("Leeds"),
    "order": lambda records: records[ACL].reverse(),
    "a metric": lambda records: setattr(of(records, "openalex", "A1"), "h_index", 7),
}


@pytest.mark.parametrize("change", PAPERS_ALONE.values(), ids=PAPERS_ALONE)
def test_people_are_left_alone_where_only_papers_changed(change: Callable[[World], object], decided: list[int]) -> None:
    before = stored(who(world()))
    records = world()
    change(records)
    again = who(records, previous=before)
    assert len(decided) == 1
    assert_same(again, who(records, previous=forgetful(before)))
    assert len(decided) == 2
    assert again.report["new_keys"] == again.report["ended_keys"] == 0


def mention(name: str, value: object) -> Callable[[World], object]:
    return lambda records: setattr(mentions(records, "a")[0], name, value)


def author(name: str, value: object, record: str = "ann-lee") -> Callable[[World], object]:
    return lambda records: setattr(of(records, ACL, record), name, value)


PEOPLE_TOO: dict[str, Callable[[World], object]] = {
    "name": mention("name", "Anne Lee"),
    "given": mention("given", "Anna"),
    "family": mention("family", "Leigh"),
    "no family": mention("family", None),
    "variants": mention("variants", ["安李"]),
    "ids": mention("ids", []),
    "computed ids": mention("computed_ids", ["openalex:A1"]),
    "position": lambda records: setattr(mentions(records, "b")[-1], "position", 7),
    "position in a list that is aligned": lambda records: setattr(mentions(records, "a")[-1], "position", 7),
    "slots": lambda records: setattr(of(records, "openalex", "W1"), "is_author_list_complete", False),
    "another order": lambda records: mentions(records, "b").reverse(),
    "one mention less": lambda records: mentions(records, "b").pop(),
    "one paper less": lambda records: records[ACL].pop(),
    "one paper more": lambda records: records[ACL].append(paper("c", "Eve New")),
    "one source less": lambda records: records.pop("openalex"),
    "two papers that were one": lambda records: setattr(of(records, ACL, "a"), "ids", []),
    "a paper cut short": lambda records: setattr(of(records, ACL, "a"), "mentions", [named("Bo Xu")]),
    "record's name": author("name", "Ann Leeds"),
    "record's variants": author("variants", []),
    "record's ids": author("ids", ["acl_person:ann-lee-leeds"]),
    "record's comment": author("comment", "May refer to several people"),
    "profile": author("is_profile", True),
    "not the same": author("not_same_as", [], "bo-xu"),
    "a deletion": lambda records: records["openalex"].pop(),
}


@pytest.mark.parametrize("change", PEOPLE_TOO.values(), ids=PEOPLE_TOO)
def test_people_are_decided_again_where_a_fact_changed(change: Callable[[World], object], decided: list[int]) -> None:
    before = stored(who(world()))
    records = world()
    change(records)
    again = who(records, previous=before)
    assert len(decided) == 2
    assert_same(again, who(records, previous=forgetful(before)))


def test_the_key_of_a_paper_is_a_fact(decided: list[int]) -> None:
    before = who(world())
    papers = before.tables["papers"]
    key = papers["key"].to_pylist()
    renamed = papers.set_column(2, "key", [[f"P{'0' * 16}" if each == key[1] else each for each in key]])
    again = who(world(), previous=Keys({**before.tables, "papers": renamed}, before.report))
    assert len(decided) == 2
    assert f"P{'0' * 16}" in again.tables["mentions"]["paper"].to_pylist()


@pytest.mark.parametrize(
    "curations",
    [
        [merge(*MERGED, line=2)],
        [merge(*MERGED), Curation(Action.SPLIT, (at("a", 1, "Bo Xu"), at("b", 0, "Bo Xu")), (), None, *WHY)],
        [merge(*MERGED), Curation(Action.ASSERT, (at("b", 1, "Cy Day"),), (), ORCID, *WHY)],
        [],
    ],
    ids=["locator", "split", "assert", "none"],
)
def test_curations_of_people_are_facts(curations: Sequence[Curation], decided: list[int]) -> None:
    before = stored(who(world(), curations=[merge(*MERGED)]))
    again = who(world(), previous=before, curations=curations)
    assert len(decided) == 2
    assert_same(again, who(world(), previous=forgetful(before), curations=curations))


def test_curations_that_take_no_effect_are_told_every_time(decided: list[int]) -> None:
    refused, fits = merge(at("b", 0, "Bo Xu"), at("b", 1, "Cy Day")), merge(*MERGED)
    unknown = merge(at("b", 0, "Nobody"), at("b", 1, "Cy Day"), line=2)
    apart = (PaperReference(ACL, "a"), PaperReference("openalex", "W9"))
    curations = [refused, fits, unknown, Curation(Action.MERGE, (), apart, None, *WHY)]
    first = who(world(), curations=curations)
    assert len(first.report["stale_curations"]) == 3
    again = who(world(), previous=stored(first), curations=curations)
    assert again.report["stale_curations"] == first.report["stale_curations"]
    fewer = who(world(), previous=stored(again), curations=[refused, fits])
    assert len(fewer.report["stale_curations"]) == 1
    assert len(decided) == 1, "what does not fit is no fact of people"


def test_another_format_or_matcher_is_another_matter(monkeypatch: pytest.MonkeyPatch, decided: list[int]) -> None:
    class Cautious(ByName):
        pass

    view = view_of(world())
    before = who(world())
    for matchers in ([], [ByName(), ByName()], [Cautious()]):
        resolve(view, previous=before, curations=[], matchers=matchers)
    assert len(decided) == 4
    cautious = resolve(view, previous=before, curations=[], matchers=[Cautious()])
    resolve(view, previous=cautious, curations=[], matchers=[Cautious()])
    assert len(decided) == 6, "nobody knows what another matcher reads"
    monkeypatch.setattr(unchanged, "IDENTITY_FORMAT", unchanged.IDENTITY_FORMAT + 1)
    who(world(), previous=before)
    assert len(decided) == 7


NAMES = ["Ann Lee", "Bo Xu", "Yang Liu", "Y. Liu", "José Pérez"]
IDS = [ORCID, "orcid:0000-0001-5109-3700", "acl_person:yang-liu-ict"]


@st.composite
def worlds(draw: st.DrawFn) -> World:
    def papers(prefix: str, *, says_ids: bool) -> list[Record]:
        found: list[Record] = []
        for number in range(draw(st.integers(1, 4))):
            listed = []
            for name in draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=3)):
                ids = draw(st.lists(st.sampled_from(IDS), max_size=1))
                listed.append(named(name, *ids) if says_ids else named(name, computed=["openalex:A1"] if ids else []))
            found.append(paper(f"{prefix}{number}", *listed, ids=[f"doi:10.1000/{draw(st.integers(1, 3))}"]))
        return found

    people: list[Record] = [known_as("yang-liu", "Yang Liu", not_same_as=["jose"]), known_as("jose", "José Pérez")]
    return {ACL: [*people, *papers("P", says_ids=True)], "openalex": papers("W", says_ids=False)}


def changed(records: World, how: str, extra: World) -> World:
    records = deepcopy(records)
    if how == "titles":
        for each in records[ACL]:
            if isinstance(each, PaperRecord):
                each.title += ", revised"
    elif how == "mentions":
        records[ACL] = extra[ACL]
    elif how == "source":
        records.pop("openalex", None)
    elif how == "paper":
        records[ACL].append(paper(f"new{len(records[ACL])}", "Ann Lee", "New One"))
    return records


HOW = st.sampled_from(["nothing", "titles", "mentions", "source", "paper", "curation"])


# Each fact has its test above; chains add what one step leaves to the next: 20 of them hold some 40 steps of 6 kinds.
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(worlds(), worlds(), st.lists(HOW, min_size=1, max_size=4))
def test_nobody_can_tell_whether_people_were_decided_again(first: World, extra: World, steps: list[str]) -> None:
    fast = slow = who(first)
    for how in steps:
        records = changed(first, how, extra)
        curations = (
            [merge(at("P0", 0, mentions(records, "P0")[0].name), at("P1", 0, "Ann Lee"))] if how == "curation" else []
        )
        fast = who(records, previous=stored(fast), curations=curations)
        slow = who(records, previous=forgetful(slow), curations=curations)
        assert_same(fast, slow)
