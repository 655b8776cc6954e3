"""Pages of a search over offers, the choices of its form, and its rows as CSV."""

from collections.abc import AsyncGenerator
from decimal import Decimal
from typing import Final

from alcove.apps.records.catalogue.model import GRADES
from alcove.apps.records.offers.model import OfferFilters
from alcove.apps.records.offers.store.conditions import (
    MATCH,
    ORDERS,
    TABLES,
    VERDICT,
    Prices,
    add_common_filters,
    add_filters,
    bind_facets,
    bind_price,
)
from alcove.foundation.database import Connection, Pool, WhereClause, read_json, read_rows

Cursor = tuple[Decimal, int]
"""The sort key and the id of the last row of a page."""
MAX_EXPORT_ROWS: Final = 100_000
MAX_CHOICES: Final = 100
CSV_HEADER: Final = (
    b"Offer,Release,Artist,Title,Label,Catalogue number,Format,Year,Genres,Styles,Seller,Price,Currency,"
    b"Original price,Original currency,Media,Sleeve,Wants,Haves,Score,Verdict,For sale\r\n"
)

ROW_COLUMNS: Final = f"""
l.id, r.discogs_id AS release_id, r.artist, r.title, r.label, r.format, l.year, r.genres, s.name AS seller,
({{price}})::text AS price, l.original_price::text AS original_price, l.original_currency,
l.media_condition AS media, l.sleeve_condition AS sleeve, r.wants, r.haves, l.score::text AS score,
{MATCH} AS match, {VERDICT} AS verdict, l.status = 'For Sale' AS for_sale
"""
"""The columns of OfferRow but `copies`; `price` is to be filled in."""

_PAGE: Final = """
WITH found AS MATERIALIZED (
    SELECT l.id, l.record_id, {key} AS key FROM {tables} WHERE {where}
), first AS (
    {first}
), page AS (
    SELECT * FROM first WHERE {after} ORDER BY key {direction}, id {direction} LIMIT {limit}::bigint + 1
), shown AS (
    SELECT * FROM page ORDER BY key {direction}, id {direction} LIMIT {limit}::bigint
)
SELECT json_build_object(
    'total', (SELECT count(*) FROM found), 'releases', (SELECT count(DISTINCT record_id) FROM found),
    'currency', {currency}::text,
    'rows', coalesce((SELECT json_agg(line) FROM (
        SELECT {columns}, shown.copies
        FROM shown JOIN ({tables}) ON l.id = shown.id JOIN discogs_seller AS s ON s.id = l.seller_id
        ORDER BY shown.key {direction}, l.id {direction}) AS line), '[]'),
    'next', (SELECT key || '_' || id FROM shown ORDER BY key {opposite}, id {opposite}
             LIMIT CASE WHEN (SELECT count(*) FROM page) > {limit}::bigint THEN 1 ELSE 0 END))
"""
_ALL: Final = "SELECT id, key, 1 AS copies FROM found"
_GROUPED: Final = """
SELECT DISTINCT ON (record_id) id, key, count(*) OVER (PARTITION BY record_id) AS copies
FROM found ORDER BY record_id, key {direction}, id {direction}
"""

_CHOICES: Final = """
WITH found AS MATERIALIZED (
    SELECT r.genres, r.styles, r.formats, l.media_grade, l.sleeve_grade, {genres} AS in_genres, {styles} AS in_styles,
           {formats} AS in_formats, {media} AS in_media, {sleeve} AS in_sleeve, {price} AS price
    FROM {tables} WHERE {where}
), genre AS (
    SELECT value, count(*) FROM found, jsonb_array_elements_text(genres) AS value
    WHERE in_styles AND in_formats AND in_media AND in_sleeve GROUP BY value ORDER BY count(*) DESC, value LIMIT {most}
), style AS (
    SELECT value, count(*) FROM found, jsonb_array_elements_text(styles) AS value
    WHERE in_genres AND in_formats AND in_media AND in_sleeve GROUP BY value ORDER BY count(*) DESC, value LIMIT {most}
), word AS (
    SELECT value, count(*) FROM found, unnest(formats) AS value
    WHERE in_genres AND in_styles AND in_media AND in_sleeve GROUP BY value ORDER BY count(*) DESC, value LIMIT {most}
), grade AS (
    SELECT rank, name AS value,
           count(*) FILTER (WHERE media_grade <= rank AND in_sleeve) AS media,
           count(*) FILTER (WHERE sleeve_grade <= rank AND in_media) AS sleeve
    FROM unnest({grades}::text[]) WITH ORDINALITY AS g (name, rank)
    LEFT JOIN found ON in_genres AND in_styles AND in_formats GROUP BY rank, name
)
SELECT json_build_object(
    'genres', coalesce((SELECT json_agg(genre) FROM genre), '[]'),
    'styles', coalesce((SELECT json_agg(style) FROM style), '[]'),
    'formats', coalesce((SELECT json_agg(word) FROM word), '[]'),
    'conditions', (SELECT json_agg(json_build_object('value', value, 'count', media) ORDER BY rank) FROM grade),
    'sleeves', (SELECT json_agg(json_build_object('value', value, 'count', sleeve) ORDER BY rank) FROM grade),
    'currencies', {currencies}::text[])
"""

