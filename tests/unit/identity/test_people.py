from __future__ import annotations

import random
from itertools import combinations

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from research_graph.identity.by_name import Join
from research_graph.identity.keys import KEY_TABLES, Keys
from research_graph.identity.members import Members
from research_graph.identity.resolve import resolve
from research_graph.identity.union import Clusters, Veto
from research_graph.schema.records import AuthorRecord, Deletion, Mention, PaperRecord
from support.views import view_of
from support.who import ACL, author_of, doubts, evidence, known_as, named, paper, people, rows, who

ORCID_A = "orcid:0000-0002-1825-0097"
ORCID_B = "orcid:0000-0001-5109-3700"
QUN = "orcid:0000-0002-7000-1792"
CATCH_ALL = "May refer to several people"


def test_one_claimed_orcid_is_one_person_under_two_spellings() -> None:
    keys = who({ACL: [paper("a", named("Derek Wong", ORCID_A)), paper("b", named("Derek F. Wong", ORCID_A))]})
    assert people(keys) == [["a#0", "b#0"]]
    assert evidence(keys) == {"a#0": ("asserted", 0.99), "b#0": ("asserted", 0.99)}


def test_one_orcid_at_two_names_without_a_common_word_is_an_error_that_is_shown() -> None:
    keys = who({ACL: [paper("a", named("Albert Lam", ORCID_A)), paper("b", named("Xiao-Ming Wu", ORCID_A))]})
    assert people(keys) == [["a#0"], ["b#0"]]
    assert doubts(keys) == {("a#0", "b#0"): (0.5, [f"a join was refused: {Veto.UNLIKE_NAMES}"])}


def test_two_scripts_of_one_name_meet_by_their_orcid() -> None:
    keys = who({ACL: [paper("a", named("Qun Liu", QUN)), paper("b", Mention("刘群", ids=[QUN]))]})
    assert people(keys) == [["a#0", "b#0"]]


def test_a_curated_id_needs_no_common_name() -> None:
    maria = "acl_person:maria-gavrilidou"
    keys = who({ACL: [paper("a", named("Maria Gavrilidou", maria)), paper("b", named("M. Gavriilidu", maria))]})
    assert people(keys) == [["a#0", "b#0"]]


def test_a_curated_record_brings_its_id_and_its_orcid_together() -> None:
    record = known_as("benjamin-ruppik", "Benjamin Ruppik", "acl_person:benjamin-ruppik", ORCID_A)
    papers = [
        paper("a", named("Benjamin Ruppik", "acl_person:benjamin-ruppik")),
        paper("b", named("B. M. Ruppik", ORCID_A)),
    ]
    keys = who({ACL: [record, *papers]})
    assert people(keys) == [["a#0", "b#0"]]
    assert [(row["record"], row["key"]) for row in rows(keys, "authors")] == [
        ("benjamin-ruppik", author_of(keys)["a#0"])
    ]


def test_two_orcids_are_two_people_whatever_the_name() -> None:
    keys = who({ACL: [paper("a", named("Wei Li", ORCID_A)), paper("b", named("Wei Li", ORCID_B))]})
    assert people(keys) == [["a#0"], ["b#0"]]
    assert doubts(keys) == {("a#0", "b#0"): (0.1, [f"they bear the same name, but {Veto.ORCIDS}"])}


def test_qun_liu_has_all_papers_although_few_mentions_bear_the_orcid() -> None:
    records = [paper(f"p{number:02}", named("Qun Liu", *([QUN] if number < 3 else []))) for number in range(20)]
    keys = who({ACL: records})
    assert len(people(keys)) == 1
    assert evidence(keys)["p00#0"] == ("asserted", 0.99)
    assert evidence(keys)["p19#0"] == ("name_only", 0.9)
    (person,) = rows(keys, "people")
    assert (person["evidence"], person["merge_risk"]) == ("asserted", 0.0)


