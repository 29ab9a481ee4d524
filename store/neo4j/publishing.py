"""Makes a server hold a build: batches commit one by one, and the publication node says that this is under way.

Every statement can be repeated, so a publish that was cut off is made again. A first load that was cut off goes on
where the rows of the same build are; anything else that replaces what is there clears it first.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import neo4j
import structlog

from ...schema.difference import Difference
from ...schema.publication import Publication
from ..port import Progress, Seen
from ..publication import check_base, check_seen, counted, following, is_whole, says_the_same
from . import statements
from .finishing import finish
from .indexes import constraints, ensure, indexes
from .publisher import Note, Publisher, read_note, seen_in
from .rows import batches

BATCH_ROWS = 5_000
_log = structlog.wrap_logger(logging.getLogger(__name__))


def publish(
    session: neo4j.Session,
    difference: Difference,
    publication: Publication,
    *,
    seen: Seen | None,
    where: str,
    progress: Progress | None,
) -> None:
    """Carries the difference out; `where` names the store in errors.

    Raises StoreMismatch when it starts from a build that is not there, StoreChanged when another publishes or has
    published since the store was `seen`.
    """
    note = read_note(session.run)
    now = seen_in(note)
    check_seen(now, seen, where=where)
    held = note.publication if note else None
    whole = is_whole(difference)
    if not whole:
        check_base(held, difference)
    if note and note.unfinished is not None:
        finish(session, note.unfinished)
    ensure(session, constraints())
    if difference.is_empty and says_the_same(held, publication):
        ensure(session, indexes())
        return
    begun = replace(following(held, publication, state="publishing"), epoch=held.epoch if held else 0)
    goes_on = not whole or _goes_on(note, difference)
    publisher = Publisher(session, where)
    publisher.take(now, Note(begun, from_nothing=whole and goes_on))
    if not goes_on:
        clear(publisher.write)
        publisher.note(Note(begun, from_nothing=True))
    _carry_out(publisher, difference, progress)
    ensure(session, indexes())
    publisher.note(Note(following(begun, publication)))
    _log.info("store.published", build=publication.build, **difference.totals())


def clear(write: Callable[[str], list[list[Any]]]) -> None:
    """Removes all rows of our kinds; constraints, indexes, the publication node and other labels stay.

    `write` carries out a statement in a transaction of its own.
    """
    for statement in statements.clear(BATCH_ROWS):
        while write(statement)[0][0] == BATCH_ROWS:
            pass


def forget(session: neo4j.Session) -> None:
    """Removes the publication node: the store then counts as empty, whatever rows are there."""
    session.run("MATCH (p:Publication) DETACH DELETE p").consume()


def _goes_on(note: Note | None, difference: Difference) -> bool:
    """Whether what is there is a part of this very build and of nothing else."""
    if note is None or not note.from_nothing or note.publication.state != "publishing":
        return False
    return note.publication.build == difference.build


def _carry_out(publisher: Publisher, difference: Difference, progress: Progress | None) -> None:
    for change in difference.kinds:
        kind, total = change.kind, change.added + change.changed
        found = batches(change.upserts(), kind.columns, size=BATCH_ROWS) if total else ()
        for rows in counted(found, kind, total, rows=len, progress=progress):
            publisher.write(statements.upsert(kind), rows=rows)
    for change in reversed(difference.kinds):
        kind, identity = change.kind, [change.kind.field(name) for name in change.kind.identity]
        found = batches(change.removals(), identity, size=BATCH_ROWS) if change.removed else ()
        for rows in counted(found, kind, change.removed, rows=len, progress=progress):
            publisher.write(statements.remove(kind), rows=rows)
