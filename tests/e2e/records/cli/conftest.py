"""The command line beside a simulated Discogs and a database of the test's own."""

import json
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from alcove.simulators.discogs import SellerSpec, SimulatorConfig
from fixtures.simulators.discogs import Simulator, build
from support.processes import AlcoveProcess, environment, run_alcove
from support.servers import serve

SELLERS: dict[str, SellerSpec | int] = {"martha_keys": 120, "nina-vogel": 12, "warehouse": 1200}


@dataclass(frozen=True, slots=True)
class Cli:
    """Runs `alcove records ...` in one environment."""

    env: dict[str, str]
    simulator: Simulator
    opened: list[AlcoveProcess] = field(default_factory=list)

    def __call__(self, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        return run_alcove("records", *arguments, env={**self.env, **settings})

    def json(self, *arguments: str, code: int = 0) -> Any:
        """Run a command with --json and return what it printed."""
        done = self(*arguments, "--json")
        assert done.returncode == code, done.stderr
        return json.loads(done.stdout)

    def start(self, *arguments: str) -> AlcoveProcess:
        """Start a process that is ended after the test."""
        self.opened.append(AlcoveProcess(*arguments, env=self.env))
        return self.opened[-1]


@pytest.fixture
def cli(dsn: str, tmp_path: Path) -> Iterator[Cli]:
    """Yield the command line with a personal token and no worker."""
    app = build(SimulatorConfig(sellers=SELLERS, rate_limit=6000, anonymous_limit=6000))
    with serve(app) as base:
        env = environment(
            tmp_path, DATABASE_URL=dsn, ALCOVE_DATA_DIR=str(tmp_path / "data"), DISCOGS_API_BASE=base,
            EXCHANGE_RATE_API_BASE=base, DISCOGS_USER_TOKEN="simulator-token", DISCOGS_RATE_LIMIT="6000",
        )  # fmt: skip
        made = Cli(env, app.state.simulator)
        try:
            yield made
        finally:
            for running in made.opened:
                running.stop()
