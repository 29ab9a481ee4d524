"""Log lines on standard error: dotted event names, data as keys.

Below, every module logs to a standard logger of its own name below `research_graph`: without this configuration a
program that calls the library sees what its own logging asks for, which is nothing below a warning.
"""

from __future__ import annotations

import logging
import sys

import structlog

ROOT = "research_graph"
DRIVER = "neo4j"
"""The driver's own lines repeat what errors say; only a debugging person wants both."""


class _StandardError(logging.Handler):
    """Writes finished lines to what standard error is at that time."""

    def emit(self, record: logging.LogRecord) -> None:
        sys.stderr.write(f"{record.getMessage()}\n")


def configure_logs(*, level: str, form: str) -> None:
    """Sets the form (text or json) and the lowest level (debug, info, warning, error) for this process."""
    renderer: structlog.typing.Processor = structlog.processors.JSONRenderer()
    if form == "text":
        renderer = structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    lowest = logging.getLevelNamesMapping()[level.upper()]
    ours = logging.getLogger(ROOT)
    ours.handlers[:] = [_StandardError()]
    ours.setLevel(lowest)
    logging.getLogger(DRIVER).handlers[:] = [_StandardError() if level == "debug" else logging.NullHandler()]
    structlog.configure(
        processors=[structlog.processors.add_log_level, structlog.processors.TimeStamper(fmt="iso"), renderer],
        wrapper_class=structlog.make_filtering_bound_logger(lowest),
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )
