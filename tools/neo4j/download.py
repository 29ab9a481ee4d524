"""Fetch jars straight from a Maven repository over HTTP(S), for machines without Maven.

Proxies and certificates are taken as the environment gives them (https_proxy, SSL_CERT_FILE).
"""

import hashlib
import http.client
import os
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from failure import RunnerError
from jars import Jar

DEFAULT_REPOSITORY = "https://repo1.maven.org/maven2"
PARALLEL = 8
ATTEMPTS = 5
TIMEOUT_S = 60.0
_RETRIED_STATUSES = frozenset({408, 425, 429, 500, 502, 503, 504})
_MIB = 1 << 20


class _TransientError(Exception):
    """A failure that another attempt may not meet."""


def download(
    jars: Sequence[Jar], folder: Path, *, repository: str, report: Callable[[str], None], backoff_s: float = 1.0
) -> None:
    """Fetch every jar into `folder`, eight at a time; each appears under its name only when its checksum is right.

    Raises RunnerError for the first jar that cannot be had; the others stay for the next try.
    """
    progress = _Progress(jars, report)
    with ThreadPoolExecutor(PARALLEL) as pool:
        tasks = [pool.submit(_fetch, jar, folder, repository.rstrip("/"), backoff_s, progress) for jar in jars]
        try:
            for task in tasks:
                task.result()
        except BaseException:
            pool.shutdown(wait=True, cancel_futures=True)
            raise


def _fetch(jar: Jar, folder: Path, repository: str, backoff_s: float, progress: "_Progress") -> None:
    url = f"{repository}/{jar.path}"
    for attempt in range(1, ATTEMPTS + 1):
        try:
            _fetch_once(jar, folder, url)
        except _TransientError as error:
            if attempt == ATTEMPTS:
                hint = "try again later, or name another repository in MAVEN_REPOSITORY"
                raise RunnerError(f"{url}: {error} ({ATTEMPTS} attempts)", hint=hint) from None
            time.sleep(backoff_s * 2 ** (attempt - 1))
        else:
            progress.add(jar)
            return


def _fetch_once(jar: Jar, folder: Path, url: str) -> None:
    partial = folder / f".{jar.file_name}.{os.getpid()}.part"
    try:
        with partial.open("wb") as out:
            got = _receive(url, out.write)
        if got != jar.sha256:
            raise _TransientError(f"wrong checksum: expected sha256 {jar.sha256}, got {got}")
        partial.replace(folder / jar.file_name)
    finally:
        partial.unlink(missing_ok=True)


def _receive(url: str, write: Callable[[bytes], object]) -> str:
    """Stream one body into `write` and return its SHA-256."""
    digest = hashlib.sha256()
    try:
        with urllib.request.urlopen(url, timeout=TIMEOUT_S) as reply:
            while block := reply.read(_MIB):
                digest.update(block)
                write(block)
    except urllib.error.HTTPError as error:
        error.close()
        if error.code in _RETRIED_STATUSES:
            raise _TransientError(f"status {error.code}") from None
        hint = "MAVEN_REPOSITORY must name a repository that has this jar"
        raise RunnerError(f"{url}: status {error.code}", hint=hint) from None
    except (OSError, http.client.HTTPException) as error:
        raise _TransientError(str(error) or type(error).__name__) from None
    return digest.hexdigest()


class _Progress:
    """Reports about every tenth of the bytes, from any thread."""

    def __init__(self, jars: Sequence[Jar], report: Callable[[str], None]) -> None:
        self._report = report
        self._count, self._bytes = len(jars), sum(jar.size for jar in jars)
        self._done = self._done_bytes = self._tenths = 0
        self._lock = threading.Lock()

    def add(self, jar: Jar) -> None:
        with self._lock:
            self._done += 1
            self._done_bytes += jar.size
            tenths = 10 * self._done_bytes // max(self._bytes, 1)
            if tenths > self._tenths:
                self._tenths = tenths
                sizes = f"{self._done_bytes / _MIB:.0f} of {self._bytes / _MIB:.0f} MiB"
                self._report(f"{self._done} of {self._count} jars, {sizes}")
