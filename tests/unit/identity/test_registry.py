from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st
from research_graph.identity.keys import KEY_TABLES, Keys
from research_graph.identity.realign import realign as realigned
from research_graph.identity.registry import Registry
from research_graph.schema.keys import make_key, member
from research_graph.schema.records import Deletion, InstitutionRecord, Record
from support.who import ACL, author_of, named, paper, people, rows, who

LIU = ("acl_person:yang-liu-icsi", "acl_person:yang-liu-ict")


def listed(*mentions: tuple[str, list[str]], record: str = "p", first: int = 0) -> pa.Table:
    fields = ["source", "record", "position", "name", "ids"]
    made = [
        {"source": "s", "record": record, "position": first + place, "name": name, "ids": ids}
        for place, (name, ids) in enumerate(mentions)
    ]
    return pa.Table.from_pylist(made, pa.schema([KEY_TABLES["mentions"].field(name) for name in fields]))


def realign(before: pa.Table, now: pa.Table) -> list[tuple[int, int]]:
    old, new = realigned(before, now)
    return list(zip(old.to_pylist(), new.to_pylist(), strict=True))


def test_mentions_are_found_again_by_id_then_name_then_position() -> None:
    before = listed(("Yang Liu", [LIU[0]]), ("Ann Lee", []), ("Bo Xu", []), ("C. Day", []))
    now = listed(("Bo Xu", []), ("Y. Liu", [LIU[0]]), ("Anne Lee", []), ("Cy Day", []), ("Eve New", []))
    assert sorted(realign(before, now)) == [(0, 1), (2, 0), (3, 3)], "Ann Lee's place is taken by Yang Liu"
    moved = listed(("Ann Lee", []), ("Yang Liu", []))
    assert sorted(realign(moved, listed(("Yang Liu", []), ("Ann Lee", [])))) == [(0, 1), (1, 0)]


def test_an_id_that_two_mentions_of_a_paper_bear_tells_nothing() -> None:
    before = listed(("Ann Lee", ["orcid:1"]), ("Bo Xu", ["orcid:1"]))
    assert sorted(realign(before, listed(("Bo Xu", ["orcid:1"]), ("Ann Lee", [])))) == [(0, 1), (1, 0)]


def test_repeated_names_are_taken_in_order() -> None:
    before = listed(("Yang Liu", []), ("Yang Liu", []))
    assert sorted(realign(before, listed(("X Y", []), ("Yang Liu", []), ("Yang Liu", [])))) == [(0, 1), (1, 2)]


def test_a_list_that_is_another_papers_now_is_looked_for_under_another_number() -> None:
    before = pa.concat_tables([listed(("A B", []), record="p"), listed(("C D", []), record="q")])
    now = pa.concat_tables([listed(("C D", []), record="o"), listed(("E F", []), record="q")])
    assert realign(before, now) == [(1, 0)]
    assert realign(before.slice(0, 0), now) == []
    assert realign(before, now.slice(0, 0)) == []
    more = pa.concat_tables([before, listed(("E F", []), ("G H", []), record="r")])
    later = pa.concat_tables([listed(("A B", []), record="p"), listed(("G H", []), ("E F", []), record="r")])
    assert sorted(realign(more, later)) == [(0, 0), (2, 2), (3, 1)], "a record that is as it was, one that is not"
    twice = pa.concat_tables([now, listed(("C D", []), record="s")])
    assert realign(before, twice) == [], "two lists of these names tell nothing"


def test_a_list_whose_ids_are_of_others_is_another_papers() -> None:
    before = listed(("Wei Wang", ["orcid:1"]), ("Bo Xu", []), record="p")
    assert realign(before, listed(("Wei Wang", ["orcid:2"]), ("Bo Xu", []), record="o")) == []
    assert realign(before, listed(("Wei Wang", ["orcid:1"]), ("Bo Xu", []), record="o")) == [(0, 0), (1, 1)]
    assert realign(before, listed(("Wei Wang", []), ("Bo Xu", []), record="o")) == [(0, 0), (1, 1)]


