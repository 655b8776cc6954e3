"""E1 and E2: the dashboard and the record of the day."""

import asyncio

import httpx2
import msgspec
import pytest

from alcove.apps.records.daily_pick.schemas import Dashboard, Pick
from alcove.apps.records.schemas import Message
from alcove.foundation.database import Pool
from fixtures.records.rows import add_listing, add_record, add_seller
from support.clock import FakeClock
from wire.records.strict_decoding import INSTANT, assert_error, check_listing, decode_strictly

DASHBOARD = "/dashboard/"
REFRESH = "/api/refresh-record-of-the-day/"
DAY = 24 * 3600


async def read_dashboard(client: httpx2.AsyncClient, **params: str) -> Dashboard:
    """Return the dashboard."""
    return decode_strictly(await client.get(DASHBOARD, params=params), Dashboard)


async def pick_of(client: httpx2.AsyncClient, **params: str) -> Pick:
    """Return the pick, which must exist."""
    pick = (await read_dashboard(client, **params)).record_of_the_day_obj
    assert pick is not None
    return pick


async def offers(pool: Pool, *prices: str | None, status: str = "For Sale") -> list[int]:
    """Store offers of one record each, the first of them wanted most, and return their ids."""
    seller = await pool.fetchval("SELECT id FROM discogs_seller") or await add_seller(pool, "shop")
    ids = []
    for index, price in enumerate(prices):
        record = await add_record(pool, f"{status}-{price}-{index}", wants=1000 - index, haves=10)
        ids.append(await add_listing(pool, seller=seller, record=record, price=price, status=status))
    return ids


async def picks(pool: Pool) -> list[tuple[str, int]]:
    """Return day and listing of every stored pick."""
    rows = await pool.fetch("SELECT date, listing_id FROM discogs_recordoftheday ORDER BY date")
    return [(row["date"].isoformat(), row["listing_id"]) for row in rows]


async def test_empty_database(client: httpx2.AsyncClient, pool: Pool) -> None:
    """Without offers the dashboard has zeros, nulls and an empty breakdown, and nothing is stored."""
    response = await client.get(DASHBOARD)
    assert decode_strictly(response, Dashboard).record_of_the_day is None
    assert response.json() == {
        "num_records": 0, "num_listings": 0, "unevaluated": 0, "accuracy": 0,
        "record_of_the_day": None, "record_of_the_day_obj": None, "breakdown": {},
    }  # fmt: skip
    assert await picks(pool) == []


async def test_the_first_request_picks_and_stores(client: httpx2.AsyncClient, pool: Pool) -> None:
    """The first request of a day picks the best score and stores it; later requests return the same."""
    best, *_ = await offers(pool, "5", "50", "500")
    first = await read_dashboard(client)
    assert await read_dashboard(client) == first
    assert await picks(pool) == [("2026-01-01", best)]

    pick = first.record_of_the_day_obj
    assert pick is not None
    assert first.record_of_the_day == pick.listing
    assert pick.id > 0
    assert (pick.date, pick.listing_id, pick.listing.id) == ("2026-01-01", best, best)
    assert INSTANT.fullmatch(pick.created_at)
    check_listing(pick.listing)


async def test_a_fallback_has_a_breakdown_and_a_reason(client: httpx2.AsyncClient, pool: Pool) -> None:
    """The fallback's breakdown is the same in both places, numeric, marked as a fallback, and has the reason."""
    await offers(pool, "5")
    dashboards = await read_dashboard(client)
    pick = dashboards.record_of_the_day_obj
    assert pick is not None
    breakdown = msgspec.to_builtins(dashboards.breakdown)
    assert breakdown == {name: getattr(pick, name) for name in breakdown}
    assert len(breakdown) == 11
    assert breakdown["error"] == "No worker is running."
    assert breakdown["selection_method"] == "fallback_highest_score"
    assert breakdown["model_score"] == float(pick.listing.score)
    assert (breakdown["entropy_measure"], breakdown["system_temperature"]) == (0, 0)
    assert (pick.desirability_votes, pick.novelty_votes) == ([], [])
    assert (pick.average_desirability, pick.average_novelty) == (0, 0)


async def test_concurrent_first_requests_store_one_pick(client: httpx2.AsyncClient, pool: Pool) -> None:
    """Concurrent first requests store one row and all return its id."""
    await offers(pool, "5", "5", "5")
    dashboards = await asyncio.gather(*(pick_of(client) for _ in range(20)))
    assert len({pick.id for pick in dashboards}) == 1
    assert len(await picks(pool)) == 1


async def test_counts(client: httpx2.AsyncClient, pool: Pool) -> None:
    """Records count always, offers only while for sale, with the number of unjudged ones."""
    judged, *_ = await offers(pool, "5", "50", "500")
    await offers(pool, "7", status="Delisted")
    await pool.execute("UPDATE discogs_listing SET evaluated = true WHERE id = $1", judged)
    dashboards = await read_dashboard(client)
    assert (dashboards.num_records, dashboards.num_listings, dashboards.unevaluated) == (4, 3, 2)


@pytest.mark.parametrize(
    ("accuracy", "dashboards"), [(0.875, 87.5), (0.8750000001, 87.5), (2 / 3, 66.67), (1.0, 100), (float("nan"), 0)]
)
async def test_accuracy_is_percent_rounded(
    client: httpx2.AsyncClient, pool: Pool, accuracy: float, dashboards: float
) -> None:
    """The dashboard has the newest accuracy in percent with at most two decimals."""
    sql = "INSERT INTO discogs_recommendationmetrics (accuracy, precision, num_samples) VALUES ($1, 1, 40)"
    await pool.execute(sql, accuracy)
    assert (await read_dashboard(client)).accuracy == dashboards


