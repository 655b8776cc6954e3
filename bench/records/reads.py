"""The frequent reads: the HTTP request, and the statement that answers it."""

import json
from collections.abc import AsyncGenerator, Awaitable, Callable
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


class StatementRecorder:
    """Replaces a connection and records the statement instead of running it."""

    def __init__(self) -> None:
        self.sql = ""
        self.args: tuple[Any, ...] = ()

    async def fetchval(self, sql: str, *args: Any) -> None:
        """Record a statement that returns one value."""
        self.sql, self.args = sql, args

    async def cursor(self, sql: str, *args: Any) -> "StatementRecorder":
        """Record a statement whose rows are streamed."""
        self.sql, self.args = sql, args
        return self

    async def fetch(self, count: int) -> list[Any]:  # noqa: ARG002
        """Return no rows."""
        return []

    async def acquire(self) -> "StatementRecorder":
        """Return itself as the connection."""
        return self

    async def release(self, _: "StatementRecorder") -> None:
        """Do nothing."""

    def transaction(self, **_: Any) -> "StatementRecorder":
        """Return itself as the transaction."""
        return self

    async def start(self) -> None:
        """Do nothing."""

    async def rollback(self) -> None:
        """Do nothing."""


Ask = Callable[[Any], Awaitable[object]]
Stream = Callable[[Any], AsyncGenerator[list[bytes], None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """One frequent read; `go_rate` is the rate of the Go rewrite on another machine."""

    name: str
    request: str
    execute: Ask | None = None
    stream: Stream | None = None
    go_rate: float | None = None

    async def statement(self) -> tuple[str, tuple[Any, ...]]:
        """Return the statement of the read and its arguments."""
        recorder = StatementRecorder()
        if self.execute is not None:
            await self.execute(recorder)
        if self.stream is not None:
            async for _ in self.stream(recorder):
                pass
        return recorder.sql, recorder.args


def _page() -> search.PageRequest:
    return search.PageRequest(number=1, size=20, next_url="http://127.0.0.1/search/results/?page=2", previous_url=None)


def _search(name: str, query: str, filters: search.Filters) -> Read:
    return Read(
        name=f"search: {name}",
        request=request("GET", f"/search/results/?{query}"),
        execute=lambda source: search.search_offers(source, filters=filters, page=_page()),
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


def _small_reads(ids: list[int]) -> list[Read]:
    query = "&".join(f"listing_ids={number}" for number in ids)
    return [
        Read(
            name="dashboard",
            request=request("GET", "/dashboard/"),
            execute=lambda source: read_dashboard(source, today=datetime.now(UTC).date()),
            go_rate=152,
        ),
        Read(
            name="dashboard listings",
            request=request("GET", "/api/dashboard/listings/"),
            execute=listings.read_highlights,
            go_rate=62,
        ),
        *_searches(),
        Read(
            name="autocomplete genre",
            request=request("GET", "/autocomplete/genre/?term=ja"),
            execute=lambda source: search.complete_terms(source, kinds=("genre", "style"), term="ja", limit=10),
            go_rate=676,
        ),
        Read(
            name="model performance",
            request=request("GET", "/model-performance-stats/"),
            execute=models.read_performance,
            go_rate=2026,
        ),
        Read(
            name="predictions of 20",
            request=request("GET", f"/recommendation-predictions/?{query}"),
            execute=lambda source: verdicts.read_predictions(source, listing_ids=ids),
        ),
        Read(
            name="status of a scrape",
            request=request("GET", "/api/scraper/jobs/martha_keys"),
            execute=lambda source: scrapes.read_newest_status(source, seller="martha_keys"),
        ),
    ]


def _large_reads(seller: str) -> list[Read]:
    return [
        Read(
            name="by seller, the largest",
            request=request("POST", "/by-seller/search/", body=json.dumps({"seller": seller}).encode()),
            stream=lambda pool: listings.stream_listings_of_seller(pool, seller=seller),
            go_rate=12,
        ),
        Read(
            name="records of the largest seller",
            request=request("GET", f"/records/seller/{seller}/"),
            stream=lambda pool: listings.stream_records_of_seller(pool, seller=seller),
            go_rate=18,
        ),
        Read(
            name="export of 5,000",
            request=request("GET", "/export-listings"),
            stream=lambda pool: listings.stream_csv_rows(pool, limit=EXPORTED),
            go_rate=16,
        ),
    ]


def hot_reads(seller: str) -> list[Read]:
    """Return all measured reads; `seller` is the one with the most offers."""
    return [*_small_reads(list(range(101, 121))), *_large_reads(seller)]
