"""Institution, Venue and the links between records."""

from pathlib import Path

from research_graph.schema.records import Deletion, InstitutionRecord, Mention, PaperRecord, VenueRecord
from support.assembled import assembled, only, paper, rows


def test_institutions_of_two_sources_are_one_description(tmp_path: Path) -> None:
    ids = ["ror:03yez3163"]
    world = {
        "zoo": [InstitutionRecord("Z", "ACME", aliases=["Acme Uni", "A."], ids=ids, city="Dhahran", country_code="XX")],
        "openalex": [
            InstitutionRecord("I1", "Acme Uni", ids=[*ids, "openalex:I1"], country_code="SA", type="education")
        ],
    }
    row = only(assembled(tmp_path, world), "Institution")
    assert (row["name"], row["aliases"], row["ror"]) == ("Acme Uni", ["A."], "03yez3163")
    assert (row["country_code"], row["city"], row["type"], row["status"]) == ("SA", "Dhahran", "education", None)
    assert (row["external_ids"], row["sources"]) == (["openalex:I1", "ror:03yez3163"], ["openalex", "zoo"])
    assert row["search_names"] == "|acme uni|a|"


def test_links_follow_merged_records_and_leave_themselves_out(tmp_path: Path) -> None:
    records = [
        InstitutionRecord("I1", "Faculty", parents=["I2", "I7", "I1", "I9"]),
        InstitutionRecord("I2", "University", successors=["I3"]),
        InstitutionRecord("I3", "New University"),
        Deletion("institution", "I7", merged_into="I3"),
        PaperRecord("R", "T", mentions=[Mention("A", institutions=["I7"])]),
    ]
    build = assembled(tmp_path, {"openalex": records})
    names = {row["key"]: row["name"] for row in rows(build, "Institution")}
    parts = {(names[row["source"]], names[row["target"]]) for row in rows(build, "PART_OF")}
    assert parts == {("Faculty", "University"), ("Faculty", "New University")}
    assert [(names[row["source"]], names[row["target"]]) for row in rows(build, "SUCCEEDED_BY")] == [
        ("University", "New University")
    ]
    assert only(build, "Institution", name="New University")["paper_count"] == 1


def test_a_paper_appears_wherever_a_record_says(tmp_path: Path) -> None:
    ids = ["doi:10.1/x"]
    world = {
        "acl-anthology": [
            VenueRecord("acl", "Annual Meeting of the ACL", acronym="ACL", aliases=["Meeting of the ACL"]),
            VenueRecord("sigdat", "SIGDAT", type="sig"),
            paper("R", ids=ids, venues=["acl", "sigdat", "unknown"]),
        ],
        "arxiv": [VenueRecord("cs", "arXiv", type="repository"), paper("X", ids=ids, venues=["cs"])],
    }
    build = assembled(tmp_path, world)
    names = {row["key"]: row["name"] for row in rows(build, "Venue")}
    assert {(names[row["target"]], *row["sources"]) for row in rows(build, "PUBLISHED_IN")} == {
        ("Annual Meeting of the ACL", "acl-anthology"),
        ("SIGDAT", "acl-anthology"),
        ("arXiv", "arxiv"),
    }
    row = only(build, "Venue", acronym="ACL")
    assert row["search_names"] == "|annual meeting of the acl|acl|meeting of the acl|"
    assert (row["paper_count"], row["search_rank"]) == (1, 1)