def test_names_that_were_mended_are_the_same_people() -> None:
    before = listed(("J. Smith", []), ("刘群", []), ("Bo Xu", []), ("Old Name", []))
    now = listed(("John Smith", []), ("Qun Liu", []), ("Bo Xu", []), ("New Person", []))
    assert sorted(realign(before, now)) == [(0, 0), (1, 1), (2, 2), (3, 3)]


def test_people_of_a_renumbered_paper_do_not_hand_their_keys_to_strangers() -> None:
    before = who({ACL: [paper("v.1", "Sonal Kumar", "Ann Lee"), paper("v.2", "Ping Wang")]})
    shifted = [paper("v.1", "Yangyang Shi", "Bo Xu"), paper("v.4", "Sonal Kumar", "Ann Lee"), paper("v.5", "Ping Wang")]
    old, new = author_of(before), author_of(who({ACL: shifted}, previous=before))
    assert new["v.1#0"] not in old.values()
    assert (new["v.4#0"], new["v.4#1"], new["v.5#0"]) == (old["v.1#0"], old["v.1#1"], old["v.2#0"])


NAMES = st.sampled_from(["Ann Lee", "Bo Xu", "Yang Liu", "Y. Liu", "Cy Day"])
LISTS = st.lists(st.tuples(NAMES, st.lists(st.sampled_from([*LIU, "orcid:1"]), max_size=2, unique=True)), max_size=6)


@given(LISTS, LISTS)
def test_realignment_is_one_to_one(before: list[tuple[str, list[str]]], now: list[tuple[str, list[str]]]) -> None:
    pairs = realign(listed(*before), listed(*now))
    assert len({old for old, _ in pairs}) == len({new for _, new in pairs}) == len(pairs)
    if before == now:
        assert sorted(pairs) == [(row, row) for row in range(len(now))]


@given(LISTS, st.randoms())
def test_a_list_with_distinct_names_is_found_again_in_any_order(
    mentions: list[tuple[str, list[str]]], chance: random.Random
) -> None:
    distinct = [(name, []) for name in dict.fromkeys(name for name, _ in mentions)]
    order = list(range(len(distinct)))
    chance.shuffle(order)
    pairs = realign(listed(*distinct), listed(*(distinct[row] for row in order)))
    assert all(order[new] == old for old, new in pairs)


def assigned(
    registry: Registry, overlap: Mapping[tuple[str, int], int], sizes: list[int], earlier: set[str]
) -> list[str]:
    return registry.assign(
        "A",
        overlap=Counter(overlap),
        sizes=sizes,
        earlier=earlier,
        smallest=lambda wanted: {cluster: f"s/{cluster}" for cluster in wanted},
    )


def test_keys_go_to_the_greatest_overlap_then_to_the_larger_cluster_then_by_key() -> None:
    registry = Registry({})
    keys = assigned(
        registry,
        {("AX", 0): 1, ("AX", 1): 5, ("AY", 1): 4, ("AY", 2): 2, ("AZ", 3): 1, ("AZ", 4): 1, ("AW", 4): 1},
        [9, 9, 9, 1, 2],
        {"AX", "AY", "AZ", "AW"},
    )
    assert keys == [make_key("A", "s/0"), "AX", "AY", "AZ", "AW"]
    assert registry.redirects() == {}
    assert registry.report == {"kept_keys": 4, "new_keys": 1, "ended_keys": 0}


def test_a_key_that_ended_redirects_to_most_of_its_members_or_to_nothing() -> None:
    registry = Registry({"AOLD": "AB", "ADEAD": None, "AFAR": "AC"})
    keys = assigned(
        registry, {("AA", 0): 5, ("AB", 0): 2, ("AB", 1): 1, ("AD", 1): 4}, [7, 5], {"AA", "AB", "AC", "AD"}
    )
    assert keys == ["AA", "AD"]
    assert registry.redirects() == {"AB": "AA", "AC": None, "ADEAD": None, "AFAR": None, "AOLD": "AA"}


