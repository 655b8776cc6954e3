"""The last table of exchange rates of each source, and the offers that have no price in US dollars."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from alcove.apps.records.catalogue.model import Rates
from alcove.foundation.database import Connection, Pool

_LOAD = """
SELECT t.source, t.published, t.fetched_at, t.expires_at,
       array_agg(r.currency) AS currencies, array_agg(r.per_usd) AS per_usd
FROM discogs_rate_table AS t JOIN discogs_rate AS r USING (source) GROUP BY t.source
"""

_SAVE_TABLE = """
INSERT INTO discogs_rate_table (source, published, fetched_at, expires_at) VALUES ($1, $2, $3, $4)
ON CONFLICT (source) DO UPDATE SET
    published = excluded.published, fetched_at = excluded.fetched_at, expires_at = excluded.expires_at
"""

_SAVE_RATES = """
INSERT INTO discogs_rate (source, currency, per_usd)
SELECT $1, currency, per_usd FROM unnest($2::text[], $3::numeric[]) AS r (currency, per_usd) ORDER BY currency
ON CONFLICT (source, currency) DO UPDATE SET per_usd = excluded.per_usd
"""

# The price and the currency of the seller are stored together or not at all.
_IS_UNPRICED = "record_price IS NULL AND original_currency IS NOT NULL AND discogs_listing_id IS NOT NULL"

_COUNT_UNPRICED = f"""
SELECT original_currency AS currency, count(*) AS offers FROM discogs_listing
WHERE {_IS_UNPRICED} AND (status = 'For Sale' OR NOT $1) GROUP BY original_currency
ORDER BY offers DESC, original_currency
"""  # noqa: S608 - composed of the literals above

_LIST_UNPRICED = f"""
SELECT id, original_price AS amount, original_currency AS currency FROM discogs_listing
WHERE {_IS_UNPRICED} AND id > $1 AND original_currency = ANY($2::text[]) ORDER BY id LIMIT $3 FOR UPDATE
"""  # noqa: S608 - composed of the literals above

_SET_PRICES = """
UPDATE discogs_listing AS l SET record_price = priced.usd
FROM unnest($1::bigint[], $2::numeric[]) AS priced (id, usd) WHERE l.id = priced.id
"""


@dataclass(frozen=True, slots=True)
class UnpricedOffer:
    """A stored offer without a price in US dollars, and its price in the seller's currency."""

    id: int
    amount: Decimal
    currency: str


async def load_tables(source: Pool | Connection) -> dict[str, Rates]:
    """Return the stored tables by their source."""
    return {
        row["source"]: Rates(
            source=row["source"],
            published=row["published"],
            per_usd=dict(zip(row["currencies"], row["per_usd"], strict=True)),
            fetched_at=row["fetched_at"],
            expires_at=row["expires_at"],
        )
        for row in await source.fetch(_LOAD)
    }


async def save_table(connection: Connection, rates: Rates) -> None:
    """Replace the stored table of a source."""
    await connection.execute(_SAVE_TABLE, rates.source, rates.published, rates.fetched_at, rates.expires_at)
    codes = list(rates.per_usd)
    sql = "DELETE FROM discogs_rate WHERE source = $1 AND currency <> ALL($2::text[])"
    await connection.execute(sql, rates.source, codes)
    await connection.execute(_SAVE_RATES, rates.source, codes, list(rates.per_usd.values()))


async def count_unpriced(source: Pool | Connection, *, for_sale: bool) -> Mapping[str, int]:
    """Return the number of offers without a price in US dollars by currency; all of them, or those for sale."""
    rows = await source.fetch(_COUNT_UNPRICED, for_sale)
    return {row["currency"]: row["offers"] for row in rows}


async def lock_unpriced(
    connection: Connection, *, after: int, currencies: Sequence[str], limit: int
) -> list[UnpricedOffer]:
    """Return the next unpriced offers after an id in these currencies, locked until the transaction ends."""
    rows = await connection.fetch(_LIST_UNPRICED, after, list(currencies), limit)
    return [UnpricedOffer(row["id"], row["amount"], row["currency"]) for row in rows]


async def set_prices(connection: Connection, prices: Mapping[int, Decimal]) -> None:
    """Set the prices in US dollars of offers by their row id; the triggers update scores, JSON and counters."""
    await connection.execute(_SET_PRICES, list(prices), list(prices.values()))
