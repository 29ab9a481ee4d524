"""Where the Anthology's files are: `xml/` beside `yaml/` or `json/`, in a folder of a checkout, a copy, an archive."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ...schema.errors import SourceError
from ..archive import Member, opened

_XML = re.compile(r"((?:.*/)?)xml/[^/]+\.xml")
_TABLE = re.compile(r"((?:.*/)?)(?:yaml/(.+\.yaml)|json/([^/]+\.json))")


@dataclass(frozen=True, slots=True)
class Layout:
    """What one given path holds: the collections, sorted, and the tables' bytes by names in `yaml/` or `json/`."""

    collections: list[Member]
    tables: dict[str, bytes]


@contextmanager
def survey(path: Path) -> Iterator[Layout]:
    """Finds the Anthology at `path` in one walk; of several (a checkout holds test data too) the one nearest the root.

    Its collections can be read until the context is left. SourceError where there is none.
    """
    collections: dict[str, list[Member]] = {}
    tables: dict[str, dict[str, bytes]] = {}
    with opened(path) as members:
        for member in members:
            if found := _XML.fullmatch(member.name):
                collections.setdefault(found[1], []).append(member)
            elif found := _TABLE.fullmatch(member.name):
                tables.setdefault(found[1], {})[found[2] or found[3]] = member.read()
        if not collections:
            raise SourceError(
                f"{path}: no Anthology here, there is no xml/*.xml",
                hint="give the Anthology's repository, its data/ folder, or a .tar.gz of either",
            )
        folder = min(collections, key=lambda name: (name.count("/"), name))
        yield Layout(sorted(collections[folder], key=_start_of_ids), dict(sorted(tables.get(folder, {}).items())))


def file_name(collection: Member) -> str:
    """The name of a collection's file without its folders."""
    return collection.name.rpartition("/")[2]


def _start_of_ids(collection: Member) -> str:
    """Collections sorted by this come in the order of their records, which saves the ledger a sort."""
    return file_name(collection).removesuffix(".xml") + "-"
