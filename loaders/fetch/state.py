"""How far a fetch is (`fetch.json`): its query, what was looked up, each list's next cursor, and what it cost."""

from __future__ import annotations

import shutil
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import orjson

from ...schema.errors import Damaged, StorageError, UsageError
from .pages import MERGED_IDS, Merge, write_whole
from .query import LISTED, FetchQuery
from .settings import FetchSettings

STATE_FILE = "fetch.json"
LOCK_FILE = ".fetch.lock"
FORMAT = 1


@dataclass(slots=True)
class Listing:
    """One list: `cursor` asks for its next page, None after the last; `total` is what the API counts."""

    entity: str
    filter: str
    cursor: str | None = "*"
    pages: int = 0
    records: int = 0
    total: int | None = None


@dataclass(slots=True)
class FetchState:
    """What `fetch.json` holds. `looked_up` maps each id asked for to its OpenAlex id, None where there is none."""

    query: dict[str, Any]
    base_url: str
    requests: int = 0
    dollars: Decimal = Decimal(0)
    looked_up: dict[str, str | None] = field(default_factory=dict)
    merges: list[Merge] = field(default_factory=list)
    lists: list[Listing] | None = None
    clearing: bool = False

    @property
    def complete(self) -> bool:
        """Whether nothing is left to ask."""
        return self.lists is not None and all(listing.cursor is None for listing in self.lists)

    def pages(self, entity: str) -> int:
        """Pages of this entity's lists that are done."""
        return sum(listing.pages for listing in self.lists or () if listing.entity == entity)

    def save(self, into: Path) -> None:
        """Replace the state file in one step."""
        content = {"format": FORMAT, "complete": self.complete, **asdict(self), "dollars": str(self.dollars)}
        write_whole(into / STATE_FILE, orjson.dumps(content, option=orjson.OPT_INDENT_2) + b"\n")


def open_state(into: Path, query: FetchQuery, settings: FetchSettings, *, refresh: bool) -> FetchState:
    """The state of this query in this directory, a new one where it is empty or on refresh.

    Raises UsageError where the directory belongs to another query or holds other files, Damaged for a broken state.
    """
    fresh = FetchState(query=query.described(), base_url=settings.base_url)
    if not (into / STATE_FILE).exists():
        if any(entry.name not in (LOCK_FILE, f".{STATE_FILE}.part") for entry in into.iterdir()):
            raise UsageError(f"{into} is neither empty nor a fetch", hint="fetch into a new directory")
        fresh.save(into)
        return fresh
    state = _read(into / STATE_FILE)
    if (state.query, state.base_url) != (fresh.query, fresh.base_url):
        raise UsageError(
            f"{into} holds another query's fetch: {orjson.dumps(state.query).decode()} from {state.base_url}",
            hint="fetch into another directory, or delete this one",
        )
    if refresh or state.clearing:
        fresh.clearing = True
        fresh.save(into)
        _clear(into)
        fresh.clearing = False
        fresh.save(into)
        return fresh
    return state


def _clear(into: Path) -> None:
    for folder in (into / name for name in (*LISTED, MERGED_IDS)):
        try:
            shutil.rmtree(folder)
        except FileNotFoundError:
            continue
        except OSError as error:
            raise StorageError(f"cannot delete {folder}: {error.strerror}", hint="fetch into another one") from error


def _read(path: Path) -> FetchState:
    try:
        content = orjson.loads(path.read_bytes())
        if content.pop("format") != FORMAT:
            raise ValueError("another format")
        content.pop("complete")
        lists = content.pop("lists")
        return FetchState(
            dollars=Decimal(content.pop("dollars")),
            merges=[Merge(**merge) for merge in content.pop("merges")],
            lists=None if lists is None else [Listing(**listing) for listing in lists],
            **content,
        )
    except (ValueError, KeyError, TypeError, AttributeError, ArithmeticError) as error:
        raise Damaged(f"{path} is no state of a fetch", hint="delete the directory and fetch again") from error