def test_a_bare_yang_liu_is_none_of_those_with_ids() -> None:
    keys = who(
        {
            ACL: [
                known_as("yang-liu-icsi", "Yang Liu", "acl_person:yang-liu-icsi"),
                known_as("yang-liu-ict", "Yang Liu", "acl_person:yang-liu-ict"),
                known_as("yang-liu", "Yang Liu", "acl_person:yang-liu", comment=CATCH_ALL),
                paper("a", named("Yang Liu", "acl_person:yang-liu-icsi")),
                paper("b", named("Yang Liu", "acl_person:yang-liu-ict")),
                paper("c", "Yang Liu"),
                paper("d", named("Yang Liu", "acl_person:yang-liu")),
                paper("e", named("Yang Liu", "acl_person:yang-liu", ORCID_A)),
            ]
        }
    )
    assert people(keys) == [["a#0"], ["b#0"], ["c#0", "d#0"], ["e#0"]]
    assert evidence(keys)["d#0"] == ("name_only", 0.25)
    risks = {row["author"]: (row["merge_risk"], row["reasons"]) for row in rows(keys, "people")}
    assert risks[author_of(keys)["c#0"]] == (
        0.75,
        [
            "2 of 2 mentions are attributed by name alone",
            "the source says that the name may refer to several people",
            "3 other people have this name and an id",
        ],
    )
    pairs = doubts(keys)
    assert ("a#0", "b#0") not in pairs, "two ids that curators gave to tell them apart leave no doubt"
    assert set(pairs) == set(combinations(["a#0", "b#0", "c#0", "e#0"], 2)) - {("a#0", "b#0")}
    assert pairs["a#0", "c#0"] == (0.167, ["they bear the same name"])


def test_a_catch_all_id_is_no_assertion() -> None:
    """Two Wei Liu with the catch-all id have two ORCIDs in the real data."""
    vague = "acl_person:wei-liu"
    records = [
        known_as("wei-liu", "Wei Liu", vague, comment="May refer to multiple people"),
        paper("a", named("Wei Liu", vague, ORCID_A)),
        paper("b", named("Wei Liu", vague, ORCID_B)),
        paper("c", named("Wei Liu", vague)),
    ]
    assert people(who({ACL: records})) == [["a#0"], ["b#0"], ["c#0"]]


def test_an_id_that_tells_a_person_from_namesakes_leaves_the_bare_name_to_others() -> None:
    """weiwei-sun-sd has 3 mentions, the other Weiwei Sun 48 without any id; alon-lavie is just the slug of his name."""
    records = [
        known_as("weiwei-sun-sd", "Weiwei Sun", "acl_person:weiwei-sun-sd"),
        known_as("alon-lavie", "Alon Lavie", "acl_person:alon-lavie", variants=["A. Lavie"]),
        paper("a", named("Weiwei Sun", "acl_person:weiwei-sun-sd"), "Alon Lavie"),
        paper("b", "Weiwei Sun", named("A. Lavie", "acl_person:alon-lavie")),
        paper("c", "Weiwei Sun", "A. Lavie"),
    ]
    assert people(who({ACL: records})) == [["a#0"], ["a#1", "b#1", "c#1"], ["b#0", "c#0"]]


def test_a_known_namesake_without_papers_here_counts_too() -> None:
    """Zhicheng Guo: one id has a mention, the other only an entry; a bare mention is neither."""
    records = [
        known_as("zhicheng-guo-tsinghua", "Zhicheng Guo", "acl_person:zhicheng-guo-tsinghua"),
        known_as("zhicheng-guo", "Zhicheng Guo", "acl_person:zhicheng-guo"),
        paper("a", named("Zhicheng Guo", "acl_person:zhicheng-guo")),
        paper("b", "Zhicheng Guo"),
    ]
    keys = who({ACL: records})
    assert people(keys) == [["a#0"], ["b#0"]]
    assert [row["record"] for row in rows(keys, "authors")] == ["zhicheng-guo"]


