"""The search over offers for sale with its filters and sort orders, and autocompletion."""

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Final

from msgspec import Struct

from alcove.apps.records.catalogue.model import find_grade
from alcove.foundation.database import Connection, Pool, WhereClause, like_pattern, read_json

CODE: Final = re.compile("[0-9]{4,}")

SORT_COLUMNS = {
    "score_desc": ("score", "DESC"),
    "price_asc": ("record_price", "ASC NULLS LAST"),
    "price_desc": ("record_price", "DESC NULLS LAST"),
    "year_asc": ("year", "ASC NULLS LAST"),
    "year_desc": ("year", "DESC NULLS LAST"),
}

SORT_BY_TASTE = "taste_desc"
"""Offers without a verdict first, by predicted chance, then the others."""

NEAR_OFFERS = 200
"""So many offers are read in one step."""

SORTS = (*SORT_COLUMNS, SORT_BY_TASTE)


class Filters(Struct, frozen=True, kw_only=True):
    """What an offer must match; an empty text or None does not filter."""

    tokens: tuple[str, ...] = ()
    genre_style: str = ""
    min_year: int | None = None
    max_year: int | None = None
    min_price: Decimal | None = None
    max_price: Decimal | None = None
    condition: str = ""
    seller: str = ""
    sort: str = "score_desc"


class PageRequest(Struct, frozen=True, kw_only=True):
    """The requested page, and the URLs of the next and previous one, which are shown if there are such pages."""

    number: int
    size: int
    next_url: str
    previous_url: str | None


# Without filters an index provides the order, and a counter the total.
_PAGE_OF_ALL = """
WITH page AS (
    SELECT {shown} AS wire FROM discogs_listing AS l
    WHERE l.status = 'For Sale' ORDER BY {order} LIMIT {size} OFFSET {skip}
), counted AS (
    SELECT listings AS total FROM discogs_counter
)"""

# One step reads the JSON of each offer before the page, too. Two steps read only the page's, but take 0.1 ms longer.
_FAR_PAGE_OF_ALL = """
WITH page AS (
    SELECT {shown} AS wire FROM (
        SELECT l.id FROM discogs_listing AS l
        WHERE l.status = 'For Sale' ORDER BY {order} LIMIT {size} OFFSET {skip}) AS cut
    JOIN discogs_listing AS l USING (id) ORDER BY {order}
), counted AS (
    SELECT listings AS total FROM discogs_counter
)"""

# One index scan finds all matches; they are counted and cut into a page afterwards.
_PAGE_OF_FILTERED = """
WITH found AS MATERIALIZED (
    SELECT l.id, l.{column} FROM discogs_listing AS l WHERE l.status = 'For Sale' AND {where}
), counted AS (
    SELECT count(*) AS total FROM found
), page AS (
    SELECT {shown} AS wire FROM (SELECT id FROM found AS l ORDER BY {order} LIMIT {size} OFFSET {skip}) AS cut
    JOIN discogs_listing AS l USING (id) ORDER BY {order}
)"""

_WITHOUT_PREDICTION = "discogs_expected(l.wire, 0.5, '{}')"
"""An offer sorted by taste while there is no model."""

# A page of unjudged offers only, which are all for sale, is read from one index.
_PAGE_OF_UNJUDGED_BY_TASTE = """
WITH page AS (
    SELECT discogs_expected(l.wire, p.probability, p.reasons) AS wire FROM (
        SELECT listing_id, probability FROM discogs_prediction WHERE open
        ORDER BY probability DESC, listing_id DESC LIMIT {size} OFFSET {skip}) AS cut
    JOIN discogs_prediction AS p USING (listing_id) JOIN discogs_listing AS l ON l.id = cut.listing_id
    ORDER BY cut.probability DESC, cut.listing_id DESC
), counted AS (
    SELECT listings AS total FROM discogs_counter
)"""

