"""Topics at their four levels and concepts of the former scheme → TopicRecord."""

from __future__ import annotations

from ...schema.errors import BadRecord
from ...schema.records import TopicRecord
from .origin import LEVELS, Item, Origin, level_id, short_id

SCHEME = "openalex"
CONCEPTS = "openalex-concept"


def adapt(item: Item, origin: Origin, updated: str | None) -> TopicRecord:
    """A domain, field, subfield, topic or concept, full or dehydrated; BadRecord where it has no name."""
    name = origin.text(item, "display_name")
    if name is None:
        raise BadRecord("a topic without a name")
    is_concept = origin.record.startswith("C")
    return TopicRecord(
        record=origin.record,
        name=name,
        scheme=CONCEPTS if is_concept else SCHEME,
        level=_concept_level(item) if is_concept else _level(origin.record),
        description=origin.text(item, "description"),
        keywords=origin.texts(item, "keywords") if _has_plain_keywords(item) else [],
        ids=origin.ids(item, ("mag",) if is_concept else ()),
        parent=_broader_concept(item, origin) if is_concept else _parent(item, origin),
        updated=updated,
        locator=origin.locator,
    )


def _level(record: str) -> str:
    return "topic" if record.startswith("T") else record.partition("/")[0].removesuffix("s")


def _parent(item: Item, origin: Origin) -> str | None:
    level = _level(origin.record)
    uppers = LEVELS[LEVELS.index(level) + 1 :] if level in LEVELS else LEVELS
    return level_id(uppers[0], origin.mapping(item, uppers[0]).get("id")) if uppers else None


def _concept_level(item: Item) -> str | None:
    level = item.get("level")
    return f"level {level}" if type(level) is int else None


def _broader_concept(item: Item, origin: Origin) -> str | None:
    level = item.get("level")
    above = (each for each in origin.mappings(item, "ancestors") if each.get("level") == _one_less(level))
    return min((short for each in above if (short := short_id(each.get("id"), "C"))), default=None)


def _one_less(level: object) -> int | None:
    return level - 1 if type(level) is int else None


def _has_plain_keywords(item: Item) -> bool:
    keywords = item.get("keywords")
    return isinstance(keywords, list) and all(isinstance(each, str) for each in keywords)
