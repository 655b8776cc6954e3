"""A collector of traces: an HTTP server that decodes what OpenTelemetry sends."""

import gzip
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest


@dataclass(slots=True)
class TraceCollector:
    """What has arrived; `status` is what it answers."""

    url: str = ""
    status: int = 200
    requests: list[Any] = field(default_factory=list)

    def spans(self) -> Sequence[Any]:
        """Return all spans."""
        return [
            span
            for request in self.requests
            for resource in request.resource_spans
            for scope in resource.scope_spans
            for span in scope.spans
        ]

    def find(self, name: str) -> Sequence[Any]:
        """Return the spans with a name."""
        return [span for span in self.spans() if span.name == name]


def read_attributes(span: Any) -> dict[str, str | int]:
    """Return the attributes of a span."""
    return {item.key: item.value.string_value or item.value.int_value for item in span.attributes}


@contextmanager
def serve_collector() -> Iterator[TraceCollector]:
    """Serve a collector on loopback."""
    collector = TraceCollector()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self.headers.get("Content-Encoding") == "gzip":
                body = gzip.decompress(body)
            collector.requests.append(ExportTraceServiceRequest.FromString(body))
            self.send_response(collector.status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    collector.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield collector
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