_PAGE_OF_ALL_BY_TASTE = """
WITH page AS (
    SELECT discogs_expected(l.wire, p.probability, p.reasons) AS wire FROM (
        SELECT p.listing_id FROM discogs_prediction AS p JOIN discogs_listing AS l ON l.id = p.listing_id
        WHERE l.status = 'For Sale'
        ORDER BY p.open DESC, p.probability DESC, p.listing_id DESC LIMIT {size} OFFSET {skip}) AS cut
    JOIN discogs_prediction AS p USING (listing_id) JOIN discogs_listing AS l ON l.id = cut.listing_id
    ORDER BY p.open DESC, p.probability DESC, p.listing_id DESC
), counted AS (
    SELECT listings AS total FROM discogs_counter
)"""

_PAGE_OF_FILTERED_BY_TASTE = """
WITH found AS MATERIALIZED (
    SELECT p.listing_id, p.open, p.probability
    FROM discogs_listing AS l JOIN discogs_prediction AS p ON p.listing_id = l.id
    WHERE l.status = 'For Sale' AND {where}
), counted AS (
    SELECT count(*) AS total FROM found
), page AS (
    SELECT discogs_expected(offer.wire, p.probability, p.reasons) AS wire FROM (
        SELECT * FROM found ORDER BY open DESC, probability DESC, listing_id DESC LIMIT {size} OFFSET {skip}) AS f
    JOIN discogs_prediction AS p USING (listing_id) JOIN discogs_listing AS offer ON offer.id = f.listing_id
    ORDER BY f.open DESC, f.probability DESC, f.listing_id DESC
)"""

_COUNT_UNJUDGED = "SELECT unevaluated FROM discogs_counter WHERE EXISTS (SELECT FROM discogs_current_model)"

_RESPONSE = """
SELECT convert_to(
    '{{"count":' || total
    || ',"next":' || CASE WHEN total > {skip} + {size} THEN to_json({next}::text)::text ELSE 'null' END
    || ',"previous":' || CASE WHEN {skip} - {size} < greatest(total, 1)
                              THEN coalesce(to_json({previous}::text)::text, 'null') ELSE 'null' END
    || ',"results":[' || coalesce((SELECT string_agg(wire, ',') FROM page), '') || ']}}', 'UTF8')
FROM counted
"""


async def search_offers(source: Pool | Connection, *, filters: Filters, page: PageRequest) -> bytes:
    """Return one page of the matching offers as JSON, with their total and the URLs of the next and previous page."""
    where = WhereClause()
    _filter_words(where, filters)
    _filter_offers(where, filters)
    is_near = page.number * page.size <= NEAR_OFFERS
    template = _PAGE_OF_FILTERED if where.args else _PAGE_OF_ALL if is_near else _FAR_PAGE_OF_ALL
    if filters.sort == SORT_BY_TASTE:
        template = await _taste_statement(source, page=page, filtered=bool(where.args)) or template
    sql = _build_statement(template, where=where.sql, sort=filters.sort, count=len(where.args))
    skip = (page.number - 1) * page.size
    return await read_json(source, sql, *where.args, skip, page.size, page.next_url, page.previous_url)


@lru_cache(maxsize=256)
def _build_statement(template: str, *, where: str, sort: str, count: int) -> str:
    """Return the statement of a page; the last four values come after the `count` values of the conditions."""
    column, direction = SORT_COLUMNS.get(sort, SORT_COLUMNS["score_desc"])
    return (template + _RESPONSE).format(
        column=column,
        where=where,
        order=f"l.{column} {direction}, l.id DESC",
        shown=_WITHOUT_PREDICTION if sort == SORT_BY_TASTE else "l.wire",
        skip=f"${count + 1}::bigint",
        size=f"${count + 2}::bigint",
        next=f"${count + 3}",
        previous=f"${count + 4}",
    )


async def _taste_statement(source: Pool | Connection, *, page: PageRequest, filtered: bool) -> str | None:
    """Return the statement that sorts by taste; None while there is no model."""
    unjudged = await source.fetchval(_COUNT_UNJUDGED)
    if unjudged is None:
        return None
    if filtered:
        return _PAGE_OF_FILTERED_BY_TASTE
    return _PAGE_OF_UNJUDGED_BY_TASTE if page.number * page.size <= unjudged else _PAGE_OF_ALL_BY_TASTE


