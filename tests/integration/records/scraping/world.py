"""A marketplace, a database and workers, and functions that change and query them."""

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from alcove.apps.records.build import build_tasks
from alcove.apps.records.deps import WorkerDeps
from alcove.apps.records.discogs_account import StoredAccount
from alcove.apps.records.scraping.service.runs import END_STATES, request_scrape
from alcove.apps.records.settings import RecordsSettings
from alcove.apps.records.sources import Clients
from alcove.apps.records.sources.clients import RATE_LIMIT_WINDOW, REMAINING_HEADER
from alcove.apps.records.sources.discogs import DiscogsClientFactory
from alcove.foundation.clock import Clock, SystemClock
from alcove.foundation.database import Pool, transaction
from alcove.foundation.jobs import Queue, run_worker
from alcove.foundation.ratelimit import SerialWindowLimiter
from alcove.foundation.settings import load_settings
from alcove.foundation.vault import VaultSettings, open_vault
from alcove.simulators.discogs import OfferSpec, ReleaseSpec, SellerSpec
from fixtures.simulators.discogs import Simulator
from fixtures.simulators.faults import Faults
from support.clock import FakeClock
from support.until import until_async

ENVIRON = {
    "DISCOGS_USER_TOKEN": "simulator-token",
    "DISCOGS_RATE_LIMIT": "6000",
    "EXCHANGE_RATE_API_KEY": "simulator-exchange-key",
}
SCRAPING = ("scraping",)
NOTHING: Mapping[str, str] = {}
Row = dict[str, Any]

_OFFERS = """
SELECT l.*, r.discogs_id, r.artist, r.title, r.format, r.label, r.catno, r.wants, r.haves, r.year, s.name, s.currency
FROM discogs_listing AS l JOIN discogs_record AS r ON r.id = l.record_id JOIN discogs_seller AS s ON s.id = l.seller_id
WHERE lower(s.name) = lower($1) ORDER BY l.discogs_listing_id, l.id
"""
_TOTALS = """
SELECT json_build_object('counter', (SELECT row_to_json(c) FROM discogs_counter AS c),
    'terms', (SELECT json_agg(t ORDER BY kind, value) FROM discogs_term AS t WHERE uses <> 0))
"""


