from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest
from research_graph.schema.records import InstitutionRecord, Record, TopicRecord, VenueRecord
from support.who import ACL, named, paper, rows, who


def groups(table: str, records: Mapping[str, Sequence[Record]]) -> list[list[str]]:
    found: dict[object, list[str]] = {}
    for row in rows(who(records), table):
        found.setdefault(row["key"], []).append(f"{row['source']}/{row['record']}")
    return sorted(found.values())


def place(record: str, name: str, *ids: str, country: str | None = None, **more: object) -> InstitutionRecord:
    return InstitutionRecord(record, name, ids=list(ids), country_code=country, **more)  # type: ignore[arg-type]


ROR_A, ROR_B = "ror:03yez3163", "ror:02mhbdp94"


def test_institutions_meet_by_id_and_by_name_and_never_over_two_rors() -> None:
    found = groups(
        "institutions",
        {
            "openalex": [
                place("I1", "King Fahd University of Petroleum & Minerals", ROR_A, country="SA"),
                place("I2", "Northeastern University", country="CN"),
                place("I3", "Technical University", ROR_A, country="DE"),
                place("I4", "University of Somewhere", ROR_B),
            ],
            "own": [
                place("e", "ETH Zurich", country="CH"),
                place("s", "University of Somewhere", "ror:0000000xx"),
            ],
            "ror": [
                place("r1", "KFUPM", ROR_A, country="SA"),
                place("r2", "Northeastern University", country="US"),
                place("r3", "Northeastern University", country="CN"),
                place("r4", "ETH Zürich", country="CH"),
                place("r5", "The ETH, Zurich, Foundation", aliases=["ETH Zurich Foundation"]),
            ],
        },
    )
    assert found == [
        ["openalex/I1", "openalex/I3", "ror/r1"],
        ["openalex/I2", "ror/r3"],
        ["openalex/I4"],
        ["own/e", "ror/r4"],
        ["own/s"],
        ["ror/r2"],
        ["ror/r5"],
    ]


@pytest.mark.parametrize(
    ("other", "joined"),
    [
        (place("r", "University of Oslo", country="NO"), True),
        (place("r", "Universitetet i Oslo", aliases=["University of Oslo"]), True),
        (place("r", "University of Oslo", country="US"), False),
        (place("r", "University of Oslo", status="withdrawn"), False),
        (place("r", "Universitetet i Oslo", aliases=["UiO"]), False),
    ],
)
def test_names_across_sources(other: InstitutionRecord, *, joined: bool) -> None:
    ours = place("o", "The University of Oslo", country="NO", aliases=["UiO"])
    assert (len(groups("institutions", {"own": [ours], "ror": [other]})) == 1) is joined


def test_two_records_of_one_source_are_not_joined_by_a_name() -> None:
    records = [place("a", "Ministry of Health"), place("b", "Ministry of Health")]
    assert len(groups("institutions", {"ror": records})) == 2
    assert len(groups("institutions", {"ror": records, "own": [place("c", "Ministry of Health")]})) == 3


