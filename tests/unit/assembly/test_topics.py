"""Topics: their tree, what papers are about, what people work on."""

from pathlib import Path

from research_graph.schema.records import Mention, PaperRecord, PaperTopic, TopicRecord
from support.assembled import assembled, only, rows

DOI = ["doi:10.1/x"]
TREE = [
    TopicRecord("F", "Computing", "openalex", level="field", ids=["openalex:fields/1"]),
    TopicRecord("T1", "Graphs", "openalex", level="topic", parent="F", ids=["openalex:T1"]),
    TopicRecord("T2", "Trees", "openalex", level="topic", parent="F", ids=["openalex:T2"]),
]


def about(record: str, *topics: PaperTopic, **fields) -> PaperRecord:
    return PaperRecord(record, f"Title {record}", mentions=[Mention("A")], topics=list(topics), **fields)


def named(build, kind: str, column: str = "target") -> dict[str, dict]:
    names = {row["key"]: row["name"] for row in rows(build, "Topic")}
    return {names[row[column]]: row for row in rows(build, kind)}


def test_a_topics_papers_are_its_own_and_its_subtopics(tmp_path: Path) -> None:
    records = [
        about("R1", PaperTopic("T1"), PaperTopic("T2")),
        about("R2", PaperTopic("T2")),
        about("R3", PaperTopic("F")),
    ]
    build = assembled(tmp_path, {"openalex": [*TREE, *records]})
    assert {row["name"]: row["paper_count"] for row in rows(build, "Topic")} == {
        "Computing": 3,
        "Graphs": 1,
        "Trees": 2,
    }
    assert len(rows(build, "SUBTOPIC_OF")) == 2


def test_a_ring_of_topics_does_no_harm(tmp_path: Path) -> None:
    ring = [TopicRecord(f"T{i}", f"Topic {i}", "zoo", parent=f"T{(i + 1) % 3}") for i in range(3)]
    own = TopicRecord("T9", "Own parent", "zoo", parent="T9")
    build = assembled(tmp_path, {"zoo": [*ring, own, about("R", PaperTopic("T0"))]})
    assert {row["name"]: row["paper_count"] for row in rows(build, "Topic")} == {
        "Topic 0": 1,
        "Topic 1": 1,
        "Topic 2": 1,
        "Own parent": 0,
    }
    assert len(rows(build, "SUBTOPIC_OF")) == 3


def test_share_is_among_the_papers_with_a_topic_of_the_level(tmp_path: Path) -> None:
    records = [
        about("R1", PaperTopic("T1"), PaperTopic("F"), year=2020),
        about("R2", PaperTopic("T1"), PaperTopic("T2"), year=2022),
        about("R3", PaperTopic("T2")),
        about("R4"),
    ]
    works = named(assembled(tmp_path, {"openalex": [*TREE, *records]}), "WORKS_ON")
    assert {name: (row["paper_count"], row["share"], row["last_year"]) for name, row in works.items()} == {
        "Graphs": (2, 2 / 3, 2022),
        "Trees": (2, 2 / 3, 2022),
        "Computing": (1, 1.0, 2020),
    }


def test_first_records_score_asserted_by_anyone_and_ranks_from_one(tmp_path: Path) -> None:
    world = {
        "acl-anthology": [*TREE, about("R", PaperTopic("T1", score=0.5, evidence="asserted"), ids=DOI)],
        "openalex": [
            about(
                "W1", PaperTopic("T2", score=0.9, rank=1), PaperTopic("F", score=0.2, rank=3), ids=DOI, type="preprint"
            ),
            about("W2", PaperTopic("T2", score=0.8, rank=2), ids=DOI, type="article"),
            *TREE,
        ],
    }
    found = named(assembled(tmp_path, world), "ABOUT")
    told = {name: (row["score"], row["rank"], row["evidence"], row["sources"]) for name, row in found.items()}
    assert told == {
        "Graphs": (0.5, None, "asserted", ["acl-anthology"]),
        "Trees": (0.8, 1, "inferred", ["openalex"]),
        "Computing": (0.2, 2, "inferred", ["openalex"]),
    }


def test_topics_of_two_sources_with_one_id_are_one(tmp_path: Path) -> None:
    one = TopicRecord("T1", "Graphs", "openalex", keywords=["node"], ids=["openalex:T1"])
    other = TopicRecord(
        "1", "Graph theory", "openalex", description="On graphs", keywords=["edge"], ids=["openalex:T1"]
    )
    row = only(assembled(tmp_path, {"openalex": [one], "zoo": [other]}), "Topic")
    assert (row["name"], row["description"], row["keywords"]) == ("Graphs", "On graphs", ["edge", "node"])
    assert (row["external_ids"], row["sources"]) == (["openalex:T1"], ["openalex", "zoo"])
