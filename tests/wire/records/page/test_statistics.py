"""Statistics, the history of picks and the reads of the page, as golden files and on an empty database."""

from pathlib import Path
from typing import Final

import httpx2
import msgspec
import pytest

from alcove.apps.records.discogs_account.schemas import DiscogsConnection
from alcove.apps.records.saved.schemas import SavedOfferSearches
from alcove.apps.records.sellers.schemas import SellerDetails, Sellers
from alcove.apps.records.statistics.schemas import Picks, Statistics
from alcove.apps.records.wantlist.schemas import Wantlist, WantlistSync
from alcove.foundation.database import Pool
from support import golden
from wire.records.conftest import Seed
from wire.records.sample_data import stock, taste
from wire.records.strict_decoding import decode_strictly

HERE: Final = Path(__file__).parent / "golden"
READS: Final[dict[str, tuple[str, type[msgspec.Struct]]]] = {
    "sellers": ("/api/records/sellers", Sellers),
    "seller": ("/api/records/sellers/plattenladen", SellerDetails),
    "wantlist": ("/api/records/wantlist", Wantlist),
    "wantlist-sync": ("/api/records/wantlist/sync", WantlistSync),
    "statistics": ("/api/records/statistics", Statistics),
    "picks": ("/api/records/picks", Picks),
    "saved-searches-empty": ("/api/records/saved-searches", SavedOfferSearches),
    "discogs": ("/api/records/discogs", DiscogsConnection),
}
_PICK: Final = """
INSERT INTO discogs_recordoftheday (date, listing_id, created_at, model_score, entropy_measure, system_temperature,
    selection_probability, total_candidates, desirability_votes, average_desirability)
VALUES ('2026-01-02', $1, '2026-01-02 06:00+00', 0.9, 0.5, 0.7, 0.0383, 49, '[4, 5]', 4.5)
"""
_WANT: Final = """
INSERT INTO discogs_want (release_id, artist, title, added_at, pass)
VALUES (102, 'Björk', 'Debut', '2026-01-01', 0), (999, 'Nobody', 'Nowhere', '2026-01-01', 0)
"""


async def stock_everything(pool: Pool) -> None:
    """Store the sample data with a model, a pick, a wantlist and a verdict with its day."""
    await stock(pool)
    await taste(pool)
    await pool.execute(_PICK, 2)
    await pool.execute(_WANT)
    await pool.execute("UPDATE discogs_listing SET judged_at = '2026-01-02 03:00+00' WHERE evaluated")


@pytest.fixture(scope="module")
def seed() -> Seed:
    """Return the function that stores the rows of this module."""
    return stock_everything


@pytest.mark.parametrize("name", READS)
async def test_reads(shared_client: httpx2.AsyncClient, name: str) -> None:
    """Every reply is as documented, and as it is pinned."""
    path, kind = READS[name]
    response = await shared_client.get(path)
    decode_strictly(response, kind)
    golden.check(HERE / f"{name}.json", response.json())


async def test_an_empty_database_has_empty_statistics(client: httpx2.AsyncClient) -> None:
    """Without any data every list is empty, nothing is divided by zero, and no model is claimed."""
    for path, kind in READS.values():
        if path.endswith("/plattenladen"):
            assert (await client.get(path)).status_code == 404
        else:
            decode_strictly(await client.get(path), kind)
    statistics = decode_strictly(await client.get("/api/records/statistics"), Statistics)
    assert (statistics.totals.offers, statistics.genres, statistics.model.accuracy) == (0, [], None)
    assert not statistics.model.is_reliable
    assert (await client.get("/api/records/picks", params={"page": 7})).json()["picks"] == []
