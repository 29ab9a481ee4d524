"""Runs the application under uvicorn: one process, or several that share the address."""

from __future__ import annotations

import shutil
import tempfile

import uvicorn
from starlette.applications import Starlette

from ..log import configure_logs
from ..settings import Settings, hand_over, read_settings
from .app import application

GRACE = 20
"""Seconds that requests have to end after SIGTERM."""
_FACTORY = f"{__name__}:worker"


def serve(settings: Settings, *, host: str, port: int, workers: int) -> None:
    """Serves until SIGTERM or Ctrl-C; requests that are being answered then end first."""
    common = {
        "host": host,
        "port": port,
        "loop": "auto",
        "http": "auto",
        "ws": "none",
        "lifespan": "on",
        "access_log": False,
        "log_config": None,
        "server_header": False,
        "proxy_headers": False,
        "timeout_graceful_shutdown": GRACE,
        "timeout_keep_alive": 10,
        "h11_max_incomplete_event_size": 65_536,
    }
    if workers == 1:
        uvicorn.run(application(settings), **common)  # type: ignore[arg-type]
        return
    folder = tempfile.mkdtemp(prefix="research-graph-metrics-")
    try:
        hand_over(settings, metrics=folder)
        uvicorn.run(_FACTORY, factory=True, workers=workers, **common)  # type: ignore[arg-type]
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def worker() -> Starlette:
    """The application of one of several workers; its settings came through the environment."""
    settings = read_settings()
    configure_logs(level=settings.log_level, form=settings.log_format)
    return application(settings, is_shared=True)
