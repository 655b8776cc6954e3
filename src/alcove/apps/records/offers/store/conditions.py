"""The conditions and expressions of statements about offers: filters, prices in a currency, sort keys, columns."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from alcove.apps.records.offers.model import OfferFilters
from alcove.foundation.database import WhereClause

TABLES: Final = """
discogs_listing AS l
JOIN discogs_record AS r ON r.id = l.record_id
JOIN discogs_prediction AS p ON p.listing_id = l.id
"""
ON_WANTLIST: Final = (
    "EXISTS (SELECT FROM discogs_want AS want WHERE want.release_id::text = r.discogs_id AND want.removed_at IS NULL)"
)
"""Whether the release of the offer in the row is on the wantlist."""
FOR_SALE: Final = "l.status = 'For Sale'"
VERDICT: Final = "CASE WHEN l.evaluated THEN CASE WHEN l.kept THEN 'keep' ELSE 'skip' END END"
MATCH: Final = "CASE WHEN p.model_id IS NOT NULL THEN round(p.probability::numeric, 4) END"

ORDERS: Final = {
    # The score decides between offers that are as likely, and while there is no model.
    "match": ("round(p.probability::numeric, 3) + round(l.score / 1000000, 8)", "DESC"),
    "score": ("l.score", "DESC"),
    "price_asc": ("coalesce({price}, 'Infinity')", "ASC"),
    "price_desc": ("coalesce({price}, -1)", "DESC"),
    "year_asc": ("coalesce(l.year, 99999)::numeric", "ASC"),
    "year_desc": ("coalesce(l.year, -1)::numeric", "DESC"),
    "wants": ("r.wants::numeric", "DESC"),
    "condition": ("(coalesce(l.media_grade, 9) * 10 + coalesce(l.sleeve_grade, 9))::numeric", "ASC"),
    "newest": ("extract(epoch FROM l.first_seen)", "DESC"),
}
"""The key by which offers are sorted, always a number, and its direction."""

_FACETS: Final = ("genres", "styles", "formats", "media", "sleeve")


@dataclass(frozen=True, slots=True, kw_only=True)
class Prices:
    """The currency in which prices are shown, and its units per US dollar; None without a rate."""

    currency: str
    per_usd: Decimal | None


def bind_price(where: WhereClause, prices: Prices) -> str:
    """Return the expression of an offer's price in a currency: the seller's own price where that is the currency."""
    currency, rate = where.bind(prices.currency), where.bind(prices.per_usd)
    return (
        f"CASE WHEN l.original_currency = {currency}::text THEN l.original_price"
        f" ELSE round(l.record_price * {rate}::numeric, 2) END"
    )


def add_filters(where: WhereClause, filters: OfferFilters, *, price: str) -> None:
    """Add all filters."""
    add_common_filters(where, filters, price=price)
    for condition in bind_facets(where, filters).values():
        where.add(condition)


def add_common_filters(where: WhereClause, filters: OfferFilters, *, price: str) -> None:
    """Add the filters for which a form has no counted choices."""
    where.add(FOR_SALE) if filters.verdict not in {"keep", "skip"} else where.add("l.evaluated")
    if filters.verdict == "unjudged":
        where.add("NOT l.evaluated")
    elif filters.verdict:
        where.add("l.kept = {}::boolean", filters.verdict == "keep")
    for word in filters.words:
        where.add(_find_word(where, word))
    if filters.seller:
        where.add("l.seller_id = (SELECT id FROM discogs_seller WHERE lower(name) = lower({}))", filters.seller)
    if filters.release:
        where.add("r.discogs_id = {}", filters.release)
    _add_numbers(where, filters, price=price)


def bind_facets(where: WhereClause, filters: OfferFilters) -> dict[str, str]:
    """Return the conditions of the filters that have counted choices, TRUE for those that do not filter."""
    conditions = dict.fromkeys(_FACETS, "TRUE")
    for name, kind, column in (("genres", "genre", "r.genres"), ("styles", "style", "r.styles")):
        if values := getattr(filters, name):
            names = where.bind([value.lower() for value in values])
            terms = f"SELECT value FROM discogs_term WHERE kind = '{kind}' AND lower(value) = ANY ({names}::text[])"  # noqa: S608
            conditions[name] = f"{column} ?| ARRAY({terms})"
    if filters.formats:
        names = where.bind([value.lower() for value in filters.formats])
        conditions["formats"] = f"EXISTS (SELECT FROM unnest(r.formats) AS f (word) WHERE lower(word) = ANY ({names}))"
    for name in ("media", "sleeve"):
        if (rank := getattr(filters, name)) is not None:
            conditions[name] = f"l.{name}_grade <= {where.bind(rank)}::smallint"
    return conditions


def _add_numbers(where: WhereClause, filters: OfferFilters, *, price: str) -> None:
    bounds = (
        ("r.wants >=", "integer", filters.min_wants),
        ("l.year >=", "integer", filters.min_year),
        ("l.year <=", "integer", filters.max_year),
        (f"{price} >=", "numeric", filters.min_price),
        (f"{price} <=", "numeric", filters.max_price),
    )
    for condition, kind, value in bounds:
        if value is not None:
            where.add(f"{condition} {{}}::{kind}", value)


def _find_word(where: WhereClause, word: str) -> str:
    """Return the condition for a word in the texts of the record; digits may also be a whole release id or barcode."""
    found = f"names LIKE (SELECT discogs_pattern({where.bind(word)}))"
    if word.isascii() and word.isdigit():
        found += f" OR strpos(codes, chr(10) || {where.bind(word)}::text || chr(10)) > 0"
    return f"l.record_id = ANY (ARRAY(SELECT record_id FROM discogs_words WHERE {found}))"  # noqa: S608
