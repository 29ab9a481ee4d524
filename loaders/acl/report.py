"""Says where in a file something is wrong; the parser keeps no lines, so they are looked up when they are asked for."""

from __future__ import annotations

import re
from collections import Counter

from ..source import Sink

_PAPER = re.compile(rb"<!--.*?-->|<paper(?=[\s>/])", re.DOTALL)


class Report:
    """Rejections and repairs of one collection file at the paper that is being read.

    `label` is what locates a record in any release (`P18.xml#P18-1001`); a rejection is located by its line.
    """

    def __init__(self, file: str, data: bytes, sink: Sink) -> None:
        self.file = file
        self.label = file
        self._data, self._sink = data, sink
        self._lines: list[int] | None = None
        self._paper = 0
        self._is_in_paper = False
        self._unknown: Counter[str] = Counter()
        self._first: dict[str, str] = {}

    def enter_volume(self, volume: str) -> None:
        """What follows is about a volume as a whole."""
        self.label = f"{self.file}#{volume}"
        self._is_in_paper = False

    def enter_paper(self) -> None:
        """What follows is about the next `<paper>` in the file."""
        self._paper += 1
        self._is_in_paper = True

    def reject(self, reason: str, excerpt: str | None = None) -> None:
        """What is being read cannot be used."""
        self._sink.reject(self._locator(), reason, excerpt)

    def repair(self, reason: str, excerpt: str | None = None) -> None:
        """A part of what is being read is left out."""
        self._sink.repair(self._locator(), reason, excerpt)

    def unknown(self, what: str) -> None:
        """The Anthology says something that is not read, such as an element of a later year; told once by `close`."""
        if what not in self._unknown:
            self._first[what] = self._locator()
        self._unknown[what] += 1

    def close(self) -> None:
        """Reports each kind of unknown thing once, at the first place, with how often it was found in the file."""
        for what, count in sorted(self._unknown.items()):
            self._sink.repair(self._first[what], f"unknown {what} left out", f"{count} in {self.file}")

    def _locator(self) -> str:
        if not self._is_in_paper:
            return self.label
        if self._lines is None:
            self._lines = paper_lines(self._data)
        return f"{self.file}:{self._lines[self._paper - 1]}" if self._paper <= len(self._lines) else self.file


def paper_lines(data: bytes) -> list[int]:
    """Line numbers, from 1, of the `<paper>` tags in a file, in order."""
    lines, line, at = [], 1, 0
    for found in _PAPER.finditer(data):
        line += data.count(b"\n", at, found.start())
        at = found.start()
        if not found[0].startswith(b"<!"):
            lines.append(line)
    return lines
