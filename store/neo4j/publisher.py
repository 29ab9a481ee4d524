"""The one publisher of a server: who finds it as it was seen becomes it, and shows so anew in every batch.

Every transaction of a publisher counts, so one that writes while another compares keeps that one out. One that writes
nothing in that time may have ended: it is taken over and, if it lives, stopped at its next batch.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import neo4j

from ...schema.errors import StoreChanged
from ...schema.publication import Publication
from ..port import Seen
from ..publication import changed_meanwhile, decode, encode
from . import statements


@dataclass(frozen=True, slots=True)
class Note:
    """What the publication node says.

    `from_nothing`: the publish under way began with an empty store; `unfinished`: what an import left to be done;
    `mark`: differs after every transaction of a publish.
    """

    publication: Publication
    from_nothing: bool = False
    unfinished: str | None = None
    mark: str = ""


def read_note(run: Callable[[str], neo4j.Result]) -> Note | None:
    """The note of a server; None where nothing was published."""
    found = run(statements.READ_NOTE).values()
    if not found:
        return None
    text, from_nothing, unfinished, mark = found[0]
    return Note(decode(text), from_nothing, unfinished, mark)


def seen_in(note: Note | None) -> Seen:
    """What a note says to who compares a build with the store."""
    return Seen(note.publication, note.mark) if note else Seen(None)


class Publisher:
    """Writes for as long as nobody else took over; `where` names the store in errors."""

    def __init__(self, session: neo4j.Session, where: str) -> None:
        self._session = session
        self._where = where
        self._name = uuid4().hex

    def take(self, seen: Seen, begun: Note) -> None:
        """Begins a publish. Raises StoreChanged, with nothing written, where the store is not as it was seen."""
        self._session.execute_write(self._take, seen.mark, _values(begun))

    def write(self, statement: str, **parameters: Any) -> list[list[Any]]:
        """What a statement gives, in a transaction of its own. Raises StoreChanged where another took over."""
        return self._session.execute_write(self._write, statement, parameters)

    def note(self, note: Note) -> None:
        """Writes the note. Raises StoreChanged where another took over."""
        self.write(statements.WRITE_NOTE, **_values(note))

    def _take(self, transaction: neo4j.ManagedTransaction, mark: str, values: dict[str, Any]) -> None:
        if not transaction.run(statements.TAKE, mark=mark, publisher=self._name).values():
            raise changed_meanwhile(self._where)
        transaction.run(statements.WRITE_NOTE, values).consume()

    def _write(
        self, transaction: neo4j.ManagedTransaction, statement: str, parameters: dict[str, Any]
    ) -> list[list[Any]]:
        if not transaction.run(statements.HOLD, publisher=self._name).values():
            raise StoreChanged(f"another process took over and publishes to {self._where}", hint="let it end")
        return transaction.run(statement, parameters).values()


def _values(note: Note) -> dict[str, Any]:
    held = note.publication
    return {
        "note": encode(held),
        "build": held.build,
        "state": held.state,
        "epoch": held.epoch,
        "as_of": held.as_of,
        "from_nothing": note.from_nothing,
    }
