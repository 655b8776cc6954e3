"""Traces of a running server, sent to a collector."""

import json
from collections.abc import Callable, Iterator

import pytest

from support.http_client import blocking_http_client
from support.processes import AlcoveProcess, run_alcove
from support.sockets import free_port
from support.trace_collector import TraceCollector, read_attributes, serve_collector
from support.until import until

Start = Callable[..., AlcoveProcess]

CALLER = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
"""The header of a caller that is traced itself."""
SOON = {"OTEL_BSP_SCHEDULE_DELAY": "100"}


@pytest.fixture
def collector() -> Iterator[TraceCollector]:
    """Yield a collector."""
    with serve_collector() as collector:
        yield collector


def test_requests_statements_and_jobs_are_traced(start: Start, collector: TraceCollector) -> None:
    """A request is a span of its caller's trace, with its route and status; its statements are below it."""
    serve = start("serve", OTEL_EXPORTER_OTLP_ENDPOINT=collector.url, OTEL_SERVICE_NAME="desk", **SOON).wait_ready()
    with blocking_http_client(f"http://{serve.host}:{serve.port}") as client:
        response = client.get("/health/ready?token=hidden", headers={"traceparent": CALLER})
        assert response.status_code == 200
    trace_id = bytes.fromhex(CALLER.split("-")[1])
    until(lambda: [span for span in collector.find("GET /health/ready") if span.trace_id == trace_id])
    request = next(span for span in collector.find("GET /health/ready") if span.trace_id == trace_id)
    assert read_attributes(request).items() >= {
        "http.route": "/health/ready", "http.request.method": "GET", "http.response.status_code": 200,
    }.items()  # fmt: skip
    until(lambda: [span for span in collector.spans() if span.parent_span_id == request.span_id])
    statements = [span for span in collector.spans() if span.parent_span_id == request.span_id]
    assert {read_attributes(span)["db.system.name"] for span in statements} == {"postgresql"}
    assert "hidden" not in str(collector.requests)
    names = {
        item.value.string_value
        for sent in collector.requests
        for resource in sent.resource_spans
        for item in resource.resource.attributes
        if item.key == "service.name"
    }
    assert names == {"desk"}


@pytest.mark.parametrize("state", ["away", "failing"])
def test_without_the_collector_all_goes_on(start: Start, collector: TraceCollector, state: str) -> None:
    """If the collector is away, or refuses spans, requests are answered and the health says degraded."""
    collector.status = 400
    url = collector.url if state == "failing" else f"http://127.0.0.1:{free_port()}"
    serve = start("api", OTEL_EXPORTER_OTLP_ENDPOINT=url, OTEL_BSP_EXPORT_TIMEOUT="500", **SOON).wait_ready()

    def is_degraded() -> bool:
        status, body = serve.get("/health/ready")
        parts = {part["name"]: part["state"] for part in json.loads(body)["parts"]}
        return status == 200 and parts["traces"] == "degraded"

    until(is_degraded, describe=lambda: serve.output)
    assert serve.stop() == 0


def test_a_wrong_address_is_refused(env: dict[str, str]) -> None:
    """An address that is not one of HTTP stops the start."""
    done = run_alcove("api", env={**env, "OTEL_EXPORTER_OTLP_ENDPOINT": "collector:4317"})
    assert done.returncode == 4
    assert "OTEL_EXPORTER_OTLP_ENDPOINT" in done.stderr
