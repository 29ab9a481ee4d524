"""Our own record form: JSON Lines, one record a line, so that any data comes in without Python (docs/records.md)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import orjson

from ...schema.errors import SourceError, UsageError
from ...schema.records import Record
from ..lines import iterate_lines
from ..records_form.form import FORMS
from ..records_form.values import Fault, Repair
from ..source import Progress, Sink, Source

SOURCE = Source(name="records", title="Our own record form as JSON Lines", license=None, home=None, version=2)

HEADER_FIELDS = ("name", "release", "license")
EXCERPT = 200
_STEP = 10_000


def read(paths: Sequence[Path], sink: Sink, *, progress: Progress | None = None) -> str | None:
    """Reads files, plain or gzip'ed, and folders of `*.jsonl` and `*.jsonl.gz`; the newest release their headers name.

    A line that is not as docs/records.schema.json says is rejected with its file and line and the path of the fault.
    """
    releases: list[str] = []
    done = 0
    for path in _files(paths):
        for place, (locator, line) in enumerate(iterate_lines(path, sink)):
            try:
                found = _parse(line, locator, sink, is_first=place == 0)
                if isinstance(found, dict):
                    releases += [found["release"]] if found["release"] else []
                else:
                    sink.add(found)
            except Fault as fault:
                sink.reject(locator, str(fault), _excerpt(line))
            done += 1
            if progress and done % _STEP == 0:
                progress("read", done, None)
    if progress:
        progress("read", done, done)
    return max(releases, default=None)


def header(paths: Sequence[Path]) -> dict[str, str | None] | None:
    """What the files say about their source (name, release, license); None where no file begins with such a line.

    SourceError where files name different sources. Of several releases it is the newest.
    """
    found = [each for path in _files(paths) for each in _header_of(path)]
    names = sorted({each["name"] for each in found if each["name"]})
    if len(names) > 1:
        raise SourceError(
            f"the files name several sources: {', '.join(names)}", hint="load the files of each source by themselves"
        )
    if not found:
        return None
    return {field: max(each[field] or "" for each in found) or None for field in HEADER_FIELDS}


def about(paths: Sequence[Path], given: str | None) -> tuple[str, str | None]:
    """Name and license of the source that the files are from; `given` is a name from elsewhere. UsageError where there
    is none, or two.
    """
    stated = header(paths) or {}
    named = stated.get("name")
    if given and named and given != named:
        raise UsageError(f"the files say that they are from {named!r}, not {given!r}", hint=f"leave out --name {given}")
    if not (given or named):
        raise UsageError(
            f"{paths[0]}: nothing says which source these records are from",
            hint='give --name, or begin the file with {"kind": "source", "name": …}',
        )
    return given or named or "", stated.get("license")


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        inside = sorted([*path.glob("*.jsonl"), *path.glob("*.jsonl.gz")])
        if not inside:
            raise SourceError(f"{path} holds no *.jsonl or *.jsonl.gz file", hint="name the files themselves")
        yield from inside


def _parse(line: bytes, locator: str, sink: Sink, *, is_first: bool) -> Record | dict[str, str | None]:
    content = _object(line)
    kind = content.pop("kind", None)
    if kind == "source":
        if not is_first:
            raise Fault("the line about the source must be the first of its file", "kind")
        return _header(content)
    form = FORMS.get(kind) if isinstance(kind, str) else None
    if form is None:
        raise Fault(f"{str(kind)[:40]!r} is none of {', '.join(FORMS)}" if kind is not None else "is missing", "kind")
    repairs: list[Repair] = []
    record: Record = form.parse(content, repairs)
    for repair in repairs:
        sink.repair(locator, f"{repair.path}: {repair.reason}", repair.excerpt[:EXCERPT])
    if record.locator is None:
        record.locator = locator
    return record


def _object(line: bytes) -> dict[str, Any]:
    try:
        content = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise Fault(f"the line is no JSON ({error.msg}, column {error.colno})") from None
    if not isinstance(content, dict):
        raise Fault("the line is no JSON object")
    return content


def _header(content: dict[str, Any]) -> dict[str, str | None]:
    for field, value in content.items():
        if field not in HEADER_FIELDS:
            raise Fault("unknown field", field[:80])
        if value is not None and not isinstance(value, str):
            raise Fault("must be a text or null", field)
    return {field: content.get(field) for field in HEADER_FIELDS}


def _header_of(path: Path) -> Iterator[dict[str, str | None]]:
    for _, line in iterate_lines(path, _Nowhere()):
        try:
            content = _object(line)
            if content.pop("kind", None) == "source":
                yield _header(content)
        except Fault:
            pass
        return


class _Nowhere:
    """A sink for a look at a file that `read` will judge."""

    def add(self, record: Record) -> None:
        """Forgets the record."""

    def reject(self, locator: str, reason: str, excerpt: str | None = None) -> None:
        """Forgets the rejection."""

    def repair(self, locator: str, reason: str, excerpt: str | None = None) -> None:
        """Forgets the repair."""


def _excerpt(line: bytes) -> str:
    return line[:EXCERPT].decode(errors="replace")
