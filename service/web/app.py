"""The web application: the GraphQL endpoint, health, version and metrics, put together from the settings."""

from __future__ import annotations

import asyncio
import gc
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from time import perf_counter
from typing import TYPE_CHECKING

import structlog
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from ... import __version__
from ...graphql.api import Answer, Api
from ...graphql.documents import Documents
from ...graphql.errors import ApiError
from ...graphql.limits import Limits
from ...graphql.schema import schema
from ...graphql.view import Service, View
from ...schema.errors import SettingsError
from ...store.open import open_store
from ...store.port import Store
from ..pages.site import Site, page_documents
from ..settings import Settings
from .access import Access, Rules
from .draining import Draining
from .explorer import explorer_documents, explorer_routes
from .graphiql import graphiql_page, graphiql_routes
from .jwt import Keys, Verifier
from .metrics import Metrics
from .middleware import RequestFrame
from .rates import Rates
from .readiness import Readiness
from .tokens import TokenFile

if TYPE_CHECKING:
    from .telemetry import Telemetry

_log = structlog.wrap_logger(logging.getLogger(__name__))
_LAG_EVERY = 0.5
_GC_THRESHOLD = (50_000, 20, 100)
"""An answer of a thousand rows makes ten times the objects that start a collection by default, and no cycles."""
_GRACE = 5.0
"""Seconds beyond the limit of reading that a request may wait for a thread."""
_ON_SQLITE = Service(threads=2, alone=0.01)
_ON_NEO4J = Service(threads=16)
"""SQLite answers from memory, and more readers a process make each dearer; a thread of Neo4j waits for the server."""


def application(settings: Settings, *, is_shared: bool = False) -> Starlette:
    """The application; `is_shared`: one of several workers. Stores are opened when it starts."""
    return _Web(settings, is_shared=is_shared).app


class _Web:
    def __init__(self, settings: Settings, *, is_shared: bool) -> None:
        self._settings = settings
        self._metrics = Metrics(is_shared=is_shared)
        self._access = _access(settings)
        self._telemetry = _telemetry(settings)
        self._limits = Limits(cost=settings.max_cost)
        pages = page_documents()
        self._documents = Documents(schema(), self._limits, known=[*pages, *_known_documents(settings)])
        explorer_documents(self._documents)
        self._readiness: Readiness | None = None
        self._draining = Draining(settings.drain_seconds)
        self._store: Store | None = None
        self._view: View | None = None
        self._site = Site(
            lambda request, question: self.view().ask(request, question),
            pages,
            origin=settings.public_url,
            contact=settings.contact,
        )
        endpoint = _Endpoint(self)
        routes = [
            Route("/graphql", self._telemetry.around(endpoint) if self._telemetry else endpoint),
            Route("/livez", self._livez),
            Route("/readyz", self._readyz),
            Route("/version", self._version),
            Route("/metrics", self._metrics_page),
            *(graphiql_routes() if settings.graphiql else ()),
            *explorer_routes(),
            *self._site.routes(),
        ]
        self.app = Starlette(routes=routes, middleware=_middleware(settings), lifespan=self._life)

    @asynccontextmanager
    async def _life(self, _: Starlette) -> AsyncIterator[None]:
        settings = self._settings
        password = settings.neo4j_password.get_secret_value() if settings.neo4j_password else None
        self._store = open_store(settings.store_url, user=settings.neo4j_user, password=password)
        self._readiness = Readiness(self._store)
        api = Api(
            self._store,
            limits=self._limits,
            documents=self._documents,
            kept_bytes=settings.answer_cache_mib * 2**20,
            seconds=settings.request_seconds,
        )
        service = _ON_SQLITE if settings.store_url.startswith("sqlite") else _ON_NEO4J
        authorize = self._access.caller
        self._view = View(
            api,
            service=replace(service, seconds=settings.request_seconds + _GRACE),
            authorize=self._telemetry.watching(authorize) if self._telemetry else authorize,
            whose=self._access.whose,
            tell=self._tell,
            page=graphiql_page() if settings.graphiql else None,
        )
        await asyncio.to_thread(self._site.prepare)
        gc.collect()
        gc.freeze()  # what is here now stays; the collector need not look at it for every large answer
        gc.set_threshold(*_GC_THRESHOLD)
        watch = asyncio.create_task(self._watch_lag())
        _log.info("service.started", version=__version__)
        with self._draining.watched():
            yield
        gc.unfreeze()  # else the interpreter would end with what libraries then call leaks
        watch.cancel()
        with suppress(asyncio.CancelledError):
            await watch
        await asyncio.to_thread(self._view.close)
        self._store.close()
        if self._telemetry is not None:
            self._telemetry.close()
        _log.info("service.stopped")

    def view(self) -> View:
        """The endpoint of a service that has started."""
        if self._view is None:
            raise RuntimeError("the service has not started")
        return self._view

    def _tell(self, request: Request, answer: Answer, _: str) -> None:
        started = request.scope["state"].get("started")
        seconds = perf_counter() - started if started is not None else 0.0
        self._metrics.tell(answer, seconds)
        told = {"operation": answer.operation, "document": answer.document[:12], "cost": answer.cost}
        request.scope["state"]["graphql"] = {**told, "code": answer.codes[0] if answer.codes else "OK"}

    async def _livez(self, _: Request) -> Response:
        return Response("ok\n", media_type="text/plain")

    async def _readyz(self, _: Request) -> Response:
        if self._draining.is_on:
            return JSONResponse({"ready": False, "reason": "DRAINING"}, status_code=503)
        if self._readiness is None:
            return JSONResponse({"ready": False, "reason": "STARTING"}, status_code=503)
        build, reason = await self._readiness.look()
        if reason is not None:
            return JSONResponse({"ready": False, "reason": reason}, status_code=503)
        return JSONResponse({"ready": True, "build": build})

    async def _version(self, _: Request) -> Response:
        return JSONResponse({"name": "research-graph", "version": __version__})

    async def _metrics_page(self, request: Request) -> Response:
        if not self._settings.open_metrics:
            try:
                who = await asyncio.to_thread(self._access.who, request)
            except ApiError as error:
                return Response(f"{error.message}\n", error.status, dict(error.headers), "text/plain")
            if "metrics" not in who.scopes:
                return Response("the token has not the scope metrics\n", 403, media_type="text/plain")
        return await asyncio.to_thread(self._metrics.page)

    async def _watch_lag(self) -> None:
        while True:
            before = perf_counter()
            await asyncio.sleep(_LAG_EVERY)
            self._metrics.lag(max(0.0, perf_counter() - before - _LAG_EVERY))
            if self._view is not None:
                self._metrics.busy(self._view.busy)


