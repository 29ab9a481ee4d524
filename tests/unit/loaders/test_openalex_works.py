"""Every trap of real works; each record of tests/data/openalex/works.jsonl.gz stands for one."""

import pytest
from research_graph.schema.records import Mention, PaperRecord, PaperTopic
from support.openalex_files import DATA, Kept, items, load


@pytest.fixture(scope="module")
def works() -> Kept:
    return load(DATA / "works.jsonl.gz")


def test_a_work_becomes_a_paper_field_by_field(works: Kept) -> None:
    assert works.paper("W41440018") == PaperRecord(
        record="W41440018",
        title="Gas in Our Water?",
        year=2015,
        date="2015",
        type="chapter",
        language="en",
        ids=["openalex:W41440018", "doi:10.1016/b978-0-12-801606-0.00004-2", "mag:41440018"],
        url="https://doi.org/10.1016/b978-0-12-801606-0.00004-2",
        venues=["S4306463230"],
        citation_count=0,
        mentions=[
            Mention(
                name="Michael Stephenson",
                computed_ids=["openalex:A5040147688", "orcid:0000-0002-9881-1578"],
                is_corresponding=True,
                position=0,
            )
        ],
        topics=[
            PaperTopic("T11588", 1.0, 1),
            PaperTopic("T10399", 0.9796000123023987, 2),
            PaperTopic("T11302", 0.9746999740600586, 3),
        ],
        references=[
            f"openalex:W{number}"
            for number in (
                2061206676,
                2114908003,
                2151489236,
                2155804841,
                2162643797,
                2166083971,
                2318921329,
                3153585743,
            )
        ],
        updated="2025-11-06T03:46:38.306776",
        locator="works.jsonl.gz:1",
    )


def test_everything_is_taken_but_the_bogus_institution(works: Kept) -> None:
    assert sum(isinstance(record, PaperRecord) for record in works.records) == 26
    assert works.rejections == []
    assert works.repairs == [("works.jsonl.gz:4 W1997940502", "no OpenAlex id I…", "https://openalex.org/I-1")]
    assert works.release == "2026-02-05"


def test_an_author_without_an_id_is_still_a_mention(works: Kept) -> None:
    last = works.paper("W4417219818").mentions[2]
    assert last == Mention(name="Michael Kaminski", is_corresponding=False, position=2)


def test_an_author_named_twice_keeps_both_mentions(works: Kept) -> None:
    mentions = works.paper("W4403858455").mentions
    assert [mention.computed_ids for mention in mentions] == [
        ["openalex:A5053676730", "orcid:0000-0002-8481-1884"],
        ["openalex:A5103689458"],
        ["openalex:A5103689458"],
    ]
    assert [mention.position for mention in mentions] == [0, 1, 2]


def test_affiliations_belong_to_their_mention(works: Kept) -> None:
    first, second = works.paper("W4403858455").mentions[:2]
    assert (first.affiliations, first.institutions) == (
        ["King Fahd University of Petroleum and Minerals"],
        ["I134085113"],
    )
    assert (second.affiliations, second.institutions) == (
        ["College of Petroleum Engineering and Geosciences"],
        ["I4210118538"],
    )
    assert (first.is_corresponding, second.is_corresponding) == (True, False)


def test_an_institution_without_id_leaves_only_the_printed_affiliation(works: Kept) -> None:
    bogus, missing = works.paper("W1997940502").mentions[2], works.paper("W4242811202").mentions[0]
    assert bogus.institutions == missing.institutions == []
    assert bogus.affiliations[0].startswith("Corporate Technical Services, Goldcorp Inc")
    assert missing.affiliations == ["Geochemistry of Upper Jurassic Diyab Formation Abu Dhabi"]
    assert "I-1" not in works.ids()


@pytest.mark.parametrize(
    ("record", "title"),
    [
        (
            "W4414593125",
            "Charge density waves and structural phase transition in the high-Tc superconducting LaH10 quantum crystal",
        ),
        (
            "W4417430413",
            "Double-Functionalized Silica Nanomaterials for Effective CO 2 Foam Stabilization in Harsh Carbonate "
            "Reservoirs",
        ),
        (
            "W2039213958",
            "An Experimental Study of the Effect of Rock/Fluid Interaction on Resistivity Logs during CO2 "
            "Sequestration in Carbonate Rocks",
        ),
        ("W2979221647", "Stationarity of the detrended time series of S&P500"),
    ],
)
def test_titles_lose_markup_and_escapes_but_no_text(works: Kept, record: str, title: str) -> None:
    assert works.paper(record).title == title


