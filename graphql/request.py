"""What one request reads through: a snapshot, its time limit, and how often it asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from time import monotonic
from typing import Any, TypeVar

from graphql.execution.values import VariableValues

from ..schema.publication import Publication
from ..store.port import Snapshot
from .selection import Asked, Selection

_T = TypeVar("_T")


@dataclass(slots=True, eq=False)
class Request:
    """One request's view of the graph; `deadline` is a time of time.monotonic."""

    snapshot: Snapshot
    publication: Publication
    deadline: float | None = None
    counters: dict[tuple[str, ...], dict[str, dict[str, int]]] = field(default_factory=dict)
    """Degrees that were read, by label and keys: several totals of one page are one store call (see counters.py)."""

    @property
    def seconds_left(self) -> float | None:
        """Seconds until the time limit; None where there is none."""
        return None if self.deadline is None else self.deadline - monotonic()


@dataclass(slots=True, frozen=True)
class Ask:
    """What a batched field is asked for: within which request, and what of it is selected, with which arguments.

    `asked` is the field in its document, where it stands in one.
    """

    request: Request
    below: Selection | None
    arguments: Mapping[str, Any]
    variables: VariableValues | None = None
    """Those of the request, where what is nested may be read ahead."""
    asked: Asked | None = None

    @property
    def snapshot(self) -> Snapshot:
        """Where to read."""
        return self.request.snapshot

    @property
    def selection(self) -> Selection:
        """What is selected of the objects that the field gives."""
        if self.below is None:
            raise TypeError("a leaf has no selection")
        return self.below

    def once(self, form: Callable[[Ask], _T]) -> _T:
        """What `form` makes of arguments and selection alone. A field has one such form, and its document keeps it
        where no variable has a part in it."""
        asked = self.asked
        if asked is None or not asked.is_fixed:
            return form(self)
        if asked.form is None:
            asked.form = form(self)
        found: _T = asked.form
        return found
