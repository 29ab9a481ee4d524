"""The explorer's files, which tools/explorer.py builds: its page, its assets, and the documents that it asks with."""

from __future__ import annotations

import logging
from pathlib import Path

import structlog
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from ...graphql.documents import Documents
from ...schema.errors import SettingsError

_log = structlog.wrap_logger(logging.getLogger(__name__))
FILES = Path(__file__).parents[1] / "static" / "explorer"
_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "connect-src 'self'",
        "worker-src 'self'",
        "font-src 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "form-action 'none'",
    )
)
_FOREVER = "public, max-age=31536000, immutable"
_MISSING = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>The explorer is not built</title>
<h1>The explorer is not built</h1>
<p>The service runs, and so do its pages; only the explorer's files are missing. In a checkout of the project:</p>
<pre>make explorer</pre>
<p>Then load this page again. It takes npm's registry in reach and Node 20.19 or newer, or else PyPI, which has one.</p>
<p><a href="/">Home</a></p>
</html>
"""


def explorer_routes() -> list[BaseRoute]:
    """The page at /explorer, and its assets, whose names change with their content."""
    assets = GZipMiddleware(_Immutable(directory=FILES / "assets", check_dir=False))
    return [Route("/explorer", _page), Route("/explorer/", _page), Mount("/static/explorer/assets", assets)]


def explorer_documents(documents: Documents) -> list[tuple[str, str]]:
    """Name and text of each document that the built explorer sends, which `documents` then knows; none if not built.

    One that the schema does not allow is of an older build: it is left out, with a warning.
    """
    found = []
    for path in sorted((FILES / "documents").glob("*.graphql")):
        try:
            document = (path.name, path.read_text(encoding="utf-8"))
            documents.know(*document)
        except (OSError, UnicodeDecodeError, SettingsError) as error:
            _log.warning("explorer.document_left_out", document=path.name, reason=str(error), hint="make explorer")
        else:
            found.append(document)
    return found


def _page(_: Request) -> Response:
    """The explorer, or how to build it; read anew each time, so that a build needs no restart."""
    page = FILES / "index.html"
    text = page.read_text(encoding="utf-8") if page.is_file() else _MISSING
    return HTMLResponse(text, headers={"content-security-policy": _POLICY, "cache-control": "no-cache"})


class _Immutable(StaticFiles):
    """Files that browsers keep for a year and do not ask for again."""

    async def check_config(self) -> None:
        """A folder that is not there yet has no files."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        if response.status_code in (200, 304):
            response.headers["cache-control"] = _FOREVER
        return response