def _filter_words(where: WhereClause, filters: Filters) -> None:
    conditions = [_find_token(where, token) for token in filters.tokens]
    if filters.genre_style:
        conditions.append(_contains("terms", where.bind(like_pattern(filters.genre_style))))
    if conditions:
        records = f"SELECT record_id FROM discogs_words WHERE {' AND '.join(conditions)}"  # noqa: S608
        where.add(f"l.record_id = ANY (ARRAY({records}))")


def _find_token(where: WhereClause, token: str) -> str:
    """Return the condition for a word; digits may also be a whole release id or barcode."""
    found = f"names LIKE (SELECT discogs_pattern({where.bind(token)}))"
    if not CODE.fullmatch(token):
        return found
    return f"({found} OR strpos(codes, (SELECT chr(10) || {where.bind(token)}::text || chr(10))) > 0)"


def _contains(column: str, placeholder: str) -> str:
    """Return a condition that lower-cases its pattern once, not per row."""
    return f"{column} LIKE (SELECT lower({placeholder}))"


def _filter_offers(where: WhereClause, filters: Filters) -> None:
    if filters.min_year is not None:
        where.add("l.year >= {}::integer", filters.min_year)
    if filters.max_year is not None:
        where.add("l.year <= {}::integer", filters.max_year)
    if filters.min_price is not None:
        where.add("l.record_price >= {}::numeric", filters.min_price)
    if filters.max_price is not None:
        where.add("l.record_price <= {}::numeric", filters.max_price)
    if filters.condition:
        names = [filters.condition, find_grade(filters.condition)]
        is_named = "lower(value) IN (SELECT lower(name) FROM unnest({}::text[]) AS name)"
        grades = f"SELECT value FROM discogs_term WHERE kind = 'condition' AND {is_named}"  # noqa: S608
        where.add(f"l.media_condition = ANY (ARRAY({grades}))", names)
    if filters.seller:
        sellers = (
            f"SELECT id FROM discogs_seller WHERE {_contains('lower(name)', where.bind(like_pattern(filters.seller)))}"  # noqa: S608
        )
        where.add(f"l.seller_id = ANY (ARRAY({sellers}))")


_TERMS = """
SELECT coalesce(json_agg(value), '[]') FROM (
    SELECT value FROM discogs_term
    WHERE kind = ANY($1) AND uses > 0 AND lower(value) LIKE lower($2)
    GROUP BY value
    ORDER BY lower(value) LIKE lower($3) DESC, lower(value), value LIMIT $4
) AS found
"""

_CONDITIONS = """
SELECT coalesce(json_agg(value), '[]') FROM (
    SELECT value FROM discogs_term
    WHERE kind = 'condition' AND uses > 0 AND lower(value) LIKE lower($1)
    ORDER BY array_position($2::text[], value) NULLS LAST, lower(value), value LIMIT $3
) AS found
"""

_SELLERS = """
SELECT coalesce(json_agg(name), '[]') FROM (
    SELECT name FROM discogs_seller
    WHERE lower(name) LIKE lower($1)
    ORDER BY lower(name) LIKE lower($2) DESC, lower(name), name LIMIT $3
) AS found
"""


async def complete_terms(source: Pool | Connection, *, kinds: Sequence[str], term: str, limit: int) -> bytes:
    """Return the genres or styles that contain `term`, those that start with it first."""
    return await read_json(source, _TERMS, list(kinds), like_pattern(term), like_pattern(term)[1:], limit)


async def complete_conditions(source: Pool | Connection, *, term: str, grades: Sequence[str], limit: int) -> bytes:
    """Return the grades in use that contain `term`, in the order of `grades`."""
    return await read_json(source, _CONDITIONS, like_pattern(term), list(grades), limit)


async def complete_sellers(source: Pool | Connection, *, term: str, limit: int) -> bytes:
    """Return the sellers whose name contains `term`, those that start with it first."""
    return await read_json(source, _SELLERS, like_pattern(term), like_pattern(term)[1:], limit)
