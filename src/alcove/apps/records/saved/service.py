"""Use cases of saved searches: save, list, change and remove them, and run one."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

import msgspec

from alcove.apps.records.catalogue.model import clean_text
from alcove.apps.records.errors import Conflict, InvalidRequest, NotFound, RecordsError
from alcove.apps.records.notifications import notify_found, request_saved_searches
from alcove.apps.records.offers import OfferFilters, OfferQuery, load_prices, read_filters
from alcove.apps.records.saved import store
from alcove.apps.records.saved.schemas import OfferSearchForm, SavedOfferSearch, SavedOfferSearches
from alcove.apps.records.saved.store import SearchRow, SearchValues
from alcove.apps.records.settings import RecordsSettings
from alcove.foundation.clock import Clock
from alcove.foundation.database import Pool, transaction

MAX_SEARCHES: Final = 100
NOT_FOUND: Final = "There is no such saved search."
_LIST_FIELDS: Final = ("genre", "style", "format")


async def list_saved(pool: Pool) -> SavedOfferSearches:
    """Return all saved searches by name."""
    return SavedOfferSearches(searches=[_build(row) for row in await store.list_searches(pool)], limit=MAX_SEARCHES)


async def read_saved(pool: Pool, search_id: int) -> SavedOfferSearch:
    """Return a saved search; NotFound."""
    row = await store.find_search(pool, search_id)
    if row is None:
        raise NotFound(NOT_FOUND)
    return _build(row)


async def save_search(pool: Pool, form: OfferSearchForm, *, owner: str) -> SavedOfferSearch:
    """Save a search, let it run at once, and return it; InvalidRequest, InvalidFilters, Conflict."""
    values = _read_form(form)
    async with transaction(pool) as connection:
        search_id = await store.add_search(connection, values, owner=owner, limit=MAX_SEARCHES)
        if search_id is None:
            is_full = await store.count_searches(connection) >= MAX_SEARCHES
            raise Conflict(
                f"There are {MAX_SEARCHES} saved searches already: remove one first."
                if is_full
                else f"There is a saved search called {values.name} already: choose another name."
            )
        await request_saved_searches(connection)
    return await read_saved(pool, search_id)


async def change_search(pool: Pool, form: OfferSearchForm, *, search_id: int) -> SavedOfferSearch:
    """Change a search and let it run at once; what it has found stays reported. NotFound, and errors of saving."""
    values = _read_form(form)
    async with transaction(pool) as connection:
        same_name = [row for row in await store.list_searches(connection) if row.name.lower() == values.name.lower()]
        if any(row.id != search_id for row in same_name):
            raise Conflict(f"There is a saved search called {values.name} already: choose another name.")
        if not await store.change_search(connection, values, search_id=search_id):
            raise NotFound(NOT_FOUND)
        await request_saved_searches(connection)
    return await read_saved(pool, search_id)


async def remove_search(pool: Pool, search_id: int) -> None:
    """Remove a search; NotFound."""
    if not await store.remove_search(pool, search_id):
        raise NotFound(NOT_FOUND)


async def run_search(pool: Pool, search: SearchRow, *, settings: RecordsSettings, clock: Clock) -> int:
    """Report the offers that a search finds for the first time, and return their number."""
    now = clock.now()
    values = SearchValues(
        name=search.name, filters=search.filters, max_price=None, currency=search.currency, notify=search.notify
    )
    try:
        filters = _read_filters(values, max_price=search.max_price)
        prices = await load_prices(pool, currency=filters.currency, settings=settings, clock=clock)
        if prices.per_usd is None and (filters.max_price or filters.min_price):
            raise InvalidRequest(f"There is no exchange rate for {prices.currency} yet.")
    except RecordsError as error:
        async with transaction(pool) as connection:
            await store.finish_run(connection, search.id, at=now, error=error.message)
        return 0
    async with transaction(pool) as connection:
        if not await store.lock_search(connection, search.id):
            return 0
        offers = await store.add_new_matches(connection, search.id, filters=filters, prices=prices)
        await store.finish_run(connection, search.id, at=now, error=None)
        if offers and search.notify:
            lines = [_describe(offer, currency=prices.currency) for offer in offers]
            await notify_found(
                connection, search_id=search.id, name=search.name, owner=search.owner, ran_at=now, offers=lines
            )  # fmt: skip
    return len(offers)


def _describe(offer: store.NewOffer, *, currency: str) -> str:
    price = f"{offer.price} {currency}" if offer.price else "price not known"
    name = " - ".join(filter(None, (offer.artist, offer.title)))
    return f"{name}, {price}, {offer.seller}"


def _read_form(form: OfferSearchForm) -> SearchValues:
    name = clean_text(form.name).strip()
    if not name:
        raise InvalidRequest("Give the search a name.")
    if form.max_price is not None and not 0 < form.max_price < 10**9:
        raise InvalidRequest("The highest price must be above 0.")
    values = SearchValues(
        name=name, filters=dict(form.filters), max_price=form.max_price, currency=form.currency, notify=form.notify
    )
    filters = _read_filters(values, max_price=None if form.max_price is None else str(form.max_price))
    return replace(values, currency=filters.currency)


def _read_filters(values: SearchValues, *, max_price: str | None) -> OfferFilters:
    """Return the filters of a search; InvalidRequest, InvalidFilters."""
    limits = {"currency": values.currency} | ({"max_price": max_price} if max_price else {})
    return read_filters(_convert({**values.filters, **limits}))


def _convert(filters: Mapping[str, Any]) -> OfferQuery:
    unknown = sorted(set(filters) - set(OfferQuery.__struct_fields__))
    if unknown:
        raise InvalidRequest(f"There is no filter called {unknown[0][:40]}.")
    values = {
        name: [value] if name in _LIST_FIELDS and isinstance(value, str) else value for name, value in filters.items()
    }
    try:
        return msgspec.convert(values, OfferQuery)
    except msgspec.ValidationError as error:
        raise InvalidRequest(f"The filters cannot be used: {error}.") from error


def _build(row: SearchRow) -> SavedOfferSearch:
    return SavedOfferSearch(**{name: getattr(row, name) for name in SavedOfferSearch.__struct_fields__})
