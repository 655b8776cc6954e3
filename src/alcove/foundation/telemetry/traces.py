"""Traces of requests, jobs and statements for a collector (OpenTelemetry); they need the extra `telemetry`.

Without an address of a collector nothing of it is loaded, and nothing is measured.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING, Annotated, Any, Final

import msgspec
from msgspec import Meta

from alcove.foundation.settings import SettingError
from alcove.foundation.telemetry.health import ComponentHealth

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.trace import Span

QUEUE: Final = 2048
"""Spans that wait for the collector; further ones are dropped."""
EXPORT_SECONDS: Final = 5.0
CLOSE_SECONDS: Final = 2.0
MAX_STATEMENT: Final = 2000
_PACKAGES: Final = ("opentelemetry.sdk", "opentelemetry.exporter.otlp.proto.http")

Message = Mapping[str, Any]
AsgiApp = Callable[[Any, Any, Any], Awaitable[None]]


class TraceSettings(msgspec.Struct, frozen=True, kw_only=True):
    """Where traces go."""

    otel_exporter_otlp_endpoint: Annotated[
        str,
        Meta(
            pattern=r"^(https?://[^\s/]+(/\S*)?)?\Z",
            description="Address of a collector of OpenTelemetry traces (OTLP over HTTP), such as"
            " http://127.0.0.1:4318; without it nothing is traced.",
        ),
    ] = ""
    otel_service_name: Annotated[str, Meta(description="Name of this server in traces.")] = "alcove"
    alcove_trace_share: Annotated[
        float, Meta(ge=0, le=1, description="Share of the requests and jobs that are traced.")
    ] = 1.0


def check_trace_settings(settings: TraceSettings) -> None:
    """Raise SettingError when traces are configured, and what they need is not installed."""
    if settings.otel_exporter_otlp_endpoint and not all(_is_installed(package) for package in _PACKAGES):
        raise SettingError(
            "OTEL_EXPORTER_OTLP_ENDPOINT is set, but the extra `telemetry` is not installed:"
            " pip install --require-hashes -r requirements/telemetry.txt"
        )


def open_tracing(settings: TraceSettings, *, process: str) -> "Tracing | None":
    """Return what traces this process, None if no collector is configured; SettingError."""
    check_trace_settings(settings)
    return Tracing(settings, process=process) if settings.otel_exporter_otlp_endpoint else None


class Tracing:
    """Makes spans, which a thread sends to the collector; when the collector is away they are dropped."""

    def __init__(self, settings: TraceSettings, *, process: str) -> None:
        """Take the name of the process, such as `api`."""
        from opentelemetry import trace  # noqa: PLC0415 - optional
        from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415 - optional
        from opentelemetry.trace.propagation.tracecontext import (  # noqa: PLC0415 - optional
            TraceContextTextMapPropagator,
        )

        self._trace = trace
        self._exporter = _build_exporter(settings)
        self._provider = _build_provider(settings, process=process)
        self._provider.add_span_processor(
            BatchSpanProcessor(self._exporter, max_queue_size=QUEUE, export_timeout_millis=EXPORT_SECONDS * 1000)
        )
        self._tracer = self._provider.get_tracer("alcove")
        self._propagator = TraceContextTextMapPropagator()

    def trace_requests(self, app: AsgiApp) -> AsgiApp:
        """Return an ASGI application whose requests are spans, below that of the caller's `traceparent`."""

        async def call_traced(scope: Any, receive: Any, send: Any) -> None:
            if scope["type"] != "http":
                await app(scope, receive, send)
                return
            with self._start(scope["method"], parent=_read_headers(scope), kind=self._trace.SpanKind.SERVER) as span:

                async def send_counted(message: Message) -> None:
                    if message["type"] == "http.response.start":
                        _describe_response(span, scope, status=message["status"])
                    await send(message)

                await app(scope, receive, send_counted)

        return call_traced

    @contextmanager
    def trace_job(self, task: str) -> "Iterator[Span]":
        """Make a span of one run of a job."""
        with self._start(task, parent={}, kind=self._trace.SpanKind.CONSUMER) as span:
            yield span

    def record_statement(self, query: Any) -> None:
        """Make a span of a statement that has ended (asyncpg's `LoggedQuery`), without its values."""
        if not self._trace.get_current_span().get_span_context().is_valid:
            # Nobody waits for it: listeners and pollers.
            return
        end = time.time_ns()
        span = self._tracer.start_span(
            query.query.split(None, 1)[0].upper()[:20] if query.query.strip() else "STATEMENT",
            kind=self._trace.SpanKind.CLIENT,
            start_time=end - int(query.elapsed * 1e9),
            attributes={"db.system.name": "postgresql", "db.query.text": query.query[:MAX_STATEMENT]},
        )
        if query.exception is not None:
            span.set_attribute("error.type", type(query.exception).__name__)
        span.end(end)

    async def probe(self) -> ComponentHealth:
        """Return whether the collector took the last spans."""
        if self._exporter.failed:
            return ComponentHealth("traces", "degraded", "the collector does not take spans; they are dropped")
        return ComponentHealth("traces", "ok", "")

    async def close(self) -> None:
        """Send what waits, for at most two seconds."""
        closing = asyncio.create_task(asyncio.to_thread(self._provider.shutdown))
        await asyncio.wait([closing], timeout=CLOSE_SECONDS)

    @contextmanager
    def _start(self, name: str, *, parent: Mapping[str, str], kind: Any) -> "Iterator[Span]":
        context = self._propagator.extract(parent)
        with self._tracer.start_as_current_span(
            name, context=context, kind=kind, record_exception=False, set_status_on_exception=True
        ) as span:
            yield span


def _build_provider(settings: TraceSettings, *, process: str) -> "TracerProvider":
    from opentelemetry.sdk.resources import Resource  # noqa: PLC0415 - optional
    from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415 - optional
    from opentelemetry.sdk.trace.sampling import ParentBasedTraceIdRatio  # noqa: PLC0415 - optional

    resource = Resource.create({"service.name": settings.otel_service_name, "alcove.process": process})
    return TracerProvider(resource=resource, sampler=ParentBasedTraceIdRatio(settings.alcove_trace_share))


def _build_exporter(settings: TraceSettings) -> Any:
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: PLC0415 - optional
    from opentelemetry.sdk.trace.export import SpanExportResult  # noqa: PLC0415 - optional

    class WatchedExporter(OTLPSpanExporter):
        """Remembers whether the last spans were taken."""

        failed = False

        def export(self, spans: Any) -> Any:
            """Send spans."""
            result = super().export(spans)
            self.failed = result is not SpanExportResult.SUCCESS
            return result

    endpoint = settings.otel_exporter_otlp_endpoint.rstrip("/")
    return WatchedExporter(endpoint=f"{endpoint}/v1/traces", timeout=EXPORT_SECONDS)


def _describe_response(span: "Span", scope: Mapping[str, Any], *, status: int) -> None:
    route = scope.get("alcove.route")
    if route:
        span.update_name(f"{scope['method']} {route}")
        span.set_attribute("http.route", route)
    span.set_attribute("http.request.method", scope["method"])
    span.set_attribute("http.response.status_code", status)
    if request_id := scope.get("alcove.request_id"):
        span.set_attribute("alcove.request_id", request_id)


def _read_headers(scope: Mapping[str, Any]) -> Mapping[str, str]:
    names = (b"traceparent", b"tracestate")
    return {name.decode(): value.decode("latin-1")[:600] for name, value in scope["headers"] if name in names}


def _is_installed(package: str) -> bool:
    try:
        return find_spec(package) is not None
    except ModuleNotFoundError:
        return False
