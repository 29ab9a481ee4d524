"""A graph for the pages of papers, topics, institutions, venues and clusters, with every state that these tell."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from research_graph.schema.publication import SourceNote
from research_graph.schema.tokens import sort_key
from research_graph.store.open import open_store
from support.graphs import Row, difference, edge, graph, key, node, publication

HOSTILE = '<script>alert("x")</script>'
RUN = "0123456789abcdef0123"
AUTHORS = 103
"""Authors of the long paper: more than one page of them."""

PAPER, LONG, BARE, RETRACTED, HOSTILE_PAPER = (key("P", name) for name in ("paper", "long", "bare", "retracted", "bad"))
PAPER_BEFORE, CLUSTER_BEFORE = key("P", "before"), key("C", "before")
"""Ids that were merged away."""
CITING = [key("P", f"citing {number}") for number in range(25)]
TOPIC, SUBFIELD, FIELD, LONELY = (key("T", name) for name in ("topic", "subfield", "field", "lonely"))
UNIVERSITY, FACULTY, OLD, COMPANY = (key("I", name) for name in ("university", "faculty", "old", "company"))
MEETING, GROUP, JOURNAL = (key("V", name) for name in ("meeting", "group", "journal"))
CLUSTER, OTHER, ENDED, VANISHED = (key("C", name) for name in ("cluster", "other", "ended", "vanished"))
ADA, BO, HOSTILE_PERSON = (key("A", name) for name in ("ada", "bo", "hostile"))
CROWD = [key("A", f"crowd {number}") for number in range(AUTHORS)]
_CLOSE = {"close_min_papers": 2, "close_min_strength": 0.2, "half_life": 3.0, "max_pair_authors": 100}

Rows = list[tuple[str, Row]]


def shelf_world(folder: Path) -> Path:
    """The graph's store: an SQLite file."""
    path = folder / "shelf.sqlite"
    store = open_store(f"sqlite:///{path}")
    made = graph(*_people(), *_papers(), *_places(), *_topics(), *_venues(), *_clusters(), *_redirects())
    sources = (SourceNote("test", "2025.1", "CC0-1.0", 30), SourceNote("other", None, None, 1))
    store.apply(difference(None, made), publication(made, sources=sources, run=RUN, parameters=_CLOSE))
    store.close()
    return path


def _redirects() -> Rows:
    return [node("Redirect", PAPER_BEFORE, target=PAPER), node("Redirect", CLUSTER_BEFORE, target=CLUSTER)]


def _person(id_: str, name: str, **fields: Any) -> tuple[str, Row]:
    return node("Author", id_, name=name, **{"first_year": 2001, "last_year": 2020, **fields})


def _people() -> Rows:
    return [
        _person(
            ADA,
            "Ada Byron",
            sort_name="Byron, Ada",
            sort_key=sort_key("Byron, Ada"),
            family="Byron",
            orcid="0000-0002-1825-0097",
            paper_count=25,
        ),
        _person(BO, "Bo & Sons", paper_count=1),
        _person(HOSTILE_PERSON, HOSTILE, paper_count=1),
        *(_person(id_, f"Crowd {place}", paper_count=1) for place, id_ in enumerate(CROWD)),
    ]


def _wrote(person: str, paper: str, position: int, name: str, **fields: Any) -> tuple[str, Row]:
    told = {"evidence": "name_only", "confidence": 0.5, "affiliations": [], "institutions": [], **fields}
    return edge("AUTHORED", person, paper, position=position, name=name, **told)


def _versions(*versions: dict[str, str]) -> list[str]:
    return [json.dumps(version) for version in versions]


def _paper_with_everything() -> Rows:
    lovelace = {"affiliations": ["Dept. of Engines"], "institutions": [UNIVERSITY], "is_corresponding": True}
    return [
        node(
            "Paper",
            PAPER,
            title="Engines & {braces} at 100%",
            abstract="What an engine weaves.",
            year=2010,
            date="2010-07-09",
            type="article",
            doi="10.1234/engine",
            language="en",
            external_ids=["acl:P10-1001", "doi:10.1234/engine"],
            versions=_versions(
                {
                    "source": "test",
                    "record": "s1",
                    "type": "article",
                    "date": "2010-07-09",
                    "url": "https://a.example/1",
                },
                {"source": "other", "record": "o1", "type": "preprint", "date": "2009", "title": "Engines, a draft"},
            ),
            url="https://a.example/1",
            pdf_url="https://a.example/1.pdf",
            code_url="https://code.example/1",
            notices=["correction (2011-01-01): A digit."],
            author_count=2,
            is_author_list_complete=True,
            citation_count_claimed=40,
            citations_claimed_by="test",
            citation_count_in_graph=25,
            reference_count=3,
            sources=["other", "test"],
        ),
        _wrote(ADA, PAPER, 0, "A. Byron", **lovelace | {"evidence": "asserted", "confidence": 1.0}),
        _wrote(BO, PAPER, 1, "Bo & Sons", evidence="matched", confidence=0.75),
    ]


