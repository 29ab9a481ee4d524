"""GraphiQL for development, from files that tools/assets.py took from npm: nothing is loaded from elsewhere."""

from __future__ import annotations

from pathlib import Path

from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Mount
from starlette.staticfiles import StaticFiles

FILES = Path(__file__).parents[1] / "static" / "graphiql"
_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "form-action 'none'",
    )
)
_MISSING = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>GraphiQL is not built</title>
<h1>GraphiQL is not built</h1>
<p>The service runs; only this page's files are missing. In a checkout of the project, npm's registry in reach:</p>
<pre>make assets</pre>
<p>Then start the service again. Programs ask at this same address; docs/api.md shows how.</p>
<p><a href="/">Home</a></p>
</html>
"""


def graphiql_page() -> Response:
    """What a browser gets at /graphql: GraphiQL, or how to build it where its files are missing."""
    page = FILES / "index.html"
    text = page.read_text(encoding="utf-8") if page.is_file() else _MISSING
    return HTMLResponse(text, headers={"content-security-policy": _POLICY, "cache-control": "no-cache"})


def graphiql_routes() -> list[BaseRoute]:
    """Where the page's files are; none where they are missing."""
    return [Mount("/static/graphiql", StaticFiles(directory=FILES))] if FILES.is_dir() else []
