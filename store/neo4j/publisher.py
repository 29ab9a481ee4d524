"""The one publisher of a server: taken by comparing with what was read before, and shown anew in every batch.

A publisher whose process ended is not told from one that is still at work: the next one takes over either way, and the
first one, if it lives, is stopped at its next batch.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import neo4j

from ...schema.errors import StoreUnavailable
from ...schema.publication import Publication
from ..publication import decode, encode
from . import statements


@dataclass(frozen=True, slots=True)
class Note:
    """What the publication node says.

    `from_nothing`: the publish under way began with an empty store; `unfinished`: what an import left to be done;
    `publisher`: who wrote it; `text`: the publication as it stands there.
    """

    publication: Publication
    from_nothing: bool = False
    unfinished: str | None = None
    publisher: str | None = None
    text: str = ""


def read_note(run: Callable[[str], neo4j.Result]) -> Note | None:
    """The note of a server; None where nothing was published."""
    found = run(statements.READ_NOTE).values()
    if not found:
        return None
    text, from_nothing, unfinished, publisher = found[0]
    return Note(decode(text), from_nothing, unfinished, publisher, text)


class Publisher:
    """Writes for as long as nobody else took over; `where` names the store in errors."""

    def __init__(self, session: neo4j.Session, where: str) -> None:
        self._session = session
        self._where = where
        self._name = uuid4().hex

    def take(self, seen: Note | None, begun: Note) -> None:
        """Begins a publish. Raises StoreUnavailable, with nothing written, where the note is not the one seen."""
        expected = {"seen_note": seen.text if seen else "", "seen": (seen.publisher if seen else None) or ""}
        self._session.execute_write(self._take, expected, self._values(begun))

    def write(self, statement: str, **parameters: Any) -> list[list[Any]]:
        """What a statement gives, in a transaction of its own. Raises StoreUnavailable where another took over."""
        return self._session.execute_write(self._write, statement, parameters)

    def note(self, note: Note) -> None:
        """Writes the note. Raises StoreUnavailable where another took over."""
        self.write(statements.WRITE_NOTE, **self._values(note))

    def _take(self, transaction: neo4j.ManagedTransaction, expected: dict[str, str], values: dict[str, Any]) -> None:
        if not transaction.run(statements.TAKE, expected, publisher=self._name).values():
            raise StoreUnavailable(
                f"another process publishes to {self._where}", hint="publish again when it is done; nothing was written"
            )
        transaction.run(statements.WRITE_NOTE, values).consume()

    def _write(
        self, transaction: neo4j.ManagedTransaction, statement: str, parameters: dict[str, Any]
    ) -> list[list[Any]]:
        if not transaction.run(statements.HOLD, publisher=self._name).values():
            raise StoreUnavailable(
                f"another process took over and publishes to {self._where}",
                hint="publish again when it is done, if the store then holds another build than yours",
            )
        return transaction.run(statement, parameters).values()

    def _values(self, note: Note) -> dict[str, Any]:
        held = note.publication
        return {
            "note": encode(held),
            "build": held.build,
            "state": held.state,
            "epoch": held.epoch,
            "as_of": held.as_of,
            "from_nothing": note.from_nothing,
            "publisher": self._name,
        }