class World:
    """A marketplace and a database."""

    def __init__(
        self, simulator: Simulator, base: str, *, dsn: str, pool: Pool, data_dir: Path, clock: Clock | None = None
    ) -> None:
        self.simulator = simulator
        self.base = base
        self.dsn = dsn
        self.pool = pool
        self.data_dir = data_dir
        self.clock: Clock = clock or SystemClock()
        self.stack = contextlib.AsyncExitStack()
        self._lasting = False
        self.environ = {**ENVIRON, "DISCOGS_API_BASE": base, "EXCHANGE_RATE_API_BASE": base}
        self.environ["ECB_RATES_URL"] = f"{base}/stats/eurofxref/eurofxref-daily.xml"

    def deps(self, environ: Mapping[str, str] = NOTHING) -> WorkerDeps:
        """Return the dependencies of the tasks, with real clients or, with the test's clock, clients that use it."""
        settings = load_settings(RecordsSettings, environ={**self.environ, **environ})
        stored = StoredAccount(self.pool, open_vault(VaultSettings(), data_dir=self.data_dir))
        clients = Clients(settings, pool=self.pool, clock=self.clock, data_dir=self.data_dir, read_stored=stored.read)
        marketplace = clients.marketplace
        if isinstance(self.clock, FakeClock):
            rng = random.Random(1)  # noqa: S311 - seeded
            window = SerialWindowLimiter(
                self.pool, RATE_LIMIT_WINDOW, limit=settings.discogs_rate_limit, clock=self.clock, rng=rng,
                remaining_header=REMAINING_HEADER, use_own_clock=True,
            )  # fmt: skip
            marketplace = DiscogsClientFactory(
                settings, data_dir=self.data_dir, limiter=window, clock=self.clock, rng=rng
            ).open  # fmt: skip
        return WorkerDeps(
            pool=self.pool,
            clock=self.clock,
            settings=settings,
            marketplace=marketplace,
            rate_sources=clients.rate_sources(),
        )

    @contextlib.asynccontextmanager
    async def worker(
        self, *, queues: tuple[str, ...] = SCRAPING, environ: Mapping[str, str] = NOTHING
    ) -> AsyncIterator[None]:
        """Run a worker during the block; details and clean-up only if their queues are given."""
        stop = asyncio.Event()
        tasks = build_tasks(self.deps(environ))
        running = asyncio.create_task(
            run_worker(
                self.dsn,
                tasks,
                stop=stop,
                queues=[Queue(name, concurrency=4) for name in queues],
                heartbeat=0.2,
                stalled=1.0,
                grace=5.0,
                poll=0.2,
            )
        )
        try:
            yield
        finally:
            stop.set()
            await asyncio.wait_for(running, 60)

    async def request_scrape(self, seller: str, *, mode: str = "new") -> int:
        """Request a scrape and return its id."""
        async with transaction(self.pool) as connection:
            run_id = await request_scrape(connection, seller=seller, mode=mode)
        assert run_id is not None, "one is running already"
        return run_id

    async def run(self, run_id: int) -> Row:
        """Return a run's row as it stands."""
        return dict(await self.pool.fetchrow("SELECT * FROM discogs_scrape WHERE id = $1", run_id))

    async def wait_for_end(self, run_id: int) -> Row:
        """Wait for the end of a run and of its job, and return its row."""
        async with asyncio.timeout(60):
            while (row := await self.run(run_id))["state"] not in END_STATES or await self._works(row["job_id"]):  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        return row

    async def _works(self, job_id: int) -> bool:
        sql = "SELECT status = 'doing' FROM procrastinate_jobs WHERE id = $1"
        return bool(await self.pool.fetchval(sql, job_id))

    async def wait_for_page(self, run_id: int, *, page: int) -> None:
        """Wait until a run has committed a page."""

        async def is_done() -> object:
            return (await self.run(run_id))["page"] >= page

        await until_async(is_done)

    async def scrape(self, seller: str, *, mode: str = "new", environ: Mapping[str, str] = NOTHING) -> Row:
        """Run a scrape from its request to its end; with its own worker if settings are given."""
        if not environ:
            if not self._lasting:
                self._lasting = True
                await self.stack.enter_async_context(self.worker())
            return await self.wait_for_end(await self.request_scrape(seller, mode=mode))
        assert not self._lasting, "two workers would compete for the run"
        async with self.worker(environ=environ):
            return await self.wait_for_end(await self.request_scrape(seller, mode=mode))

    async def stop_worker(self) -> None:
        """Stop the worker of scrapes without settings."""
        await self.stack.aclose()
        self._lasting = False

    async def offers(self, seller: str) -> list[Row]:
        """Return a seller's stored offers with their records, by listing id."""
        return [dict(row) for row in await self.pool.fetch(_OFFERS, seller)]

    async def offer(self, listing_id: int) -> Row:
        """Return one stored offer."""
        return dict(await self.pool.fetchrow("SELECT * FROM discogs_listing WHERE discogs_listing_id = $1", listing_id))

    async def assert_totals(self) -> None:
        """Assert that the counters and terms equal a recount."""
        async with self.pool.acquire() as connection, connection.transaction():
            stored_totals = await connection.fetchval(_TOTALS)
            await connection.execute("SELECT discogs_recount()")
            assert stored_totals == await connection.fetchval(_TOTALS)

    def pages_read(self, seller: str | None = None) -> list[int]:
        """Return the inventory pages requested since the last `forget_requests`, in order."""
        pages = []
        for entry in self.simulator.log.entries():
            parts = entry.path.split("/")
            if parts[-1] == "inventory" and seller in {None, unquote(parts[2])}:
                pages.append(int(dict(pair.split("=") for pair in entry.query.split("&"))["page"]))
        return pages

    def forget_requests(self) -> None:
        """Forget the requests made so far."""
        self.simulator.log.clear()

    def set_faults(self, **faults: Any) -> None:
        """Inject faults from now on; without arguments none."""
        self.simulator.faults.configure(Faults(**faults))

    def seller(self, name: str, *, offers: int = 0, currency: str = "USD") -> None:
        """Add a shop with generated offers."""
        self.simulator.catalogue.add_seller(name, SellerSpec(offers=offers, currency=currency))

    def sell(self, seller: str, count: int = 1, **changes: Any) -> list[int]:
        """List offers that pass the keeper rule unless changed, each newer than the one before."""
        return [self._sell(seller, **changes) for _ in range(count)]

    def _sell(self, seller: str, *, release: Mapping[str, Any] | None = None, **changes: Any) -> int:
        wanted = {"format": "LP, Album", "want": 100, "have": 10, **(release or {})}
        spec = OfferSpec(release=ReleaseSpec(**wanted), **{"price": Decimal("20.00"), **changes})
        return self.simulator.catalogue.add(seller, spec, now=self.simulator.clock.now()).id

    def change(self, listing_id: int, **changes: Any) -> None:
        """Change a listed offer."""
        assert self.simulator.catalogue.change(listing_id, **changes)

    def release(self, **values: Any) -> None:
        """Add or change a release."""
        self.simulator.catalogue.put_release(ReleaseSpec(**values))

    def withdraw(self, *listing_ids: int) -> None:
        """Withdraw offers."""
        for listing_id in listing_ids:
            assert self.simulator.catalogue.remove(listing_id)


@dataclass(frozen=True, slots=True)
class ComparedOffer:
    """The fields of an offer that tests compare."""

    listing_id: int | None
    price: Decimal | None
    condition: str
    status: str


def compared_values(offers: list[Row]) -> list[ComparedOffer]:
    """Return the compared fields of offers, without ids and times of the database."""
    return [
        ComparedOffer(o["discogs_listing_id"], o["record_price"], o["media_condition"], o["status"]) for o in offers
    ]


def count_columns(row: Row) -> dict[str, int]:
    """Return the counts of a run that are not zero."""
    names = ("seen", "kept", "new", "updated", "skipped", "unpriced", "failed", "delisted")
    return {name: row[name] for name in names if row[name]}


def summarize_end(row: Row) -> tuple[str, bool, str]:
    """Return how a run ended."""
    return row["state"], row["complete"], row["stop_reason"]
