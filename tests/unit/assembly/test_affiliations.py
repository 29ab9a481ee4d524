"""AFFILIATED_WITH and the four states of what is known."""

from pathlib import Path

from research_graph.schema.records import AuthorRecord, InstitutionRecord, Mention, PaperRecord, Stay
from support.assembled import assembled, only, paper, rows

PLACES = [InstitutionRecord("I1", "Acme"), InstitutionRecord("I2", "DCU"), InstitutionRecord("I3", "MIT")]


def at(record: str, year: int | None, *institutions: str, **fields) -> PaperRecord:
    return PaperRecord(record, "T", year=year, mentions=[Mention("A", institutions=list(institutions))], **fields)


def edges(build) -> dict[str, dict]:
    names = {row["key"]: row["name"] for row in rows(build, "Institution")}
    return {names[row["target"]]: row for row in rows(build, "AFFILIATED_WITH")}


def test_years_papers_and_the_newest_year(tmp_path: Path) -> None:
    records = [
        at("R1", 2018, "I1"),
        at("R2", 2020, "I1", "I2"),
        at("R3", 2020, "I2"),
        at("R4", 2022),
        at("R5", None, "I3"),
    ]
    found = edges(assembled(tmp_path, {"openalex": [*PLACES, *records]}))
    told = {
        name: (row["paper_count"], row["first_year"], row["last_year"], row["is_latest"]) for name, row in found.items()
    }
    assert told == {"Acme": (2, 2018, 2020, True), "DCU": (2, 2020, 2020, True), "MIT": (1, None, None, False)}


def test_profiles_count_no_papers_and_widen_the_years(tmp_path: Path) -> None:
    profile = AuthorRecord("A1", "A", stays=[Stay("I1", 2001, 2003), Stay("I2", 2019, 2021), Stay("I9", 2024, 2024)])
    build = assembled(
        tmp_path, {"openalex": [*PLACES, profile, at("R1", 2020, "I2")], "zoo": [paper("Z", "A", year=2023)]}
    )
    told = {
        name: (row["paper_count"], row["first_year"], row["last_year"], row["is_latest"])
        for name, row in edges(build).items()
    }
    assert told == {"Acme": (0, 2001, 2003, False), "DCU": (1, 2019, 2021, True)}
    assert only(build, "Institution", name="Acme")["author_count"] == 1
    assert only(build, "Institution", name="Acme")["paper_count"] == 0


def test_the_four_states(tmp_path: Path) -> None:
    def person(name: str, record: str, *institutions: str, printed: str | None = None, **fields) -> PaperRecord:
        mention = Mention(name, institutions=list(institutions), affiliations=[printed] if printed else [])
        return PaperRecord(record, f"T {record}", mentions=[mention], **{"year": 2020, **fields})

    shared = {name: {"ids": [f"doi:10.1/{name}"]} for name in ("apart", "partly", "once", "before")}
    same = InstitutionRecord("I1", "Acme", ids=["ror:03yez3163"])
    world = {
        "openalex": [
            same,
            *PLACES[1:],
            person("on a paper", "W1", "I1"),
            person("in a profile", "W2"),
            AuthorRecord("A1", "in a profile", stays=[Stay("I1", None, None)]),
            person("only text", "W3", printed="Institute"),
            person("ambiguous text", "W4", printed="DCU"),
            person("nothing", "W5"),
            person("not covered", "W6", affiliations_covered=False),
            person("apart", "W7", "I1", **shared["apart"]),
            person("partly", "W8", "I1", "I3", **shared["partly"]),
            person("once", "W9", "I1", **shared["once"]),
            person("before", "W10", "I1", **shared["before"]),
            person("before", "W11", "I1", year=2021),
        ],
        "zoo": [
            same,
            *PLACES[1:],
            person("apart", "Z1", "I2", **shared["apart"]),
            person("partly", "Z2", "I1", "I2", **shared["partly"]),
            person("once", "Z3", **shared["once"]),
            person("before", "Z4", "I2", **shared["before"]),
        ],
    }
    build = assembled(tmp_path, world)
    assert {row["name"]: row["affiliation_status"] for row in rows(build, "Author")} == {
        "on a paper": "KNOWN",
        "in a profile": "KNOWN",
        "only text": "NOT_IMPORTED",
        "ambiguous text": "NOT_IMPORTED",
        "nothing": "SOURCE_SILENT",
        "not covered": "SOURCE_SILENT",
        "apart": "CONFLICTING",
        "partly": "KNOWN",
        "once": "KNOWN",
        "before": "KNOWN",
    }
