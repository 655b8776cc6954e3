"""Use cases of offers: a search, its CSV, and an offer with reasons."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Final

import msgspec

from alcove.apps.records.catalogue.model import SUGGESTED_GRADE, USD, Money, Rates
from alcove.apps.records.errors import InvalidFilters, NotFound
from alcove.apps.records.offers.model import (
    Facts,
    OfferFilters,
    OfferRow,
    find_doubts,
    find_reasons,
    parse_currency,
    parse_filters,
)
from alcove.apps.records.offers.schemas import OfferDetails, OfferQuery, SuggestedPrice
from alcove.apps.records.offers.store import details, search
from alcove.apps.records.offers.store.conditions import Prices
from alcove.apps.records.scraping import load_rates_in_use
from alcove.apps.records.settings import DISCOGS_API_BASE, RecordsSettings
from alcove.foundation.clock import Clock
from alcove.foundation.database import Pool

CURRENCIES: Final = ("USD", "EUR", "GBP", "CAD", "AUD", "JPY", "CHF", "MXN", "BRL", "NZD", "SEK", "ZAR")
"""The currencies of the marketplace."""
MIN_COPIES: Final = 3
"""So many other copies are needed for a price to compare with."""
LISTS: Final = {"genres": "genre", "styles": "style", "formats": "format"}
_MAX_ID_LENGTH: Final = 18


def read_filters(query: OfferQuery) -> OfferFilters:
    """Return the filters of a query; InvalidFilters with a message for each field that cannot be used."""
    texts = {name: value for name, value in msgspec.structs.asdict(query).items() if isinstance(value, str)}
    if query.unjudged and not query.verdict:
        texts["verdict"] = "unjudged"
    filters, errors = parse_filters(texts, {name: getattr(query, field) for name, field in LISTS.items()})
    if errors:
        raise InvalidFilters("Some filters cannot be used.", fields=errors)
    return filters


def parse_offer_id(text: str) -> int:
    """Return the id of an offer in a path; NotFound for a text that cannot be one."""
    if not (text.isascii() and text.isdigit() and len(text) <= _MAX_ID_LENGTH):
        raise NotFound(f"There is no offer {text[:40]!r}.")
    return int(text)


async def load_prices(pool: Pool, *, currency: str, settings: RecordsSettings, clock: Clock) -> Prices:
    """Return how prices are shown in a currency; without a rate only the prices in this very currency are known."""
    code = parse_currency(currency) or USD
    if code == USD:
        return Prices(currency=USD, per_usd=Decimal(1))
    rates = await load_rates_in_use(pool, settings=settings, now=clock.now())
    return Prices(currency=code, per_usd=rates.per_usd.get(code) if rates else None)


async def list_currencies(pool: Pool, *, settings: RecordsSettings, clock: Clock) -> list[str]:
    """Return the currencies of the marketplace in which prices can be shown."""
    rates: Rates | None = await load_rates_in_use(pool, settings=settings, now=clock.now())
    return [code for code in CURRENCIES if code == USD or (rates and code in rates.per_usd)]


async def stream_csv(pool: Pool, *, filters: OfferFilters, prices: Prices) -> AsyncGenerator[bytes, None]:
    """Yield a header and a line for each offer that a search finds."""
    yield search.CSV_HEADER
    async with aclosing(search.stream_lines(pool, filters=filters, prices=prices)) as batches:
        async for batch in batches:
            yield b"".join(batch)


async def describe_offers(
    pool: Pool, *, ids: Sequence[int], currency: str, settings: RecordsSettings, clock: Clock
) -> list[OfferDetails]:
    """Return the known offers among `ids`, with the reasons for them."""
    prices = await load_prices(pool, currency=currency, settings=settings, clock=clock)
    rates = await load_rates_in_use(pool, settings=settings, now=clock.now())
    has_links = settings.discogs_api_base == DISCOGS_API_BASE
    offers = await details.read_offers(pool, ids=ids, prices=prices)
    return [_describe(offer, prices=prices, rates=rates, now=clock.now(), has_link=has_links) for offer in offers]


def _describe(
    offer: details.StoredOffer, *, prices: Prices, rates: Rates | None, now: datetime, has_link: bool
) -> OfferDetails:
    suggested = _find_suggestion(offer, prices=prices, rates=rates)
    facts = _collect_facts(offer, suggested=suggested, currency=prices.currency, now=now)
    shown = {name: getattr(offer, name) for name in OfferDetails.__struct_fields__ if hasattr(offer, name)}
    return OfferDetails(
        **shown
        | {
            "copies": len(offer.others) + 1,
            "first_seen": offer.first_seen.astimezone(UTC),
            "last_seen": offer.last_seen.astimezone(UTC),
            "judged_at": offer.judged_at and offer.judged_at.astimezone(UTC),
        },
        currency=prices.currency,
        cover=f"/api/records/covers/{offer.release_id}",
        discogs_url=_build_link(offer) if has_link else None,
        suggested=suggested,
        reasons=find_reasons(facts),
        doubts=find_doubts(facts),
    )


def _build_link(offer: details.StoredOffer) -> str | None:
    number = offer.discogs_listing_id
    return None if number is None else f"https://www.discogs.com/sell/item/{number}"


def _collect_facts(
    offer: details.StoredOffer, *, suggested: SuggestedPrice | None, currency: str, now: datetime
) -> Facts:
    is_comparable = suggested is not None and suggested.currency == currency
    return Facts(
        wants=offer.wants,
        haves=offer.haves,
        price=_to_decimal(offer.price),
        currency=currency,
        media=offer.media_grade,
        sleeve=offer.sleeve_grade,
        suggested=Decimal(suggested.amount) if suggested is not None and is_comparable else None,
        suggestion=suggested.source if suggested is not None else "",
        other_prices=_prices_of(offer.others),
        copies=len(offer.others) + 1,
        cheaper_than=offer.cheaper_than,
        age=now - offer.first_seen,
        chance=offer.match,
        taste=tuple(offer.taste),
    )


def _find_suggestion(offer: details.StoredOffer, *, prices: Prices, rates: Rates | None) -> SuggestedPrice | None:
    """Return Discogs' suggestion, else the median price of the other copies, else None."""
    money = _parse_money(offer.suggestion)
    if money is not None:
        amount = _convert(money, prices=prices, rates=rates)
        source = f"the price that Discogs suggests for {SUGGESTED_GRADE}"
        shown = Money(amount, prices.currency) if amount is not None else money
        return SuggestedPrice(amount=str(shown.amount), currency=shown.currency, source=source)
    known = sorted(_prices_of(offer.others))
    if len(known) < MIN_COPIES:
        return None
    source = f"the middle price of {len(known)} other copies"
    return SuggestedPrice(amount=str(known[len(known) // 2]), currency=prices.currency, source=source)


def _convert(money: Money, *, prices: Prices, rates: Rates | None) -> Decimal | None:
    if money.currency == prices.currency:
        return money.amount
    rate = Decimal(1) if money.currency == USD else rates.per_usd.get(money.currency) if rates else None
    if not rate or prices.per_usd is None:
        return None
    return (money.amount / rate * prices.per_usd).quantize(Decimal("0.01"))


def _parse_money(text: str) -> Money | None:
    """Return a stored suggestion such as `24.50 EUR`; one of an older program has no currency and is in US dollars."""
    amount, _, currency = text.strip().partition(" ")
    value = _to_decimal(amount.lstrip("$") or None)
    return Money(value, parse_currency(currency) or USD) if value is not None else None


def _prices_of(offers: Sequence[OfferRow]) -> tuple[Decimal, ...]:
    return tuple(price for offer in offers if (price := _to_decimal(offer.price)) is not None)


def _to_decimal(text: str | None) -> Decimal | None:
    try:
        value = Decimal(text) if text else None
    except InvalidOperation:
        return None
    return value if value is not None and value.is_finite() else None
