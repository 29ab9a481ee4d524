"""The rows that a bench prints: what was measured against what, the ratio, and the figure to reach."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """One row. `ratio` is ours divided by the other's; `target` is a text such as `≤ 2.0`."""

    what: str
    against: str
    ratio: float | None
    target: str
    detail: str = ""


def print_lines(lines: Iterable[Line]) -> None:
    """A Markdown table on standard output."""
    print("| what | against | ratio | to reach | detail |")
    print("| --- | --- | --- | --- | --- |")
    for line in lines:
        ratio = "" if line.ratio is None else f"{line.ratio:.2f}"
        print(f"| {line.what} | {line.against} | {ratio} | {line.target} | {line.detail} |", flush=True)
