"""Writes of a page of offers: sellers, records, listings and the history of seen listing ids."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

import msgspec

from alcove.apps.records.catalogue.model import FOR_SALE, Offer
from alcove.foundation.database import Connection, Pool, transaction

PricedOffer = tuple[Offer, Decimal | None]
"""An offer and its price in US dollars, None if unknown."""


@dataclass(frozen=True, slots=True)
class KnownOffers:
    """Which listing ids of a page are stored, were seen by a complete run (sealed), or by this run."""

    stored: frozenset[int]
    sealed: frozenset[int]
    seen_in_run: frozenset[int]


@dataclass(frozen=True, slots=True)
class WriteCounts:
    """How many offers were new, updated and unchanged, and how many of them have no price in US dollars."""

    new: int = 0
    updated: int = 0
    unchanged: int = 0
    unpriced: int = 0

    def __add__(self, other: "WriteCounts") -> "WriteCounts":
        return WriteCounts(
            self.new + other.new,
            self.updated + other.updated,
            self.unchanged + other.unchanged,
            self.unpriced + other.unpriced,
        )


_COPIED_FIELDS = (
    "listing_id", "artist", "title", "format", "label", "catno", "wants", "haves", "year", "condition", "sleeve",
    "posted_at",
)  # fmt: skip
_ROWS = """jsonb_to_recordset($1::text::jsonb) AS o (
    listing_id bigint, release_id text, artist text, title text, format text, label text, catno text,
    wants integer, haves integer, year integer, condition text, sleeve text, usd numeric, amount numeric, currency text,
    posted_at timestamptz, for_sale boolean)"""

_KNOWN = """
SELECT asked.id, l.id IS NOT NULL AS stored, coalesce(h.sealed, false) AS sealed,
       h.scrape_id IS NOT DISTINCT FROM $3::bigint AS seen_in_run
FROM unnest($1::bigint[]) AS asked (id)
LEFT JOIN discogs_listing AS l ON l.discogs_listing_id = asked.id
LEFT JOIN discogs_history AS h ON h.listing_id = asked.id AND h.seller = lower($2)
"""

_SELLER = """
INSERT INTO discogs_seller AS s (name, currency) VALUES ($1, $2)
ON CONFLICT (lower(name)) DO UPDATE SET currency = coalesce(nullif(excluded.currency, ''), s.currency)
RETURNING id
"""

# A known text is never replaced by a blank one, nor are counts replaced by two zeros, which mean that they are missing.
_RECORDS = f"""
INSERT INTO discogs_record AS r (discogs_id, artist, title, format, label, catno, wants, haves, year)
SELECT DISTINCT ON (release_id) release_id, artist, title, format, label, catno, wants, haves, year
FROM {_ROWS} ORDER BY release_id
ON CONFLICT (discogs_id) DO UPDATE SET
    artist = coalesce(nullif(excluded.artist, ''), r.artist), title = coalesce(nullif(excluded.title, ''), r.title),
    format = coalesce(nullif(excluded.format, ''), r.format), label = coalesce(nullif(excluded.label, ''), r.label),
    catno = coalesce(nullif(excluded.catno, ''), r.catno), year = coalesce(excluded.year, r.year),
    wants = CASE WHEN excluded.wants + excluded.haves::bigint = 0 THEN r.wants ELSE excluded.wants END,
    haves = CASE WHEN excluded.wants + excluded.haves::bigint = 0 THEN r.haves ELSE excluded.haves END
WHERE (r.artist, r.title, r.format, r.label, r.wants, r.haves)
    IS DISTINCT FROM (excluded.artist, excluded.title, excluded.format, excluded.label, excluded.wants, excluded.haves)
    OR r.catno IS DISTINCT FROM coalesce(nullif(excluded.catno, ''), r.catno)
    OR r.year IS DISTINCT FROM coalesce(excluded.year, r.year)
"""  # noqa: S608 - composed of the literals above

# Rows stored before listing ids existed get the id of the matching offer, in the order of price, so that their
# verdicts are kept and nothing is stored twice.
_ASSIGN_LISTING_IDS = f"""
WITH offer AS (
    SELECT o.listing_id, r.id AS record_id, o.condition,
           row_number() OVER (PARTITION BY r.id, o.condition ORDER BY o.usd, o.listing_id) AS place
    FROM {_ROWS} JOIN discogs_record AS r ON r.discogs_id = o.release_id
    WHERE NOT EXISTS (SELECT FROM discogs_listing AS known WHERE known.discogs_listing_id = o.listing_id)
), nameless AS (
    SELECT id, record_id, media_condition,
           row_number() OVER (PARTITION BY record_id, media_condition ORDER BY record_price, id) AS place
    FROM discogs_listing WHERE seller_id = $2 AND discogs_listing_id IS NULL
)
UPDATE discogs_listing AS l SET discogs_listing_id = offer.listing_id
FROM nameless JOIN offer ON (offer.record_id, offer.condition, offer.place)
    = (nameless.record_id, nameless.media_condition, nameless.place)
