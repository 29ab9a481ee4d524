"""Random records for law tests: every field of every record form, within what the record form allows."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

from hypothesis import strategies as st
from research_graph.schema.records import RECORD_KINDS, Deletion, PaperRecord, Record

TEXT = st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), max_size=8)
WORD = st.text(alphabet="abcXYZ019.-ßĐ李", min_size=1, max_size=6)
IDS = st.sampled_from(
    ["orcid:0000-0002-1825-0097", "doi:10.1234/a-b", "acl:P18-1001", "openalex:A5023888391", "wikidata:Q42"]
)
_BY_NAME: dict[str, st.SearchStrategy[Any]] = {
    **dict.fromkeys(("title", "name", "scheme"), WORD),
    **dict.fromkeys(("record", "volume", "topic", "institution", "parent", "merged_into"), WORD),
    **dict.fromkeys(("venues", "institutions", "parents", "successors", "not_same_as", "references"), WORD),
    **dict.fromkeys(("ids", "computed_ids"), IDS),
    **dict.fromkeys(("year", "first_year", "last_year"), st.integers(1000, 2100)),
    **dict.fromkeys(("citation_count", "h_index", "rank"), st.integers(0, 2**53 - 1)),
    "date": st.sampled_from(["1999", "2020-02", "2020-02-29"]),
    "evidence": st.sampled_from(["asserted", "inferred"]),
    "kind": st.sampled_from(sorted(RECORD_KINDS)),
    "position": st.none(),
    "locator": st.none(),
}
_BY_TYPE: dict[Any, st.SearchStrategy[Any]] = {
    str: TEXT,
    bool: st.booleans(),
    float: st.floats(allow_nan=False, allow_infinity=False).map(lambda value: value + 0.0),
}


def _value(hint: Any, name: str) -> st.SearchStrategy[Any]:
    if get_origin(hint) is UnionType:
        (inner,) = (each for each in get_args(hint) if each is not NoneType)
        return st.none() | _value(inner, name)
    if get_origin(hint) is list:
        return st.lists(_value(get_args(hint)[0], name), max_size=2)
    if isinstance(hint, type) and is_dataclass(hint):
        return _of(hint)
    return _BY_NAME[name] if name in _BY_NAME else _BY_TYPE[hint]


def _of(form: type[Any]) -> st.SearchStrategy[Any]:
    hints = get_type_hints(form)
    return st.builds(form, **{each.name: _value(hints[each.name], each.name) for each in fields(form)})


def _key(record: Record) -> tuple[str, ...]:
    if isinstance(record, Deletion):
        return "deletion", record.kind, record.record
    return type(record).__name__, record.record


def canonical(record: Record) -> Record:
    """The record as the ledger gives it back: a paper's topics are a set, kept by rank and id."""
    if isinstance(record, PaperRecord):
        record.topics.sort(key=lambda topic: (topic.rank is None, topic.rank or 0, topic.topic))
    return record


RECORD: st.SearchStrategy[Record] = st.one_of(*(_of(form) for form in RECORD_KINDS.values()))
RECORDS = st.lists(RECORD, unique_by=_key, min_size=1, max_size=5)
RECORDS_AND_DELETIONS = st.lists(st.one_of(RECORD, _of(Deletion)), unique_by=_key, min_size=1, max_size=5)
