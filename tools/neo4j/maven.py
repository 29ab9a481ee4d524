"""Fetch the jars through Maven, as the machine's own Maven settings say, and write the lock from what came."""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from failure import RunnerError
from jars import Jar, file_sha256

POM = Path(__file__).resolve().parent / "pom.xml"
GDS = "gds"
"""The profile of pom.xml that adds Graph Data Science."""


class MavenFailedError(RunnerError):
    """Maven itself ended with an error: another way to the same jars may still work."""


def maven_is_there() -> bool:
    """True where `mvn` is on PATH."""
    return shutil.which("mvn") is not None


def fetch_through_maven(jars: Sequence[Jar], folder: Path, profile: str | None = None) -> None:
    """Put `jars`, of pom.xml with a profile of it, into `folder`.

    Raises RunnerError where Maven brings another set or other bytes than the lock.
    """
    with _resolved(folder, profile) as repository:
        for jar in jars:
            path = repository / jar.path
            if not path.is_file():
                hint = "pom.xml and jars.lock disagree: run server.py --write-lock"
                raise RunnerError(f"Maven brought no {jar.coordinate}", hint=hint)
            if (got := file_sha256(path)) != jar.sha256:
                hint = "delete it from Maven's local repository and try again"
                raise RunnerError(
                    f"{jar.coordinate} from Maven: wrong checksum: expected sha256 {jar.sha256}, got {got}", hint=hint
                )
            path.replace(folder / jar.file_name)


def resolve_lock(profile: str | None = None) -> list[Jar]:
    """Every jar that pom.xml with a profile of it leads to, measured from the bytes that Maven brings."""
    with _resolved(None, profile) as repository:
        return [read_jar(path, repository) for path in repository.rglob("*.jar")]


def read_jar(path: Path, repository: Path) -> Jar:
    """The lock's entry of a jar that lies in `repository` in Maven's layout."""
    *group, artifact, version, name = path.relative_to(repository).parts
    stem = f"{artifact}-{version}"
    if not name.startswith(stem):
        raise RunnerError(f"{path}: not in Maven's repository layout")
    classifier = name.removeprefix(stem).removesuffix(".jar").removeprefix("-")
    return Jar(".".join(group), artifact, version, classifier, file_sha256(path), path.stat().st_size)


@contextmanager
def _resolved(beside: Path | None, profile: str | None) -> Iterator[Path]:
    """A temporary folder, on the file system of `beside`, in which Maven has laid out the jars of pom.xml."""
    maven = shutil.which("mvn")
    if maven is None:
        raise MavenFailedError("Maven (mvn) is not on PATH", hint="install Maven, or fetch with --fetch download")
    with tempfile.TemporaryDirectory(prefix=".maven.", dir=beside) as work:
        command = [maven, "-B", "-ntp", "-q", "-Dstyle.color=never", "-f", str(POM), "dependency:copy-dependencies"]
        options = ["-DincludeScope=runtime", "-Dmdep.useRepositoryLayout=true", f"-DoutputDirectory={work}"]
        options += [f"-P{profile}"] if profile else []
        ended = subprocess.run([*command, *options], stdout=sys.stderr, check=False).returncode
        if ended:
            raise MavenFailedError(f"Maven ended with status {ended}", hint="its messages are above")
        yield Path(work)
