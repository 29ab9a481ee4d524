"""Full records of authors, institutions, sources, topics and concepts."""

import pytest
from research_graph.loaders.openalex import topics
from research_graph.loaders.openalex.origin import Origin
from research_graph.schema.records import AuthorRecord, InstitutionRecord, Stay, TopicRecord, VenueRecord
from support.openalex_files import DATA, Kept, items, load, write


@pytest.fixture(scope="module")
def entities() -> Kept:
    return load(DATA / "entities.jsonl.gz")


def test_publishers_and_funders_are_passed_over_without_complaint(entities: Kept) -> None:
    assert (entities.rejections, entities.repairs, entities.release) == ([], [], "2025-06-17")
    assert not {"F4320332161", "P4310319965"} & entities.ids()


def test_an_institution(entities: Kept) -> None:
    assert entities.institution("I27837315") == InstitutionRecord(
        record="I27837315",
        name="University of Michigan",
        aliases=["Université du Michigan", "UMich", "University of Michigan–Ann Arbor", "UM"],
        ids=[
            "openalex:I27837315",
            "ror:00jmfr291",
            "grid:grid.214458.e",
            "mag:27837315",
            "wikidata:Q230492",
        ],
        country_code="US",
        city="Ann Arbor",
        type="funder",
        updated="2025-06-17T03:32:42.076287",
        locator="entities.jsonl.gz:1",
    )


def test_a_source(entities: Kept) -> None:
    assert entities.venue("S137773608") == VenueRecord(
        record="S137773608",
        name="Nature",
        type="journal",
        ids=["openalex:S137773608", "issn:0028-0836", "issn:1476-4687", "mag:137773608", "wikidata:Q180445"],
        updated="2025-06-11T14:07:05.339277",
        locator="entities.jsonl.gz:2",
    )


def test_a_topic_with_the_levels_above_it(entities: Kept) -> None:
    topic = entities.topic("T11636")
    assert (topic.name, topic.scheme, topic.level) == (
        "Artificial Intelligence in Healthcare and Education",
        "openalex",
        "topic",
    )
    assert topic.keywords[:2] == ["Artificial Intelligence", "Machine Learning"]
    assert topic.description is not None
    assert topic.description.startswith("This cluster of papers explores the intersection")
    assert topic.updated == "2025-06-16T05:38:41.834257"
    chain = [topic]
    while chain[-1].parent:
        chain.append(entities.topic(chain[-1].parent))
    assert [(each.record, each.name, each.level) for each in chain[1:]] == [
        ("subfields/2718", "Health Informatics", "subfield"),
        ("fields/27", "Medicine", "field"),
        ("domains/4", "Health Sciences", "domain"),
    ]
    assert chain[1].ids == ["openalex:subfields/2718"]


def test_a_concept_of_the_former_scheme(entities: Kept) -> None:
    assert entities.topic("C71924100") == TopicRecord(
        record="C71924100",
        name="Medicine",
        scheme="openalex-concept",
        level="level 0",
        description="field of study for diagnosing, treating and preventing disease",
        ids=["openalex:C71924100", "mag:71924100", "wikidata:Q11190"],
        updated="2025-06-15T14:05:36.240607",
        locator="entities.jsonl.gz:6",
    )


def test_a_concepts_parent_is_one_level_up() -> None:
    def parent(ancestors: list[dict[str, object]], level: object = 2) -> str | None:
        item = {"id": "C5", "display_name": "x", "level": level, "ancestors": ancestors}
        return topics.adapt(item, Origin(Kept(), "f:1", "C5", ("", "C5")), None).parent

    above = [{"id": f"https://openalex.org/C{n}", "level": level} for n, level in ((9, 1), (7, 1), (1, 0))]
    assert parent(above) == "C7"
    assert parent(above[2:]) is None
    assert parent(above, level=None) is None


