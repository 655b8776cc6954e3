"""The metrics of search by meaning, which all processes of a host share.

They are made on first use: prometheus_client decides when it is imported whether processes share them.
"""

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from alcove.foundation.telemetry import Counter, Histogram

_SECONDS: Final = (0.005, 0.01, 0.02, 0.03, 0.05, 0.08, 0.125, 0.25, 0.5, 1, 2.5, 5)


@dataclass(frozen=True, slots=True, kw_only=True)
class _EmbeddingMetrics:
    searches: "Histogram"
    passages: "Counter"


def observe_search(seconds: float, *, outcome: Literal["ok", "timeout", "unavailable"]) -> None:
    """Count a search by meaning, how long it took, and how it ended."""
    _metrics().searches.labels(outcome).observe(seconds)


def count_embedded(passages: int) -> None:
    """Count passages that got a vector."""
    _metrics().passages.inc(passages)


@cache
def _metrics() -> _EmbeddingMetrics:
    from alcove.foundation.telemetry import Counter, Histogram  # noqa: PLC0415 - see above

    return _EmbeddingMetrics(
        searches=Histogram(
            "alcove_embedding_search_seconds", "Searches by meaning, by how they ended.", ["outcome"], buckets=_SECONDS
        ),
        passages=Counter("alcove_embedded_passages", "Passages that got a vector."),
    )
