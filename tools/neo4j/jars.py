"""The lock of the server's jars and the cache folder that holds them.

Every jar is checked against the lock when it arrives, whichever way it came, and a jar that is
already in the cache is never fetched again.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from failure import RunnerError

LOCK = Path(__file__).resolve().parent / "jars.lock"
GDS_LOCK = "jars-gds.lock"
"""What the Graph Data Science plugin needs besides; lies beside the other lock."""
_COORDINATE = re.compile(r"[A-Za-z0-9_.-]+(:[A-Za-z0-9_.-]+){2,3}")


@dataclass(frozen=True, slots=True, order=True)
class Jar:
    """One jar as the lock pins it; `size` in bytes."""

    group: str
    artifact: str
    version: str
    classifier: str
    sha256: str
    size: int

    @property
    def coordinate(self) -> str:
        """`group:artifact:version[:classifier]`."""
        return ":".join(filter(None, (self.group, self.artifact, self.version, self.classifier)))

    @property
    def path(self) -> str:
        """Where a Maven repository keeps this jar."""
        name = "-".join(filter(None, (self.artifact, self.version, self.classifier)))
        return f"{self.group.replace('.', '/')}/{self.artifact}/{self.version}/{name}.jar"

    @property
    def file_name(self) -> str:
        """The name in the cache: unique, because two groups may publish the same artifact name."""
        return f"{self.group}.{self.path.rpartition('/')[2]}"


def parse_lock(text: str, name: str = "jars.lock") -> list[Jar]:
    """Read lock lines `group:artifact:version[:classifier] sha256 size`; raises RunnerError naming the line."""
    jars = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line or line.startswith("#"):
            continue
        words = line.split()
        if len(words) != 3 or not _COORDINATE.fullmatch(words[0]) or not _is_sha256(words[1]) or not words[2].isdigit():
            raise RunnerError(f"{name}, line {number}: not 'coordinate sha256 size': {line!r}")
        group, artifact, version, *classifier = words[0].split(":")
        jars.append(Jar(group, artifact, version, "".join(classifier), words[1], int(words[2])))
    if not jars:
        raise RunnerError(f"{name} names no jar", hint="write it again with --write-lock")
    return jars


def format_lock(jars: Iterable[Jar]) -> str:
    """The text that `parse_lock` reads, sorted so that a rewrite shows only what changed."""
    head = "# Jars of the Neo4j server named in pom.xml. Written by: python tools/neo4j/server.py --write-lock\n"
    return head + "".join(f"{jar.coordinate} {jar.sha256} {jar.size}\n" for jar in sorted(jars))


def cache_folder(lock_text: str, environ: Mapping[str, str]) -> Path:
    """NEO4J_JAR_CACHE, else the user's cache; below it one folder per content of the lock."""
    base = Path(environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    root = Path(environ.get("NEO4J_JAR_CACHE") or base / "research-graph" / "neo4j-jars")
    return root / hashlib.sha256(lock_text.encode()).hexdigest()[:12]


def missing(jars: Iterable[Jar], folder: Path, *, thorough: bool = False) -> list[Jar]:
    """The jars that `folder` lacks, or holds in the wrong size (with `thorough`: in other bytes)."""
    return [jar for jar in jars if not _is_there(jar, folder / jar.file_name, thorough=thorough)]


def file_sha256(path: Path) -> str:
    """Hexadecimal SHA-256 of a file's bytes."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _is_sha256(word: str) -> bool:
    return re.fullmatch(r"[0-9a-f]{64}", word) is not None


def _is_there(jar: Jar, path: Path, *, thorough: bool) -> bool:
    if not path.is_file() or path.stat().st_size != jar.size:
        return False
    return not thorough or file_sha256(path) == jar.sha256
