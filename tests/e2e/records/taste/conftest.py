"""A demo server that has scraped its sellers, and the owner who judges their offers."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from e2e.records.taste.simulated_owner import Shop
from support.until import until
from support.world import make_world


@pytest.fixture(scope="module")
def shop(migrated_data: Path) -> Iterator[Shop]:
    """Yield a server whose offers are all stored with their genres."""
    with make_world(migrated_data) as world:
        shop = Shop(world.start("serve", "--demo").wait_ready())
        until(shop.is_filled, within=120, describe=lambda: shop.running.output)
        yield shop
