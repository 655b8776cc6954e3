"""E9 to E12 and E23: metrics, predictions, verdicts, highlights, and offers to judge."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import pytest

from alcove.apps.records.taste.schemas import JudgeBatch, ModelPerformance, Prediction, SubmitResult
from alcove.foundation.database import Pool
from fixtures.records.rows import add_listing, add_offers, add_record, add_seller
from wire.records.strict_decoding import INSTANT, assert_error, check_listing, decode_strictly, listings

STATS = "/model-performance-stats/"
PREDICT = "/recommendation-predictions/"
SUBMIT = "/submit-scoring-selections/"
HIGHLIGHTS = "/api/dashboard/listings/"
BATCH = "/api/recommender/listings/"


@pytest.fixture
async def offers(pool: Pool) -> list[int]:
    """Return the ids of thirty offers."""
    await add_offers(pool, 30, seller=await add_seller(pool, "shop"))
    return [row["id"] for row in await pool.fetch("SELECT id FROM discogs_listing ORDER BY id")]


async def verdicts(pool: Pool) -> tuple[set[int], set[int]]:
    """Return the ids of judged and of kept offers."""
    rows = await pool.fetch("SELECT id, evaluated, kept FROM discogs_listing")
    return {row["id"] for row in rows if row["evaluated"]}, {row["id"] for row in rows if row["kept"]}


async def trainings(pool: Pool) -> int:
    """Return the number of requested trainings."""
    return int(await pool.fetchval("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'records.train'"))


async def add_session(pool: Pool, *, at: datetime, accuracy: float, precision: float = 0.5) -> None:
    """Store the metrics of a training."""
    sql = """INSERT INTO discogs_recommendationmetrics (session_date, accuracy, precision, num_samples, notes)
        VALUES ($1, $2, $3, 40, 'note')"""
    await pool.execute(sql, at, accuracy, precision)


async def test_no_model(client: httpx2.AsyncClient) -> None:
    """Without any training the metrics are zero and the sessions an empty array."""
    assert decode_strictly(await client.get(STATS), ModelPerformance) == ModelPerformance(
        accuracy=0, total_sessions=0, sessions=[]
    )


async def test_sessions_newest_first(client: httpx2.AsyncClient, pool: Pool) -> None:
    """Sessions come newest first with UTC dates ending in Z and fractions; non-finite numbers are zero."""
    start = datetime(2026, 1, 1, 23, 30, tzinfo=UTC)
    await add_session(pool, at=start, accuracy=0.5)
    await add_session(pool, at=start + timedelta(days=2), accuracy=0.875, precision=float("nan"))
    await add_session(pool, at=start + timedelta(days=1), accuracy=0.25)
    listing_values = decode_strictly(await client.get(STATS), ModelPerformance)
    assert (listing_values.accuracy, listing_values.total_sessions) == (0.875, 3)
    assert [session.accuracy for session in listing_values.sessions] == [0.875, 0.25, 0.5]
    assert [session.precision for session in listing_values.sessions] == [0, 0.5, 0.5]
    assert listing_values.sessions[0].session_date.startswith("2026-01-03T23:30:00")
    assert all(INSTANT.fullmatch(session.session_date) for session in listing_values.sessions)


async def test_sessions_are_bounded(client: httpx2.AsyncClient, pool: Pool) -> None:
    """All trainings are counted, and the newest hundred listed."""
    for number in range(103):
        await add_session(pool, at=datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=number), accuracy=number / 200)
    listing_values = decode_strictly(await client.get(STATS), ModelPerformance)
    assert (listing_values.total_sessions, len(listing_values.sessions)) == (103, 100)
    assert listing_values.sessions[0].accuracy == 102 / 200


async def test_the_accuracy_is_that_of_the_current_model(client: httpx2.AsyncClient, pool: Pool) -> None:
    """With a model the accuracy is that of the model in use."""
    await add_session(pool, at=datetime(2026, 1, 1, tzinfo=UTC), accuracy=0.5)
    await pool.execute("INSERT INTO discogs_recommendationmodel (last_accuracy) VALUES (0.75)")
    assert decode_strictly(await client.get(STATS), ModelPerformance).accuracy == 0.75


async def test_predictions_untrained(client: httpx2.AsyncClient, offers: list[int]) -> None:
    """Without a model every known offer has the chance 0.5, in the order of the request, each once."""
    values = [str(offers[4]), "abc", str(offers[1]), "999999", str(offers[4]), "-1", "0", "", "1.5", "9" * 30,
             str(offers[0])]  # fmt: skip
    predictions = decode_strictly(await client.get(PREDICT, params={"listing_ids": values}), list[Prediction])
    assert predictions == [
        Prediction(id=offer, prediction=False, probability=0.5, reasons=[])
        for offer in (offers[4], offers[1], offers[0])
    ]


async def test_no_ids_no_predictions(client: httpx2.AsyncClient) -> None:
    """Without known ids the response is an empty array."""
    for query in ("", "?listing_ids=", "?listing_ids=x&listing_ids=7", "?other=1"):
        assert decode_strictly(await client.get(PREDICT + query), list[Prediction]) == []


async def test_a_thousand_ids(client: httpx2.AsyncClient, pool: Pool) -> None:
    """A thousand ids in one query are all returned, in order."""
    await add_offers(pool, 1000, seller=await add_seller(pool, "shop"))
    ids = [row["id"] for row in await pool.fetch("SELECT id FROM discogs_listing ORDER BY random()")]
    predictions = decode_strictly(await client.get(PREDICT, params={"listing_ids": ids}), list[Prediction])
    assert [item.id for item in predictions] == ids


async def submit(client: httpx2.AsyncClient, **body: Any) -> SubmitResult:
    """Send verdicts."""
    return decode_strictly(await client.post(SUBMIT, **body), SubmitResult)


def bodies(listing_values: list[Any], kept: list[Any]) -> dict[str, dict[str, Any]]:
    """Return the same verdicts in every format."""
    parts = [("listing_ids", (None, str(listing))) for listing in listing_values] + [
        ("keeper_ids", (None, str(listing_id))) for listing_id in kept
    ]
    return {
        "multipart": {"files": parts},
        "urlencoded": {"data": {"listing_ids": listing_values, "keeper_ids": kept}},
        "json": {"json": {"listing_ids": listing_values, "keeper_ids": kept}},
    }


@pytest.mark.parametrize("form", ["multipart", "urlencoded", "json"])
async def test_verdicts(client: httpx2.AsyncClient, pool: Pool, offers: list[int], form: str) -> None:
    """Every shown offer is judged, kept or not; keepers that were not shown, unknown and invalid ids are ignored."""
    listing_values: list[Any] = [*offers[:5], offers[0], "x", "", 999999, "-3", "1.5"]
    kept: list[Any] = [offers[1], offers[3], offers[20], "y", 999999]
    response = await submit(client, **bodies(listing_values, kept)[form])
    assert (response.success, response.updated) == (True, 5)
    assert await verdicts(pool) == (set(offers[:5]), {offers[1], offers[3]})
    dashboard = (await client.get("/dashboard/")).json()
    assert (dashboard["num_listings"], dashboard["unevaluated"]) == (30, 25)
    assert await trainings(pool) == 1


async def test_a_verdict_can_change(client: httpx2.AsyncClient, pool: Pool, offers: list[int]) -> None:
    """Judging an offer again replaces the verdict; the counters count it once."""
    await submit(client, json={"listing_ids": offers[:3], "keeper_ids": offers[:3]})
    await submit(client, json={"listing_ids": offers[:2], "keeper_ids": [offers[1]]})
    assert await verdicts(pool) == (set(offers[:3]), {offers[1], offers[2]})
    predictions = {
        listing.id: listing for listing in listings(await client.post("/by-seller/search", json={"seller": "shop"}))
    }
    assert [(predictions[offer].evaluated, predictions[offer].kept) for offer in offers[:4]] == [
        (True, False), (True, True), (True, True), (False, False)
    ]  # fmt: skip
    assert (await client.get("/dashboard/")).json()["unevaluated"] == 27


async def test_verdicts_request_one_training(client: httpx2.AsyncClient, pool: Pool, offers: list[int]) -> None:
    """Sequential and concurrent verdicts request one training together."""
    await submit(client, json={"listing_ids": offers[:1]})
    await asyncio.gather(*(submit(client, json={"listing_ids": [offer]}) for offer in offers[1:20]))
    assert len((await verdicts(pool))[0]) == 20
    assert await trainings(pool) == 1


@pytest.mark.parametrize(
    "body",
    [{}, {"data": {}}, {"json": {}}, {"json": {"listing_ids": []}}, {"data": {"listing_ids": "x"}},
     {"json": {"listing_ids": None, "keeper_ids": [1]}}, {"data": {"keeper_ids": "1"}}],
)  # fmt: skip
async def test_an_empty_form_changes_nothing(
    client: httpx2.AsyncClient, pool: Pool, offers: list[int], body: dict[str, Any]
) -> None:
    """An empty form succeeds, changes nothing and requests no training."""
    assert offers
    response = await submit(client, **body)
    assert (response.success, response.updated) == (True, 0)
    assert await verdicts(pool) == (set(), set())
    assert await trainings(pool) == 0


async def test_verdicts_are_all_or_nothing(client: httpx2.AsyncClient, pool: Pool, offers: list[int]) -> None:
    """If the training cannot be requested, no verdict is stored, and the response is an error."""
    await pool.execute("ALTER FUNCTION procrastinate_defer_jobs_v1 RENAME TO gone")
    assert_error(await client.post(SUBMIT, json={"listing_ids": offers}), 500, "internal")
    assert await verdicts(pool) == (set(), set())


async def test_delisted_offers_can_be_judged(client: httpx2.AsyncClient, pool: Pool, offers: list[int]) -> None:
    """An offer that was delisted while it was shown is judged like any other."""
    await pool.execute("UPDATE discogs_listing SET status = 'Delisted' WHERE id = $1", offers[0])
    assert (await submit(client, json={"listing_ids": offers[:2], "keeper_ids": offers[:1]})).updated == 2
    assert (await client.get("/dashboard/")).json()["unevaluated"] == 28


@pytest.mark.parametrize("content", ["[1, 2]", "{", '{"listing_ids": [{}]}', '{"listing_ids": {"a": 1}}', "null", "1"])
async def test_malformed_verdicts(shared_client: httpx2.AsyncClient, content: str) -> None:
    """JSON that is not a form is rejected."""
    response = await shared_client.post(SUBMIT, content=content, headers={"content-type": "application/json"})
    assert_error(response, 400, "invalid_request")


async def test_too_many_ids(shared_client: httpx2.AsyncClient) -> None:
    """More than ten thousand ids, or five thousand form fields, are rejected."""
    assert_error(await shared_client.post(SUBMIT, json={"listing_ids": list(range(1, 10_002))}), 400, "invalid_request")
    fields = "&".join(f"listing_ids={number}" for number in range(1, 5_002))
    form = {"content-type": "application/x-www-form-urlencoded"}
    assert_error(await shared_client.post(SUBMIT, content=fields, headers=form), 400, "invalid_request")
    assert_error(await shared_client.get(f"{PREDICT}?{'x&' * 5_001}"), 400, "invalid_request")


@pytest.mark.parametrize("count", [0, 3, 10, 11])
async def test_few_highlights(client: httpx2.AsyncClient, pool: Pool, count: int) -> None:
    """With few offers the best ten are all shown, each once."""
    await add_offers(pool, count, seller=await add_seller(pool, "shop"))
    best = {
        row["id"] for row in await pool.fetch("SELECT id FROM discogs_listing ORDER BY score DESC, id DESC LIMIT 10")
    }
    for _ in range(5):
        listing_values = [listing.id for listing in listings(await client.get(HIGHLIGHTS))]
        assert len(listing_values) == len(set(listing_values))
        assert best <= set(listing_values)


async def test_highlights(client: httpx2.AsyncClient, pool: Pool) -> None:
    """The ten best are always included, no offer twice, at most twenty, in random order with random others."""
    await add_offers(pool, 200, seller=await add_seller(pool, "shop"))
    await pool.execute("UPDATE discogs_listing SET status = 'Delisted' WHERE id > 190")
    sql = "SELECT id FROM discogs_listing WHERE status = 'For Sale' ORDER BY score DESC, id DESC LIMIT 10"
    best = {row["id"] for row in await pool.fetch(sql)}
    responses = [[listing.id for listing in listings(await client.get(HIGHLIGHTS))] for _ in range(30)]
    for listing_values in responses:
        assert len(listing_values) == len(set(listing_values))
        assert best <= set(listing_values)
        assert 11 <= len(listing_values) <= 20
    assert len({tuple(listing_values) for listing_values in responses}) == 30
    company = {listing for listing_values in responses for listing in listing_values} - best
    assert len(company) > 60
    assert max(len(listing_values) for listing_values in responses) >= 19


async def test_random_highlights_are_evenly_distributed(client: httpx2.AsyncClient, pool: Pool) -> None:
    """The random ones prefer neither early nor late rows."""
    await add_offers(pool, 400, seller=await add_seller(pool, "shop"))
    await pool.execute("UPDATE discogs_listing SET draw = ((id * 7919) % 400 + 0.5) / 400.0")
    rows = await pool.fetch("SELECT id FROM discogs_listing ORDER BY score DESC, id DESC LIMIT 10")
    best = {row["id"] for row in rows}
    batches = [
        listing.id for _ in range(60) for listing in listings(await client.get(HIGHLIGHTS)) if listing.id not in best
    ]
    # 600 draws from 1 to 400 have a mean of 200.5 give or take 4.7; picking the lowest of twenty would give about 100.
    assert 170 < sum(batches) / len(batches) < 230


async def test_a_batch_to_judge(client: httpx2.AsyncClient, pool: Pool, offers: list[int]) -> None:
    """Ten random unjudged offers, each once, with the number of all unjudged ones."""
    await pool.execute("UPDATE discogs_listing SET evaluated = true WHERE id = ANY($1)", offers[:12])
    await pool.execute("UPDATE discogs_listing SET status = 'Delisted' WHERE id = $1", offers[29])
    batches = [decode_strictly(await client.get(BATCH), JudgeBatch) for _ in range(10)]
    for batch in batches:
        ids = [listing.id for listing in batch.listings]
        assert len(set(ids)) == 10
        assert set(ids) <= set(offers[12:29])
        assert batch.total_unevaluated == 17
        for listing in batch.listings:
            check_listing(listing)
    assert len({frozenset(listing.id for listing in batch.listings) for batch in batches}) > 1


@pytest.mark.parametrize(
    ("limit", "predictions"),
    [("1", 1), ("30", 30), ("100", 100), ("1000", 100), ("0", 1), ("-5", 1), ("x", 10), ("", 10), ("1e2", 10)],
)
async def test_the_size_of_a_batch(client: httpx2.AsyncClient, pool: Pool, limit: str, predictions: int) -> None:
    """`limit` is clipped to 1 to 100; an invalid number means ten."""
    await add_offers(pool, 120, seller=await add_seller(pool, "shop"))
    batch = decode_strictly(await client.get(BATCH, params={"limit": limit}), JudgeBatch)
    assert (len(batch.listings), batch.total_unevaluated) == (predictions, 120)


async def test_nothing_to_judge(client: httpx2.AsyncClient, pool: Pool) -> None:
    """Without unjudged offers the batch is an empty array."""
    seller, record = await add_seller(pool, "shop"), await add_record(pool, "1")
    await add_listing(pool, seller=seller, record=record, evaluated=True)
    assert decode_strictly(await client.get(BATCH), JudgeBatch) == JudgeBatch(
        listings=[], total_unevaluated=0, strategy="random"
    )
