"""The records app on a full disk: it is read as before, and refuses what it cannot store in its own format."""

import httpx2

from alcove.foundation.database import Pool
from fixtures.records.rows import add_listing, add_record, add_seller
from support.full_database import refuse_writes
from wire.records.strict_decoding import assert_error

RATING = {"desirability": 5, "novelty": 4}


async def add_offer(pool: Pool) -> None:
    """Store an offer that can be picked."""
    await add_listing(pool, seller=await add_seller(pool, "shop"), record=await add_record(pool, "1"))


async def test_the_dashboard_without_a_pick(client: httpx2.AsyncClient, pool: Pool, dsn: str) -> None:
    """The dashboard is shown without a record of the day when that cannot be stored."""
    await add_offer(pool)
    refuse_writes(dsn)
    response = await client.get("/dashboard/")
    assert response.status_code == 200
    assert (response.json()["num_listings"], response.json()["record_of_the_day"]) == (1, None)


async def test_a_vote_is_refused(client: httpx2.AsyncClient, pool: Pool, dsn: str) -> None:
    """A change gets 507 with the stable code and Retry-After; the pick is read as before."""
    await add_offer(pool)
    shown = (await client.get("/dashboard/")).json()["record_of_the_day_obj"]
    refuse_writes(dsn)
    refused = await client.post(f"/vote-record-of-the-day/{shown['id']}/", json=RATING)
    assert_error(refused, 507, "disk_full")
    assert int(refused.headers["retry-after"]) > 0
    assert (await client.get("/dashboard/")).json()["record_of_the_day_obj"] == shown
