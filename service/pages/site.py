"""The pages as routes: asks, renders in a worker thread, answers with tags and without scripts."""

from __future__ import annotations

import asyncio
import gzip
import re
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from hashlib import blake2b
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

import orjson
from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from ...graphql.api import Answer, Question
from ...graphql.view import is_known, request_id_of, takes_gzip
from . import kinds
from .assets import Assets
from .page import HTML, Asked, BadQuery, Elsewhere, NotHere, Page
from .render import Renderer

Ask = Callable[[Request, Question], Awaitable[Answer]]

_DOCUMENTS = Path(__file__).parent / "documents"
_SPREAD = re.compile(r"\.\.\.(\w+)")
_COMPRESSED_FROM = 1_000
_READERS_FAULT = ("BAD_CURSOR", "BAD_ID", "BAD_INPUT", "TOO_COMPLEX")
_POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "img-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)


def page_documents() -> list[tuple[str, str]]:
    """Name and text of every document that a page asks: the service answers these to everybody.

    The fragments of documents/parts/ that a document spreads are added to it.
    """
    parts = {path.stem: path.read_text(encoding="utf-8") for path in sorted((_DOCUMENTS / "parts").glob("*.graphql"))}
    return [
        (path.name, _whole(path.read_text(encoding="utf-8"), parts)) for path in sorted(_DOCUMENTS.glob("*.graphql"))
    ]


def _whole(text: str, parts: Mapping[str, str]) -> str:
    """A document with the fragments that it spreads, and those that they spread."""
    added: set[str] = set()
    while lacking := {name for name in _SPREAD.findall(text) if name in parts} - added:
        text = "\n".join((text, *(parts[name] for name in sorted(lacking))))
        added |= lacking
    return text


class Site:
    """All pages over one way to ask; `documents` are those of page_documents.

    `origin` is the address that pages give as their own; None: each request's Host. `contact`: a mail address or a page
    to which mistakes can be told.
    """

    def __init__(
        self,
        ask: Ask,
        documents: Iterable[tuple[str, str]],
        *,
        origin: str | None = None,
        contact: str | None = None,
    ) -> None:
        self._ask = ask
        self._origin = origin
        self._assets = Assets()
        self._renderer = Renderer(self._assets, contact=contact)
        self._documents = {name.removesuffix(".graphql"): text for name, text in documents}

    def prepare(self) -> None:
        """Does once what the first readers would wait for."""
        self._renderer.compile()

    def routes(self) -> Iterator[BaseRoute]:
        """A route for every page, the assets, and one for addresses where nothing is."""
        for module in sorted(found.name for found in iter_modules(kinds.__path__)):
            page: Page = import_module(f"{kinds.__name__}.{module}").PAGE
            yield Route(page.path, self._endpoint(page), name=module)
        yield from self._assets.routes()
        yield Route("/{path:path}", self._nowhere)

    def _endpoint(self, page: Page) -> Callable[[Request], Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            try:
                return await self._answer(page, request)
            except ClientDisconnect:
                return Response(status_code=499)

        return endpoint

    async def _answer(self, page: Page, request: Request) -> Response:
        asked = self._asked(request)
        try:
            question = Question(self._documents[page.document], variables=page.variables(asked))
            answer = await self._ask(request, question)
            body, shown = await asyncio.to_thread(_read, page, asked, answer)
            if shown is None:
                return await self._failed(request, asked, answer, body)
        except BadQuery as bad:
            return await self._page(request, asked, "bad.html", {"message": str(bad)}, status=400)
        except NotHere as lacking:
            return await self._page(request, asked, "missing.html", {"text": lacking.text}, status=404)
        except Elsewhere as other:
            # Whoever was merged may come back, so that even a lasting redirect is asked for anew.
            return RedirectResponse(other.url, 301 if other.lasting else 302, {"cache-control": "private, no-cache"})
        problems = [error["message"] for error in body.get("errors", ())]
        told = {"build": body["extensions"]["build"], "problems": problems}
        return await self._page(request, asked, page.template, shown | told, media_type=page.media_type)

    async def _failed(self, request: Request, asked: Asked, answer: Answer, body: dict[str, Any]) -> Response:
        error = body["errors"][0]
        code, id_ = error["extensions"]["code"], asked.parts.get("id", "")
        if code == "BAD_ID" or (code == "BAD_INPUT" and ":" in id_):
            return await self._page(request, asked, "missing.html", {"text": id_}, status=404)
        if code in _READERS_FAULT:
            return await self._page(request, asked, "bad.html", {"message": error["message"]}, status=400)
        told = {
            "message": error["message"],
            "code": code,
            "request_id": request_id_of(request),
            "retry_after": answer.headers.get("retry-after"),
        }
        status = answer.status if answer.status >= 400 else 503
        made = await self._page(request, asked, "failed.html", told, status=status)
        made.headers.update(answer.headers)
        return made

    async def _nowhere(self, request: Request) -> Response:
        text = request.path_params["path"].rstrip("/").rpartition("/")[2]
        return await self._page(request, self._asked(request), "missing.html", {"text": text}, status=404)

    def _asked(self, request: Request) -> Asked:
        origin = self._origin or f"{request.url.scheme}://{request.url.netloc}"
        return Asked(request.url.path, request.path_params, request.query_params, origin)

    async def _page(
        self,
        request: Request,
        asked: Asked,
        template: str,
        shown: dict[str, Any],
        *,
        status: int = 200,
        media_type: str = HTML,
    ) -> Response:
        html = await asyncio.to_thread(self._renderer.render, template, asked, shown)
        tag = f'W/"{blake2b(html, digest_size=12).hexdigest()}"'
        headers = {
            "content-security-policy": _POLICY,
            "cache-control": "private, no-cache" if status == 200 else "no-store",
            "vary": "Accept-Encoding, Authorization",
        }
        if status == 200:
            headers["etag"] = tag
            if is_known(request, tag):
                return Response(status_code=304, headers=headers)
        if takes_gzip(request) and len(html) > _COMPRESSED_FROM:
            html = await asyncio.to_thread(gzip.compress, html, 5, mtime=0)
            headers["content-encoding"] = "gzip"
        return Response(html, status, headers, media_type=media_type)


def _read(page: Page, asked: Asked, answer: Answer) -> tuple[dict[str, Any], dict[str, Any] | None]:
    """The answer, and what the template gets; None where there is nothing that could be read."""
    body: dict[str, Any] = orjson.loads(answer.body)
    if not answer.has_data or body["data"] is None:
        return body, None
    try:
        return body, page.shown(asked, body["data"])
    except NotHere:
        if body.get("errors"):  # not missing: it could not be read
            return body, None
        raise
