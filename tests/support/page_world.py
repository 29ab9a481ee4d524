"""A small library behind the pages: one person with everything, namesakes, hostile names, a paper of many authors."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from research_graph.assembly.difference import difference
from research_graph.ledger.workspace import Workspace
from research_graph.pipeline import LoadOptions, cluster, load
from research_graph.store.open import open_store

MIRA_ORCID = "0000-0002-1825-0097"
MIRA = {"name": "Mira Okafor", "given": "Mira", "family": "Okafor"}
BO = {"name": "Bo Lind", "given": "Bo", "family": "Lind"}
HOSTILE = '<script>alert("x")</script>'
HOSTILE_TITLE = "</script><img src=x onerror=alert(1)> & more"
ROR = "01xtthb56"
_YEARS = range(2000, 2024)
_LAB = {"institutions": ["uni"], "affiliations": ["Dept. of Graphs, University of Oslo"]}
_YAN_IDS = ("0000-0001-5109-3700", "0000-0002-1694-233X")


def _paper(record: str, title: str, *mentions: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {"kind": "paper", "record": record, "title": title, "mentions": list(mentions), **fields}


def _miras() -> list[dict[str, Any]]:
    """One paper a year: every second one with Bo Lind about parsing, every third one a preprint at the other venue."""
    found = []
    for year in _YEARS:
        first = {**MIRA, "ids": [f"orcid:{MIRA_ORCID}"], **(_LAB if year > 2014 else {})}
        found.append(
            _paper(
                f"m{year}",
                f"Study {year}",
                first,
                *([BO] if year % 2 == 0 else []),
                year=year,
                type="preprint" if year % 3 == 0 else "article",
                venues=["letters" if year % 3 == 0 else "meeting"],
                topics=[{"topic": "parsing" if year % 2 == 0 else "names", "score": 0.9, "evidence": "asserted"}],
                ids=[f"doi:10.1234/study.{year}"],
                pdf_url=f"https://papers.example/{year}.pdf",
                abstract=f"What was found in {year}.",
            )
        )
    return found


def _records() -> list[dict[str, Any]]:
    crowd = [{"name": f"Member{number} Crowd{number}"} for number in range(14)]
    return [
        {"kind": "source", "name": "library", "release": "2024-05-01", "license": "CC0-1.0"},
        {
            "kind": "institution",
            "record": "uni",
            "name": "University of Oslo",
            "ids": [f"ror:{ROR}"],
            "country_code": "NO",
        },
        {"kind": "topic", "record": "parsing", "name": "Parsing", "scheme": "library"},
        {"kind": "topic", "record": "names", "name": "Names", "scheme": "library"},
        {"kind": "venue", "record": "meeting", "name": "Annual Meeting", "acronym": "AM", "type": "conference"},
        {"kind": "venue", "record": "letters", "name": "Letters of Graphs", "type": "journal"},
        *_miras(),
        _paper("crowd", "A paper of many", *crowd, {**MIRA, "ids": [f"orcid:{MIRA_ORCID}"]}, year=2023, type="article"),
        _paper(
            "hostile", HOSTILE_TITLE, {"name": HOSTILE, "affiliations": [HOSTILE]}, {"name": "Dee Quill"}, year=2020
        ),
        *(
            _paper(f"yan{place}", f"Yan writes {place}", {"name": "Yan Li", "ids": [f"orcid:{id_}"]}, year=2019)
            for place, id_ in enumerate(_YAN_IDS)
        ),
        *(_paper(f"bare{place}", f"Somebody writes {place}", {"name": "Yan Li"}, year=2021) for place in range(3)),
        _paper("alone", "Alone", {"name": "Solo Person"}, year=None, type=None),
    ]


def page_world(folder: Path) -> Path:
    """The library's store: an SQLite file."""
    file = folder / "library.jsonl"
    file.write_text("\n".join(json.dumps(record) for record in _records()), encoding="utf-8")
    workspace = Workspace(folder / "workspace")
    load(workspace, "records", [file], options=LoadOptions(name="library"))
    build = cluster(workspace).build
    path = folder / "library.sqlite"
    store = open_store(f"sqlite:///{path}")
    store.apply(difference(None, build), build.publication())
    store.close()
    return path
