"""Logs, metrics, traces and health."""

from typing import TYPE_CHECKING, Any

from alcove.foundation.telemetry.gauges import Gauge, GaugeReader, read_gauges
from alcove.foundation.telemetry.health import ComponentHealth, Probe, run_probes
from alcove.foundation.telemetry.logs import REQUEST_ID, Logger, configure_logging, get_logger
from alcove.foundation.telemetry.redaction import HIDDEN, redact, redact_text
from alcove.foundation.telemetry.reports import (
    ACCOUNT,
    REQUEST_SCOPE,
    LoggedError,
    SecurityKind,
    SecurityReport,
    observe_reports,
    report_security,
)
from alcove.foundation.telemetry.traces import TraceSettings, Tracing, check_trace_settings, open_tracing

if TYPE_CHECKING:
    from alcove.foundation.telemetry.metrics import JOBS, OUTBOUND, REQUESTS, Counter, Histogram, render_metrics

__all__ = [
    "ACCOUNT",
    "HIDDEN",
    "JOBS",
    "OUTBOUND",
    "REQUESTS",
    "REQUEST_ID",
    "REQUEST_SCOPE",
    "ComponentHealth",
    "Counter",
    "Gauge",
    "GaugeReader",
    "Histogram",
    "LoggedError",
    "Logger",
    "Probe",
    "SecurityKind",
    "SecurityReport",
    "TraceSettings",
    "Tracing",
    "check_trace_settings",
    "configure_logging",
    "get_logger",
    "observe_reports",
    "open_tracing",
    "read_gauges",
    "redact",
    "redact_text",
    "render_metrics",
    "report_security",
    "run_probes",
]


def __getattr__(name: str) -> Any:
    """Import the metrics on first use: prometheus_client decides at import whether processes share them."""
    if name not in ("JOBS", "OUTBOUND", "REQUESTS", "Counter", "Histogram", "render_metrics"):
        raise AttributeError(name)
    from alcove.foundation.telemetry import metrics  # noqa: PLC0415 - see above

    return getattr(metrics, name)
