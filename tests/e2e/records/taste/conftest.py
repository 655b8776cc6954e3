"""A demo server that has scraped its sellers, and the owner who judges their offers."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from e2e.records.taste.simulated_owner import JudgedServer
from support.until import until
from support.world import make_world


@pytest.fixture(scope="module")
def server(migrated_data: Path) -> Iterator[JudgedServer]:
    """Yield a server whose offers are all stored with their genres."""
    with make_world(migrated_data) as world:
        server = JudgedServer(world.start("serve", "--demo").wait_ready())
        until(server.is_filled, describe=lambda: server.running.output)
        yield server