def _papers() -> Rows:
    return [
        *_paper_with_everything(),
        node(
            "Paper",
            LONG,
            title="A paper of many",
            year=2012,
            type="article",
            author_count=AUTHORS + 4,
            versions=_versions({"source": "test", "record": "long"}),
        ),
        *(_wrote(id_, LONG, place, f"Crowd {place}") for place, id_ in enumerate(CROWD)),
        node("Paper", BARE, title="Bare", versions=_versions({"source": "test", "record": "bare"})),
        node("Paper", RETRACTED, title="Withdrawn", year=2011, is_retracted=True, reference_count=5, author_count=1),
        _wrote(ADA, RETRACTED, 0, "Ada Byron"),
        node("Paper", HOSTILE_PAPER, title=HOSTILE, abstract=HOSTILE, notices=[HOSTILE], external_ids=[f"x:{HOSTILE}"]),
        _wrote(HOSTILE_PERSON, HOSTILE_PAPER, 0, HOSTILE, affiliations=[HOSTILE]),
        *(
            node("Paper", id_, title=f"Citing {place}", year=2011 + place % 5, type=("preprint", "article")[place % 2])
            for place, id_ in enumerate(CITING)
        ),
        *(edge("CITES", id_, PAPER) for id_ in CITING),
        edge("CITES", PAPER, LONG),
        edge("CITES", CITING[0], LONG),
        edge("CITES", CITING[1], LONG),
    ]


def _topics() -> Rows:
    about = {"score": 0.9, "rank": 1}
    return [
        node("Topic", FIELD, name="Machines", scheme="openalex", level="field", paper_count=26),
        node("Topic", SUBFIELD, name="Looms", scheme="openalex", level="subfield", paper_count=26),
        node(
            "Topic",
            TOPIC,
            name="Weaving",
            scheme="openalex",
            level="topic",
            description="How threads cross.",
            keywords=["warp", "weft"],
            external_ids=["openalex:T10399"],
            paper_count=26,
        ),
        node("Topic", LONELY, name="Dust", scheme="shelf"),
        edge("SUBTOPIC_OF", TOPIC, SUBFIELD),
        edge("SUBTOPIC_OF", SUBFIELD, FIELD),
        edge("ABOUT", PAPER, TOPIC, evidence="asserted", **about),
        *(edge("ABOUT", id_, TOPIC, evidence="inferred", **about) for id_ in CITING),
        edge("WORKS_ON", ADA, TOPIC, paper_count=25, share=0.5, last_year=2015),
        edge("WORKS_ON", BO, TOPIC, paper_count=1, share=1.0, last_year=2010),
    ]


def _places() -> Rows:
    known = {"type": "education", "external_ids": ["ror:01xtthb56"], "aliases": ["UoE", "Univ. of Engines"]}
    return [
        node(
            "Institution",
            UNIVERSITY,
            name="University of Engines",
            city="Oslo",
            country_code="NO",
            status="active",
            paper_count=1,
            author_count=2,
            **known,
        ),
        node("Institution", FACULTY, name="Faculty of Looms", paper_count=0),
        node("Institution", OLD, name="Royal Mill", status="withdrawn"),
        node("Institution", COMPANY, name="Loom Company", type="company", paper_count=1, author_count=1),
        edge("PART_OF", FACULTY, UNIVERSITY),
        edge("SUCCEEDED_BY", OLD, UNIVERSITY),
        edge("AFFILIATED_WITH", ADA, UNIVERSITY, paper_count=1, first_year=2008, last_year=2012, is_latest=True),
        edge("AFFILIATED_WITH", BO, UNIVERSITY, paper_count=0),
        edge("AFFILIATED_WITH", BO, COMPANY, paper_count=1, first_year=2010, last_year=2010, is_latest=True),
    ]


def _venues() -> Rows:
    return [
        node("Venue", MEETING, name="Meeting on Engines", acronym="MoE", type="conference", paper_count=26),
        node("Venue", GROUP, name="Interest Group on Engines", type="sig", paper_count=30),
        node("Venue", JOURNAL, name="Empty Letters", type="journal", external_ids=["issn:1234-5679"]),
        edge("PUBLISHED_IN", PAPER, MEETING),
        edge("PUBLISHED_IN", PAPER, GROUP),
        *(edge("PUBLISHED_IN", id_, MEETING) for id_ in CITING),
    ]


def _clusters() -> Rows:
    measured = {"internal_share": 0.8, "conductance": 0.125, "is_well_connected": True, "seed_agreement": 0.5}
    group = {"level": "group", "status": "LIVE", "run": RUN}
    members = [ADA, BO, *CROWD[:60]]
    return [
        node(
            "Cluster",
            CLUSTER,
            label="looms, cards",
            size=len(members),
            paper_count=1,
            first_year=2010,
            last_year=2010,
            topics=["Weaving"],
            terms=["cards & looms"],
            venues=["MoE"],
            people=[ADA, BO],
            **measured,
            **group,
        ),
        node("Cluster", OTHER, label="mills", size=1, **group),
        node("Cluster", ENDED, label="old looms", size=0, **group | {"status": "ENDED", "run": "an earlier run"}),
        node("Cluster", VANISHED, label="lost", size=0, **group | {"status": "ENDED", "run": "an earlier run"}),
        *(
            edge("MEMBER_OF", id_, CLUSTER, level="group", strength=9.0 - place / 8)
            for place, id_ in enumerate(members)
        ),
        edge("MEMBER_OF", CROWD[70], OTHER, level="group", strength=0.25),
        edge("CO_AUTHORED_WITH", ADA, CROWD[70], paper_count=2, strength=1.5),
        edge("CO_AUTHORED_WITH", ADA, BO, paper_count=1, strength=1.0),
        edge("DESCENDS_FROM", CLUSTER, ENDED, overlap=0.75, event="split", run=RUN),
    ]
