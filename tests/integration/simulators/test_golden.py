"""Responses compared with golden files."""

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx2 as httpx
import pytest

from alcove.simulators.discogs import OfferSpec, ReleaseSpec, SellerSpec, SimulatorConfig
from integration.simulators.conftest import Site
from support import golden
from support.clock import FakeClock

GOLDEN = Path(__file__).parent / "golden"
CHECKED_HEADERS = ("content-type", "link", "retry-after", "allow", "location")


@pytest.fixture
def config() -> SimulatorConfig:
    """Return a small configuration with a fixed clock."""
    return SimulatorConfig(
        sellers={"anna": SellerSpec(offers=3), "nina": SellerSpec(offers=1, currency="EUR")},
        clock=FakeClock(),
        rate_limit=60,
    )


def _snapshot(site: Site, response: httpx.Response) -> dict[str, Any]:
    def normalize(value: Any) -> Any:
        if isinstance(value, str):
            return value.replace(site.url, "http://simulator")
        if isinstance(value, dict):
            return {name: normalize(inner) for name, inner in value.items()}
        return [normalize(inner) for inner in value] if isinstance(value, list) else value

    headers = {
        name: value for name, value in response.headers.items() if name in CHECKED_HEADERS or name.startswith("x-")
    }
    is_json = response.content and response.headers.get("content-type") == "application/json"
    body = response.json() if is_json else response.text
    return {"status": response.status_code, "headers": normalize(headers), "body": normalize(body)}


CASES = {
    "root": ("GET", "/"),
    "identity": ("GET", "/oauth/identity"),
    "inventory-first-page": ("GET", "/users/anna/inventory?per_page=2&sort=listed&sort_order=desc"),
    "inventory-last-page": ("GET", "/users/anna/inventory?per_page=2&page=2"),
    "inventory-converted": ("GET", "/users/nina/inventory?curr_abbr=USD"),
    "inventory-past-the-end": ("GET", "/users/anna/inventory?page=2"),
    "inventory-wall": ("GET", "/users/anna/inventory?page=101"),
    "inventory-bad-status": ("GET", "/users/anna/inventory?status=Sideways"),
    "inventory-bad-sort": ("GET", "/users/anna/inventory?sort=colour"),
    "inventory-bad-currency": ("GET", "/users/anna/inventory?curr_abbr=XXX"),
    "inventory-unknown-user": ("GET", "/users/nobody-here/inventory"),
    "profile": ("GET", "/users/anna"),
    "release": ("GET", "/releases/42"),
    "release-unknown": ("GET", "/releases/1"),
    "price-suggestions": ("GET", "/marketplace/price_suggestions/42"),
    "marketplace-stats": ("GET", "/marketplace/stats/42"),
    "listing-unknown": ("GET", "/marketplace/listings/1"),
    "want-put": ("PUT", "/users/collector/wants/42?rating=3"),
    "want-edit-missing": ("POST", "/users/collector/wants/42"),
    "want-foreign": ("PUT", "/users/newcomer/wants/42"),
    "wants-empty": ("GET", "/users/collector/wants"),
    "unknown-path": ("GET", "/nowhere"),
    "wrong-method": ("POST", "/users/anna/inventory"),
    "exchange": ("GET", "/v6/simulator-exchange-key/latest/USD"),
    "exchange-invalid-key": ("GET", "/v6/wrong/latest/USD"),
}


@pytest.mark.parametrize("name", sorted(CASES))
def test_responses(site: Site, name: str) -> None:
    """Status, headers and body of each endpoint and error match the golden file."""
    spec = ReleaseSpec(
        id=42, artist="Ada Fenwick", title="Tide", label="Cairn", catno="CA 1", year=1968, country="UK",
        genres=("Jazz",), styles=("Modal",), format="LP, Album, Mono", want=80, have=50, price=30.0,
    )  # fmt: skip
    posted = datetime(2025, 12, 24, 12, 0, tzinfo=UTC)
    site.simulator.catalogue.add("anna", OfferSpec(release=spec, price=Decimal("31.50"), posted=posted), now=posted)
    method, path = CASES[name]
    golden.check(GOLDEN / f"{name}.json", _snapshot(site, site.client.request(method, path)))


def test_rejected_callers(site: Site) -> None:
    """Missing and wrong credentials, a missing User-Agent and too many requests match the golden file."""
    wrong = {"Authorization": "Discogs token=wrong"}
    responses = {
        "missing": site.anonymous.get("/oauth/identity"),
        "wrong": site.anonymous.get("/oauth/identity", headers=wrong),
        "no-agent": site.anonymous.get("/", headers={"User-Agent": ""}),
        "not-a-seller": site.anonymous.get(
            "/marketplace/price_suggestions/10007", headers={"Authorization": "Discogs token=newcomer-token"}
        ),
    }
    site.simulator.anonymous_limit = 3
    responses["too-fast"] = site.anonymous.get("/")
    golden.check(GOLDEN / "callers.json", {name: _snapshot(site, response) for name, response in responses.items()})
