"""Verdicts that a page saves one by one, and the offers that it shows for them."""

from typing import Any

import httpx2
import pytest

from alcove.apps.records.verdicts.model import StoredVerdict, VerdictCounts
from alcove.apps.records.verdicts.schemas import DigBatch, VerdictList
from alcove.foundation.database import Pool
from fixtures.records.rows import add_listing, add_offers, add_record, add_seller
from wire.records.sample_data import stock, taste
from wire.records.strict_decoding import decode_strictly

OFFERS = "/api/records/offers"


async def judge(client: httpx2.AsyncClient, offer: int, verdict: str) -> StoredVerdict:
    """Send a verdict."""
    return decode_strictly(await client.put(f"{OFFERS}/{offer}/verdict", json={"verdict": verdict}), StoredVerdict)


async def list_verdicts(client: httpx2.AsyncClient, verdict: str = "keep", **params: Any) -> VerdictList:
    """Return the kept or skipped offers."""
    response = await client.get("/api/records/verdicts", params={"verdict": verdict, **params})
    return decode_strictly(response, VerdictList)


async def dig(client: httpx2.AsyncClient, **params: Any) -> DigBatch:
    """Return the next offers to judge."""
    return decode_strictly(await client.get("/api/records/dig", params=params), DigBatch)


async def test_verdicts_are_saved_changed_and_undone(client: httpx2.AsyncClient, pool: Pool) -> None:
    """A verdict is stored at once, twice makes no difference, it can be changed and undone, and old routes agree."""
    await stock(pool)
    assert await judge(client, 1, "keep") == await judge(client, 1, "keep")
    stored = await judge(client, 2, "keep")
    assert stored == StoredVerdict(id=2, verdict="keep", counts=VerdictCounts(kept=3, skipped=0, unjudged=2))
    assert await pool.fetchval("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'records.train'") == 1
    dashboard = (await client.get("/dashboard/")).json()
    assert dashboard["unevaluated"] == 2
    assert (await judge(client, 2, "skip")).counts == VerdictCounts(kept=2, skipped=1, unjudged=2)
    kept = await list_verdicts(client)
    assert {offer.id for group in kept.groups for offer in group.offers} == {1, 4}
    undone = decode_strictly(await client.delete(f"{OFFERS}/1/verdict"), StoredVerdict)
    assert (undone.verdict, undone.counts) == (None, VerdictCounts(kept=1, skipped=1, unjudged=3))
    assert {offer.id for group in (await list_verdicts(client, "skip")).groups for offer in group.offers} == {2}
    response = await client.post("/submit-scoring-selections/", data={"listing_ids": ["3"], "keeper_ids": ["3"]})
    assert response.status_code == 200
    assert {offer.id for group in (await list_verdicts(client)).groups for offer in group.offers} == {3, 4}


async def test_the_shortlist_is_grouped_with_totals(client: httpx2.AsyncClient, pool: Pool) -> None:
    """Kept offers come by seller, the newest verdict first; totals are per currency and leave out what is sold."""
    await stock(pool)
    await pool.execute("UPDATE discogs_listing SET original_price = 10, original_currency = 'EUR' WHERE id = 2")
    for offer in (6, 1, 2, 3):
        await judge(client, offer, "keep")
    shortlist = await list_verdicts(client)
    assert [group.seller for group in shortlist.groups] == ["Plattenladen", 'Ünder "Ground"']
    group = shortlist.groups[0]
    assert [offer.id for offer in group.offers] == [3, 2, 1, 6]
    assert (group.total, {total.currency: total.amount for total in group.totals}) == (
        "45.50", {"EUR": "10.00", "USD": "25.50"},
    )  # fmt: skip
    assert [offer.for_sale for offer in group.offers] == [True, True, True, False]
    export = (await client.get("/api/records/export.csv", params={"verdict": "keep"})).text
    assert export.count("\r\n") - 1 == sum(len(group.offers) for group in shortlist.groups) == 5


@pytest.mark.parametrize("call", [
    ("PUT", "999", {"verdict": "keep"}, 404), ("PUT", "x", {"verdict": "keep"}, 404), ("DELETE", "999", None, 404),
    ("PUT", "1", {"verdict": "maybe"}, 400), ("PUT", "1", {}, 400),
])  # fmt: skip
async def test_invalid_verdicts_are_refused(client: httpx2.AsyncClient, pool: Pool, call: Any) -> None:
    """An unknown offer is 404 and an unknown verdict 400; nothing is stored."""
    await stock(pool)
    method, offer, body, status = call
    response = await client.request(method, f"{OFFERS}/{offer}/verdict", json=body)
    assert (response.status_code, set(response.json()) >= {"error", "code"}) == (status, True)
    assert await pool.fetchval("SELECT count(*) FROM discogs_listing WHERE evaluated") == 1


async def test_digging_never_shows_a_judged_offer_and_resumes(client: httpx2.AsyncClient, pool: Pool) -> None:
    """Each strategy goes on with the same offer after a reload, shows no judged offer, and ends with none."""
    await stock(pool)
    await taste(pool)
    for strategy, first in (("varied", 2), ("hard", 2), ("likely", 1)):
        batch = await dig(client, strategy=strategy, limit=20)
        assert (batch.strategy, batch.is_trained, batch.offers[0].id) == (strategy, True, first)
        assert {offer.id for offer in batch.offers} == {1, 2, 3, 5}
    assert [offer.id for offer in (await dig(client, seller='ünder "ground"')).offers] == [5]
    seen: list[int] = []
    while (batch := await dig(client, strategy="random", limit=2)).offers:
        again = await dig(client, strategy="random", limit=2)
        assert [offer.id for offer in again.offers] == [offer.id for offer in batch.offers]
        seen.append(batch.offers[0].id)
        await judge(client, seen[-1], "skip")
    assert sorted(seen) == [1, 2, 3, 5]
    assert batch.counts == VerdictCounts(kept=1, skipped=4, unjudged=0)
    assert [offer.id for offer in batch.recent] == [*reversed(seen), 4]


async def test_without_a_model_offers_are_random(client: httpx2.AsyncClient, pool: Pool) -> None:
    """Without a model every strategy is random, and the market alone has three reasons for an offer."""
    await add_offers(pool, 30, seller=await add_seller(pool, "shop"))
    record = await add_record(pool, "1", wants=300, haves=100)
    offer = await add_listing(pool, seller=await add_seller(pool, "other"), record=record, price="1")
    for strategy in ("varied", "hard", "likely"):
        batch = await dig(client, strategy=strategy)
        assert (batch.strategy, batch.is_trained, batch.needed) == ("random", False, 20)
    (shown,) = (await dig(client, seller="other")).offers
    assert (shown.id, shown.match) == (offer, None)
    assert shown.reasons[:3] == [
        "300 people want it and 100 have it: 3.0 for each who has it",
        "It is the only copy that your sellers offer",
        "The media is graded Near Mint (NM or M-)",
    ]
    assert (await client.get("/api/records/dig", params={"strategy": "wild"})).status_code == 400
