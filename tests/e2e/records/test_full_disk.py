"""Verdicts on a disk that fills while they are stored: none that was acknowledged is lost."""

import asyncio
from pathlib import Path

import httpx2
import psycopg
import pytest

from alcove.foundation.database import close_pool, open_pool
from fixtures.records.rows import add_offers, add_seller
from support.acknowledged_writes import AcknowledgedWrites
from support.small_disk import small_disk
from support.until import until
from support.world import make_world

OFFERS = 20_000


async def store_offers(dsn: str) -> list[int]:
    """Store offers and return their ids."""
    pool = await open_pool(dsn, size=1)
    try:
        await add_offers(pool, OFFERS, seller=await add_seller(pool, "shop"))
        return [row["id"] for row in await pool.fetch("SELECT id FROM discogs_listing ORDER BY id")]
    finally:
        await close_pool(pool)


@pytest.mark.slow
def test_acknowledged_verdicts_survive_a_full_disk(migrated_data: Path) -> None:
    """While the disk is full, writers get 507 or 503; afterwards every verdict that was acknowledged is there."""
    with small_disk(megabytes=400) as disk, make_world(migrated_data) as world:
        world.env["ALCOVE_DATA_DIR"] = str(disk.path / "data")
        server = world.start("serve").wait_ready()
        ids = asyncio.run(store_offers(world.dsn))
        address = f"http://127.0.0.1:{server.port}/submit-scoring-selections/"

        def submit(number: int) -> httpx2.Response:
            body = {"listing_ids": [ids[number]], "keeper_ids": [ids[number]]}
            return httpx2.post(address, json=body, timeout=60)

        writes = AcknowledgedWrites(submit)
        with writes.keep_writing():
            until(lambda: len(writes.acknowledged) > 20)

            def is_refused() -> bool:
                disk.fill()  # again and again: what the server deletes in the meantime is space for its writes
                return 507 in writes.statuses

            until(is_refused)
            disk.empty()
            stored = len(writes.acknowledged)
            until(lambda: len(writes.acknowledged) > stored)
        assert set(writes.statuses) <= {200, 503, 507}
        with psycopg.connect(world.dsn) as connection:
            sql = "SELECT id FROM records.discogs_listing WHERE kept"
            kept = {row[0] for row in connection.execute(sql).fetchall()}
        assert [number for number in writes.acknowledged if ids[number] not in kept] == []
