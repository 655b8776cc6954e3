"""Reads of verdicts, and of the next offers to judge."""

from collections.abc import Mapping
from typing import Final

import msgspec
from msgspec import Struct

from alcove.apps.records.offers import ON_WANTLIST, ROW_COLUMNS, TABLES, Prices, bind_price
from alcove.apps.records.verdicts.model import JudgedOffer, Strategy, VerdictCounts
from alcove.foundation.database import Connection, Pool, WhereClause, read_json, read_row, read_table

_COUNTS: Final = """
SELECT (SELECT count(*) FROM discogs_listing WHERE evaluated AND kept) AS kept,
       (SELECT count(*) FROM discogs_listing WHERE evaluated AND NOT kept) AS skipped,
       (SELECT unevaluated FROM discogs_counter) AS unjudged
"""

# Totals have only offers that are still for sale.
_LIST: Final = f"""
WITH judged AS MATERIALIZED (
    SELECT {{columns}}, 1 AS copies, {ON_WANTLIST} AS on_wantlist,
           discogs_instant(l.judged_at) AS judged_at, l.judged_at AS at, {{price}} AS own
    FROM {TABLES} JOIN discogs_seller AS s ON s.id = l.seller_id
    WHERE l.evaluated AND l.kept = {{kept}}::boolean ORDER BY l.judged_at DESC NULLS LAST, l.id DESC LIMIT {{limit}}
), groups AS (
    SELECT seller, max(coalesce(at, '-infinity')) AS newest,
           round(sum(own) FILTER (WHERE for_sale), 2)::text AS total,
           json_agg(to_jsonb(judged) - 'own' - 'at' ORDER BY at DESC NULLS LAST, id DESC) AS offers
    FROM judged GROUP BY seller
), totals AS (
    SELECT seller, json_agg(json_build_object('currency', original_currency, 'amount', amount::text)
                            ORDER BY original_currency) AS totals
    FROM (SELECT seller, original_currency, sum(original_price::numeric) AS amount FROM judged
          WHERE for_sale AND original_price IS NOT NULL GROUP BY 1, 2) AS sums GROUP BY seller
)
SELECT json_build_object(
    'counts', (SELECT row_to_json(c) FROM ({_COUNTS}) AS c), 'currency', {{currency}}::text,
    'groups', coalesce((SELECT json_agg(json_build_object('seller', seller, 'total', total,
                            'totals', coalesce(totals, '[]'), 'offers', offers) ORDER BY newest DESC, seller)
                        FROM groups LEFT JOIN totals USING (seller)), '[]'))
"""  # noqa: S608 - composed of literals

_NEXT: Final = """
SELECT l.id FROM discogs_prediction AS p JOIN discogs_listing AS l ON l.id = p.listing_id
WHERE p.open AND l.status = 'For Sale' AND NOT l.evaluated
    AND ($2 = '' OR l.seller_id = (SELECT id FROM discogs_seller WHERE lower(name) = lower($2)))
ORDER BY {order} LIMIT $1
"""

_ORDERS: Final[Mapping[Strategy, str]] = {
    "varied": "p.turn NULLS LAST, l.draw",
    "hard": "abs(p.probability - 0.5), l.id",
    "likely": "p.probability DESC, l.score DESC, l.id",
    # The stored random order stays the same, so that a page that is opened again goes on with the same offer.
    "random": "l.draw",
}


_RECENT: Final = f"""
SELECT coalesce(json_agg(to_jsonb(line) - 'at' ORDER BY at DESC NULLS LAST, id DESC), '[]') FROM (
    SELECT {{columns}}, 1 AS copies, {ON_WANTLIST} AS on_wantlist,
           discogs_instant(l.judged_at) AS judged_at, l.judged_at AS at
    FROM {TABLES} JOIN discogs_seller AS s ON s.id = l.seller_id
    WHERE l.evaluated ORDER BY l.judged_at DESC NULLS LAST, l.id DESC LIMIT {{limit}}) AS line
"""  # noqa: S608 - composed of literals


class DigState(Struct, frozen=True, kw_only=True):
    """What a choice of offers to judge depends on."""

    is_trained: bool
    is_ranked: bool


async def read_counts(source: Pool | Connection) -> VerdictCounts:
    """Return how many offers are kept, skipped and not judged."""
    row = await read_row(source, _COUNTS)
    return VerdictCounts(**row) if row else VerdictCounts(kept=0, skipped=0, unjudged=0)


async def read_verdicts(source: Pool | Connection, *, kept: bool, prices: Prices, limit: int) -> bytes:
    """Return the newest verdicts by seller with totals, as JSON."""
    where = WhereClause()
    price = bind_price(where, prices)
    sql = _LIST.format(
        columns=ROW_COLUMNS.format(price=price), price=price, kept=where.bind(kept), limit=where.bind(limit),
        currency=where.bind(prices.currency),
    )  # fmt: skip
    return await read_json(source, sql, *where.args)


async def find_verdict(source: Pool | Connection, *, listing_id: int) -> str | None:
    """Return the verdict on an offer; None without one."""
    sql = "SELECT CASE WHEN kept THEN 'keep' ELSE 'skip' END FROM discogs_listing WHERE id = $1 AND evaluated"
    verdict: str | None = await source.fetchval(sql, listing_id)
    return verdict


async def read_dig_state(source: Pool | Connection) -> DigState:
    """Return whether there is a model, and a ranking of offers to judge."""
    sql = """SELECT EXISTS (SELECT FROM discogs_current_model) AS is_trained,
        EXISTS (SELECT FROM discogs_prediction WHERE open AND turn IS NOT NULL) AS is_ranked"""
    row = await read_row(source, sql)
    return DigState(**row) if row else DigState(is_trained=False, is_ranked=False)


async def list_next(source: Pool | Connection, *, strategy: Strategy, seller: str, limit: int) -> list[int]:
    """Return the ids of the next offers without a verdict."""
    rows = await read_table(source, _NEXT.format(order=_ORDERS[strategy]), limit, seller)
    return [row["id"] for row in rows]


async def list_recent(source: Pool | Connection, *, prices: Prices, limit: int) -> list[JudgedOffer]:
    """Return the offers with the newest verdicts."""
    where = WhereClause()
    columns = ROW_COLUMNS.format(price=bind_price(where, prices))
    found = await read_json(source, _RECENT.format(columns=columns, limit=where.bind(limit)), *where.args)
    return msgspec.json.decode(found, type=list[JudgedOffer])
