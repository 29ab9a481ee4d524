"""Log lines on standard error: dotted event names, data as keys."""

from __future__ import annotations

import logging
import sys

import structlog


def configure_logs(*, level: str, form: str) -> None:
    """Sets the form (text or json) and the lowest level (debug, info, warning, error) for this process."""
    renderer: structlog.typing.Processor = structlog.processors.JSONRenderer()
    if form == "text":
        renderer = structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    structlog.configure(
        processors=[structlog.processors.add_log_level, structlog.processors.TimeStamper(fmt="iso"), renderer],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )
