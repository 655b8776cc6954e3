"""The search over offers for sale, its filters and its orders."""

from dataclasses import dataclass
from decimal import Decimal

from alcove.foundation.database import Connection, Pool, Where, like, read_json

ORDERS = {
    "score_desc": "l.score DESC, l.id DESC",
    "price_asc": "l.record_price ASC NULLS LAST, l.id DESC",
    "price_desc": "l.record_price DESC NULLS LAST, l.id DESC",
    "year_asc": "r.year ASC NULLS LAST, l.id DESC",
    "year_desc": "r.year DESC NULLS LAST, l.id DESC",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Which part of the result is wanted, and the addresses of its neighbours."""

    number: int
    size: int
    next_url: str
    previous_url: str | None


_ANSWER = """
SELECT convert_to(
    '{{"count":' || found.total
    || ',"next":' || CASE WHEN found.total > {skip} + {size} THEN to_json({next}::text)::text ELSE 'null' END
    || ',"previous":' || coalesce(to_json({previous}::text)::text, 'null')
    || ',"results":[' || coalesce((SELECT string_agg(wire, ',') FROM (
        SELECT l.wire FROM discogs_listing AS l{joins} WHERE {where} ORDER BY {order} LIMIT {size} OFFSET {skip}
    ) AS shown), '') || ']}}', 'UTF8')
FROM (SELECT {count}) AS found (total)
"""

_RECORD = " JOIN discogs_record AS r ON r.id = l.record_id"
_ALL = "(SELECT listings FROM discogs_counter)"


async def search(source: Pool | Connection, *, filters: Filters, page: Page) -> bytes:
    """Return one page of the offers that match, with their number and the neighbours' addresses."""
    where = Where()
    on_record = _filter_records(where, filters)
    on_listing = _filter_listings(where, filters)
    counted = f"(SELECT count(*) FROM discogs_listing AS l{_RECORD if on_record else ''} WHERE {_for_sale(where)})"  # noqa: S608
    sql = _ANSWER.format(
        skip=where.bind((page.number - 1) * page.size) + "::bigint",
        size=where.bind(page.size) + "::bigint",
        next=where.bind(page.next_url),
        previous=where.bind(page.previous_url),
        joins=_RECORD if on_record or "year" in filters.sort else "",
        where=_for_sale(where),
        order=ORDERS[filters.sort],
        count=counted if on_record or on_listing else _ALL,
    )
    return await read_json(source, sql, *where.args)


def _for_sale(where: Where) -> str:
    return f"l.status = 'For Sale' AND {where.sql}"


def _filter_records(where: Where, filters: Filters) -> bool:
    before = len(where.args)
    for token in filters.tokens:
        where.add("r.needle LIKE lower({})", like(token))
    if filters.genre_style:
        where.add("r.terms LIKE lower({})", like(filters.genre_style))
    if filters.min_year is not None:
        where.add("r.year >= {}::integer", filters.min_year)
    if filters.max_year is not None:
        where.add("r.year <= {}::integer", filters.max_year)
    return len(where.args) > before


def _filter_listings(where: Where, filters: Filters) -> bool:
    before = len(where.args)
    if filters.min_price is not None:
        where.add("l.record_price >= {}::numeric", filters.min_price)
    if filters.max_price is not None:
        where.add("l.record_price <= {}::numeric", filters.max_price)
    if filters.condition:
        where.add("lower(l.media_condition) = lower({})", filters.condition)
    if filters.seller:
        names = where.bind(like(filters.seller))
        where.add(f"l.seller_id IN (SELECT id FROM discogs_seller WHERE lower(name) LIKE lower({names}))")  # noqa: S608
    return len(where.args) > before
