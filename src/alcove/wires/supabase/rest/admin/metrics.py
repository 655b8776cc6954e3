"""Metrics of a REST server in the text format of Prometheus, with PostgREST's names."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from alcove.wires.supabase.rest.schema_cache.holder import LoadStatistics
from alcove.wires.supabase.tokens import TokenCacheStatistics

CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """A metric with its values by labels, `status="SUCCESS"`; without labels the key is empty."""

    name: str
    help: str
    kind: Literal["counter", "gauge"]
    values: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolStatistics:
    """The connections of a pool, and the requests that wait for one or waited in vain."""

    available: int
    waiting: int
    size: int
    timeouts: int


def list_metrics(schema_cache: LoadStatistics, pool: PoolStatistics, *, tokens: TokenCacheStatistics) -> list[Metric]:
    """Return all metrics."""
    return [
        Metric(
            name="pgrst_schema_cache_query_time_seconds",
            help="The query time in seconds of the last schema cache load",
            kind="gauge",
            values={"": schema_cache.seconds},
        ),
        Metric(
            name="pgrst_schema_cache_loads_total",
            help="The total number of times the schema cache was loaded",
            kind="counter",
            values={'status="SUCCESS"': schema_cache.loads, 'status="FAIL"': schema_cache.failures},
        ),
        Metric(
            name="pgrst_db_pool_timeouts_total",
            help="The total number of pool connection timeouts",
            kind="counter",
            values={"": pool.timeouts},
        ),
        Metric(
            name="pgrst_db_pool_available",
            help="Available connections in the pool",
            kind="gauge",
            values={"": pool.available},
        ),
        Metric(
            name="pgrst_db_pool_waiting",
            help="Requests waiting to acquire a pool connection",
            kind="gauge",
            values={"": pool.waiting},
        ),
        Metric(name="pgrst_db_pool_max", help="Max pool connections", kind="gauge", values={"": pool.size}),
        Metric(
            name="pgrst_jwt_cache_requests_total",
            help="The total number of JWT cache lookups",
            kind="counter",
            values={"": tokens.requests},
        ),
        Metric(
            name="pgrst_jwt_cache_hits_total",
            help="The total number of JWT cache hits",
            kind="counter",
            values={"": tokens.hits},
        ),
        Metric(
            name="pgrst_jwt_cache_evictions_total",
            help="The total number of JWT cache evictions",
            kind="counter",
            values={"": tokens.evictions},
        ),
    ]


def render_metrics(metrics: Iterable[Metric]) -> str:
    """Return metrics as text."""
    lines: list[str] = []
    for metric in metrics:
        lines += [f"# HELP {metric.name} {metric.help}", f"# TYPE {metric.name} {metric.kind}"]
        lines += [
            f"{metric.name}{f'{{{labels}}}' if labels else ''} {float(value)}"
            for labels, value in metric.values.items()
        ]
    return "\n".join(lines) + "\n"
