"""The command line with a simulated catalogue and its own database."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from fixtures.books.opds import Faults, Simulator
from integration.books.opds.opds_sources import catalogs_setting, serve_catalogue
from support.world import AppCommands, World


@dataclass(frozen=True, slots=True)
class Cli(AppCommands):
    """Runs `alcove books ...` with a simulated catalogue."""

    simulator: Simulator
    ingest: Path
    faults: Faults


@pytest.fixture
def cli(dsn: str, tmp_path: Path, world: World) -> Iterator[Cli]:
    """Yield the command line with one catalogue and no worker."""
    with serve_catalogue(with_restricted=False, count=12) as catalogue:
        world.env.update(
            DATABASE_URL=dsn, INGEST_DIR=str(tmp_path / "ingest"), SOURCES="opds",
            OPDS_CATALOGS=catalogs_setting(f"{catalogue.base}/opds"), OPENLIBRARY_ENABLED="false",
        )  # fmt: skip
        yield Cli(world, "books", catalogue.simulator, tmp_path / "ingest", catalogue.faults)