def test_spellings_are_one_author_only_where_the_source_says_so() -> None:
    listed = known_as("anne-abeille", "Anne Abeillé", variants=["Anne Abeille"])
    papers = [paper("a", "Anne Abeillé", "José Pérez"), paper("b", "Anne Abeille", "Jose Perez")]
    keys = who({ACL: [listed, *papers]})
    assert people(keys) == [["a#0", "b#0"], ["a#1"], ["b#1"]]
    assert rows(keys, "authors") == [{"source": ACL, "record": "anne-abeille", "key": author_of(keys)["a#0"]}]


def test_variants_do_not_join_people_whom_ids_keep_apart() -> None:
    records = [
        known_as("jose-abreu", "José Abreu", variants=["Jose Abreu"]),
        paper("a", named("José Abreu", ORCID_A)),
        paper("b", named("Jose Abreu", ORCID_B)),
        paper("c", "José Abreu"),
        paper("d", "Jose Abreu"),
    ]
    assert people(who({ACL: records})) == [["a#0", "c#0"], ["b#0", "d#0"]]


def test_name_order_is_read_only_where_the_source_splits() -> None:
    split = Mention("Liu, Qun", given="Qun", family="Liu")
    keys = who({ACL: [paper("a", "Qun Liu"), paper("b", split), paper("c", Mention("Liu, Qun"))]})
    assert people(keys) == [["a#0", "b#0"], ["c#0"]]


def test_two_namesakes_on_one_paper_are_two_people() -> None:
    keys = who({ACL: [paper("a", "Zhiyuan Liu", "Zhiyuan Liu"), paper("b", "Zhiyuan Liu")]})
    assert people(keys) == [["a#0", "b#0"], ["a#1"]]
    assert doubts(keys) == {("a#0", "a#1"): (0.05, [f"a join was refused: {Veto.SLOTS}"])}


def test_people_listed_as_similar_never_merge() -> None:
    """Without the source's word one claimed ORCID would make them one."""
    apart = ["trevor-cohn"]
    records = [
        known_as("trevor-cohen", "Trevor Cohen", ORCID_A, not_same_as=apart),
        known_as("trevor-cohn", "Trevor Cohn", variants=["Trevor Cohen"]),
        paper("a", named("Trevor Cohen", ORCID_A)),
        paper("b", "Trevor Cohn"),
    ]
    assert people(who({ACL: records})) == [["a#0"], ["b#0"]]
    open_records = [known_as("trevor-cohen", "Trevor Cohen", ORCID_A), *records[1:]]
    assert people(who({ACL: open_records})) == [["a#0", "b#0"]]


def test_a_computed_id_groups_and_finds_the_claimant_of_its_orcid() -> None:
    profile = AuthorRecord("A1", "Qun Liu", computed_ids=["openalex:A1", QUN])
    keys = who(
        {
            ACL: [paper("P1", named("Qun Liu", QUN))],
            "openalex": [
                profile,
                paper("W1", named("Q. Liu", computed=["openalex:A1"])),
                paper("W2", named("Liu Qun", computed=["openalex:A1", QUN])),
                paper("W3", named("Q. Liu", computed=["openalex:A2"])),
            ],
        }
    )
    assert people(keys) == [["P1#0", "W1#0", "W2#0"], ["W3#0"]]
    assert evidence(keys)["P1#0"] == ("asserted", 0.99)
    assert evidence(keys)["W1#0"] == ("matched", 0.9)
    assert {row["author"]: row["merge_risk"] for row in rows(keys, "people")} == {
        author_of(keys)["P1#0"]: 0.0,
        author_of(keys)["W3#0"]: 0.05,
    }


def test_two_profiles_that_share_an_orcid_stay_two_and_the_doubt_is_shown() -> None:
    keys = who(
        {
            "openalex": [
                paper("W1", named("Ann Lee", computed=["openalex:A1", ORCID_A])),
                paper("W2", named("A. Lee", computed=["openalex:A2", ORCID_A])),
            ]
        }
    )
    assert people(keys) == [["W1#0"], ["W2#0"]]
    assert doubts(keys) == {("W1#0", "W2#0"): (0.8, ["two computed profiles share an ORCID"])}


