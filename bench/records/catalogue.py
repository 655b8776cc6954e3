"""Fills a database with records and offers that are generated from a seed."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import msgspec

from alcove.foundation.database import connect
from alcove.simulators.discogs.offers import GRADES
from alcove.simulators.discogs.releases import Release, ReleaseGenerator, release_count

SELLERS = ("martha_keys", "oliver.grooves", "nina-vogel", "sven_lindqvist", "studio-14", "the back room", "ruby_soul",
           "plattenkiste", "northern.line", "casa-do-vinil", "second_pressing", "blue annex")  # fmt: skip
LARGEST = SELLERS[0]
SHARES = (0.17, 0.14, 0.12, 0.10, 0.09, 0.08, 0.08, 0.07, 0.06, 0.04, 0.03, 0.02)
NEWEST = datetime(2026, 1, 1, tzinfo=UTC)
SESSIONS = 40

_RECORD_COLUMNS = ("discogs_id", "artist", "title", "format", "label", "catno", "wants", "haves", "added", "genres",
                   "styles", "suggested_price", "year", "details_at")  # fmt: skip
_OFFER_COLUMNS = ("seller_id", "record_id", "record_price", "media_condition", "kept", "evaluated", "predicted_keeper",
                  "discogs_listing_id", "original_price", "original_currency", "first_seen", "last_seen")  # fmt: skip
_PICK = """
INSERT INTO discogs_recordoftheday (date, listing_id, model_score, entropy_measure, system_temperature)
SELECT $1, id, 0.5, 1.0, 1.0 FROM discogs_listing WHERE status = 'For Sale' ORDER BY score DESC, id DESC LIMIT 1
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """The size of the data."""

    seed: int = 1
    records: int = 20_000
    offers: int = 60_000


SIZE = Size()


async def fill(dsn: str, *, size: Size = SIZE) -> None:
    """Store the data with COPY, including today's pick; triggers run as usual."""
    rng = random.Random(size.seed)
    connection = await connect(dsn)
    try:
        for name in SELLERS:
            await connection.execute("INSERT INTO discogs_seller (name, currency) VALUES ($1, 'USD')", name)
        makers = ReleaseGenerator(size.seed)
        releases = [makers.at_slot(slot) for slot in rng.sample(range(release_count()), size.records)]
        await connection.copy_records_to_table(
            "discogs_record",
            records=(_record(rng, release) for release in releases),
            columns=_RECORD_COLUMNS,
            timeout=300,
        )
        await connection.copy_records_to_table(
            "discogs_listing", records=_offers(rng, size, releases), columns=_OFFER_COLUMNS, timeout=300
        )
        await connection.execute(_PICK, datetime.now(UTC).date())
        await connection.execute(
            "INSERT INTO discogs_recommendationmetrics (session_date, accuracy, precision, num_samples, notes) "
            "SELECT now() - n * interval '1 day', 0.6 + 0.005 * n, 0.7, 20 + n, '' FROM generate_series(1, $1) AS n",
            SESSIONS,
        )
        await connection.execute(
            "INSERT INTO discogs_scrape (seller, mode, state, page, pages, finished_at) "
            "VALUES ($1, 'full', 'done', 100, 100, now())",
            LARGEST,
        )
        await connection.execute("VACUUM ANALYZE", timeout=300)
    finally:
        await connection.close()


def _record(rng: random.Random, release: Release) -> Sequence[object]:
    added = NEWEST - timedelta(minutes=rng.randrange(900_000))
    words = (msgspec.json.encode(values).decode() for values in (release.genres, release.styles))
    return (
        str(release.id), release.artist, release.title, release.format[:255], release.label, release.catno,
        release.want, release.have, added, *words, "", release.year or None, added,
    )  # fmt: skip


def _offers(rng: random.Random, size: Size, releases: Sequence[Release]) -> Iterator[Sequence[object]]:
    sellers = rng.choices(range(len(SELLERS)), weights=SHARES, k=size.offers)
    for number, seller in enumerate(sellers):
        record = rng.randrange(len(releases))
        price = Decimal(int(releases[record].price * rng.uniform(50, 180)) + 99) / 100
        judged = rng.random() < 0.2
        requests = NEWEST - timedelta(minutes=rng.randrange(400_000))
        yield (
            seller + 1, record + 1, price, rng.choices(GRADES, weights=(4, 30, 40, 20, 3, 1, 1, 1))[0],
            judged and rng.random() < 0.4, judged, False, 2_000_000_000 + 7 * number, price, "USD", requests, requests,
        )  # fmt: skip
