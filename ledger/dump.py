"""Writes what a source says now as JSON Lines in our own form, which the `records` source reads back."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any, BinaryIO, cast

import orjson

from ..schema.errors import UsageError
from ..schema.records import RECORD_KINDS, Deletion, Mention, PaperTopic, Stay
from .disk import writing
from .unflatten import records
from .view import View

_KIND_OF = {form: kind for kind, form in RECORD_KINDS.items()} | {Deletion: "deletion"}
"""The `kind` of a line, by the record's class."""

KEYS = {("deletion", "kind"): "of"}
"""Fields with another name in the form: a line's `kind` says that it is a deletion, so what it deletes is `of`."""

_DEFAULTS: dict[type, list[tuple[str, Any]]] = {
    form: [
        (each.name, each.default if each.default_factory is MISSING else each.default_factory())
        for each in fields(form)
    ]
    for form in (*_KIND_OF, Mention, PaperTopic, Stay)
}


def dump(view: View, source: str, stream: BinaryIO) -> int:
    """Writes the source's current records, one a line after a line about the source; the number of records.

    Values that a reader assumes anyway (null, empty lists, defaults) are left out. UsageError for an unknown source.
    """
    written = 0
    for line in _lines(view, source):
        stream.write(orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE))
        written += 1
    return written - 1


def dump_to(view: View, source: str, path: Path) -> int:
    """The same into a file, compressed where its name ends in .gz; the same records give the same bytes."""
    with writing(path), path.open("wb") as file:
        if path.suffix != ".gz":
            return dump(view, source, file)
        with gzip.GzipFile(filename="", mode="wb", fileobj=file, mtime=0) as packed:
            return dump(view, source, cast("BinaryIO", packed))


def _lines(view: View, source: str) -> Iterator[dict[str, Any]]:
    known = {each.name: each for each in view.sources}
    if source not in known:
        raise UsageError(f"no source {source!r} in the ledger", hint=f"sources: {', '.join(known) or 'none'}")
    about = known[source]
    yield {"kind": "source", "name": about.name, "release": about.release, "license": about.license}

    one = view.only(source)
    for record in records(lambda table: one.table(table).drop_columns(["source"])):
        kind = _KIND_OF[type(record)]
        yield {"kind": kind, **{KEYS.get((kind, name), name): value for name, value in _plain(record).items()}}


def _plain(value: Any) -> dict[str, Any]:
    """A record, or a part of one, without what is at its default."""
    found: dict[str, Any] = {}
    for name, default in _DEFAULTS[type(value)]:
        given = getattr(value, name)
        if given != default:
            found[name] = _json(given)
    return found


def _json(value: Any) -> Any:
    if isinstance(value, list):
        return [_json(each) for each in value]
    return _plain(value) if type(value) in _DEFAULTS else value
