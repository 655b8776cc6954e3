"""What is counted, for Prometheus; several processes of one host share a directory."""

import os
from pathlib import Path

from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

_FAST = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
_SLOW = (0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300, 900, 3600)

REQUESTS = Histogram(
    "alcove_http_request_seconds",
    "Requests answered, by route template.",
    ["app", "route", "method", "status"],
    buckets=_FAST,
)
JOBS = Histogram("alcove_job_seconds", "Jobs run, by how they ended.", ["task", "outcome"], buckets=_SLOW)
OUTBOUND = Histogram(
    "alcove_outbound_request_seconds",
    "Requests made to other servers, by policy and status or error.",
    ["policy", "method", "outcome"],
    buckets=_SLOW,
)


def render_metrics() -> tuple[bytes, str]:
    """Return all metrics of all processes of this host and their media type; reads files, so may block."""
    directory = os.environ.get("PROMETHEUS_MULTIPROC_DIR")
    if not directory or not Path(directory).is_dir():
        return generate_latest(REGISTRY), CONTENT_TYPE_LATEST
    registry = CollectorRegistry()
    MultiProcessCollector(registry, path=directory)  # type: ignore[no-untyped-call]  # the library has no hints here
    return generate_latest(registry), CONTENT_TYPE_LATEST
