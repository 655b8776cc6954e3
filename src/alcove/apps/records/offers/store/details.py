"""Everything that is known about single offers."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import msgspec

from alcove.apps.records.offers.model import OfferRow
from alcove.apps.records.offers.store.conditions import ON_WANTLIST, TABLES, Prices, bind_price
from alcove.apps.records.offers.store.search import ROW_COLUMNS
from alcove.foundation.database import Connection, Pool, WhereClause, read_json

MAX_COPIES: Final = 50
SAMPLE_SIZE: Final = 1_000

# The stored random order of offers makes the sample the same for all of them.
_DETAILS: Final = """
WITH sample AS MATERIALIZED (
    SELECT record_price FROM discogs_listing WHERE status = 'For Sale' ORDER BY draw LIMIT {size}
), offer AS (
    SELECT wanted.place, l.record_id, {columns}, 1 AS copies, r.catno, r.styles, r.suggested_price AS suggestion,
           l.first_seen, l.last_seen, l.judged_at, l.media_grade, l.sleeve_grade, p.reasons AS taste,
           {on_wantlist} AS on_wantlist,
           l.discogs_listing_id, (SELECT coalesce((count(*) FILTER (WHERE sample.record_price > l.record_price))::float8
                                  / nullif(count(*), 0), 0) FROM sample) AS cheaper_than
    FROM unnest({ids}::bigint[]) WITH ORDINALITY AS wanted (id, place)
    JOIN ({tables}) ON l.id = wanted.id JOIN discogs_seller AS s ON s.id = l.seller_id
)
SELECT coalesce(json_agg(line ORDER BY line.place), '[]') FROM (
    SELECT offer.*, (
        SELECT coalesce(json_agg(other), '[]') FROM (
            SELECT {columns}, 1 AS copies FROM {tables} JOIN discogs_seller AS s ON s.id = l.seller_id
            WHERE l.record_id = offer.record_id AND l.id <> offer.id AND l.status = 'For Sale'
            ORDER BY {price} NULLS LAST, l.id LIMIT {most}) AS other) AS others
    FROM offer) AS line
"""


class StoredOffer(OfferRow, frozen=True, kw_only=True):
    """An offer as the database has it; `suggestion` is a text such as `24.50 EUR`, empty if there is none."""

    catno: str | None
    styles: list[str]
    suggestion: str
    first_seen: datetime
    last_seen: datetime
    judged_at: datetime | None
    on_wantlist: bool
    media_grade: int | None
    sleeve_grade: int | None
    taste: list[str]
    discogs_listing_id: int | None
    cheaper_than: float
    others: list[OfferRow]


async def read_offers(source: Pool | Connection, *, ids: Sequence[int], prices: Prices) -> list[StoredOffer]:
    """Return the known offers among `ids`, in their order, with the other copies of their releases, cheapest first."""
    where = WhereClause()
    price = bind_price(where, prices)
    sql = _DETAILS.format(
        tables=TABLES, on_wantlist=ON_WANTLIST, price=price, columns=ROW_COLUMNS.format(price=price),
        ids=where.bind(list(ids)), size=where.bind(SAMPLE_SIZE), most=where.bind(MAX_COPIES),
    )  # fmt: skip
    return msgspec.json.decode(await read_json(source, sql, *where.args), type=list[StoredOffer])
