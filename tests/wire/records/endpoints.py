"""All endpoints: an example call, the addresses, and the status of a plain call."""

from dataclasses import dataclass, field
from typing import Any

ORIGINS = [f"http://{host}:{port}" for host in ("localhost", "127.0.0.1") for port in (3000, 5173, 5174, 4173)]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An endpoint with a call that works with the sample data, as far as possible without credentials."""

    number: str
    method: str
    paths: tuple[str, ...]
    status: int = 200
    call: dict[str, Any] = field(default_factory=dict)
    tier_1: bool = False


def _both(path: str) -> tuple[str, str]:
    return path, f"/api{path}"


VOTE = {"data": {"desirability": "4", "novelty": "3"}}
SELLER = {"json": {"seller": "Plattenladen"}}

ENDPOINTS = [
    Endpoint("E1", "GET", ("/dashboard", "/api/dashboard", "/api-dashboard"), tier_1=True),
    Endpoint("E2", "POST", ("/api/refresh-record-of-the-day", "/refresh-record-of-the-day"), tier_1=True),
    Endpoint("E3", "POST", _both("/vote-record-of-the-day/1"), call=VOTE, tier_1=True),
    Endpoint("E4", "GET", _both("/search/results"), call={"params": {"q": "blue", "page": "1"}}, tier_1=True),
    Endpoint("E5", "GET", _both("/autocomplete/genre"), call={"params": {"term": "jaz"}}, tier_1=True),
    Endpoint("E6", "GET", _both("/autocomplete/condition"), call={"params": {"term": "vg"}}, tier_1=True),
    Endpoint("E7", "POST", _both("/by-seller/search"), call=SELLER, tier_1=True),
    Endpoint("E8", "POST", _both("/data/Plattenladen"), 503, tier_1=True),
    Endpoint("E9", "GET", _both("/model-performance-stats"), tier_1=True),
    Endpoint("E10", "GET", (*_both("/recommendation-predictions"), "/recommendation-tuner-predictions"),
             call={"params": {"listing_ids": ["2", "1"]}}, tier_1=True),
    Endpoint("E11", "POST", (*_both("/submit-scoring-selections"), "/submit-recommendations"),
             call={"data": {"listing_ids": ["1", "2"], "keeper_ids": ["2"]}}, tier_1=True),
    Endpoint("E12", "GET", ("/api/dashboard/listings", "/dashboard/listings")),
    Endpoint("E13", "GET", _both("/autocomplete/styles"), call={"params": {"term": "bop"}}),
    Endpoint("E14", "GET", _both("/records/seller/Plattenladen")),
    Endpoint("E15", "POST", _both("/tune-scoring"), call=SELLER),
    Endpoint("E16", "GET", _both("/export-listings")),
    Endpoint("E17", "POST", _both("/add-to-wantlist"), 503, call={"data": {"record_id": "101"}}),
    Endpoint("E18", "POST", ("/api/scraper/go/Plattenladen", "/api/scraper/Plattenladen"), 503),
    Endpoint("E19", "GET", ("/api/scraper/stats",), 503),
    Endpoint("E20", "GET", ("/api/scraper/test",), 503),
    Endpoint("E21", "GET", _both("/autocomplete/seller"), call={"params": {"term": "l"}}),
    Endpoint("E22", "GET", ("/health",)),
    Endpoint("E23", "GET", ("/api/recommender/listings",)),
    Endpoint("E24", "GET", ("/api/scraper/jobs/Plattenladen",)),
]  # fmt: skip

TIER_1 = [endpoint for endpoint in ENDPOINTS if endpoint.tier_1]


def with_trailing_slash(endpoint: Endpoint) -> list[str]:
    """Return every address of an endpoint, with and without a trailing slash."""
    return [path + slash for path in endpoint.paths for slash in ("", "/")]


def name(endpoint: Endpoint) -> str:
    """Return the endpoint's number, for test ids."""
    return endpoint.number
