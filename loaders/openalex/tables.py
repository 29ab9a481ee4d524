"""The tables beside the objects: merged and deleted ids → Deletion, the published table of topics → Item of a topic."""

from __future__ import annotations

from ...schema.errors import BadRecord
from ...schema.records import Deletion
from .origin import LEVELS, ROOT, UNUSED, Item, short_id

KIND_OF_LETTER = {"W": "paper", "A": "author", "I": "institution", "S": "venue", "T": "topic", "C": "topic"}
PLACEHOLDERS = {"A9999999999", "A5317838346", "W4285719527"}
"""OpenAlex's own marks, no people and no work: an unknown author, a deleted author, a deleted work."""

Row = dict[str, str]


def merged(row: Row, locator: str) -> Deletion | None:
    """The deletion of a merged id; None for an entity the graph does not have; BadRecord for a broken row."""
    date, old, new = (row.get(name, "").strip() for name in ("merge_date", "id", "merge_into_id"))
    return _deletion(date, old, new, locator)


def deleted(row: Row, locator: str) -> Deletion | None:
    """The same of a row of `deleted_ids.csv`: an id, named after its entity, and the date."""
    old, date = [*row.values(), "", ""][:2]
    return _deletion(date.strip(), old.strip(), "", locator)


def _deletion(date: str, old: str, new: str, locator: str) -> Deletion | None:
    if UNUSED.fullmatch(old):
        return None
    letter = old.removeprefix(ROOT)[:1].upper()
    short = short_id(old, letter)
    if not short or not date:
        raise BadRecord("a merged or deleted id without date or id")
    kind = KIND_OF_LETTER.get(letter)
    if kind is None:
        return None
    into = short_id(new, letter)
    if new and (into is None or into == short):
        raise BadRecord(f"{short} cannot be merged into {new!r}")
    if into in PLACEHOLDERS:
        into = None
    return Deletion(kind=kind, record=short, merged_into=into, updated=date, locator=locator)


def topic(row: Row) -> Item:
    """A row of the topic table in the form of OpenAlex's topic objects."""
    wanted = {level: {"id": row.get(f"{level}_id"), "display_name": row.get(f"{level}_name")} for level in LEVELS}
    keywords = [word.strip() for word in row.get("keywords", "").split(";")]
    return {
        "id": f"{ROOT}T{row.get('topic_id')}",
        "display_name": row.get("new_topic_label") or row.get("topic_name"),
        "description": row.get("summary"),
        "keywords": [word for word in keywords if word],
        **wanted,
    }
