"""The SQL of saved searches and of the offers that they have found."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

import msgspec

from alcove.apps.records.offers import TABLES, OfferFilters, Prices, add_filters, bind_price
from alcove.foundation.database import Connection, Pool, WhereClause, read_json, read_table

MAX_FOUND: Final = 100
"""So many offers of a search are listed."""
MAX_NEW: Final = 500
"""So many new offers are stored in one run; the next run finds the others."""

_COLUMNS: Final = """
s.id, s.name, s.owner, s.filters::text AS filters, s.max_price::text AS max_price, s.currency, s.notify, s.error,
s.created_at, s.ran_at, (SELECT count(*) FROM discogs_saved_match AS m WHERE m.search_id = s.id) AS found
"""
_LIST: Final = f"SELECT {_COLUMNS} FROM discogs_saved_search AS s ORDER BY lower(s.name), s.id"  # noqa: S608 - composed of literals
_FIND: Final = f"SELECT {_COLUMNS} FROM discogs_saved_search AS s WHERE s.id = $1"  # noqa: S608 - the same

_ADD: Final = """
INSERT INTO discogs_saved_search (name, owner, filters, max_price, currency, notify)
SELECT $1, $2, $3::text::jsonb, $4, $5, $6 WHERE (SELECT count(*) FROM discogs_saved_search) < $7
ON CONFLICT (lower(name)) DO NOTHING RETURNING id
"""

_CHANGE: Final = """
UPDATE discogs_saved_search SET name = $2, filters = $3::text::jsonb, max_price = $4, currency = $5, notify = $6
WHERE id = $1 RETURNING id
"""

_FIND_NEW: Final = """
WITH found AS (
    SELECT l.id, r.artist, r.title, s.name AS seller, {price} AS price
    FROM {tables} JOIN discogs_seller AS s ON s.id = l.seller_id
    WHERE {where} AND NOT EXISTS (
        SELECT FROM discogs_saved_match AS m WHERE m.search_id = {search} AND m.listing_id = l.id)
    ORDER BY price NULLS LAST, l.id LIMIT {limit}
), added AS (
    INSERT INTO discogs_saved_match (search_id, listing_id) SELECT {search}, id FROM found
    ON CONFLICT DO NOTHING RETURNING listing_id
)
SELECT artist, title, seller, price::text AS price FROM found JOIN added ON added.listing_id = found.id
ORDER BY found.price NULLS LAST, found.id
"""

_FOUND: Final = """
SELECT json_build_object('offers', coalesce((SELECT json_agg(o) FROM (
    SELECT discogs_instant(m.found_at) AS found_at, l.wire::json AS listing
    FROM discogs_saved_match AS m JOIN discogs_listing AS l ON l.id = m.listing_id
    WHERE m.search_id = $1 ORDER BY m.found_at DESC, m.listing_id DESC LIMIT $2) AS o), '[]'))
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchRow:
    """A saved search; `filters` are those of the form."""

    id: int
    name: str
    owner: str
    filters: dict[str, Any]
    max_price: str | None
    currency: str
    notify: bool
    error: str | None
    created_at: datetime
    ran_at: datetime | None
    found: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchValues:
    """What a person chooses of a saved search."""

    name: str
    filters: dict[str, Any]
    max_price: Decimal | None
    currency: str
    notify: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NewOffer:
    """An offer that a search has found for the first time; `price` is in the currency of the search."""

    artist: str
    title: str
    seller: str
    price: str | None


async def list_searches(source: Pool | Connection) -> list[SearchRow]:
    """Return all saved searches by name."""
    return [_to_row(row) for row in await read_table(source, _LIST)]


async def find_search(source: Pool | Connection, search_id: int) -> SearchRow | None:
    """Return a saved search, None without one."""
    row = await source.fetchrow(_FIND, search_id)
    return _to_row(row) if row else None


async def add_search(connection: Connection, values: SearchValues, *, owner: str, limit: int) -> int | None:
    """Add a search and return its id; None when its name is taken or there are `limit` already."""
    filters = msgspec.json.encode(values.filters).decode()
    search_id: int | None = await connection.fetchval(
        _ADD, values.name, owner, filters, values.max_price, values.currency, values.notify, limit
    )
    return search_id


async def change_search(connection: Connection, values: SearchValues, *, search_id: int) -> bool:
    """Change a search; False when there is none."""
    filters = msgspec.json.encode(values.filters).decode()
    return (
        await connection.fetchval(
            _CHANGE, search_id, values.name, filters, values.max_price, values.currency, values.notify
        )
        is not None
    )


async def count_searches(source: Pool | Connection) -> int:
    """Return the number of saved searches."""
    return int(await source.fetchval("SELECT count(*) FROM discogs_saved_search"))


async def remove_search(source: Pool | Connection, search_id: int) -> bool:
    """Remove a search with what it has found; False when there is none."""
    return bool(await source.execute("DELETE FROM discogs_saved_search WHERE id = $1", search_id) == "DELETE 1")


async def lock_search(connection: Connection, search_id: int) -> bool:
    """Lock a search until the transaction ends; False when there is none."""
    sql = "SELECT true FROM discogs_saved_search WHERE id = $1 FOR UPDATE"
    return await connection.fetchval(sql, search_id) is not None


async def add_new_matches(
    connection: Connection, search_id: int, *, filters: OfferFilters, prices: Prices
) -> list[NewOffer]:
    """Store the offers that a search finds for the first time, and return them, the cheapest first."""
    where = WhereClause()
    price = bind_price(where, prices)
    add_filters(where, filters, price=price)
    sql = _FIND_NEW.format(
        price=price, tables=TABLES, where=where.sql, search=f"{where.bind(search_id)}::bigint",
        limit=f"{where.bind(MAX_NEW)}::bigint",
    )  # fmt: skip
    return [NewOffer(**row) for row in await connection.fetch(sql, *where.args)]


async def finish_run(connection: Connection, search_id: int, *, at: datetime, error: str | None) -> None:
    """Store when a search ran, and why it could not."""
    await connection.execute(
        "UPDATE discogs_saved_search SET ran_at = $2, error = $3 WHERE id = $1", search_id, at, error
    )


async def list_found(source: Pool | Connection, search_id: int) -> bytes:
    """Return the newest offers that a search has found, as JSON."""
    return await read_json(source, _FOUND, search_id, MAX_FOUND)


def _to_row(row: Any) -> SearchRow:
    return SearchRow(**{**row, "filters": msgspec.json.decode(row["filters"], type=dict[str, Any])})
