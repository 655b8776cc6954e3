"""The Prometheus metrics of Alcove; importing this module imports prometheus_client."""

from prometheus_client import Histogram

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