def test_a_key_that_lives_never_redirects_and_a_taken_one_gets_the_next_salt() -> None:
    born = make_key("A", "s/1")
    registry = Registry({make_key("A", "s/0"): "AX"})
    keys = assigned(registry, {(born, 2): 3}, [1, 1, 3], {born})
    assert keys == [make_key("A", "s/0"), make_key("A", "s/1", {born}), born]
    assert registry.redirects() == {}


def test_a_person_keeps_the_key_when_names_ids_and_positions_move() -> None:
    before = who({ACL: [paper("a", "Ann Lee", "Yang Liu"), paper("b", "Yang Liu"), paper("c", "Yang Liu", "Bo Xu")]})
    now = who(
        {
            ACL: [
                paper("a", named("Y. Liu", LIU[0]), "Anne Lee"),
                paper("b", named("Yang Liu", LIU[0])),
                paper("c", "Bo Xu", named("Yang Liu", LIU[1])),
            ]
        },
        previous=before,
    )
    assert people(now) == [["a#0", "b#0"], ["a#1"], ["c#0"], ["c#1"]]
    assert author_of(now)["b#0"] == author_of(before)["b#0"]
    assert author_of(now)["c#0"] == author_of(before)["c#1"]
    other = make_key("A", member(ACL, "c", 1))
    assert author_of(now)["c#0"] == other, "so the one who stands there now gets the next salt"
    assert author_of(now)["c#1"] == make_key("A", member(ACL, "c", 1), {other})


def test_a_merged_person_redirects_and_comes_back() -> None:
    orcid = "orcid:0000-0002-1825-0097"
    apart = {ACL: [paper("a", "Ann Lee"), paper("b", "Ann B. Lee"), paper("c", "Ann B. Lee")]}
    one = {ACL: [paper("a", named("Ann Lee", orcid)), paper("b", named("Ann B. Lee", orcid)), paper("c", "Ann B. Lee")]}
    first = who(apart)
    merged = who(one, previous=first)
    gone, kept = author_of(first)["a#0"], author_of(first)["b#0"]
    assert set(author_of(merged).values()) == {kept}
    assert rows(merged, "redirects") == [{"key": gone, "target": kept}]
    back = who(apart, previous=merged)
    assert author_of(back) == author_of(first)
    assert rows(back, "redirects") == []


def test_a_removed_source_leaves_tombstones_and_gets_its_keys_back() -> None:
    both: dict[str, list[Record]] = {ACL: [paper("a", "Ann Lee")], "own": [paper("x", "Bo Xu"), paper("y", "Bo Xu")]}
    first = who(both)
    without = who({ACL: both[ACL]}, previous=first)
    never = who({ACL: both[ACL]})
    for name in KEY_TABLES.keys() - {"redirects"}:
        assert without.tables[name].equals(never.tables[name]), name
    assert rows(without, "redirects") == sorted(
        ({"key": key, "target": None} for key in {author_of(first)["x#0"], *own_papers(first)}),
        key=lambda row: row["key"],
    )
    again = who(both, previous=without)
    for name in KEY_TABLES:
        assert again.tables[name].equals(first.tables[name]), name


def own_papers(keys: Keys) -> list[str]:
    return [str(row["key"]) for row in rows(keys, "papers") if row["source"] == "own"]


def test_a_record_that_was_merged_into_another_redirects_there() -> None:
    first = who({"openalex": [InstitutionRecord("I1", "Old"), InstitutionRecord("I3", "New"), paper("W1", "Ann Lee")]})
    now = who(
        {
            "openalex": [
                InstitutionRecord("I3", "New"),
                Deletion("institution", "I1", merged_into="I2"),
                Deletion("institution", "I2", merged_into="I3"),
                Deletion("paper", "W1"),
            ]
        },
        previous=first,
    )
    keys = {row["record"]: row["key"] for row in rows(first, "institutions")}
    (gone_paper,) = (row["key"] for row in rows(first, "papers"))
    (gone_author,) = set(author_of(first).values())
    assert {row["key"]: row["target"] for row in rows(now, "redirects")} == {
        keys["I1"]: keys["I3"],
        gone_paper: None,
        gone_author: None,
    }
