"""Where the Anthology's files are: `xml/` and `yaml/` below any folder of a checkout, a copy or an archive of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ...schema.errors import SourceError
from ..archive import members

_XML = re.compile(r"((?:.*/)?)xml/[^/]+\.xml")
_YAML = re.compile(r"((?:.*/)?)yaml/(.+\.yaml)")


@dataclass(frozen=True, slots=True)
class Layout:
    """One given path: the folder in it that holds `xml/`, the number of collections, and the YAML files' bytes."""

    path: Path
    folder: str
    collection_count: int
    yaml: dict[str, bytes]


def survey(path: Path) -> Layout:
    """Finds the Anthology at `path` in one walk; of several (a checkout holds test data too) the one nearest the root.

    SourceError where there is none.
    """
    collections: Counter[str] = Counter()
    yaml: dict[str, dict[str, bytes]] = {}
    for member in members(path):
        if found := _XML.fullmatch(member.name):
            collections[found[1]] += 1
        elif found := _YAML.fullmatch(member.name):
            yaml.setdefault(found[1], {})[found[2]] = member.read()
    if not collections:
        raise SourceError(
            f"{path}: no Anthology here, there is no xml/*.xml",
            hint="give the Anthology's repository, its data/ folder, or a .tar.gz of either",
        )
    folder = min(collections, key=lambda name: (name.count("/"), name))
    return Layout(path, folder, collections[folder], dict(sorted(yaml.get(folder, {}).items())))


def collection_files(layout: Layout) -> Iterator[tuple[str, bytes]]:
    """File name and bytes of every collection: sorted from a directory, in the archive's own order from an archive."""
    for member in members(layout.path):
        found = _XML.fullmatch(member.name)
        if found and found[1] == layout.folder:
            yield member.name.rpartition("/")[2], member.read()
