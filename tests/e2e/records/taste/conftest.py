"""A demonstration server that has scraped its sellers, and the owner who judges what it found."""

from collections.abc import Iterator

import pytest

from e2e.records.taste.owner import Shop
from support.folders import short_folder
from support.processes import AlcoveProcess, environment
from support.sockets import free_port
from support.until import until


@pytest.fixture(scope="module")
def shop() -> Iterator[Shop]:
    """Give a shop whose offers have all been stored with their genres."""
    with short_folder() as home:
        env = environment(home, PORT=str(free_port()), ALCOVE_DATA_DIR=str(home / "data"))
        running = AlcoveProcess("serve", "--demo", env=env)
        try:
            running.wait_ready()
            shop = Shop(running)
            until(shop.is_filled, within=90, describe=lambda: running.output)
            yield shop
        finally:
            running.stop()
