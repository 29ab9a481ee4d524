"""Three small sources that overlap: some papers, people and institutions are in two; written as record files."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from research_graph.schema.records import (
    RECORD_KINDS,
    AuthorRecord,
    InstitutionRecord,
    Mention,
    PaperRecord,
    PaperTopic,
    Record,
    TopicRecord,
    VenueRecord,
)

QUN = "orcid:0000-0002-1825-0097"
ANN = "orcid:0000-0001-5109-3700"

ANTHOLOGY: list[Record] = [
    PaperRecord(
        "A1",
        "Attention for rare words",
        year=2019,
        ids=["doi:10.1000/a1", "acl:P19-1001"],
        volume="P19-1",
        venues=["acl"],
        mentions=[
            Mention("Qun Liu", "Qun", "Liu", ids=[QUN], affiliations=["Huawei Noah's Ark Lab"]),
            Mention("Ann Bell", "Ann", "Bell"),
            Mention("Łukasz Weiß", "Łukasz", "Weiß"),
        ],
    ),
    PaperRecord(
        "A2",
        "Parsing with less data",
        year=2021,
        ids=["doi:10.1000/a2"],
        volume="P21-1",
        venues=["acl"],
        mentions=[Mention("Qun Liu", "Qun", "Liu"), Mention("Ann Bell", "Ann", "Bell", ids=[ANN])],
    ),
    PaperRecord("A3", "Author Index", year=2021, volume="P21-1", type="front_matter"),
    VenueRecord("acl", "Annual Meeting of the ACL", acronym="ACL", type="conference"),
]

OPEN: list[Record] = [
    PaperRecord(
        "W1",
        "Attention for rare words",
        year=2019,
        ids=["doi:10.1000/a1", "openalex:W1"],
        mentions=[
            Mention("Q. Liu", computed_ids=["openalex:A1", QUN], institutions=["I1"]),
            Mention("A. Bell", computed_ids=["openalex:A2"], institutions=["I1", "I2"]),
            Mention("Lukasz Weiss", computed_ids=["openalex:A3"]),
        ],
        topics=[PaperTopic("T1", 0.9, 1)],
        references=["openalex:W2", "openalex:W9"],
        citation_count=7,
    ),
    PaperRecord(
        "W2",
        "Foundations of something else",
        year=2010,
        ids=["openalex:W2"],
        mentions=[Mention("Zoe Roe", computed_ids=["openalex:A4"], institutions=["I2"])],
        topics=[PaperTopic("T1", 0.5, 1)],
        references=[],
        citation_count=40,
    ),
    AuthorRecord("A1", "Qun Liu", computed_ids=["openalex:A1", QUN], citation_count=900, h_index=15),
    InstitutionRecord("I1", "Huawei Noah's Ark Lab", ids=["openalex:I1"], country_code="CN", parents=["I2"]),
    InstitutionRecord("I2", "Huawei", ids=["openalex:I2"], country_code="CN"),
    TopicRecord("T1", "Machine translation", "openalex", "topic", parent="subfields/1"),
    TopicRecord("subfields/1", "Artificial Intelligence", "openalex", "subfield"),
]

THIRD: list[Record] = [
    PaperRecord(
        "X1",
        "Parsing with less data",
        year=2020,
        type="preprint",
        ids=["arxiv:2001.00001"],
        mentions=[
            Mention("Liu, Qun", "Qun", "Liu"),
            Mention("Bell, Ann", "Ann", "Bell"),
            Mention("Zoe Roe", "Zoe", "Roe"),
        ],
        is_author_list_complete=False,
        references=["doi:10.1000/a1"],
    ),
    PaperRecord(
        "X2",
        "A paper of its own",
        year=2022,
        mentions=[Mention("Zoe Roe", "Zoe", "Roe"), Mention("Ann Bell", "Ann", "Bell", ids=[ANN])],
    ),
]

SOURCES: dict[str, list[Record]] = {"anthology": ANTHOLOGY, "open": OPEN, "third": THIRD}


def write_records(path: Path, records: list[Record]) -> Path:
    """The records as a file of the `records` form."""
    names = {form: kind for kind, form in RECORD_KINDS.items()}
    lines = [json.dumps({"kind": names[type(record)], **asdict(record)}, ensure_ascii=False) for record in records]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def write_sources(folder: Path) -> dict[str, Path]:
    """All sources as files."""
    return {name: write_records(folder / f"{name}.jsonl", records) for name, records in SOURCES.items()}
