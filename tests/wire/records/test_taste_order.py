"""E4 sorted by taste: unjudged offers by their chances, judged ones after them, page by page."""

import httpx2
import pytest

from alcove.apps.records.catalogue.schemas import PredictedListing, SearchPage
from alcove.foundation.database import Pool
from fixtures.records.rows import add_offers, add_seller
from wire.records.conftest import Seed
from wire.records.strict_decoding import decode_strictly

MODEL = """INSERT INTO discogs_recommendationmodel (recommender, model_data, checksum)
    VALUES ('blend', 'x', sha256('x')) RETURNING id"""
CHANCES = """UPDATE discogs_prediction SET probability = (listing_id * 37 % 11) / 10.0,
    reasons = ARRAY['reason ' || listing_id], model_id = $1"""
JUDGE = "UPDATE discogs_listing SET evaluated = true, kept = true WHERE id % 3 = 0"
DELISTED = "UPDATE discogs_listing SET status = 'Delisted' WHERE id IN (5, 6)"


async def store_taste(pool: Pool) -> None:
    """Store 97 offers with eleven different chances, a third of them judged, two of them delisted."""
    await add_offers(pool, 97, seller=await add_seller(pool, "shop"))
    await pool.execute(CHANCES, await pool.fetchval(MODEL))
    await pool.execute(JUDGE)
    await pool.execute(DELISTED)


@pytest.fixture(scope="module")
def seed() -> Seed:
    """Return what stores the offers and their chances."""
    return store_taste


async def read_pages(client: httpx2.AsyncClient, **filters: str) -> list[PredictedListing]:
    """Return the offers of all pages in their order."""
    page = decode_strictly(await client.get("/search/results/", params={"sort": "taste_desc", **filters}), SearchPage)
    offers = list(page.results)
    while page.next:
        page = decode_strictly(await client.get(page.next), SearchPage)
        offers += page.results
    assert page.count == len(offers)
    return offers


def chance(listing_id: int) -> float:
    """Return the stored chance of an offer."""
    return listing_id * 37 % 11 / 10


@pytest.mark.parametrize("filters", [{}, {"q": "artist"}, {"seller": "shop"}], ids=["all", "record", "seller"])
async def test_every_offer_once_and_in_order(shared_client: httpx2.AsyncClient, filters: dict[str, str]) -> None:
    """All pages together have each offer for sale once: unjudged first, then by chance, then the newest id first."""
    offers = await read_pages(shared_client, **filters)
    expected = sorted(
        set(range(1, 98)) - {5, 6}, key=lambda listing_id: (listing_id % 3 == 0, -chance(listing_id), -listing_id)
    )
    assert [item.id for item in offers] == expected
    assert [item.probability for item in offers] == [pytest.approx(chance(item.id)) for item in offers]
    assert [item.reasons for item in offers] == [[f"reason {item.id}"] for item in offers]


async def test_without_a_model_the_score_decides(client: httpx2.AsyncClient, pool: Pool) -> None:
    """If the model is rejected, the order is by score, and every chance is 0.5, without reasons."""
    await store_taste(pool)
    await pool.execute("UPDATE discogs_recommendationmodel SET refused = 'broken'")
    offers = await read_pages(client)
    by_score = await pool.fetch("SELECT id FROM discogs_listing WHERE status = 'For Sale' ORDER BY score DESC, id DESC")
    assert [item.id for item in offers] == [row["id"] for row in by_score]
    assert {(item.probability, len(item.reasons or ())) for item in offers} == {(0.5, 0)}


@pytest.mark.parametrize("strategy", ["random", "uncertain", "diverse"])
async def test_every_strategy_fills_the_batch(client: httpx2.AsyncClient, pool: Pool, strategy: str) -> None:
    """Each strategy fills the batch with different unjudged offers, also if few are eligible."""
    await store_taste(pool)
    await pool.execute("UPDATE discogs_prediction SET turn = listing_id WHERE listing_id IN (7, 8, 9)")
    params = {"strategy": strategy, "limit": "40"}
    batch = (await client.get("/api/recommender/listings/", params=params)).json()
    ids = [listing["id"] for listing in batch["listings"]]
    assert len(set(ids)) == 40
    assert all(listing_id % 3 and listing_id != 5 for listing_id in ids)
    assert batch["strategy"] == strategy
    if strategy == "diverse":
        assert ids[:2] == [7, 8]
    if strategy == "uncertain":
        distances = [abs(chance(listing_id) - 0.5) for listing_id in ids]
        assert distances == sorted(distances)
