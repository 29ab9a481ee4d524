"""Tells the forms of a file apart by its first bytes and takes it apart into (locator, object)."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from enum import Enum, auto
from typing import Any

import orjson

from ...schema.errors import SourceError
from ..lines import EXCERPT, MAX_LINE, lines_of
from ..source import Sink
from .find import Part

HEAD = 2**16


class Form(Enum):
    """What a file is."""

    LINES = auto()
    DOCUMENT = auto()
    MERGED_IDS = auto()
    DELETED_IDS = auto()
    TOPIC_TABLE = auto()


_TABLES = {
    re.compile(rb"merge_date,"): Form.MERGED_IDS,
    re.compile(rb"[a-z]+_id,deleted_date\b"): Form.DELETED_IDS,
    re.compile(rb"topic_id,"): Form.TOPIC_TABLE,
}


def form_of(part: Part) -> Form:
    """The form of a file; SourceError where it is none of OpenAlex."""
    with part.open() as stream:
        head = stream.read(HEAD).removeprefix(b"\xef\xbb\xbf").lstrip()
    first, _, rest = head.partition(b"\n")
    for start, form in _TABLES.items():
        if start.match(first):
            return form
    if first.startswith(b"["):
        return Form.DOCUMENT
    is_lines = not rest.strip() or _is_json(first) or (rest.lstrip().startswith(b"{") and first.rstrip() != b"{")
    if first.startswith(b"{"):
        return Form.LINES if is_lines else Form.DOCUMENT
    if head and not (_is_json(first) or rest.lstrip().startswith(b"{")):
        raise SourceError(f"{part.name} is no JSON", hint="give JSON Lines, API pages, zips of them or a snapshot")
    return Form.LINES


def objects(part: Part, form: Form, sink: Sink) -> Iterator[tuple[str, dict[str, Any]]]:
    """(locator, object) of each entity in JSON Lines, API pages, lists and single files; what is none is rejected.

    Raises SourceError for a page or document that is no JSON: nobody knows how many records it held.
    """
    if form is Form.DOCUMENT:
        yield from _entities(part.name, _document(part), sink)
        return
    with part.open() as stream:
        for locator, line in lines_of(stream, part.name, sink):
            try:
                content = orjson.loads(line)
            except orjson.JSONDecodeError as error:
                if line.startswith((b'{"meta"', b'{"results"')):
                    raise _broken(locator, error) from error
                sink.reject(locator, f"no JSON: {error}", line[:EXCERPT].decode(errors="replace"))
                continue
            if type(content) is dict and "results" not in content:
                yield locator, content
            else:
                yield from _entities(locator, content, sink)


def rows(part: Part) -> Iterator[tuple[str, dict[str, str]]]:
    """(locator, row by column) of a table; a short row lacks its last columns."""
    with part.open() as stream, io.TextIOWrapper(stream, encoding="utf-8-sig", newline="") as text:
        reader = csv.reader(text)
        try:
            header = next(reader)
            for row in filter(None, reader):
                yield f"{part.name}:{reader.line_num}", dict(zip(header, row, strict=False))
        except (csv.Error, UnicodeDecodeError) as error:
            place = f"{part.name} is no CSV near line {reader.line_num}"
            raise SourceError(f"{place}: {error}", hint="fetch the file again") from error


def _document(part: Part) -> object:
    with part.open() as stream:
        content = stream.read(MAX_LINE + 1)
    if len(content) > MAX_LINE:
        raise SourceError(f"{part.name} is one JSON value of more than {MAX_LINE} bytes", hint="write JSON Lines")
    try:
        return orjson.loads(content.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError as error:
        raise _broken(part.name, error) from error


def _entities(locator: str, content: object, sink: Sink) -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(content, dict) and isinstance(content.get("results"), list):
        content = content["results"]
    if not isinstance(content, list):
        content, names = [content], iter([locator])
    else:
        names = (f"{locator}[{index}]" for index in range(len(content)))
    for name, each in zip(names, content, strict=True):
        if isinstance(each, dict):
            yield name, each
        else:
            sink.reject(name, "no JSON object", str(each)[:EXCERPT])


def _broken(locator: str, error: orjson.JSONDecodeError) -> SourceError:
    return SourceError(f"{locator} is no JSON: {error}", hint="fetch the file again")


def _is_json(line: bytes) -> bool:
    try:
        orjson.loads(line)
    except orjson.JSONDecodeError:
        return False
    return True
