"""What the tables of a build are made from: records and keys, laid for a family as it declares, and their digests.

Two families with equal digests get equal rows, column by column: a changed title is none of a family's concern that
reads only the year.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from typing import Protocol

import orjson
import pyarrow as pa

from ..identity.keys import Keys
from .desk import Desk
from .digest import column_digest
from .family import Family, families, keeper_of
from .ground import FAMILY as GROUND_FAMILY
from .parameters import Parameters


class SourceSaid(Protocol):
    """What a view tells about a source."""

    @property
    def name(self) -> str: ...

    @property
    def release(self) -> str | None: ...

    @property
    def license(self) -> str | None: ...

    @property
    def records(self) -> int: ...


class Records(Protocol):
    """What assembly needs of a ledger view."""

    @property
    def digest(self) -> str: ...

    @property
    def sources(self) -> Sequence[SourceSaid]: ...

    def table(self, name: str, columns: Sequence[str] | None = None) -> pa.Table: ...


class Inputs:
    """A view and its keys; digests of columns are made once."""

    def __init__(self, view: Records, keys: Keys) -> None:
        self.view = view
        self.keys = keys
        self._digests: dict[tuple[str, str], str] = {}

    @contextmanager
    def laid(self, family: Family, desk: Desk) -> Iterator[None]:
        """Lays what the family declares, and takes it away again."""
        found = {name: self.view.table(name, columns) for name, columns in family.records.items()}
        found |= {f"keys_{name}": self.keys.tables[name] for name in family.keys}
        for name, table in found.items():
            desk.lay(name, table)
        yield  # after an error the desk is given up, and an open result would hide the error here
        desk.lift(*found)

    def digests(self, parameters: Parameters, sources: list[str]) -> dict[str, str]:
        """For every family what names all that its tables follow from."""
        told = _digest([parameters.as_json(), sources, self._content(GROUND_FAMILY)])
        found: dict[str, str] = {}
        for name, family in families().items():
            before = sorted({found[keeper_of(table)] for table in family.reads})
            found[name] = _digest([told, self._content(family), before])
        return found

    def digest_of_keys(self, name: str) -> str:
        """The digest of a key table."""
        table = self.keys.tables[name]
        return _digest([[column, self._column(f"keys_{name}", column, table)] for column in table.column_names])

    def _content(self, family: Family) -> list[list[str]]:
        content = [[name, self.digest_of_keys(name)] for name in sorted(family.keys)]
        for name, columns in sorted(family.records.items()):
            table = self.view.table(name, columns)
            content += [[name, column, self._column(name, column, table)] for column in sorted(table.column_names)]
        return content

    def _column(self, name: str, column: str, table: pa.Table) -> str:
        if (name, column) not in self._digests:
            self._digests[name, column] = column_digest(table[column])
        return self._digests[name, column]


def _digest(content: object) -> str:
    return sha256(orjson.dumps(content, option=orjson.OPT_SORT_KEYS)).hexdigest()[:40]
