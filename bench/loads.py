"""Loads of the Anthology as whole processes: against the bare script, and against the first load itself."""

from __future__ import annotations

import gzip
import itertools
import re
import shutil
import sys
import tarfile
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

from .corpus import ARCHIVE
from .measure import Cost, middle, run
from .table import Line

OLD = "acl-anthology-2021/acl-anthology-2021-02.tar.gz"


def lines(data: Path, scratch: Path, *, runs: int) -> Iterator[Line]:
    """Rows about loading; `data` holds the corpora, `scratch` is a folder for what is made."""
    archive = data / ARCHIVE
    first, bare = [], []
    for number in range(runs):
        workspace = scratch / f"first{number}"
        first.append(_load(workspace, archive))
        out = scratch / "bare.sqlite"
        out.unlink(missing_ok=True)
        bare.append(
            run([sys.executable, "-m", "bench.bare_anthology", str(archive), str(workspace / "store.sqlite"), str(out)])
        )
        if number:
            shutil.rmtree(workspace)
    full, plain = middle(first), middle(bare)
    detail = f"{full.wall:.1f} s against {plain.wall:.1f} s, processor {full.cpu / plain.cpu:.2f}"
    yield Line("full Anthology into SQLite", "bare script", full.wall / plain.wall, "≤ 2.0", detail)
    yield Line("peak memory of it", "1.2 GiB", full.peak / 1228.8, "≤ 1.0", f"{full.peak:.0f} MiB")
    workspace = scratch / "first0"
    again = middle([_load(workspace, archive) for _ in range(runs)])
    yield _share("the same bytes again", again, full, "≤ 0.05")
    repackaged = _repackage(archive, scratch / "repackaged.tar.gz", lambda text: text)
    yield _share("the same content repackaged", _load(workspace, repackaged), full, "≤ 0.60")
    changed = _repackage(archive, scratch / "changed.tar.gz", _retitled)
    yield _share("1% of the papers have another title", _load(workspace, changed), full, "≤ 0.60")
    joined = _repackage(archive, scratch / "joined.tar.gz", lambda text: _joined(_retitled(text)))
    yield _share("1% of the papers have an author more", _load(workspace, joined), full, "≤ 0.60")
    workspace = scratch / "old"
    _load(workspace, data / OLD)
    yield _share("2021 snapshot, then 2025", _load(workspace, archive), full, "")
    yield from _openalex(data, scratch)


def _openalex(data: Path, scratch: Path) -> Iterator[Line]:
    folder = data / "openalex-kfupm"
    full = _load(scratch / "openalex", folder / "works.jsonl.gz", source="openalex")
    workspace = scratch / "openalex-earlier"
    _load(workspace, folder / "works-earlier-versions.jsonl.gz", source="openalex")
    update = _load(workspace, folder / "works.jsonl.gz", "--update", source="openalex")
    yield _share("OpenAlex: all works as an update over 436 earlier versions", update, full, "")


def _load(workspace: Path, path: Path, *options: str, source: str = "acl-anthology") -> Cost:
    command = ["-m", "research_graph", "--workspace", str(workspace), "load", source, str(path), *options]
    return run([sys.executable, *command])


def _share(what: str, cost: Cost, full: Cost, target: str) -> Line:
    return Line(what, "the first load", cost.wall / full.wall, target, f"{cost.wall:.1f} s, {cost.peak:.0f} MiB")


def _repackage(archive: Path, out: Path, change: Callable[[str], str]) -> Path:
    """The archive's files in another order and compression, the XML changed as told."""
    with tarfile.open(archive) as given:
        files = {each.name: given.extractfile(each).read() for each in given if each.isfile()}  # type: ignore[union-attr]
    with gzip.open(out, "wb", compresslevel=1) as packed, tarfile.open(fileobj=packed, mode="w|") as made:
        for name, content in sorted(files.items(), reverse=True):
            text = change(content.decode()).encode() if name.endswith(".xml") else content
            member = tarfile.TarInfo(name)
            member.size = len(text)
            made.addfile(member, BytesIO(text))
    return out


def _retitled(text: str) -> str:
    """Every hundredth title of a file gets another word."""
    return _at_every_hundredth("<title>", text, lambda _: "Revisited: ")


def _joined(text: str) -> str:
    """Every hundredth paper of a file gets an author whom no other paper of the file has."""
    return _at_every_hundredth(
        "</title>", text, lambda count: f"<author><first>Zoe</first><last>Newcomer{count}</last></author>"
    )


def _at_every_hundredth(tag: str, text: str, more: Callable[[int], str]) -> str:
    count = itertools.count(1)

    def replace(found: re.Match[str]) -> str:
        place = next(count)
        return found.group(0) + ("" if place % 100 else more(place))

    return re.sub(tag, replace, text)
