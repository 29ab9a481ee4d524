"""Small papers and people for identity's tests, and its answer as plain Python."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from research_graph.identity.curations import Curation
from research_graph.identity.keys import Keys
from research_graph.identity.resolve import resolve
from research_graph.schema.records import AuthorRecord, Mention, PaperRecord, Record

from .views import view_of

ACL = "acl-anthology"


def named(name: str, *ids: str, computed: Sequence[str] = (), affiliations: Sequence[str] = ()) -> Mention:
    given, _, family = name.rpartition(" ")
    return Mention(
        name, given or None, family, ids=list(ids), computed_ids=list(computed), affiliations=list(affiliations)
    )


def paper(record: str, *mentions: Mention | str, title: str | None = None, ids: Sequence[str] = ()) -> PaperRecord:
    listed = [named(each) if isinstance(each, str) else each for each in mentions]
    return PaperRecord(record, title or f"On {record} and nothing else", year=2020, ids=list(ids), mentions=listed)


def known_as(record: str, name: str, *ids: str, variants: Sequence[str] = (), **more: object) -> AuthorRecord:
    """A person of name_variants.yaml: it tells mentions apart and is nobody by itself."""
    given, _, family = name.rpartition(" ")
    fields = {"is_profile": False, **more}
    return AuthorRecord(record, name, given or None, family, variants=list(variants), ids=list(ids), **fields)  # type: ignore[arg-type]


def who(
    records: Mapping[str, Sequence[Record]], *, previous: Keys | None = None, curations: Sequence[Curation] = ()
) -> Keys:
    return resolve(view_of(records), previous=previous or Keys.empty(), curations=curations)


def author_of(keys: Keys) -> dict[str, str]:
    """Author keys by `record#position`; records of several sources must not share names."""
    rows = keys.tables["mentions"].to_pylist()
    return {f"{row['record']}#{row['position']}": row["author"] for row in rows}


def people(keys: Keys) -> list[list[str]]:
    """Everybody as the sorted list of their mentions, in order."""
    found = defaultdict(list)
    for place, author in author_of(keys).items():
        found[author].append(place)
    return sorted(sorted(places) for places in found.values())


def rows(keys: Keys, table: str) -> list[dict[str, object]]:
    return list(keys.tables[table].to_pylist())


def evidence(keys: Keys) -> dict[str, tuple[str, float]]:
    return {
        f"{row['record']}#{row['position']}": (row["evidence"], row["confidence"])
        for row in keys.tables["mentions"].to_pylist()
    }


def doubts(keys: Keys) -> dict[tuple[str, str], tuple[float, list[str]]]:
    """Doubts by the smallest mention of either side."""
    first: dict[str, str] = {}
    for place, author in sorted(author_of(keys).items()):
        first.setdefault(author, place)
    return {
        tuple(sorted((first[row["source"]], first[row["target"]]))): (row["probability"], row["reasons"])  # type: ignore[misc]
        for row in keys.tables["possibly_same"].to_pylist()
    }