class _Endpoint:
    """Hands a request to the view of the running service."""

    def __init__(self, web: _Web) -> None:
        self._web = web

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope["state"]["started"] = perf_counter()
        await self._web.view()(scope, receive, send)


def _known_documents(settings: Settings) -> list[tuple[str, str]]:
    """Names and texts of the documents that are always answered; SettingsError for one that cannot be read."""
    if settings.documents is None:
        return []
    if not settings.documents.is_dir():
        raise SettingsError(f"no folder {settings.documents}", hint="unset RESEARCH_GRAPH_DOCUMENTS, or make it")
    found = []
    for path in sorted(settings.documents.glob("*.graphql")):
        try:
            found.append((str(path), path.read_text(encoding="utf-8")))
        except (OSError, UnicodeDecodeError) as error:
            raise SettingsError(f"cannot read the document {path}: {error}") from None
    return found


def _telemetry(settings: Settings) -> Telemetry | None:
    """Traces, only where they are wanted: nothing of their library is imported else."""
    if settings.otel_endpoint is None:
        return None
    from .telemetry import Telemetry

    return Telemetry(settings.otel_endpoint, ratio=settings.otel_ratio, trusts_callers=settings.otel_trust_callers)


def _access(settings: Settings) -> Access:
    verifier = None
    if settings.jwt_keys is not None:
        verifier = Verifier(
            Keys(settings.jwt_keys), issuer=settings.jwt_issuer or "", audience=settings.jwt_audience or ""
        )
    rules = Rules(
        anonymous=settings.anonymous,
        free_documents=settings.free_documents,
        introspection=settings.introspection,
        anonymous_rate=settings.anonymous_rate,
        token_rate=settings.token_rate,
    )
    rates = Rates(settings.rate_store.get_secret_value() if settings.rate_store else None)
    return Access(rules, tokens=TokenFile(settings.token_file), verifier=verifier, rates=rates)


def _middleware(settings: Settings) -> list[Middleware]:
    found = [Middleware(RequestFrame)]
    if settings.cors_origins:
        found.append(
            Middleware(
                CORSMiddleware,
                allow_origins=settings.cors_origins,
                allow_methods=["GET", "POST"],
                allow_headers=["authorization", "content-type"],
                expose_headers=["etag", "retry-after", "x-request-id"],
                max_age=600,
            )
        )
    return found
