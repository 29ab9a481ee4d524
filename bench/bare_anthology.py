"""The bare script that a load is measured against: parse the XML, count in dictionaries, executemany, indexes.

No ledger, no identity beyond equal ids and names, no evidence, nothing repeatable. It writes the tables of a store
that it is given as a pattern: same columns, same indexes, same full text.
"""

from __future__ import annotations

import json
import sqlite3
import sys
import tarfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

Row = dict[str, Any]


def run(archive: Path, pattern: Path, out: Path) -> dict[str, int]:
    """Loads the Anthology's tar.gz into the database `out`; rows written by table."""
    tables = _tables(archive)
    with sqlite3.connect(f"file:{pattern}?mode=ro", uri=True) as store:
        made = store.execute("SELECT type, name, tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    connection = sqlite3.connect(out, isolation_level=None)
    connection.execute("PRAGMA journal_mode = OFF")
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("BEGIN")
    for kind, name, _, sql in made:
        if kind == "table" and name in tables:
            connection.execute(sql)
            _insert(connection, name, tables[name])
    for kind, name, table, sql in made:
        if kind == "index" and table in tables:
            connection.execute(sql)
        elif kind == "table" and name.startswith("_search ") and "USING fts5" in sql and name[8:] in tables:
            connection.execute(sql)
            connection.execute(f"""INSERT INTO "{name}"("{name}") VALUES ('rebuild')""")
    connection.execute("COMMIT")
    connection.close()
    return {name: len(rows) for name, rows in tables.items()}


def _insert(connection: sqlite3.Connection, table: str, rows: list[Row]) -> None:
    names = list(rows[0])
    columns = ", ".join(f'"{name}"' for name in names)
    marks = ", ".join("?" * len(names))
    values = (tuple(row.values()) for row in rows)
    connection.executemany(f'INSERT INTO "{table}"({columns}) VALUES ({marks})', values)


def _tables(archive: Path) -> dict[str, list[Row]]:
    papers: list[Row] = []
    authored: list[Row] = []
    published: list[Row] = []
    people: dict[str, Row] = {}
    venues: dict[str, Row] = {}
    ties: defaultdict[tuple[str, str], list[Any]] = defaultdict(lambda: [0, 0.0, 9999, 0])
    for paper, mentions, venue in _papers(archive):
        papers.append(paper)
        year = paper["year"] or 0
        if venue:
            held = venues.setdefault(venue, _venue(venue))
            held["paper_count"] += 1
            published.append({"source": paper["key"], "target": venue, "sources": '["acl-anthology"]'})
        for position, (person, name) in enumerate(mentions):
            _count(people.setdefault(person, _person(person, name)), year)
            authored.append(_authorship(person, paper["key"], position, name))
        present = sorted({person for person, _ in mentions})
        for pair in combinations(present, 2) if len(present) <= 100 else ():
            tie = ties[pair]
            tie[0] += 1
            tie[1] += 1 / (len(present) - 1)
            tie[2] = min(tie[2], year)
            tie[3] = max(tie[3], year)
    for source, target in ties:
        people[source]["collaborator_count"] += 1
        people[target]["collaborator_count"] += 1
    return {
        "Author": list(people.values()),
        "Paper": papers,
        "Venue": list(venues.values()),
        "AUTHORED": authored,
        "PUBLISHED_IN": published,
        "CO_AUTHORED_WITH": [_tie(pair, *tie) for pair, tie in ties.items()],
    }


def _papers(archive: Path) -> Iterator[tuple[Row, list[tuple[str, str]], str]]:
    with tarfile.open(archive, "r|gz") as tar:
        for member in tar:
            stream = tar.extractfile(member) if member.name.endswith(".xml") else None
            if stream is None:
                continue
            collection = ElementTree.parse(stream).getroot()
            for volume in collection.iter("volume"):
                year = int(volume.findtext("meta/year", "0")[:4] or 0)
                venue = volume.findtext("meta/venue", "")
                for number, paper in enumerate(volume.iter("paper")):
                    key = f"{collection.get('id')}-{volume.get('id')}.{paper.get('id')}.{number}"
                    yield _paper(key, paper, year), _mentions(paper), venue


def _mentions(paper: ElementTree.Element) -> list[tuple[str, str]]:
    found = []
    for author in paper.findall("author"):
        name = " ".join(part for part in (author.findtext("first"), author.findtext("last")) if part)
        found.append((author.get("id") or author.get("orcid") or name, name))
    return found


def _words(*names: str) -> Row:
    lower = [name.lower() for name in names]
    words = sorted({word for name in lower for word in name.split()})
    return {"search_names": "|" + "|".join(lower) + "|", "search_tokens": " ".join(words), "search_rank": 0}


def _paper(key: str, paper: ElementTree.Element, year: int) -> Row:
    title = "".join(paper.find("title").itertext()) if paper.find("title") is not None else ""  # type: ignore[union-attr]
    abstract = paper.find("abstract")
    doi = paper.findtext("doi")
    return {
        "key": key,
        "title": title,
        "abstract": "".join(abstract.itertext()) if abstract is not None else None,
        "year": year or None,
        "doi": doi,
        "external_ids": json.dumps([f"doi:{doi}"] if doi else []),
        "is_retracted": int(paper.find("retracted") is not None),
        "author_count": len(paper.findall("author")),
        "is_author_list_complete": 1,
        "sort_key": title.lower()[:80],
        **_words(title),
        "sources": '["acl-anthology"]',
    }


def _person(key: str, name: str) -> Row:
    return {
        "key": key,
        "name": name,
        "paper_count": 0,
        "collaborator_count": 0,
        "close_collaborator_count": 0,
        "first_year": None,
        "last_year": None,
        "sort_key": name.lower()[:80],
        **_words(name),
        "sources": '["acl-anthology"]',
    }


def _venue(key: str) -> Row:
    return {"key": key, "name": key, "paper_count": 0, "sort_key": key, **_words(key), "sources": '["acl-anthology"]'}


def _count(person: Row, year: int) -> None:
    person["paper_count"] += 1
    person["first_year"] = min(person["first_year"] or year, year)
    person["last_year"] = max(person["last_year"] or year, year)


def _authorship(person: str, paper: str, position: int, name: str) -> Row:
    return {
        "source": person,
        "target": paper,
        "position": position,
        "name": name,
        "evidence": "name_only",
        "confidence": 0.5,
        "sources": '["acl-anthology"]',
    }


def _tie(pair: Iterable[str], papers: int, strength: float, first: int, last: int) -> Row:
    source, target = pair
    return {
        "source": source,
        "target": target,
        "paper_count": papers,
        "strength": strength,
        "recent_strength": strength * 0.5 ** ((2023 - last) / 5),
        "first_year": first,
        "last_year": last,
        "is_close": int(papers > 1),
        "sources": '["acl-anthology"]',
    }


if __name__ == "__main__":
    print(json.dumps(run(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]))))
