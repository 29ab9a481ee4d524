"""Small random worlds of records, and one written out, that touch every node and edge kind."""

from __future__ import annotations

from hypothesis import strategies as st
from research_graph.schema.records import (
    AuthorRecord,
    Deletion,
    InstitutionRecord,
    Mention,
    PaperRecord,
    PaperTopic,
    Record,
    Stay,
    TopicRecord,
    VenueRecord,
)

NAMES = ["Qun Liu", "Yao Zhou", "Y. Zhou", "Łukasz Kaiser", "Anne-Marie O'Neil", "刘群", "Jan van der Berg"]
SOURCES = ["acl-anthology", "openalex", "zoo"]

WORLD: dict[str, list[Record]] = {
    "acl-anthology": [
        VenueRecord("acl", "Annual Meeting of the ACL", acronym="ACL", type="conference"),
        PaperRecord(
            "P18-1001",
            "A Study of Graphs",
            abstract="We study graphs.",
            year=2018,
            date="2018-07",
            type="article",
            ids=["acl:P18-1001", "doi:10.18653/v1/P18-1001".lower()],
            venues=["acl"],
            mentions=[
                Mention("Qun Liu", "Qun", "Liu", ids=["acl_person:qun-liu"], affiliations=["Acme University"]),
                Mention("Yao Zhou", "Yao", "Zhou"),
            ],
        ),
        PaperRecord(
            "P19-1002", "Graphs, Again", year=2019, type="article", mentions=[Mention("Yao Zhou", "Yao", "Zhou")]
        ),
    ],
    "openalex": [
        InstitutionRecord("I1", "Acme University", ids=["ror:03yez3163"], parents=["I2"], successors=["I3"]),
        InstitutionRecord("I2", "Acme System", aliases=["AS"]),
        InstitutionRecord("I3", "New Acme"),
        TopicRecord("fields/1", "Computer Science", "openalex", level="field"),
        TopicRecord("T1", "Graphs", "openalex", level="topic", parent="fields/1", keywords=["node"]),
        AuthorRecord("A1", "Liu Qun", computed_ids=["openalex:A1"], stays=[Stay("I2", 2001, 2004)], h_index=7),
        PaperRecord(
            "W1",
            "A study of graphs",
            year=2018,
            date="2018-07-15",
            type="article",
            ids=["doi:10.18653/v1/p18-1001", "openalex:W1"],
            citation_count=12,
            topics=[PaperTopic("T1", score=0.9, rank=1)],
            references=["W2", "openalex:W3", "doi:10.1/none"],
            mentions=[
                Mention("Q. Liu", computed_ids=["openalex:A1"], institutions=["I1"]),
                Mention("Yao Zhou", computed_ids=["openalex:A2"], institutions=["I3"]),
            ],
        ),
        PaperRecord(
            "W2", "Older Work", year=2011, ids=["openalex:W2"], references=[], mentions=[Mention("Łukasz Kaiser")]
        ),
        Deletion("paper", "W3", merged_into="W2"),
    ],
}

names = st.sampled_from(NAMES)
years = st.none() | st.integers(2010, 2024)
mentions = st.builds(
    Mention,
    name=names,
    computed_ids=st.lists(st.sampled_from(["openalex:A1", "openalex:A2"]), max_size=1),
    affiliations=st.lists(st.sampled_from(["Acme University", "Nowhere"]), max_size=2),
    institutions=st.lists(st.sampled_from(["I1", "I2", "I9"]), max_size=2),
    is_corresponding=st.none() | st.booleans(),
)
topics = st.lists(
    st.builds(
        PaperTopic,
        topic=st.sampled_from(["T1", "T2", "T3"]),
        score=st.none() | st.floats(0, 1),
        rank=st.none() | st.integers(1, 3),
        evidence=st.sampled_from(["asserted", "inferred"]),
    ),
    max_size=2,
    unique_by=lambda each: each.topic,
)


@st.composite
def papers(draw: st.DrawFn, number: int) -> PaperRecord:
    year = draw(years)
    return PaperRecord(
        f"R{number}",
        draw(st.sampled_from(["On Graphs", "Über Graphen", "Graph-based, again"])),
        year=year,
        date=draw(st.none() | st.just(f"{year}-03")) if year else None,
        type=draw(st.none() | st.sampled_from(["article", "preprint"])),
        ids=draw(st.lists(st.sampled_from([f"doi:10.1/{digit}" for digit in range(4)]), max_size=1)),
        venues=draw(st.lists(st.sampled_from(["V1", "V9"]), max_size=2, unique=True)),
        citation_count=draw(st.none() | st.integers(0, 9)),
        is_author_list_complete=draw(st.booleans()),
        mentions=draw(st.lists(mentions, max_size=4)),
        topics=draw(topics),
        references=draw(
            st.none() | st.lists(st.sampled_from(["R0", "R1", "R9", "doi:10.1/2", "doi:10.1/9"]), max_size=3)
        ),
    )


@st.composite
def worlds(draw: st.DrawFn) -> dict[str, list[Record]]:
    """One to three sources that share ids of papers and people; some records point to nothing."""
    world: dict[str, list[Record]] = {}
    for source in draw(st.lists(st.sampled_from(SOURCES), min_size=1, max_size=3, unique=True)):
        records: list[Record] = [draw(papers(number)) for number in range(draw(st.integers(0, 4)))]
        records += [
            InstitutionRecord("I1", "Acme University", ids=["ror:03yez3163"], parents=["I2"]),
            InstitutionRecord("I2", "Acme System", parents=["I1"], successors=["I2", "I8"]),
            TopicRecord("T1", "Graphs", source, level="topic", parent="T2"),
            TopicRecord("T2", "Computing", source, level="field", parent=draw(st.sampled_from([None, "T1", "T2"]))),
            TopicRecord("T3", "Trees", source, level="topic", parent="T2"),
            VenueRecord("V1", "Venue"),
            AuthorRecord("A1", "Liu Qun", computed_ids=["openalex:A1"], stays=[Stay("I1", 2001, None)], h_index=2),
            AuthorRecord("A7", "Nobody Here", citation_count=draw(st.none() | st.integers(0, 5))),
        ]
        world[source] = records
    return world
