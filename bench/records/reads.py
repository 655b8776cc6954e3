"""The hot reads: what is asked over HTTP, and the very statement that answers it."""

import json
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from alcove.apps.records.catalogue.store import listings, search
from alcove.apps.records.daily_pick.store import read_dashboard
from alcove.apps.records.scraping.store import scrapes
from alcove.apps.records.taste.store import models, verdicts
from bench.load import request

CONNECTIONS = 16
POOL = 10
EXPORTED = 5000


class Note:
    """Stands where a connection stands and notes the statement instead of running it."""

    def __init__(self) -> None:
        self.sql = ""
        self.args: tuple[Any, ...] = ()

    async def fetchval(self, sql: str, *args: Any) -> None:
        """Note a statement that gives one value."""
        self.sql, self.args = sql, args

    async def cursor(self, sql: str, *args: Any) -> "Note":
        """Note a statement whose rows are streamed."""
        self.sql, self.args = sql, args
        return self

    async def fetch(self, count: int) -> list[Any]:  # noqa: ARG002
        """Give no row."""
        return []

    @asynccontextmanager
    async def acquire(self) -> AsyncIterator["Note"]:
        """Give itself as the connection."""
        yield self

    @asynccontextmanager
    async def transaction(self, **_: Any) -> AsyncIterator[None]:
        """Begin nothing."""
        yield


Ask = Callable[[Any], Awaitable[object]]
Stream = Callable[[Any], AsyncGenerator[list[bytes], None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """One hot read; `elsewhere` is what the Go rewrite reached on another machine, for orientation."""

    name: str
    request: str
    ask: Ask | None = None
    stream: Stream | None = None
    elsewhere: float | None = None

    async def statement(self) -> tuple[str, tuple[Any, ...]]:
        """Return the statement behind the read and its values."""
        note = Note()
        if self.ask is not None:
            await self.ask(note)
        if self.stream is not None:
            async for _ in self.stream(note):
                pass
        return note.sql, note.args


def _page() -> search.PageRequest:
    return search.PageRequest(number=1, size=20, next_url="http://127.0.0.1/search/results/?page=2", previous_url=None)


def _search(name: str, query: str, filters: search.Filters) -> Read:
    return Read(
        name=f"search: {name}",
        request=request("GET", f"/search/results/?{query}"),
        ask=lambda source: search.search_offers(source, filters=filters, page=_page()),
    )


def _searches() -> list[Read]:
    near_mint = "Near Mint (NM or M-)"
    sixties = search.Filters(genre_style="bop", min_year=1960, max_year=1969)
    budget = search.Filters(condition=near_mint, seller="martha", max_price=Decimal(20), sort="price_asc")
    return [
        _search("everything", "", search.Filters()),
        _search("one word", "q=moon", search.Filters(tokens=("moon",))),
        _search("style and years", "genre_style=bop&min_year=1960&max_year=1969", sixties),
        _search(
            "grade, seller, price",
            "condition=Near+Mint+(NM+or+M-)&seller=martha&max_price=20&sort=price_asc",
            budget,
        ),
        _search("everything by year", "sort=year_asc", search.Filters(sort="year_asc")),
    ]


def _short(ids: list[int]) -> list[Read]:
    query = "&".join(f"listing_ids={number}" for number in ids)
    return [
        Read(
            name="dashboard",
            request=request("GET", "/dashboard/"),
            ask=lambda source: read_dashboard(source, today=datetime.now(UTC).date()),
            elsewhere=152,
        ),
        Read(
            name="dashboard listings",
            request=request("GET", "/api/dashboard/listings/"),
            ask=listings.read_highlights,
            elsewhere=62,
        ),
        *_searches(),
        Read(
            name="autocomplete genre",
            request=request("GET", "/autocomplete/genre/?term=ja"),
            ask=lambda source: search.complete_terms(source, kinds=("genre", "style"), term="ja", limit=10),
            elsewhere=676,
        ),
        Read(
            name="model performance",
            request=request("GET", "/model-performance-stats/"),
            ask=models.read_performance,
            elsewhere=2026,
        ),
        Read(
            name="predictions of 20",
            request=request("GET", f"/recommendation-predictions/?{query}"),
            ask=lambda source: verdicts.read_predictions(source, listing_ids=ids),
        ),
        Read(
            name="status of a scrape",
            request=request("GET", "/api/scraper/jobs/martha_keys"),
            ask=lambda source: scrapes.read_newest_status(source, seller="martha_keys"),
        ),
    ]


def _large(seller: str) -> list[Read]:
    return [
        Read(
            name="by seller, the largest",
            request=request("POST", "/by-seller/search/", body=json.dumps({"seller": seller}).encode()),
            stream=lambda pool: listings.stream_listings_of_seller(pool, seller=seller),
            elsewhere=12,
        ),
        Read(
            name="records of the largest seller",
            request=request("GET", f"/records/seller/{seller}/"),
            stream=lambda pool: listings.stream_records_of_seller(pool, seller=seller),
            elsewhere=18,
        ),
        Read(
            name="export of 5,000",
            request=request("GET", "/export-listings"),
            stream=lambda pool: listings.stream_csv_rows(pool, limit=EXPORTED),
            elsewhere=16,
        ),
    ]


def hot_reads(seller: str) -> list[Read]:
    """Return every measured read; `seller` is the one with the most listings."""
    return [*_short(list(range(101, 121))), *_large(seller)]
