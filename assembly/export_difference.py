"""What changed between two exports of one kind, as a third file: the old file and the difference give the new one.

Both files are in the order of their keys, so they are read side by side and never held as a whole.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa

from ..schema.errors import Damaged, UsageError
from .export_forms import WRITERS, Row, batched, read_rows, schema_as_json, schema_from_json
from .export_tables import Exported
from .files import checksum, write_json

CHANGE, REDIRECTED = "change", "redirected_to"
"""First and last column of a difference, around those of the table."""

ADDED, CHANGED, REMOVED = "added", "changed", "removed"
DIFFERENCE_FORMAT = 1

Key = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """How the rows of a file are read: its form, the columns and the key of the table."""

    form: str
    schema: pa.Schema
    key: tuple[str, ...]

    def rows(self, path: Path) -> Iterator[tuple[Key, Row]]:
        """Rows with their keys; UsageError where the file is not in the order of its keys."""
        numbers = {name for name in self.key if self.schema.field(name).type == pa.int64()}
        last: Key | None = None
        for row in read_rows(path, self.form, self.schema):
            try:
                key = tuple(int(row[name]) if name in numbers else row[name] for name in self.key)
            except (TypeError, ValueError) as error:
                raise UsageError(f"{path}: a row without a key after {last}", hint=_OTHER) from error
            if None in key:
                raise UsageError(f"{path}: a row without a key after {last}", hint=_OTHER)
            if last is not None and not last < key:
                raise UsageError(f"{path}: the row {key} is not in order", hint=_OTHER)
            last = key
            yield key, row

    def around(self) -> Form:
        """The form of a difference of such tables."""
        columns = [pa.field(CHANGE, pa.string()), *self.schema, pa.field(REDIRECTED, pa.string())]
        return Form(self.form, pa.schema(columns), self.key)

    def write(self, path: Path, rows: Iterator[Row]) -> int:
        """Writes rows as `rows` gives them; how many."""
        return WRITERS[self.form](path, batched(rows, self.form, self.schema), self.schema)


_OTHER = "name a file that `export` wrote and nothing has changed since"


def write_difference(
    path: Path, old: Path, new: Path, *, form: Form, table: Exported, redirects: Mapping[str, str | None]
) -> dict[str, int]:
    """Writes the rows that differ, in the order of their keys; how many were added, changed and removed.

    `redirects`: what earlier author keys stand for now.
    """
    counts = Counter({ADDED: 0, CHANGED: 0, REMOVED: 0})

    def rows() -> Iterator[Row]:
        for was, now in _aligned(form.rows(old), form.rows(new)):
            # repr tells apart what is equal but written otherwise: 0.0 and -0.0.
            if was and now and repr(was) == repr(now):
                continue
            change = ADDED if was is None else REMOVED if now is None else CHANGED
            counts[change] += 1
            kept = now or {name: (was or {})[name] if name in form.key else None for name in form.schema.names}
            target = redirects.get(was[table.person]) if was else None
            yield {CHANGE: change, **kept, REDIRECTED: target}

    form.around().write(path, rows())
    return dict(counts)


def difference_manifest(difference: Path, old: Path, to: Mapping[str, Any], *, form: Form) -> dict[str, Any]:
    """What stands beside a difference: the form of its rows, and which file it turns into which."""
    return {
        "format": DIFFERENCE_FORMAT,
        "kind": "difference",
        "form": form.form,
        "key": list(form.key),
        "schema": schema_as_json(form.around().schema),
        "from": {"sha256": checksum(old)},
        "to": dict(to),
        "files": {difference.name: {"sha256": checksum(difference)}},
    }


def apply_difference(old: Path, difference: Path, out: Path) -> int:
    """Makes the new export out of the old one and a difference, with its manifest, byte for byte; its rows.

    UsageError where the difference does not start from the old file or has no manifest beside it, Damaged where
    the outcome is not the file that it was made from.
    """
    manifest = _manifest(difference)
    if manifest["files"].get(difference.name, {}).get("sha256") != checksum(difference):
        raise UsageError(f"{difference} is not what its manifest says", hint="get or export it again")
    if not old.is_file() or checksum(old) != manifest["from"]["sha256"]:
        hint = "name the very file that was given as --since, or export the whole again"
        raise UsageError(f"{difference} does not start from {old}", hint=hint)
    to = dict(manifest["to"])
    form = Form(manifest["form"], schema_from_json(to["schema"]), tuple(manifest["key"]))
    (wanted,) = to["files"].values()

    def write(path: Path) -> int:
        rows = form.write(path, _outcome(form, old, difference))
        if checksum(path) != wanted["sha256"]:
            raise Damaged(
                f"{old} with {difference} gives the new export's rows, but not its bytes",
                hint=f"export the whole; bytes of Parquet depend on the library, which was {to['written_with']}",
            )
        return rows

    rows = write_beside(out, write)
    write_json(manifest_path(out), to | {"files": {out.name: wanted}})
    return rows


def manifest_path(path: Path) -> Path:
    """Where an exported file's manifest stands."""
    return path.with_name(f"{path.name}.manifest.json")


def write_beside(path: Path, write: Callable[[Path], int]) -> int:
    """Lets `write` make a file beside its place and renames it; an earlier file stays where that fails."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.part")
    try:
        rows = write(beside)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    return rows


def _manifest(difference: Path) -> dict[str, Any]:
    path = manifest_path(difference)
    try:
        manifest: dict[str, Any] = orjson.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        raise UsageError(f"no manifest of a difference at {path}", hint="it belongs to the difference") from error
    if manifest.get("kind") != "difference" or manifest.get("format") != DIFFERENCE_FORMAT:
        raise UsageError(f"{path} is no manifest of a difference of format {DIFFERENCE_FORMAT}", hint="export it again")
    return manifest


def _outcome(form: Form, old: Path, difference: Path) -> Iterator[Row]:
    for was, change in _aligned(form.rows(old), form.around().rows(difference)):
        if change is None and was is not None:
            yield was
        elif change is not None and change[CHANGE] != REMOVED:
            yield {name: change[name] for name in form.schema.names}


def _aligned(
    left: Iterator[tuple[Key, Row]], right: Iterator[tuple[Key, Row]]
) -> Iterator[tuple[Row | None, Row | None]]:
    """Rows of two ordered files side by side: those of one key together."""
    one, other = next(left, None), next(right, None)
    while one or other:
        if other is None or (one is not None and one[0] < other[0]):
            yield one and one[1], None
            one = next(left, None)
        elif one is None or other[0] < one[0]:
            yield None, other[1]
            other = next(right, None)
        else:
            yield one[1], other[1]
            one, other = next(left, None), next(right, None)
