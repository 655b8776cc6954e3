"""A demonstration server that has scraped its sellers, and the owner who judges what it found."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from e2e.processes.running import Running, environment, free_port, until
from e2e.records.taste.owner import Shop


@pytest.fixture(scope="module")
def shop() -> Iterator[Shop]:
    """Give a shop whose offers have all been stored with their genres."""
    home = Path(tempfile.mkdtemp(prefix="alcove-"))
    running = Running(
        "serve", "--demo", env=environment(home, PORT=str(free_port()), ALCOVE_DATA_DIR=str(home / "data"))
    )
    try:
        running.ready()
        shop = Shop(running)
        until(shop.is_filled, within=90, what=lambda: running.output)
        yield shop
    finally:
        running.stop()
        shutil.rmtree(home, ignore_errors=True)
