"""`python -m bench --data FOLDER`: prints the table; each row is a ratio within this run, medians of the runs."""

from __future__ import annotations

import argparse
import logging
import tempfile
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import structlog

from .table import Line, print_lines

PARTS = ("loads", "reads", "neo4j", "graphql", "web")


def main() -> None:
    """Runs the parts that were asked for, all by default."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument(
        "--data", type=Path, required=True, help="folder of the corpora (acl-anthology-2025/ and so on)"
    )
    parser.add_argument("--runs", type=int, default=3, help="runs of which the median counts")
    parser.add_argument("--only", choices=PARTS, action="append", help="a part; may be repeated")
    options = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    with tempfile.TemporaryDirectory(prefix="research-graph-bench-") as scratch:
        print_lines(_lines(options.only or PARTS, options.data, Path(scratch), options.runs))


def _lines(parts: list[str], data: Path, scratch: Path, runs: int) -> Iterator[Line]:
    for part in PARTS:
        if part in parts:
            yield from import_module(f"{__package__}.{part}").lines(data, scratch, runs=runs)


if __name__ == "__main__":
    main()
