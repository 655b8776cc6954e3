"""Saved searches on a disk that fills while they are stored: none that was acknowledged is lost."""

from pathlib import Path

import httpx2
import pytest

from support.acknowledged_writes import AcknowledgedWrites
from support.small_disk import small_disk
from support.until import until
from support.world import make_world


@pytest.mark.slow
def test_acknowledged_searches_survive_a_full_disk(migrated_data: Path) -> None:
    """While the disk is full, writers get 507; afterwards every search that was acknowledged is there."""
    with small_disk(megabytes=160) as disk, make_world(migrated_data) as world:
        world.env["ALCOVE_DATA_DIR"] = str(disk.path / "data")
        server = world.start("serve").wait_ready()
        address = f"http://127.0.0.1:{server.port}/api/saved-searches"

        def save(number: int) -> httpx2.Response:
            # Random texts, which PostgreSQL cannot compress, use up the pages that it has.
            words = " ".join(f"{hash((number, word)):x}" for word in range(40))
            return httpx2.post(address, json={"name": f"search {number}", "query": f"query={words}"}, timeout=60)

        writes = AcknowledgedWrites(save)
        assert all(writes.write() for _ in range(10))
        disk.fill()
        until(lambda: not writes.write() and 507 in writes.statuses)
        disk.empty()
        until(writes.write)
        assert set(writes.statuses) <= {200, 503, 507}
        names = {search["name"] for search in httpx2.get(address, timeout=60).json()["searches"]}
        assert [number for number in writes.acknowledged if f"search {number}" not in names] == []
