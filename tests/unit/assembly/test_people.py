"""Author and POSSIBLY_SAME_AS."""

from pathlib import Path

from research_graph.assembly.assemble import assemble
from research_graph.assembly.parameters import Parameters
from research_graph.identity.keys import KEY_TABLES, Keys
from research_graph.schema.records import AuthorRecord, Mention, PaperRecord
from support.assembled import assembled, only, paper, rows
from support.plain_identity import keys_of
from support.views import view_of

DOI = ["doi:10.1/x"]


def by(record: str, mention: Mention, **fields) -> PaperRecord:
    return PaperRecord(record, f"Title {record}", mentions=[mention], **fields)


def test_names_of_all_kinds(tmp_path: Path) -> None:
    ids = ["acl_person:qun-liu"]
    world = {
        "acl-anthology": [
            by("R1", Mention("Q. Liu", "Q.", "Liu", ids=ids)),
            by("R2", Mention("Qun Liu", "Qun", "Liu", ids=ids, variants=["刘群"])),
            AuthorRecord("qun-liu", "Liu Qun", variants=["Qun LIU"], ids=ids, is_profile=False),
        ]
    }
    row = only(assembled(tmp_path, world), "Author")
    assert (row["name"], row["given"], row["family"], row["sort_name"]) == ("Qun Liu", "Qun", "Liu", "Liu, Qun")
    assert row["name_variants"] == ["Liu Qun", "Q. Liu", "Qun LIU", "刘群"]
    assert row["search_names"] == "|qun liu|liu qun|q liu|刘 群|"
    assert row["search_tokens"] == " liu liuqun q qun 刘 群 "
    assert row["sort_key"] == "liu qun"
    assert (row["evidence"], row["merge_risk"], row["merge_risk_reasons"]) == ("name_only", 0.25, ["a common name"])


def test_a_person_is_found_by_initials_of_given_names_and_not_of_the_family(tmp_path: Path) -> None:
    row = only(assembled(tmp_path, {"zoo": [by("R", Mention("Jean-Pierre van Dam"))]}), "Author")
    assert set(row["search_tokens"].split()) == {"dam", "j", "jean", "jeanpierre", "p", "pierre", "van"}


def test_a_slot_counts_a_printed_name_once(tmp_path: Path) -> None:
    """One paper in three sources prints one form thrice; two papers print the other form twice."""
    computed = {"computed_ids": ["openalex:A1"]}
    world = {
        source: [by("R", Mention("Yao Zhou", **computed), ids=DOI)] for source in ("acl-anthology", "openalex", "zoo")
    }
    world["dblp"] = [by("D1", Mention("Yaoo Zhou", **computed)), by("D2", Mention("Yaoo Zhou", **computed))]
    assert only(assembled(tmp_path, world), "Author")["name"] == "Yaoo Zhou"


ONE, OTHER = "0000-0002-1825-0097", "0000-0001-5109-3700"


def test_one_claimed_orcid_is_shown_several_are_not(tmp_path: Path) -> None:
    """A computed one counts only where none is claimed."""

    def mention(name: str, *ids: str, computed: tuple[str, ...] = ()) -> Mention:
        return Mention(name, ids=[f"acl_person:{name}", *ids], computed_ids=list(computed))

    one, other = f"orcid:{ONE}", f"orcid:{OTHER}"
    mentions = [
        mention("once", one),
        mention("once", one),
        mention("twice", one),
        mention("twice", other),
        mention("computed", computed=("openalex:A1", other)),
        mention("both", one, computed=(other,)),
    ]
    build = assembled(tmp_path, {"zoo": [by(f"R{number}", each) for number, each in enumerate(mentions)]})
    assert {row["name"]: (row["orcid"], row["external_ids"]) for row in rows(build, "Author")} == {
        "once": (ONE, ["acl_person:once", one]),
        "twice": (None, ["acl_person:twice", other, one]),
        "computed": (OTHER, ["acl_person:computed", "openalex:A1", other]),
        "both": (ONE, ["acl_person:both", other, one]),
    }


def test_claimed_metrics_come_from_one_profile_of_the_first_source_that_claims(tmp_path: Path) -> None:
    computed = ["openalex:A1"]
    world = {
        "acl-anthology": [by("R", Mention("A", computed_ids=computed))],
        "openalex": [
            AuthorRecord("A1", "A", computed_ids=computed, citation_count=5, h_index=9),
            AuthorRecord("A2", "A", computed_ids=computed, citation_count=50, h_index=3),
            AuthorRecord("A3", "A", computed_ids=computed),
        ],
        "zoo": [AuthorRecord("Z", "A", computed_ids=computed, citation_count=99, h_index=99)],
    }
    row = only(assembled(tmp_path, world), "Author")
    assert (row["citation_count_claimed"], row["h_index_claimed"], row["metrics_claimed_by"]) == (50, 3, "openalex")
    assert row["sources"] == ["acl-anthology", "openalex", "zoo"]


def test_profiles_are_people_even_without_papers(tmp_path: Path) -> None:
    world = {"zoo": [AuthorRecord("A1", "Zhou, Yao", h_index=4), AuthorRecord("A2", "Nobody", is_profile=False)]}
    row = only(assembled(tmp_path, world), "Author")
    assert (row["name"], row["sort_name"], row["paper_count"], row["h_index_claimed"]) == (
        "Zhou, Yao",
        "Zhou, Yao",
        0,
        4,
    )
    empty = ("first_year", "last_year", "citation_count_in_graph", "h_index_in_graph", "citation_coverage")
    assert [row[name] for name in empty] == [None] * 5
    assert (row["affiliation_status"], row["collaborator_count"]) == ("SOURCE_SILENT", 0)


def test_partial_people(tmp_path: Path) -> None:
    world = {"zoo": [by("R", Mention("A", is_partial=True)), paper("S", "A", "B")]}
    build = assembled(tmp_path, world)
    assert (only(build, "Author", name="A")["is_partial"], only(build, "Author", name="B")["is_partial"]) == (
        True,
        False,
    )


def test_doubts_and_redirects_come_as_identity_says(tmp_path: Path) -> None:
    view = view_of({"zoo": [paper("R", "A")], "openalex": [paper("W", "B")]})
    keys = keys_of(view)
    source, target = sorted(row["author"] for row in keys.tables["people"].to_pylist())
    doubt = {"source": source, "target": target, "probability": 0.6, "reasons": ["two ORCIDs"]}
    moved = [{"key": "A0000000000000001", "target": source}, {"key": "A0000000000000000", "target": None}]
    tables = {
        name: keys.tables[name].from_pylist(given, schema=KEY_TABLES[name])
        for name, given in (("possibly_same", [doubt]), ("redirects", moved))
    }
    build = assemble(view, Keys({**keys.tables, **tables}), parameters=Parameters(), builds=tmp_path)
    assert rows(build, "POSSIBLY_SAME_AS") == [{**doubt, "sources": ["openalex", "zoo"]}]
    assert rows(build, "Redirect") == sorted(moved, key=lambda row: row["key"])
    assert build.visible_rows() == 7
