"""Lines of plain or gzip'ed files, whatever their size: memory is bounded by the longest line that is taken.

Compression is told by the first bytes, never by the name.
"""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from ..schema.errors import SourceError
from .source import Sink

MAX_LINE = 64 * 2**20
EXCERPT = 80
_GZIP = b"\x1f\x8b"
_BOM = b"\xef\xbb\xbf"
_STEP = 2**20


def iterate_lines(
    path: Path, sink: Sink, *, max_bytes: int = MAX_LINE, name: str | None = None
) -> Iterator[tuple[str, bytes]]:
    """(locator, line without its end) of each line that is not blank; the locator is `name:LINE`, counted from 1.

    A line of more than `max_bytes` bytes is rejected and skipped. Raises SourceError for a file that cannot be read.
    """
    with open_bytes(path) as stream:
        yield from lines_of(stream, name or path.name, sink, max_bytes=max_bytes)


def lines_of(stream: BinaryIO, name: str, sink: Sink, *, max_bytes: int = MAX_LINE) -> Iterator[tuple[str, bytes]]:
    """The same for an open stream of bytes."""
    number = 0
    while line := stream.readline(max_bytes + 2):
        number += 1
        if number == 1:
            line = line.removeprefix(_BOM)
        text = line.rstrip(b"\r\n")
        if len(text) > max_bytes:
            size = len(line) if line.endswith(b"\n") else len(line) + _skip_line(stream)
            excerpt = text[:EXCERPT].decode(errors="replace")
            sink.reject(f"{name}:{number}", f"the line has {size} bytes, at most {max_bytes} are read", excerpt)
        elif text and not text.isspace():
            yield f"{name}:{number}", text


@contextmanager
def open_bytes(path: Path) -> Iterator[BinaryIO]:
    """The file's bytes, unpacked where it is gzip'ed; SourceError with the path where it cannot be read."""
    with _translated(path), path.open("rb") as raw:
        start = raw.read(2)
        raw.seek(0)
        if start == _GZIP:
            with gzip.GzipFile(fileobj=raw) as unpacked, io.BufferedReader(unpacked, 2**18) as stream:
                yield stream
        elif path.suffix == ".gz":
            raise SourceError(f"{path} is named .gz but is no gzip file", hint="fetch the file again")
        else:
            yield raw


@contextmanager
def _translated(path: Path) -> Iterator[None]:
    try:
        yield
    except EOFError as error:
        raise SourceError(f"{path} is cut off in the middle of its gzip data", hint="fetch the file again") from error
    except (zlib.error, gzip.BadGzipFile) as error:
        raise SourceError(f"{path} holds damaged gzip data: {error}", hint="fetch the file again") from error
    except OSError as error:
        raise SourceError(f"cannot read {path}: {error.strerror or error}", hint="check the path") from error


def _skip_line(stream: BinaryIO) -> int:
    skipped = 0
    while piece := stream.readline(_STEP):
        skipped += len(piece)
        if piece.endswith(b"\n"):
            break
    return skipped