def test_a_withdrawn_computed_id_is_the_one_it_was_merged_into() -> None:
    records = [
        paper("W1", named("Ann Lee", computed=["openalex:A1"])),
        paper("W2", named("A. Lee", computed=["openalex:A3"])),
        Deletion("author", "A1", merged_into="A2"),
        Deletion("author", "A2", merged_into="A3"),
    ]
    assert people(who({"openalex": records})) == [["W1#0", "W2#0"]]


def test_a_profile_without_papers_is_an_author_and_two_of_one_name_are_two() -> None:
    keys = who({"own": [AuthorRecord("1", "Ann Lee"), AuthorRecord("2", "Ann Lee"), paper("a", "Ann Lee")]})
    assert len(rows(keys, "people")) == 3
    assert len({row["key"] for row in rows(keys, "authors")}) == 2


def test_a_bare_name_joins_the_one_profile_of_its_source_only() -> None:
    records = {
        "openalex": [paper("W1", named("Ann Lee", computed=["openalex:A1"])), paper("W2", "Ann Lee")],
        "own": [paper("x", "Ann Lee")],
    }
    keys = who(records)
    assert people(keys) == [["W1#0", "W2#0"], ["x#0"]]
    assert doubts(keys) == {("W1#0", "x#0"): (0.5, ["they bear the same name"])}


def test_aligned_mentions_of_one_work_are_one_person_and_share_evidence() -> None:
    doi = ["doi:10.1000/1"]
    keys = who(
        {
            ACL: [paper("P1", "Ann Lee", "Bo Xu", title="One work in two sources", ids=doi), paper("P2", "Ann Lee")],
            "openalex": [
                paper(
                    "W1",
                    named("A. Lee", computed=["openalex:A1"]),
                    named("B. Xu", computed=["openalex:A2"]),
                    title="One work in two sources",
                    ids=doi,
                )
            ],
        }
    )
    assert people(keys) == [["P1#0", "P2#0", "W1#0"], ["P1#1", "W1#1"]]
    assert {place: word for place, (word, _) in evidence(keys).items()} == {
        "P1#0": "matched",
        "P1#1": "matched",
        "P2#0": "name_only",
        "W1#0": "matched",
        "W1#1": "matched",
    }


def test_common_parts_of_a_name_and_initials_raise_the_risk() -> None:
    families = [paper(f"f{n}", f"Given{n} Wang") for n in range(20)]
    givens = [paper(f"g{n}", f"Wei Family{n}") for n in range(20)]
    keys = who({ACL: [*families, *givens, paper("a", "Wei Wang", "Q. Rare"), paper("b", "Wei Wang", "Q. Rare")]})
    risk = {row["author"]: row["merge_risk"] for row in rows(keys, "people")}
    assert risk[author_of(keys)["a#0"]] == pytest.approx(1 - 2.718281828 ** (-20 * 20 / 42), abs=0.001)
    assert risk[author_of(keys)["a#1"]] == 0.0
    assert risk[author_of(keys)["f1#0"]] == 0.0, "one mention is one person"


def test_another_matcher_fits_in_without_touching_its_neighbors() -> None:
    class ByFamily:
        def joins(self, members: Members, clusters: Clusters) -> list[Join]:
            return [Join([node for node in range(members.mentions) if members.printed[node].endswith("Lee")], 0.8)]

    records = {ACL: [paper("a", "Ann Lee", "Bo Lee"), paper("b", "Cy Lee"), paper("c", "Di Xu")]}
    keys = resolve(view_of(records), previous=Keys.empty(), curations=[], matchers=[ByFamily()])
    assert people(keys) == [["a#0", "b#0"], ["a#1"], ["c#0"]], "the veto is the clusters' business"


