"""Prometheus metrics, which the processes of a host share through the files in PROMETHEUS_MULTIPROC_DIR.

The variable is read when this module is imported: it must be set before.
"""

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
    values,
)
from prometheus_client.metrics_core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from alcove.foundation.telemetry.gauges import Gauge
from alcove.foundation.telemetry.shared_values import SharedValue, SharedValueFiles

__all__ = ["JOBS", "OUTBOUND", "REQUESTS", "Counter", "Histogram", "render_metrics"]

_DIRECTORY = os.environ.get("PROMETHEUS_MULTIPROC_DIR")
if _DIRECTORY:
    # A process that is restarted under the same name continues its file, so that files do not pile up.
    _PROCESS = os.environ.get("ALCOVE_PROCESS_NAME") or os.getpid()
    SharedValue.files = SharedValueFiles(Path(_DIRECTORY), process=str(_PROCESS))
    values.ValueClass = SharedValue

_FAST_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
_SLOW_BUCKETS = (0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300, 900, 3600)

REQUESTS = Histogram(
    "alcove_http_request_seconds",
    "Requests answered, by route template.",
    ["app", "route", "method", "status"],
    buckets=_FAST_BUCKETS,
)
JOBS = Histogram("alcove_job_seconds", "Jobs run, by how they ended.", ["task", "outcome"], buckets=_SLOW_BUCKETS)
OUTBOUND = Histogram(
    "alcove_outbound_request_seconds",
    "Requests made to other servers, by policy and status or error.",
    ["policy", "method", "outcome"],
    buckets=_SLOW_BUCKETS,
)


def render_metrics(gauges: Sequence[Gauge] = ()) -> tuple[bytes, str]:
    """Return the metrics of all processes that share them, with `gauges`, and their media type.

    It reads files, so it may block.
    """
    registry = REGISTRY
    if _DIRECTORY and Path(_DIRECTORY).is_dir():
        SharedValue.files.flush()
        registry = CollectorRegistry()
        MultiProcessCollector(registry, path=_DIRECTORY)  # type: ignore[no-untyped-call]  # the library has no types here
    read = CollectorRegistry()
    read.register(_GaugeCollector(gauges))
    return generate_latest(registry) + generate_latest(read), CONTENT_TYPE_LATEST


class _GaugeCollector(Collector):
    """Passes on the gauges that were read for this response."""

    def __init__(self, gauges: Iterable[Gauge]) -> None:
        self._gauges = gauges

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield the gauges."""
        for gauge in self._gauges:
            family = GaugeMetricFamily(gauge.name, gauge.help, labels=list(gauge.labels))
            for labels, value in gauge.samples:
                family.add_metric(list(labels), value)
            yield family
