"""Traces: a span a request and one a phase, where they are asked for, and nothing of their library else."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from support.served import served

TRACE, SPAN = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
SAMPLED = f"00-{TRACE}-{SPAN}-01"
TEXT = "query Named($t: String!) { search(text: $t, first: 2) { nodes { name node { id } } } }"


@pytest.fixture
def collector() -> Iterator[tuple[str, list[Any]]]:
    """The address of a collector, and the spans that came there."""
    from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

    spans: list[Any] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            if self.headers.get("content-encoding") == "gzip":
                import gzip

                body = gzip.decompress(body)
            sent = ExportTraceServiceRequest.FromString(body)
            spans.extend(span for of in sent.resource_spans for scope in of.scope_spans for span in scope.spans)
            self.send_response(200)
            self.send_header("content-type", "application/x-protobuf")
            self.end_headers()

        def log_message(self, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/v1/traces", spans
        finally:
            server.shutdown()
            thread.join()


def told(span: Any) -> dict[str, Any]:
    return {one.key: one.value.string_value or one.value.int_value for one in span.attributes}


def test_a_request_and_its_phases_are_traced(
    collector: tuple[str, list[Any]], sample_store: Path, tmp_path: Path
) -> None:
    address, spans = collector
    with served(sample_store, tmp_path, otel_endpoint=address, otel_trust_callers="true") as service:
        first = service.ask(TEXT, {"t": "Qun Liu"}, headers={"traceparent": SAMPLED})
        assert first.status == 200
        assert service.ask(TEXT, {"t": "Qun Liu"}).body == first.body
        assert service.ask("{ nothing }").status == 400
        assert service.send("GET", "/livez").status == 200
    roots = [span for span in spans if span.name.startswith("graphql")]
    phases = [
        [
            span.name
            for span in sorted(spans, key=lambda one: one.start_time_unix_nano)
            if span.parent_span_id == root.span_id
        ]
        for root in sorted(roots, key=lambda one: one.start_time_unix_nano)
    ]
    assert phases == [["validate", "cost", "execute", "serialize"], ["validate", "cost"], ["validate"]]
    assert len(spans) == len(roots) + sum(map(len, phases))
    asked, kept, refused = sorted(roots, key=lambda one: one.start_time_unix_nano)
    assert (asked.name, asked.trace_id.hex(), asked.parent_span_id.hex()) == (
        "graphql query",
        TRACE,
        SPAN,
    )
    assert kept.trace_id != asked.trace_id
    assert refused.name == "graphql unknown"
    assert told(asked)["http.response.status_code"] == 200
    assert told(asked)["research_graph.request_id"] == first.headers["x-request-id"]
    assert told(asked)["research_graph.cost"] == first.json["extensions"]["cost"]["requested"]
    assert told(refused)["research_graph.code"] == "GRAPHQL_VALIDATION_FAILED"
    assert not any(word in str(span) for span in spans for word in ("Qun", "Named", "nodes"))


@pytest.mark.parametrize(("ratio", "number"), [("0", 0), ("1", 2)])
def test_a_caller_who_is_not_trusted_decides_nothing(
    collector: tuple[str, list[Any]], sample_store: Path, tmp_path: Path, ratio: str, number: int
) -> None:
    """Neither that a request is traced nor that it is not, nor as part of which trace."""
    address, spans = collector
    with served(sample_store, tmp_path, otel_endpoint=address, otel_ratio=ratio) as service:
        for parent in (SAMPLED, f"00-{TRACE}-{SPAN}-00"):
            assert service.ask("{ __typename }", headers={"traceparent": parent}).status == 200
    roots = [span for span in spans if span.name.startswith("graphql")]
    assert len(roots) == number
    assert not [span for span in roots if span.trace_id.hex() == TRACE or span.parent_span_id]


def test_a_trusted_caller_decides(collector: tuple[str, list[Any]], sample_store: Path, tmp_path: Path) -> None:
    address, spans = collector
    settings = {"otel_endpoint": address, "otel_ratio": "0", "otel_trust_callers": "true"}
    with served(sample_store, tmp_path, **settings) as service:
        for parent in (SAMPLED, f"00-{TRACE}-{SPAN}-00"):
            assert service.ask("{ __typename }", headers={"traceparent": parent}).status == 200
        assert service.ask("{ __typename }").status == 200
    assert [span.parent_span_id.hex() for span in spans if span.name.startswith("graphql")] == [SPAN]


def test_nothing_of_it_is_imported_without_the_setting() -> None:
    code = (
        "import sys\n"
        "from research_graph.service.settings import read_settings\n"
        "from research_graph.service.web.app import application\n"
        "application(read_settings({}))\n"
        "print([name for name in sys.modules if name.startswith('opentelemetry')])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout == "[]\n"


def test_without_the_extra_the_setting_is_refused() -> None:
    code = (
        "import sys\n"
        "sys.modules['opentelemetry'] = None\n"
        "from research_graph.service.settings import read_settings\n"
        "from research_graph.service.web.app import application\n"
        "try:\n    application(read_settings({}, otel_endpoint='http://localhost:4318/v1/traces'))\n"
        "except Exception as error:\n    print(type(error).__name__, error.hint)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.startswith('SettingsError pip install "research-graph[telemetry]"')
