"""Runs the application under uvicorn: one process, or several that share the address."""

from __future__ import annotations

import shutil
import socket
import tempfile
from collections.abc import Callable
from typing import Any

import uvicorn
from prometheus_client.multiprocess import mark_process_dead
from starlette.applications import Starlette
from uvicorn.supervisors import Multiprocess

from ...schema.errors import UsageError
from ..log import configure_logs
from ..settings import Settings, hand_over, read_settings
from .app import application

GRACE = 20
"""Seconds that requests have to end after SIGTERM."""
MOST_CONNECTIONS = 1_000
"""Connections of a worker at once; the next are told 503."""
_FACTORY = f"{__name__}:worker"


class _Server(uvicorn.Server):
    """Says when it listens."""

    def __init__(self, config: uvicorn.Config, listening: Callable[[], None]) -> None:
        super().__init__(config)
        self._listening = listening

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._listening()


class _Workers(Multiprocess):
    """Takes the gauges of a worker that ended out of the metrics in `folder`; its counters stay."""

    def __init__(self, config: uvicorn.Config, sockets: list[socket.socket], folder: str) -> None:
        super().__init__(config, sockets)
        self._folder = folder
        self._known: set[int | None] = set()

    def keep_subprocess_alive(self) -> None:
        self._known |= self._pids()
        super().keep_subprocess_alive()
        for pid in self._known - self._pids():
            mark_process_dead(pid, self._folder)  # type: ignore[no-untyped-call]
        self._known = self._pids()

    def _pids(self) -> set[int | None]:
        return {process.pid for process in self.processes}


def serve(settings: Settings, *, host: str, port: int, workers: int, listening: Callable[[], None]) -> None:
    """Serves until SIGTERM or Ctrl-C; requests that are being answered then end first.

    `listening` is called when the one worker listens, or before several are started. UsageError where the address
    cannot be had, SettingsError where a file that the settings name cannot be used.
    """
    _check_address(host, port)
    made = application(settings)
    common: dict[str, Any] = {
        "host": host,
        "port": port,
        "loop": "auto",
        "http": "auto",
        "ws": "none",
        "lifespan": "on",
        "access_log": False,
        "limit_concurrency": MOST_CONNECTIONS,
        "log_config": None,
        "server_header": False,
        "proxy_headers": settings.trusted_proxies is not None,
        "forwarded_allow_ips": settings.trusted_proxies,
        "timeout_graceful_shutdown": GRACE,
        "timeout_keep_alive": 10,
        "h11_max_incomplete_event_size": 65_536,
    }
    if workers == 1:
        _Server(uvicorn.Config(made, **common), listening).run()
        return
    folder = tempfile.mkdtemp(prefix="research-graph-metrics-")
    try:
        hand_over(settings, metrics=folder)
        config = uvicorn.Config(_FACTORY, factory=True, workers=workers, **common)
        with config.bind_socket() as address:
            listening()
            _Workers(config, [address], folder).run()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _check_address(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host, port), family=family).close()
    except OSError as error:
        hint = "choose another one with --port, or end what listens there"
        raise UsageError(f"cannot listen at {host}:{port}: {error.strerror}", hint=hint) from None


def worker() -> Starlette:
    """The application of one of several workers; its settings came through the environment."""
    settings = read_settings()
    configure_logs(level=settings.log_level, form=settings.log_format)
    return application(settings, is_shared=True)
