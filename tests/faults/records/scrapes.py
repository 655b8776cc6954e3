"""A simulated Discogs, scrapes of its sellers over HTTP, and the comparison of what is stored with what it offers."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx2

from alcove.simulators.discogs import SellerSpec, SimulatorConfig
from faults.server import FaultedServer
from fixtures.simulators.discogs import Simulator, build
from support.servers import serve
from support.until import until

UNLIMITED = 1_000_000
ENDED = frozenset({"done", "failed", "cancelled"})
SCRAPE_WITHIN_S = 120.0
OFFERS = """
SELECT s.name, l.discogs_listing_id, r.discogs_id, l.original_price, l.original_currency, l.media_condition, l.status
FROM records.discogs_listing AS l JOIN records.discogs_record AS r ON r.id = l.record_id
JOIN records.discogs_seller AS s ON s.id = l.seller_id
"""


@dataclass(frozen=True, slots=True)
class Comparison:
    """How many offers are stored as Discogs shows them, how many are missing, and how many should not be there."""

    right: int
    missing: int
    surplus: int


@contextmanager
def serve_discogs(*, seed: int, sellers: Mapping[str, SellerSpec | int]) -> Iterator[tuple[str, Simulator]]:
    """Serve a Discogs without a rate limit; yield its address and its state, in which faults can be set."""
    app = build(SimulatorConfig(seed=seed, sellers=sellers, rate_limit=UNLIMITED, anonymous_limit=UNLIMITED))
    with serve(app) as url:
        yield url, app.state.simulator


def build_settings(url: str) -> dict[str, str]:
    """Return the settings of a server that uses this Discogs, quickly, and never waits for a scrape."""
    return {
        "DISCOGS_API_BASE": url,
        "DISCOGS_USER_TOKEN": "simulator-token",
        "DISCOGS_RATE_LIMIT": "6000",
        "EXCHANGE_RATE_API_BASE": url,
        "ECB_RATES_URL": f"{url}/stats/eurofxref/eurofxref-daily.xml",
        "EXCHANGE_RATE_API_KEY": "simulator-exchange-key",
        "SCRAPE_RESPONSE_BUDGET_S": "0",
    }


def request_scrape(server: FaultedServer, seller: str, *, mode: str = "new") -> tuple[httpx2.Response | None, bool]:
    """Request a scrape; return the response, and whether it was acknowledged."""
    return server.ask_for_work("POST", f"/data/{seller}/", params={"mode": mode} if mode != "new" else {})


def scrape(server: FaultedServer, seller: str, *, mode: str = "new") -> dict[str, Any]:
    """Scrape a seller and return the status of the scrape at its end."""
    until(lambda: request_scrape(server, seller, mode=mode)[1])
    return wait_for_scrape(server, seller)


def read_scrape(server: FaultedServer, seller: str) -> dict[str, Any] | None:
    """Return the status of a seller's newest scrape, None when the server does not answer."""
    status: dict[str, Any] | None = server.ask_json(f"/api/scraper/jobs/{seller}/")
    return status


def wait_for_scrape(server: FaultedServer, seller: str, *, within: float = SCRAPE_WITHIN_S) -> dict[str, Any]:
    """Wait until a seller's newest scrape has ended and return its status."""

    def read_ended() -> dict[str, Any]:
        status = read_scrape(server, seller) or {}
        return status if status.get("state") in ENDED else {}

    return until(read_ended, within=within, describe=lambda: read_scrape(server, seller))


def compare_with_repeats(server: FaultedServer, sellers: Sequence[str]) -> Comparison:
    """Read all offers of the sellers once more, without faults, and compare what was stored before with that."""
    before = _count_offers(server, sellers)
    for seller in sellers:
        status = scrape(server, seller, mode="full")
        assert status["state"] == "done", status
    after = _count_offers(server, sellers)
    return Comparison(
        right=(before & after).total(), missing=(after - before).total(), surplus=(before - after).total()
    )


def _count_offers(server: FaultedServer, sellers: Sequence[str]) -> Counter[tuple[Any, ...]]:
    return Counter(row for row in server.fetch_rows(OFFERS) if row[0] in sellers)