_LINES: Final = f"""
SELECT convert_to(concat_ws(',', l.id, discogs_cell(r.discogs_id), discogs_cell(r.artist), discogs_cell(r.title),
    discogs_cell(r.label), discogs_cell(coalesce(r.catno, '')), discogs_cell(r.format), coalesce(l.year::text, ''),
    discogs_cell((SELECT coalesce(string_agg(value, '; '), '') FROM jsonb_array_elements_text(r.genres) AS value)),
    discogs_cell((SELECT coalesce(string_agg(value, '; '), '') FROM jsonb_array_elements_text(r.styles) AS value)),
    discogs_cell(s.name), coalesce(({{price}})::text, ''), {{currency}}::text, coalesce(l.original_price::text, ''),
    coalesce(l.original_currency, ''), discogs_cell(l.media_condition), discogs_cell(l.sleeve_condition), r.wants,
    r.haves, l.score, coalesce({VERDICT}, ''), CASE WHEN l.status = 'For Sale' THEN 'yes' ELSE 'no' END)
    || E'\\r\\n', 'UTF8')
FROM {TABLES} JOIN discogs_seller AS s ON s.id = l.seller_id
WHERE {{where}} ORDER BY {{key}} {{direction}}, l.id {{direction}} LIMIT {{limit}}
"""  # noqa: S608 - composed of literals


async def read_page(
    source: Pool | Connection, *, filters: OfferFilters, prices: Prices, after: Cursor | None, limit: int, group: bool
) -> bytes:
    """Return a page of the offers that match, as JSON; `group` returns only the first copy of each release."""
    where = WhereClause()
    price = bind_price(where, prices)
    add_filters(where, filters, price=price)
    matches = where.sql
    key, direction = ORDERS[filters.sort]
    sign = ">" if direction == "ASC" else "<"
    rest = f"(key, id) {sign} ({where.bind(after[0])}::numeric, {where.bind(after[1])}::bigint)" if after else "TRUE"
    sql = _PAGE.format(
        tables=TABLES, key=key.format(price=price), where=matches, direction=direction, after=rest,
        opposite="DESC" if direction == "ASC" else "ASC", limit=where.bind(limit), currency=where.bind(prices.currency),
        columns=ROW_COLUMNS.format(price=price), first=(_GROUPED if group else _ALL).format(direction=direction),
    )  # fmt: skip
    return await read_json(source, sql, *where.args)


async def read_choices(
    source: Pool | Connection, *, filters: OfferFilters, prices: Prices, currencies: list[str]
) -> bytes:
    """Return the values of the other filters and how many offers each would find, as JSON."""
    where = WhereClause()
    price = bind_price(where, prices)
    add_common_filters(where, filters, price=price)
    matches, facets = where.sql, bind_facets(where, filters)
    sql = _CHOICES.format(
        tables=TABLES, where=matches, price=price, most=where.bind(MAX_CHOICES), grades=where.bind(list(GRADES)),
        currencies=where.bind(currencies), **facets,
    )  # fmt: skip
    return await read_json(source, sql, *where.args)


def stream_lines(pool: Pool, *, filters: OfferFilters, prices: Prices) -> AsyncGenerator[list[bytes], None]:
    """Stream the offers that match as CSV lines, in the order of the search."""
    where = WhereClause()
    price = bind_price(where, prices)
    add_filters(where, filters, price=price)
    key, direction = ORDERS[filters.sort]
    sql = _LINES.format(
        price=price, currency=where.bind(prices.currency), where=where.sql, key=key.format(price=price),
        direction=direction, limit=where.bind(MAX_EXPORT_ROWS),
    )  # fmt: skip
    return read_rows(pool, sql, *where.args)
