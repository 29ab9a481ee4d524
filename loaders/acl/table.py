"""Reads the tables beside the collections: YAML until 2026, since then one JSON file a kind (`json/people.json`)."""

from __future__ import annotations

import orjson

from ...schema.errors import BadRecord, SourceError
from .yaml_file import load_yaml

HINT = "fetch the Anthology's files again"


def load_table(file: str, data: bytes) -> object:
    """Lists, dicts and values of a table; BadRecord with the file where it is broken."""
    if not file.endswith(".json"):
        return load_yaml(file, data)
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise BadRecord(f"{file}:{error.lineno}: broken JSON: {error.msg}") from None


def load_whole(file: str, data: bytes) -> object:
    """As `load_table`, for a file that holds everything of its kind: SourceError where it is broken."""
    try:
        return load_table(file, data)
    except BadRecord as error:
        raise SourceError(error.message, hint=HINT) from None


def text_of(entry: object, field: str) -> str:
    """The text of a mapping's field, `true` for JSON's true; empty where it is missing or no text."""
    value = entry.get(field) if isinstance(entry, dict) else None
    if value is True:
        return "true"
    return " ".join(value.split()) if isinstance(value, str) else ""


def list_of(entry: object, field: str) -> list[object]:
    """The list of a mapping's field; empty where it is missing or no list."""
    value = entry.get(field) if isinstance(entry, dict) else None
    return value if isinstance(value, list) else []
