"""Rows for tests of the records app."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from alcove.foundation.database import Connection, Pool

THEN = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)

_MANY = """
WITH record AS (
    INSERT INTO discogs_record (discogs_id, artist, title, format, label, wants, haves, year, genres, styles, added)
    SELECT $2 || n, 'Artist ' || n, 'Title ' || n, 'LP', 'Label', 10 + n, 20, 1970 + n % 40, '["Rock"]', '["Punk"]',
           $4::timestamptz + n * interval '1 second'
    FROM generate_series(1, $3::int) AS n RETURNING id, wants
)
INSERT INTO discogs_listing (seller_id, record_id, record_price, media_condition, first_seen, last_seen)
SELECT $1, id, wants, 'Very Good (VG)', $4, $4 FROM record ORDER BY id
"""


async def add_seller(source: Pool | Connection, name: str, *, currency: str = "USD") -> int:
    """Store a seller and return its id."""
    sql = "INSERT INTO discogs_seller (name, currency) VALUES ($1, $2) RETURNING id"
    return int(await source.fetchval(sql, name, currency))


async def add_record(
    source: Pool | Connection,
    discogs_id: str,
    *,
    artist: str = "An Artist",
    title: str = "A Title",
    form: str = "LP, Album",
    label: str = "A Label",
    wants: int = 100,
    haves: int = 50,
    year: int | None = 1973,
    genres: tuple[str, ...] = ("Jazz",),
    styles: tuple[str, ...] = ("Hard Bop",),
    added: datetime = THEN,
) -> int:
    """Store a record and return its id."""
    sql = """INSERT INTO discogs_record
        (discogs_id, artist, title, format, label, catno, wants, haves, year, genres, styles, added, details_at)
        VALUES ($1, $2, $3, $4, $5, 'CAT-1', $6, $7, $8, to_jsonb($9::text[]), to_jsonb($10::text[]), $11, $11)
        RETURNING id"""
    values: tuple[Any, ...] = (artist, title, form, label, wants, haves, year, list(genres), list(styles), added)
    return int(await source.fetchval(sql, discogs_id, *values))


async def add_listing(
    source: Pool | Connection,
    *,
    seller: int,
    record: int,
    price: str | None = "25.99",
    condition: str = "Near Mint (NM or M-)",
    discogs_listing_id: int | None = None,
    evaluated: bool = False,
    kept: bool = False,
    status: str = "For Sale",
) -> int:
    """Store an offer and return its id."""
    sql = """INSERT INTO discogs_listing
        (seller_id, record_id, record_price, media_condition, discogs_listing_id, evaluated, kept, status,
         original_price, original_currency, first_seen, last_seen)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $3, 'USD', $9, $9) RETURNING id"""
    amount = None if price is None else Decimal(price)
    values: tuple[Any, ...] = (amount, condition, discogs_listing_id, evaluated, kept, status, THEN)
    return int(await source.fetchval(sql, seller, record, *values))


async def add_offers(source: Pool | Connection, count: int, *, seller: int, prefix: str = "many-") -> None:
    """Store `count` records with one offer each, the later the dearer and the more wanted."""
    await source.execute(_MANY, seller, prefix, count, THEN)
