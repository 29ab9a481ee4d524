"""Traces of requests and their phases (validate, cost, execute, serialize) for OpenTelemetry; never one of a field.

Imported only where the setting otel_endpoint is given. Spans carry what log lines do, never variables or texts.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import partial

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ... import __version__
from ...graphql.api import Caller
from ...schema.errors import SettingsError

try:
    from opentelemetry.context import Context
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor
    from opentelemetry.sdk.trace.sampling import ParentBased, TraceIdRatioBased
    from opentelemetry.trace import Span, SpanKind, StatusCode, set_span_in_context
    from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
except ImportError:
    hint = 'pip install "research-graph[telemetry]", or unset RESEARCH_GRAPH_OTEL_ENDPOINT'
    raise SettingsError("the setting otel_endpoint needs the extra telemetry", hint=hint) from None

_SPAN = "span"
_SHOWN = {
    "operation": "graphql.operation.type",
    "document": "research_graph.document",
    "cost": "research_graph.cost",
    "code": "research_graph.code",
}


class Telemetry:
    """Sends spans to the collector at `endpoint` (OTLP over HTTP), in the background, of the share `ratio` of requests.

    A caller's traceparent says otherwise, and which trace the request belongs to, only where callers are trusted:
    anybody can send one.
    """

    def __init__(self, endpoint: str, *, ratio: float, trusts_callers: bool) -> None:
        resource = Resource.create({"service.name": "research-graph", "service.version": __version__})
        self._provider = TracerProvider(resource=resource, sampler=ParentBased(TraceIdRatioBased(ratio)))
        self._provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=endpoint)))
        self._tracer = self._provider.get_tracer("research_graph", __version__)
        self._callers = TraceContextTextMapPropagator() if trusts_callers else None

    def around(self, app: ASGIApp) -> ASGIApp:
        """The application with a span for each request, a child of the caller's (traceparent) where that is trusted."""
        return _Traced(app, self._request)

    def watching(self, authorize: Callable[[Request], Caller]) -> Callable[[Request], Caller]:
        """The same callers, with a span for each phase of what they ask."""

        def watched(request: Request) -> Caller:
            caller, span = authorize(request), request.scope["state"].get(_SPAN)
            return caller if span is None else replace(caller, watch=partial(self._phase, span))

        return watched

    def close(self) -> None:
        """Sends what is left."""
        self._provider.shutdown()

    def _request(self, scope: Scope) -> AbstractContextManager[Span]:
        parent = self._callers.extract(Headers(scope=scope)) if self._callers else Context()
        return self._tracer.start_as_current_span(
            "graphql", parent, kind=SpanKind.SERVER, record_exception=False, set_status_on_exception=False
        )

    def _phase(self, of: Span, name: str) -> AbstractContextManager[Span]:
        return self._tracer.start_as_current_span(
            name, set_span_in_context(of), record_exception=False, set_status_on_exception=False
        )


class _Traced:
    def __init__(self, app: ASGIApp, spanned: Callable[[Scope], AbstractContextManager[Span]]) -> None:
        self._app = app
        self._spanned = spanned

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with self._spanned(scope) as span:
            state = scope.setdefault("state", {})
            state[_SPAN] = span

            async def seen(message: Message) -> None:
                if message["type"] == "http.response.start":
                    _describe(span, message["status"], state)
                await send(message)

            await self._app(scope, receive, seen)


def _describe(span: Span, status: int, state: dict[str, object]) -> None:
    """Names the span by the type of its operation, which is one of few."""
    told = state.get("graphql")
    if isinstance(told, dict):
        span.update_name(f"graphql {told['operation']}")
        span.set_attributes({_SHOWN[name]: value for name, value in told.items() if name in _SHOWN})
    span.set_attribute("http.response.status_code", status)
    span.set_attribute("research_graph.request_id", str(state.get("request_id", "")))
    if status >= 500:
        span.set_status(StatusCode.ERROR)