async def test_force_refresh(client: httpx2.AsyncClient, pool: Pool) -> None:
    """`force_refresh=1` replaces the pick, once per call; any other value has no effect."""
    await offers(pool, "5", "50")
    first = await pick_of(client)
    for value in ("0", "true", "2", "", "11", "\x86", "\u2082"):
        assert await pick_of(client, force_refresh=value) == first
    forced = await pick_of(client, force_refresh="1")
    assert forced.id != first.id
    assert forced.listing_id != first.listing_id
    assert await pick_of(client) == forced
    assert len(await picks(pool)) == 1


async def test_force_refresh_without_a_candidate(client: httpx2.AsyncClient, pool: Pool) -> None:
    """A forced request returns 200 with no pick, or with the old pick."""
    assert (await read_dashboard(client, force_refresh="1")).record_of_the_day is None
    await offers(pool, "5")
    first = await pick_of(client)
    await pool.execute("UPDATE discogs_listing SET record_price = NULL")
    assert (await pick_of(client, force_refresh="1")).id == first.id


async def test_responses_are_not_cached(client: httpx2.AsyncClient) -> None:
    """A dashboard is never served from a cache, especially a forced one."""
    for params in ({}, {"force_refresh": "1"}):
        assert (await client.get(DASHBOARD, params=params)).headers["cache-control"] == "no-store"


async def test_a_new_day_is_a_utc_day(client: httpx2.AsyncClient, pool: Pool, clock: FakeClock) -> None:
    """The pick stays until midnight UTC by the app's clock, then there is a new row."""
    await offers(pool, "5")
    first = await pick_of(client)
    clock.advance(DAY - 1)
    assert await pick_of(client) == first
    clock.advance(1)
    second = await pick_of(client)
    assert (second.date, second.id > first.id) == ("2026-01-02", True)
    assert [day for day, _ in await picks(pool)] == ["2026-01-01", "2026-01-02"]


async def test_unpriced_and_delisted_are_never_picked(client: httpx2.AsyncClient, pool: Pool) -> None:
    """Offers without a price in dollars, without a positive score, or delisted are not picked."""
    await offers(pool, None)
    await offers(pool, "1", status="Delisted")
    seller = await pool.fetchval("SELECT id FROM discogs_seller")
    await add_listing(pool, seller=seller, record=await add_record(pool, "none", wants=0, haves=0), price="10")
    assert (await read_dashboard(client)).record_of_the_day is None
    assert_error(await client.post(REFRESH), 409, "no_candidate")

    (eligible,) = await offers(pool, "900")
    assert (await pick_of(client)).listing_id == eligible
    for _ in range(3):
        decode_strictly(await client.post(REFRESH), Message)
        assert (await pick_of(client)).listing_id == eligible


async def test_refresh_gives_another_pick(client: httpx2.AsyncClient, pool: Pool) -> None:
    """A refresh returns a message, and the day has another listing with a new id."""
    await offers(pool, "5", "50")
    first = await pick_of(client)
    assert decode_strictly(await client.post(REFRESH), Message).message
    second = await pick_of(client)
    assert (second.id > first.id, second.listing_id != first.listing_id) == (True, True)
    assert_error(await client.post(f"/vote-record-of-the-day/{first.id}/", data={"desirability": "5", "novelty": "1"}),
            404, "not_found")  # fmt: skip


async def test_refresh_before_the_first_request(client: httpx2.AsyncClient, pool: Pool) -> None:
    """A refresh also works before the first request of a day."""
    (only,) = await offers(pool, "5")
    decode_strictly(await client.post(REFRESH), Message)
    assert await picks(pool) == [("2026-01-01", only)]


async def test_refresh_without_a_candidate(client: httpx2.AsyncClient, pool: Pool) -> None:
    """Without a candidate a refresh is rejected and the old pick stays with its votes."""
    await offers(pool, "5")
    first = await pick_of(client)
    await client.post(f"/vote-record-of-the-day/{first.id}/", data={"desirability": "5", "novelty": "1"})
    await pool.execute("UPDATE discogs_listing SET status = 'Delisted'")
    assert_error(await client.post(REFRESH), 409, "no_candidate")
    unchanged_pick = await pick_of(client)
    assert (unchanged_pick.id, unchanged_pick.desirability_votes, unchanged_pick.listing.status) == (
        first.id,
        [5.0],
        "Delisted",
    )


async def test_concurrent_refreshes(client: httpx2.AsyncClient, pool: Pool) -> None:
    """Concurrent refreshes and requests all succeed and leave exactly one row for the day."""
    await offers(pool, "5", "50", "500")
    calls = [client.post(REFRESH) for _ in range(10)] + [client.get(DASHBOARD) for _ in range(10)]
    responses = await asyncio.gather(*calls)
    assert [response.status_code for response in responses] == [200] * 20
    assert len(await picks(pool)) == 1


async def test_a_pick_shows_the_current_listing(client: httpx2.AsyncClient, pool: Pool) -> None:
    """A new price of the picked listing is in the dashboard at once; the pick stays."""
    await offers(pool, "5")
    first = await pick_of(client)
    await pool.execute("UPDATE discogs_listing SET record_price = 4.5")
    second = await pick_of(client)
    assert (second.id, second.listing.record_price) == (first.id, "4.50")


async def test_any_body_is_ignored(client: httpx2.AsyncClient, pool: Pool) -> None:
    """The front end sends a JSON content type without a body; both are accepted."""
    await offers(pool, "5")
    json_type = {"content-type": "application/json"}
    decode_strictly(await client.post(REFRESH, headers=json_type), Message)
    decode_strictly(await client.post(REFRESH, headers=json_type, content=b"not json"), Message)
    decode_strictly(await client.get(DASHBOARD, headers=json_type), Dashboard)
