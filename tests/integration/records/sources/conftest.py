"""A marketplace simulator and its clients."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from alcove.apps.records.settings import RecordsSettings
from alcove.apps.records.sources.discogs import DiscogsClientFactory
from alcove.foundation.fetch import NoLimit
from alcove.foundation.settings import load_settings
from alcove.simulators.discogs import SellerSpec, SimulatorConfig
from fixtures.simulators.discogs import Simulator, build
from support.clock import FakeClock
from support.servers import serve

SELLERS: dict[str, SellerSpec | int] = {
    "martha_keys": 214,
    "quietshelf": 0,
    "warehouse": SellerSpec(offers=10_100),
    "nina-vogel": SellerSpec(offers=12, currency="EUR"),
    "Plattenkiste Köln + 100% #1?": 3,
}
TOKEN = {"DISCOGS_USER_TOKEN": "simulator-token"}


@dataclass(frozen=True, slots=True)
class Market:
    """A simulator and its address."""

    base: str
    simulator: Simulator


@pytest.fixture
def market() -> Iterator[Market]:
    """Serve a simulator without an effective rate limit."""
    app = build(SimulatorConfig(sellers=SELLERS, rate_limit=6000, anonymous_limit=6000))
    with serve(app) as base:
        yield Market(base, app.state.simulator)


Open = Callable[..., DiscogsClientFactory]


@pytest.fixture
def open_discogs(market: Market, tmp_path: Path) -> Open:
    """Return a function that creates a client factory from environment variables; by default with a personal token."""

    def make(**environ: str) -> DiscogsClientFactory:
        return discogs(market.base, tmp_path, **(environ or TOKEN))

    return make


def discogs(base: str, data_dir: Path, **environ: str) -> DiscogsClientFactory:
    """Return a client factory for a server in place of Discogs; retry delays take no time."""
    settings = load_settings(RecordsSettings, environ={"DISCOGS_API_BASE": base, **environ})
    return DiscogsClientFactory(settings, data_dir=data_dir, limiter=NoLimit(), clock=FakeClock(), rng=random.Random(1))  # noqa: S311 - seeded