def test_a_profile_with_its_stays() -> None:
    kept = load(DATA / "authors.jsonl.gz")
    assert kept.author("A5016178719") == AuthorRecord(
        record="A5016178719",
        name="Eassa Abdullah",
        computed_ids=["openalex:A5016178719", "orcid:0000-0002-2897-198X"],
        stays=[Stay("I134085113", 2021, 2025)],
        citation_count=20,
        h_index=3,
        updated="2025-11-28T18:04:16.206145",
        locator="authors.jsonl.gz:2",
    )
    unknown = kept.author("A5016324576")
    assert (unknown.computed_ids, unknown.variants) == (["openalex:A5016324576"], ["Sameer Junaid"])
    assert unknown.is_profile
    assert kept.institution("I134085113").name == "King Fahd University of Petroleum and Minerals"


def test_authors_inside_works_are_no_profiles() -> None:
    assert not any(isinstance(record, AuthorRecord) for record in load(DATA / "works.jsonl.gz").records)


def test_stays_join_the_last_known_institutions(tmp_path) -> None:
    item = items("authors.jsonl.gz")["A5016178719"]
    new = {"id": "https://openalex.org/I7", "display_name": "New"}
    item |= {
        "last_known_institutions": [*item["last_known_institutions"], new],
        "affiliations": item["affiliations"] * 2,
    }
    kept = load(write(tmp_path / "a.jsonl", [item]))
    assert kept.author("A5016178719").stays == [Stay("I134085113", 2021, 2025), Stay("I7", None, None)]
    assert kept.institution("I7").name == "New"


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"display_name": None}, "Université du Michigan"),
        ({"display_name": None, "display_name_alternatives": []}, "UM"),
        (
            {"display_name": None, "display_name_alternatives": [], "display_name_acronyms": None},
            "https://ror.org/00jmfr291",
        ),
    ],
)
def test_an_institution_without_a_name_takes_another_and_says_so(tmp_path, change, name) -> None:
    kept = load(write(tmp_path / "i.jsonl", [items("entities.jsonl.gz")["I27837315"] | change]))
    institution = kept.institution("I27837315")
    assert institution.name == name
    assert name not in institution.aliases
    assert kept.repairs == [
        ("i.jsonl:1 I27837315", "display_name is missing, another name stands for it", name),
    ]


def test_parents_of_a_full_institution_are_the_direct_ones(tmp_path) -> None:
    item = items("entities.jsonl.gz")["I27837315"]
    parent = {"id": "https://openalex.org/I5", "display_name": "State", "relationship": "parent", "ror": None}
    related = {**item, "associated_institutions": [*item["associated_institutions"], parent]}
    kept = load(write(tmp_path / "i.jsonl", [related]))
    assert kept.institution("I27837315").parents == ["I5"]
    assert kept.institution("I5").name == "State"
    only_lineage = {**item, "lineage": ["https://openalex.org/I27837315", "https://openalex.org/I6"]}
    assert load(write(tmp_path / "j.jsonl", [only_lineage])).institution("I27837315").parents == ["I6"]


@pytest.mark.parametrize("record", ["A5023888391", "S137773608", "T11636", "C71924100"])
def test_a_record_without_any_name_is_rejected(tmp_path, record: str) -> None:
    bare = {"id": f"https://openalex.org/{record}", "display_name": "  "}
    kept = load(write(tmp_path / "x.jsonl", [bare]))
    assert kept.records == []
    ((locator, reason, _),) = kept.rejections
    assert locator == f"x.jsonl:1 {record}"
    assert reason.endswith("without a name")


def test_other_names_stand_in_for_authors_and_sources(tmp_path) -> None:
    author = {"id": "https://openalex.org/A1", "display_name": None, "display_name_alternatives": ["Ann", "Anne"]}
    source = {
        "id": "https://openalex.org/S1",
        "alternate_titles": ["B"],
        "abbreviated_title": "A.",
        "type": "book series",
    }
    kept = load(write(tmp_path / "x.jsonl", [author, source]))
    assert (kept.author("A1").name, kept.author("A1").variants) == ("Ann", ["Anne"])
    assert (kept.venue("S1").name, kept.venue("S1").aliases, kept.venue("S1").type) == ("B", ["A."], "book_series")
    assert len(kept.repairs) == 2
