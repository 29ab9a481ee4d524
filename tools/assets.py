"""Builds service/static/graphiql: the files that tools/graphiql/assets.lock names, out of npm's registry, and our own.

Needs no Node. Every tarball is checked against the lock before anything of it is written.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import shutil
import sys
import tarfile
import tempfile
import urllib.error
import urllib.request
from base64 import b64encode
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "tools" / "graphiql"
TARGET = ROOT / "service" / "static" / "graphiql"
REGISTRY = "https://registry.npmjs.org"
OWN = ("index.html", "start.js", "start.css")
SECONDS = 60


class Wrong(Exception):
    """The registry has not what the lock says; the message names the package."""


class Asset(NamedTuple):
    """One line of the lock."""

    package: str
    version: str
    file: str
    name: str
    integrity: str


def read_lock(text: str) -> list[Asset]:
    """The files to take."""
    lines = [line.split() for line in text.splitlines() if line and not line.startswith("#")]
    return [Asset(*spec.rsplit("@", 1), *rest) for spec, *rest in lines]


@cache
def tarball(registry: str, package: str, version: str, integrity: str) -> bytes:
    """A package's bytes; Wrong where they cannot be had or are others than the lock's."""
    url = f"{registry}/{package}/-/{package.rpartition('/')[2]}-{version}.tgz"
    try:
        with urllib.request.urlopen(url, timeout=SECONDS) as answer:
            found: bytes = answer.read()
    except (urllib.error.URLError, OSError) as error:
        raise Wrong(f"{url}: {getattr(error, 'reason', error)}") from None
    got = "sha512-" + b64encode(hashlib.sha512(found).digest()).decode()
    if got != integrity:
        raise Wrong(f"{package}@{version}: wrong checksum: expected {integrity}, got {got}")
    return found


def contents(registry: str, assets: list[Asset]) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of every file, then the licenses of the packages as one."""
    licenses: dict[str, bytes] = {}
    for asset in assets:
        packed = tarball(registry, asset.package, asset.version, asset.integrity)
        with tarfile.open(fileobj=io.BytesIO(packed), mode="r:gz") as archive:
            yield asset.name, _member(archive, asset.file, asset)
            if any(name == "package/LICENSE" for name in archive.getnames()):
                licenses[f"{asset.package} {asset.version}"] = _member(archive, "LICENSE", asset)
    yield "LICENSES.txt", b"\n".join(f"{name}\n\n".encode() + text for name, text in sorted(licenses.items()))


def _member(archive: tarfile.TarFile, file: str, asset: Asset) -> bytes:
    try:
        found = archive.extractfile(f"package/{file}")
    except KeyError:
        found = None
    if found is None:
        raise Wrong(f"{asset.package}@{asset.version} has no file {file}")
    return found.read()


def build(registry: str, target: Path) -> None:
    """Replaces the folder as a whole; it is left as it was where something is wrong."""
    assets = read_lock((SOURCE / "assets.lock").read_text(encoding="utf-8"))
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".graphiql-") as name:
        made = Path(name) / "made"
        made.mkdir()
        for file, content in contents(registry, assets):
            (made / file).write_bytes(content)
        for file in OWN:
            shutil.copyfile(SOURCE / file, made / file)
        if target.exists():
            target.rename(Path(name) / "old")
        made.rename(target)


def main() -> int:
    """Builds the folder, or says in one line why not."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--registry", default=REGISTRY, help="address of an npm registry")
    parser.add_argument("--target", type=Path, default=TARGET, help="folder to build")
    given = parser.parse_args()
    try:
        build(given.registry.rstrip("/"), given.target)
    except Wrong as wrong:
        sys.stderr.write(f"error: {wrong}\nhint: nothing was changed; name another --registry, or try again\n")
        return 1
    sys.stderr.write(f"built {given.target}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
