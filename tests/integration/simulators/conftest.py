"""Fixtures: one running simulator per test."""

from collections.abc import Iterator
from typing import NamedTuple

import httpx2 as httpx
import pytest
from starlette.applications import Starlette

from alcove.simulators.discogs import SellerSpec, SimulatorConfig
from fixtures.simulators.discogs import Simulator, build
from support.http_client import blocking_http_client
from support.servers import serve

USER_AGENT = "simulator-tests/1.0"
SIGNED_IN = {"Authorization": "Discogs token=simulator-token"}


class Site(NamedTuple):
    """A running simulator: its URL, an authenticated client, an anonymous one, and its state."""

    url: str
    client: httpx.Client
    anonymous: httpx.Client
    simulator: Simulator


SELLERS = {
    "anna": SellerSpec(offers=130, scenes=("hard bop", "soul")),
    "sven": SellerSpec(offers=40, currency="SEK", ships_from="Sweden"),
    "gold": SellerSpec(offers=5, currency="XAU"),
    "Plattenkiste Köln Süd": SellerSpec(offers=60, currency="EUR", ships_from="Germany"),
    "collector": SellerSpec(offers=10),
    "empty": SellerSpec(offers=0),
    "warehouse": SellerSpec(offers=10_400),
}


@pytest.fixture
def config() -> SimulatorConfig:
    """Return the configuration of the simulator; test modules may override it."""
    return SimulatorConfig(sellers=SELLERS, rate_limit=10_000, anonymous_limit=10_000)


@pytest.fixture
def app(config: SimulatorConfig) -> Starlette:
    """Return the app of the simulator under test."""
    return build(config)


@pytest.fixture
def site(app: Starlette) -> Iterator[Site]:
    """Serve the simulator and open both clients."""
    headers = {"User-Agent": USER_AGENT}
    with (
        serve(app) as url,
        blocking_http_client(url, headers=headers | SIGNED_IN) as client,
        blocking_http_client(url, headers=headers) as anonymous,
    ):
        yield Site(url, client, anonymous, app.state.simulator)