NAMES = ["Wei Wang", "Yang Liu", "Liu Yang", "Ann Lee", "José Pérez", "Jose Perez"]
IDS = [ORCID_A, ORCID_B, "acl_person:yang-liu", "acl_person:yang-liu-ict", "acl_person:ann-lee"]
COMPUTED = ["openalex:A1", "openalex:A2", ORCID_A, ORCID_B]


@st.composite
def corpora(draw: st.DrawFn) -> dict[str, list[PaperRecord | AuthorRecord]]:
    mention = st.builds(
        named,
        st.sampled_from(NAMES),
        computed=st.lists(st.sampled_from(COMPUTED), max_size=2, unique=True),
    )
    said = st.lists(st.sampled_from(IDS), max_size=1)

    def papers(prefix: str, *, with_said: bool) -> list[PaperRecord]:
        found = []
        for number in range(draw(st.integers(1, 6))):
            mentions = draw(st.lists(mention, min_size=1, max_size=4))
            for each in mentions:
                if with_said:
                    each.ids, each.computed_ids = draw(said), []
            doi = [f"doi:10.1000/{draw(st.integers(1, 4))}"]
            found.append(paper(f"{prefix}{number}", *mentions, ids=doi))
        return found

    records: list[PaperRecord | AuthorRecord] = [
        known_as("yang-liu", "Yang Liu", "acl_person:yang-liu", comment=CATCH_ALL, not_same_as=["ann-lee"]),
        known_as("ann-lee", "Ann Lee", "acl_person:ann-lee", ORCID_A, not_same_as=["yang-liu"]),
        known_as("jose", "José Pérez", variants=["Jose Perez"]),
    ]
    return {
        ACL: [*draw(st.permutations(records)), *papers("P", with_said=True)],
        "openalex": papers("W", with_said=False),
    }


class Shuffled:
    """A view that hands out its rows in another order."""

    def __init__(self, view: object, seed: int) -> None:
        self._view, self._seed = view, seed

    def table(self, name: str, columns: list[str] | None = None) -> pa.Table:
        table = self._view.table(name, columns)  # type: ignore[attr-defined]
        order = list(range(table.num_rows))
        random.Random(f"{self._seed}{name}").shuffle(order)
        return table.take(pa.array(order, pa.int64()))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(corpora(), st.integers(0, 1000))
def test_laws_of_people(records: dict[str, list[PaperRecord | AuthorRecord]], seed: int) -> None:
    keys = who(records)
    mentions = rows(keys, "mentions")
    slots: dict[tuple[object, object], set[object]] = {}
    for row in mentions:
        assert (row["slot"] is None) == (row["author"] is None) == (row["evidence"] is None)
        if row["author"]:
            slots.setdefault((row["paper"], row["author"]), set()).add(row["slot"])
    assert all(len(places) == 1 for places in slots.values()), "nobody fills two slots of one paper"
    claimed: dict[object, set[str]] = {}
    for row in mentions:
        if row["source"] == ACL and row["author"]:
            claimed.setdefault(row["author"], set()).update(each for each in row["ids"] if each.startswith("orcid:"))  # type: ignore[attr-defined]
    assert all(len(orcids) <= 1 for orcids in claimed.values()), "nobody claims two ORCIDs"
    ends = [(row["source"], row["target"]) for row in rows(keys, "possibly_same")]
    assert all(source < target for source, target in ends)  # type: ignore[operator]
    everybody = {row["author"] for row in rows(keys, "people")}
    assert everybody >= {end for pair in ends for end in pair} | {row["author"] for row in mentions} - {None}

    other_order = Shuffled(view_of(dict(reversed(records.items()))), seed)
    shuffled = resolve(other_order, previous=Keys.empty(), curations=[])  # type: ignore[arg-type]
    assert shuffled.report == keys.report, "what people are decided from has no order"
    again = who(records, previous=keys)
    for name in KEY_TABLES:
        assert shuffled.tables[name].equals(keys.tables[name]), name
        assert again.tables[name].equals(keys.tables[name]), name
        assert keys.tables[name].schema == KEY_TABLES[name]