def test_names_and_affiliations_lose_escapes_and_control_characters(works: Kept) -> None:
    mentions = works.paper("W4411896385").mentions
    assert [mention.name for mention in mentions if "Sviridova" in mention.name] == ["Tat'yana Sviridova"]
    assert mentions[-1].name == "M. V. Zheleznyi"
    assert works.paper("W2055932192").mentions[0].affiliations == [
        "Department of Geology and Mineralogy, the University of Jordan Amman, Jordan"
    ]


def test_a_list_that_ends_at_100_authors_is_incomplete(works: Kept) -> None:
    paper = works.paper("W4231640444")
    assert len(paper.mentions) == 100
    assert not paper.is_author_list_complete
    others = [each for each in works.records if isinstance(each, PaperRecord) and each.record != "W4231640444"]
    assert all(each.is_author_list_complete for each in others)


def test_retraction_type_and_language(works: Kept) -> None:
    assert [each.record for each in works.records if isinstance(each, PaperRecord) and each.is_retracted] == [
        "W4381149761"
    ]
    types = {each.record: each.type for each in works.records if isinstance(each, PaperRecord)}
    assert types["W4245743550"] == "paratext"
    assert types["W4400428439"] == "erratum"
    assert types["W4411896385"] == "preprint"
    assert types["W3017479956"] == "article"
    assert works.paper("W4417219818").language is None
    assert works.paper("W3017479956").language == "fr"


def test_the_first_of_january_is_only_a_year(works: Kept) -> None:
    assert works.paper("W4417219818").date == "2025"
    assert works.paper("W4414593125").date == "2025-09-29"
    assert works.paper("W4417219818").year == works.paper("W4414593125").year == 2025


def test_ids_come_from_locations_and_are_implied_by_dois(works: Kept) -> None:
    assert works.paper("W1990776114").ids == [
        "openalex:W1990776114",
        "doi:10.1103/physreve.66.021301",
        "mag:1990776114",
        "pmid:12241164",
        "arxiv:cond-mat/0203476",
    ]
    assert works.paper("W4417521299").ids == [
        "openalex:W4417521299",
        "doi:10.48550/arxiv.2504.21005",
        "arxiv:2504.21005",
    ]
    assert works.paper("W4416034550").ids[2:] == ["acl:2025.finnlp-2.6"]
    assert works.paper("W2973569048").ids == ["openalex:W2973569048", "mag:2973569048"]


def test_links_are_the_landing_page_and_the_open_pdf(works: Kept) -> None:
    paper = works.paper("W1990776114")
    assert paper.url == "https://doi.org/10.1103/physreve.66.021301"
    assert paper.pdf_url == "https://arxiv.org/pdf/cond-mat/0203476"


def test_abstracts_are_put_in_order_over_holes(works: Kept) -> None:
    abstract = works.paper("W2111400084").abstract
    assert abstract is not None
    assert abstract.startswith(
        "Since the beginning of June 2004, near-real-time ShakeMaps have been produced in Ontario"
    )
    index = items("works.jsonl.gz")["W2111400084"]["abstract_inverted_index"]
    places = sorted(place for places in index.values() for place in places)
    assert len(places) < places[-1] + 1
    assert works.paper("W2948001292").abstract is None
    assert works.paper("W41440018").abstract is None


def test_no_references_are_an_empty_list(works: Kept) -> None:
    assert works.paper("W2973569048").references == []
    assert works.paper("W4400428439").references == ["openalex:W6755337983"]


def test_a_work_without_topics_gets_none_even_where_it_has_concepts(works: Kept) -> None:
    assert works.paper("W2973569048").topics == []
    assert not any(record.startswith("C") for record in works.ids())
    without = [w for w in items("works.jsonl.gz").values() if not w["topics"] and w["concepts"]]
    assert without
