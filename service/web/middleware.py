"""Around every request: an id, headers that keep browsers from guessing, and one log line when it ends."""

from __future__ import annotations

import logging
import re
from secrets import token_hex
from time import perf_counter

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_log = structlog.wrap_logger(logging.getLogger(__name__))
_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
_HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
_POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
_QUIET = frozenset({"/livez", "/readyz", "/metrics"})


class RequestFrame:
    """Gives each request an id (a proxy's X-Request-Id is kept), sets headers, logs method, route and status."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = Headers(scope=scope).get("x-request-id", "")
        request_id = given if _ID.fullmatch(given) else token_hex(16)
        scope.setdefault("state", {})["request_id"] = request_id
        started, status = perf_counter(), 0

        async def framed(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
                headers.setdefault("content-security-policy", _POLICY)
                headers["x-request-id"] = request_id
            await send(message)

        try:
            await self._app(scope, receive, framed)
        finally:
            if scope["path"] not in _QUIET:
                milliseconds = round((perf_counter() - started) * 1000, 1)
                told = scope.get("state", {}).get("graphql", {})
                _log.info("http.request", id=request_id, method=scope["method"], status=status, ms=milliseconds, **told)