WHERE l.id = nameless.id
"""  # noqa: S608 - composed of the literals above

# Without an exchange rate an unchanged price keeps its stored value in US dollars.
_LISTINGS = f"""
WITH offer AS (
    SELECT DISTINCT ON (o.listing_id) o.*, r.id AS record_id
    FROM {_ROWS} JOIN discogs_record AS r ON r.discogs_id = o.release_id ORDER BY o.listing_id
), before AS (
    SELECT l.* FROM discogs_listing AS l JOIN offer ON l.discogs_listing_id = offer.listing_id
), written AS (
    INSERT INTO discogs_listing AS l (seller_id, record_id, record_price, media_condition, sleeve_condition,
        discogs_listing_id, original_price, original_currency, posted_at, status, first_seen, last_seen)
    SELECT $2, record_id, usd, condition, sleeve, listing_id, amount, currency, posted_at,
           CASE WHEN for_sale THEN 'For Sale' ELSE 'Delisted' END, $3, $3 FROM offer
    ON CONFLICT (discogs_listing_id) DO UPDATE SET
        seller_id = excluded.seller_id, record_id = excluded.record_id,
        media_condition = coalesce(nullif(excluded.media_condition, ''), l.media_condition),
        sleeve_condition = coalesce(nullif(excluded.sleeve_condition, ''), l.sleeve_condition),
        record_price = CASE WHEN excluded.record_price IS NULL AND (l.original_price, l.original_currency)
            = (excluded.original_price, excluded.original_currency) THEN l.record_price ELSE excluded.record_price END,
        original_price = excluded.original_price, original_currency = excluded.original_currency,
        posted_at = coalesce(excluded.posted_at, l.posted_at), status = excluded.status,
        last_seen = excluded.last_seen
    RETURNING l.discogs_listing_id, l.record_price, l.media_condition, l.status
)
SELECT count(*) FILTER (WHERE before.id IS NULL) AS new,
       count(*) FILTER (WHERE before.id IS NOT NULL AND (before.record_price, before.media_condition, before.status)
           IS DISTINCT FROM (written.record_price, written.media_condition, written.status)) AS updated,
       count(*) FILTER (WHERE (before.record_price, before.media_condition, before.status)
           IS NOT DISTINCT FROM (written.record_price, written.media_condition, written.status)) AS unchanged,
       count(*) FILTER (WHERE written.record_price IS NULL) AS unpriced
FROM written LEFT JOIN before USING (discogs_listing_id)
"""  # noqa: S608 - composed of the literals above

_UPDATE_HISTORY = """
INSERT INTO discogs_history AS h (seller, listing_id, scrape_id, last_seen)
SELECT lower($1), id, $3, $4 FROM unnest($2::bigint[]) AS met (id) ORDER BY id
ON CONFLICT (seller, listing_id) DO UPDATE SET scrape_id = excluded.scrape_id, last_seen = excluded.last_seen
"""

_DELIST = """
UPDATE discogs_listing AS l SET status = 'Delisted'
FROM discogs_seller AS s
WHERE s.id = l.seller_id AND lower(s.name) = lower($1) AND l.status = 'For Sale' AND NOT EXISTS (
    SELECT FROM discogs_history AS h
    WHERE h.seller = lower($1) AND h.listing_id = l.discogs_listing_id AND h.scrape_id = $2)
"""


async def lock_for_writing(connection: Connection) -> None:
    """Take the lock of all writers of offers until the transaction ends; without it they could deadlock."""
    await connection.execute("SELECT pg_advisory_xact_lock(hashtext('records.offers'))")


@asynccontextmanager
async def write_transaction(pool: Pool) -> AsyncIterator[Connection]:
    """Open a transaction that holds the lock of all writers of offers."""
    async with transaction(pool) as connection:
        await lock_for_writing(connection)
        yield connection


async def find_known_offers(connection: Connection, *, seller: str, ids: Sequence[int], run_id: int) -> KnownOffers:
    """Return which of the listing ids are stored, sealed, or seen by this run already."""
    rows = await connection.fetch(_KNOWN, list(ids), seller, run_id)
    return KnownOffers(
        stored=frozenset(row["id"] for row in rows if row["stored"]),
        sealed=frozenset(row["id"] for row in rows if row["sealed"]),
        seen_in_run=frozenset(row["id"] for row in rows if row["seen_in_run"]),
    )


async def upsert_seller(connection: Connection, *, name: str, currency: str) -> int:
    """Insert or update a seller and return its row id; a blank currency never replaces a known one."""
    seller_id: int = await connection.fetchval(_SELLER, name, currency)
    return seller_id


async def write_offers(
    connection: Connection, *, seller_id: int, offers: Sequence[PricedOffer], seen_at: datetime
) -> WriteCounts:
    """Insert or update offers with their records, by Discogs' ids; verdicts stay as they are."""
    if not offers:
        return WriteCounts()
    rows = msgspec.json.encode([_to_row(offer, usd=usd) for offer, usd in offers]).decode()
    await connection.execute(_RECORDS, rows)
    await connection.execute(_ASSIGN_LISTING_IDS, rows, seller_id)
    row = await connection.fetchrow(_LISTINGS, rows, seller_id, seen_at)
    return WriteCounts(**row)


def _to_row(offer: Offer, *, usd: Decimal | None) -> dict[str, object]:
    price = offer.seller_price
    prices = {"usd": usd, "amount": price and price.amount, "currency": price and price.currency}
    row = {name: getattr(offer, name) for name in _COPIED_FIELDS}
    return {**row, **prices, "release_id": str(offer.release_id), "for_sale": offer.status in {"", FOR_SALE}}


async def update_history(
    connection: Connection, *, seller: str, ids: Sequence[int], run_id: int, seen_at: datetime
) -> None:
    """Record in the seller's history that a run has seen these listing ids."""
    await connection.execute(_UPDATE_HISTORY, seller, list(ids), run_id, seen_at)


async def mark_delisted(connection: Connection, *, seller: str, run_id: int) -> int:
    """Mark the seller's offers that a complete run has not seen as delisted; return how many."""
    status: str = await connection.execute(_DELIST, seller, run_id)
    return int(status.rpartition(" ")[2])
