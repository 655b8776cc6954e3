"""The command line beside a simulated catalogue and a database of the test's own."""

import json
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from fixtures.books.opds import Faults, Simulator
from integration.books.opds.opds_sources import catalogs_setting, serve_catalogue
from support.processes import environment, run_alcove


@dataclass(frozen=True, slots=True)
class Cli:
    """Runs `alcove books ...` in one environment."""

    env: dict[str, str]
    simulator: Simulator
    ingest: Path
    faults: Faults

    def __call__(self, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        return run_alcove("books", *arguments, env={**self.env, **settings})

    def json(self, *arguments: str, code: int = 0, **settings: str) -> Any:
        """Run a command with --json and return what it printed."""
        done = self(*arguments, "--json", **settings)
        assert done.returncode == code, done.stderr
        return json.loads(done.stdout)


@pytest.fixture
def cli(dsn: str, tmp_path: Path) -> Iterator[Cli]:
    """Give the command line with one catalogue and no worker."""
    with serve_catalogue(with_restricted=False, count=12) as shop:
        env = environment(
            tmp_path, DATABASE_URL=dsn, ALCOVE_DATA_DIR=str(tmp_path / "data"), INGEST_DIR=str(tmp_path / "ingest"),
            SOURCES="opds", OPDS_CATALOGS=catalogs_setting(f"{shop.base}/opds"), OPENLIBRARY_ENABLED="false",
        )  # fmt: skip
        yield Cli(env, shop.simulator, tmp_path / "ingest", shop.faults)
