"""Around every request: an id, headers that keep browsers from guessing, and one log line when it ends."""

from __future__ import annotations

import logging
import re
from secrets import token_hex
from time import perf_counter

import structlog
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_log = structlog.wrap_logger(logging.getLogger(__name__))
_logger = logging.getLogger(__name__)
"""Asked first whether it takes the line: by default a service takes warnings only."""
_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
_ID_HEADER = b"x-request-id"
_HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"),
)
"""Set where the application says nothing else; names in small letters, as the server sends them."""
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
                found = message.get("headers", ())
                said = {name for name, _ in found}
                own = [header for header in _HEADERS if header[0] not in said]
                kept = [header for header in found if header[0] != _ID_HEADER]
                message["headers"] = [*kept, *own, (_ID_HEADER, request_id.encode())]
            await send(message)

        try:
            await self._app(scope, receive, framed)
        finally:
            if scope["path"] not in _QUIET and _logger.isEnabledFor(logging.INFO):
                milliseconds = round((perf_counter() - started) * 1000, 1)
                told = scope.get("state", {}).get("graphql", {})
                _log.info("http.request", id=request_id, method=scope["method"], status=status, ms=milliseconds, **told)
