"""The publication as engines keep it: one JSON text, and what follows from the one that was there before."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, replace
from functools import lru_cache
from typing import TypeVar

import orjson

from ..schema.difference import Difference
from ..schema.errors import StoreChanged, StoreMismatch
from ..schema.kind import Kind
from ..schema.publication import Publication, SourceNote
from .port import Progress, Seen

Batch = TypeVar("Batch")


def encode(publication: Publication) -> str:
    """A publication as JSON text."""
    return orjson.dumps(asdict(publication), option=orjson.OPT_SORT_KEYS).decode()


@lru_cache(maxsize=16)
def decode(text: str) -> Publication:
    """The publication of a JSON text made by `encode`; the same object for the same text, so leave it as it is."""
    fields = orjson.loads(text)
    fields["sources"] = tuple(SourceNote(**source) for source in fields["sources"])
    return Publication(**fields)


def following(held: Publication | None, publication: Publication, *, state: str = "ready") -> Publication:
    """`publication` with the next epoch, the state, and the build that was there before another came."""
    if held is None:
        return replace(publication, epoch=1, state=state, previous=None)
    previous = held.previous if held.build == publication.build else held.build
    return replace(publication, epoch=held.epoch + 1, state=state, previous=previous)


def is_whole(difference: Difference) -> bool:
    """Whether the difference has every row of the build, so that it replaces what is there.

    One that names no base and yet leaves, changes or removes rows was made from a store's digests: it starts from
    whatever that store holds.
    """
    return difference.base is None and not any(
        kind.changed or kind.removed or kind.unchanged for kind in difference.kinds
    )


def check_seen(now: Seen, seen: Seen | None, *, where: str) -> None:
    """Raises StoreChanged where the store is not as it was `seen`; to be asked by who keeps others from writing."""
    if seen is not None and now != seen:
        raise changed_meanwhile(where)


def changed_meanwhile(where: str) -> StoreChanged:
    """That somebody else published or still does."""
    return StoreChanged(
        f"{where} was published to by another process meanwhile", hint="nothing was written; let the other one end"
    )


def check_base(held: Publication | None, difference: Difference) -> None:
    """For a difference that is not whole: StoreMismatch where it starts from what is neither held nor being left."""
    there = held.build if held else None
    if there is None or (difference.base is not None and there not in (difference.base, difference.build)):
        base = difference.base or "what was there"
        raise StoreMismatch(
            f"the store holds {f'build {there}' if there else 'nothing'}, the difference starts from {base}",
            hint="publish again: the difference is then made from what the store holds",
        )


def says_the_same(held: Publication | None, publication: Publication) -> bool:
    """Whether the store already says what `publication` says, and is not in the middle of a publish."""
    if held is None or held.state != "ready":
        return False
    return replace(publication, epoch=held.epoch, state=held.state, previous=held.previous) == held


def counted(
    batches: Iterable[Batch], kind: Kind, total: int, *, rows: Callable[[Batch], int], progress: Progress | None
) -> Iterator[Batch]:
    """The batches, each reported as written when the next one is asked for; `rows` says how many it has."""
    done = 0
    for batch in batches:
        yield batch
        done += rows(batch)
        if progress:
            progress(kind.name, done, total)
