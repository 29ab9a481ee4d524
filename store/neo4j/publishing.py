"""Makes a server hold a build: batches commit one by one, and the publication node says that this is under way.

Every statement can be repeated, so a publish that was cut off is made again. A first load that was cut off goes on
where the rows of the same build are; anything else that replaces what is there clears it first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import neo4j
import structlog

from ...schema.difference import Difference
from ...schema.errors import StoreMismatch
from ...schema.kind import Kind
from ...schema.publication import Publication
from ..port import Progress
from ..publication import decode, encode, following, is_whole, says_the_same
from . import statements
from .finishing import finish
from .indexes import constraints, ensure, indexes
from .rows import Row, batches

BATCH_ROWS = 5_000
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Note:
    """What the publication node says.

    `from_nothing`: the publish under way began with an empty store; `unfinished`: what an import left to be done.
    """

    publication: Publication
    from_nothing: bool = False
    unfinished: str | None = None


def read_note(run: Callable[[str], neo4j.Result]) -> Note | None:
    """The note of a server; None where nothing was published."""
    found = run(statements.READ_NOTE).values()
    return Note(decode(found[0][0]), *found[0][1:]) if found else None


def publish(
    session: neo4j.Session, difference: Difference, publication: Publication, progress: Progress | None
) -> None:
    """Carries the difference out. Raises StoreMismatch when it starts from a build that is not there."""
    note = read_note(session.run)
    held = note.publication if note else None
    whole = is_whole(difference)
    if not whole:
        _check_base(held, difference)
    if note and note.unfinished is not None:
        finish(session, note.unfinished)
    ensure(session, constraints())
    if difference.is_empty and says_the_same(held, publication):
        ensure(session, indexes())
        return
    begun = replace(following(held, publication, state="publishing"), epoch=held.epoch if held else 0)
    if whole and not _goes_on(note, difference):
        _write_note(session, Note(begun))
        clear(session)
    _write_note(session, Note(begun, from_nothing=whole))
    _carry_out(session, difference, progress)
    ensure(session, indexes())
    _write_note(session, Note(following(begun, publication)))
    _log.info("store.published", build=publication.build, **difference.totals())


def clear(session: neo4j.Session) -> None:
    """Removes all rows of our kinds; constraints, indexes, the publication node and other labels stay."""
    for statement in statements.clear(BATCH_ROWS):
        session.run(statement).consume()


def forget(session: neo4j.Session) -> None:
    """Removes the publication node: the store then counts as empty, whatever rows are there."""
    session.run("MATCH (p:Publication) DETACH DELETE p").consume()


def _check_base(held: Publication | None, difference: Difference) -> None:
    there = held.build if held else None
    if difference.base is not None and there not in (difference.base, difference.build):
        raise StoreMismatch(
            f"the store holds {f'build {there}' if there else 'nothing'}, the difference starts from {difference.base}",
            hint="publish again: the difference is then made from what the store holds",
        )


def _goes_on(note: Note | None, difference: Difference) -> bool:
    """Whether what is there is a part of this very build and of nothing else."""
    if note is None or not note.from_nothing or note.publication.state != "publishing":
        return False
    return note.publication.build == difference.build


def _carry_out(session: neo4j.Session, difference: Difference, progress: Progress | None) -> None:
    for change in difference.kinds:
        total = change.added + change.changed
        rows = batches(change.upserts(), change.kind.columns, size=BATCH_ROWS) if total else ()
        _write(session, statements.upsert(change.kind), _counted(rows, change.kind, total, progress))
    for change in reversed(difference.kinds):
        identity = [change.kind.field(name) for name in change.kind.identity]
        rows = batches(change.removals(), identity, size=BATCH_ROWS) if change.removed else ()
        _write(session, statements.remove(change.kind), _counted(rows, change.kind, change.removed, progress))


def _write(session: neo4j.Session, statement: str, found: Iterable[list[Row]]) -> None:
    for rows in found:
        session.execute_write(_run, statement, rows)


def _counted(found: Iterable[list[Row]], kind: Kind, total: int, progress: Progress | None) -> Iterator[list[Row]]:
    done = 0
    for rows in found:
        yield rows
        done += len(rows)
        if progress:
            progress(kind.name, done, total)


def _run(transaction: neo4j.ManagedTransaction, statement: str, rows: list[Row]) -> None:
    transaction.run(statement, rows=rows).consume()


def _write_note(session: neo4j.Session, note: Note) -> None:
    held = note.publication
    values: dict[str, Any] = {
        "note": encode(held),
        "build": held.build,
        "state": held.state,
        "epoch": held.epoch,
        "as_of": held.as_of,
        "from_nothing": note.from_nothing,
    }
    session.execute_write(lambda transaction: transaction.run(statements.WRITE_NOTE, values).consume())