INSTITUTIONS = [
    place("stanford", "Stanford University", country="US"),
    place("cas", "Chinese Academy of Sciences", country="CN"),
    place("ict", "Institute of Computing Technology", country="CN", parents=["cas"]),
    place("ling", "Institute of Linguistics", country="CN", parents=["cas"]),
    place("oslo", "University of Oslo", country="NO", aliases=["UiO"]),
    place("neu", "Northeastern University", country="US"),
    place("google-us", "Google (United States)", country="US"),
    place("google-cn", "Google (China)", country="CN"),
    place("moh1", "Ministry of Health"),
    place("moh2", "Ministry of Health"),
    place("gone", "Vanished College", status="withdrawn"),
    place("kaist", "Korea Advanced Institute of Science and Technology", aliases=["KAIST", "KAIS"]),
]


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("Stanford University", "stanford"),
        ("stanford  university.", "stanford"),
        ("Department of Computer Science, Stanford University", "stanford"),
        ("Stanford University, Stanford University", "stanford"),
        ("Institute of Computing Technology, Chinese Academy of Sciences, Beijing", "ict"),
        ("Institute of Linguistics, University of Oslo", None),
        ("Northeastern University, Boston, United States", "neu"),
        ("Northeastern University, Shenyang, China", None),
        ("Google", None),
        ("Google (United States)", "google-us"),
        ("Ministry of Health", None),
        ("Vanished College", None),
        ("UiO", None),
        ("KAIST", "kaist"),
        ("KAIS", None),
        ("Institute", None),
        ("Kramer Labs", None),
        (",", None),
    ],
)
def test_printed_affiliations(printed: str, expected: str | None) -> None:
    records: dict[str, list[Record]] = {
        ACL: [paper("a", named("Ann Lee", affiliations=[printed, "Somewhere"]))],
        "ror": list(INSTITUTIONS),
    }
    keys = who(records)
    record_of = {row["key"]: row["record"] for row in rows(keys, "institutions")}
    found = {row["printed"]: record_of[row["institution"]] for row in rows(keys, "affiliations")}
    assert found == ({printed: expected} if expected else {})


def test_what_a_source_attributes_itself_is_left_to_it_and_nothing_becomes_an_institution_by_itself() -> None:
    said = named("Ann Lee", affiliations=["Stanford University"])
    said.institutions = ["neu"]
    assert rows(who({"ror": [*INSTITUTIONS, paper("a", said)]}), "affiliations") == []
    bare = who({ACL: [paper("a", named("Ann Lee", affiliations=["Stanford University"]))]})
    assert rows(bare, "affiliations") == rows(bare, "institutions") == []


def test_topics_meet_by_scheme_and_record_or_id() -> None:
    def topic(record: str, scheme: str, *ids: str) -> TopicRecord:
        return TopicRecord(record, "Parsing", scheme, ids=list(ids))

    assert groups(
        "topics",
        {
            "openalex": [topic("T1", "openalex"), topic("T2", "openalex", "openalex:T2")],
            "own": [topic("T1", "openalex"), topic("x", "openalex", "openalex:T2"), topic("cs.CL", "arxiv")],
            "other": [topic("T1", "arxiv")],
        },
    ) == [["openalex/T1", "own/T1"], ["openalex/T2", "own/x"], ["other/T1"], ["own/cs.CL"]]


def test_venues_meet_by_issn_name_or_acronym_across_sources_only() -> None:
    def venue(record: str, name: str, acronym: str | None = None, kind: str | None = None, *ids: str) -> VenueRecord:
        return VenueRecord(record, name, acronym, type=kind, ids=list(ids))

    assert groups(
        "venues",
        {
            ACL: [
                venue("cl", "Computational Linguistics (journal)", "CL", "journal", "issn:0891-2017"),
                venue("acl", "Annual Meeting of the ACL", "ACL", "conference"),
                venue("sigdat", "ACL Special Interest Group", "ACL", "sig"),
                venue("ws", "Some Workshop"),
                venue("ws2", "Some Workshop"),
                venue("tacl", "Transactions of the ACL", None, "journal"),
            ],
            "openalex": [
                venue("S1", "Computational Linguistics", None, "journal", "issn:0891-2017"),
                venue("S2", "Meeting of the Association", "ACL", "conference"),
                venue("S3", "Some Workshop"),
                venue("S4", "Transactions of the ACL", None, "journal"),
                venue("S5", "Transactions of the ACL.", None, "conference"),
            ],
        },
    ) == [
        [f"{ACL}/acl", "openalex/S2"],
        [f"{ACL}/cl", "openalex/S1"],
        [f"{ACL}/sigdat"],
        [f"{ACL}/tacl", "openalex/S4"],
        [f"{ACL}/ws"],
        [f"{ACL}/ws2"],
        ["openalex/S3"],
        ["openalex/S5"],
    ]
