"""The command line with a simulated Discogs and its own database."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from alcove.simulators.discogs import SellerSpec, SimulatorConfig
from fixtures.simulators.discogs import Simulator, build
from support.processes import AlcoveProcess
from support.servers import serve
from support.world import AppCommands, World

SELLERS: dict[str, SellerSpec | int] = {"martha_keys": 120, "nina-vogel": 12, "warehouse": 1200}


@dataclass(frozen=True, slots=True)
class Cli(AppCommands):
    """Runs `alcove records ...` with a simulated Discogs."""

    simulator: Simulator

    def start(self, *arguments: str) -> AlcoveProcess:
        """Start a process that is stopped after the test."""
        return self.world.start(*arguments)


@pytest.fixture
def cli(dsn: str, tmp_path: Path, world: World) -> Iterator[Cli]:
    """Yield the command line with a personal token and no worker."""
    app = build(SimulatorConfig(sellers=SELLERS, rate_limit=6000, anonymous_limit=6000))
    with serve(app) as base:
        world.env.update(
            DATABASE_URL=dsn, ALCOVE_DATA_DIR=str(tmp_path / "data"), DISCOGS_API_BASE=base,
            EXCHANGE_RATE_API_BASE=base, ECB_RATES_URL=f"{base}/stats/eurofxref/eurofxref-daily.xml",
            DISCOGS_USER_TOKEN="simulator-token", DISCOGS_RATE_LIMIT="6000",
        )  # fmt: skip
        yield Cli(world, "records", app.state.simulator)
