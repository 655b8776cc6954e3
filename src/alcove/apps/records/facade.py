"""The facade of the records app for the command line: one method per use case."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import BinaryIO

import msgspec

from alcove.apps.records import catalogue, daily_pick, legacy, maintenance, scraping, taste
from alcove.apps.records.catalogue.model import validate_seller
from alcove.apps.records.daily_pick import ManualPick
from alcove.apps.records.errors import ScrapeRunning
from alcove.apps.records.legacy import ImportReport
from alcove.apps.records.maintenance import PurgeCounts, RescoreCounts
from alcove.apps.records.scraping import OfferSample, ScraperStats, ScrapeStatus
from alcove.apps.records.settings import RecordsSettings
from alcove.apps.records.sources import Clients
from alcove.apps.records.sources.discogs import TOKEN_FILE_SOURCE, SignIn
from alcove.apps.records.taste import TasteModels
from alcove.foundation.clock import Clock
from alcove.foundation.database import Pool, transaction
from alcove.foundation.jobs import worker_alive
from alcove.foundation.realtime import Hub, Subscription


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordsApp:
    """The records app as the command line uses it."""

    pool: Pool
    hub: Hub
    clock: Clock
    settings: RecordsSettings
    clients: Clients
    sign_in: SignIn

    async def is_token_file_used(self) -> bool:
        """Return whether requests are signed with the stored OAuth token."""
        return await self.clients.discogs.credentials_source() == TOKEN_FILE_SOURCE

    async def request_scrapes(self, sellers: Sequence[str], *, full: bool, join: bool) -> tuple[list[int], list[str]]:
        """Request a scrape of each seller; return the ids of the runs, and the sellers that had an unfinished run.

        With `join` an unfinished run of the same kind, or a full one, which also reads all new offers, is returned,
        else ScrapeRunning is raised. Before the first request InvalidSeller is raised, and CredentialsMissing or
        CredentialsInvalid if no worker is alive: a worker has credentials of its own.
        """
        if not await worker_alive(self.pool, queue=scraping.QUEUE):
            await self.clients.discogs.find_credentials()
        names, mode = [validate_seller(seller) for seller in sellers], "full" if full else "new"
        run_ids, joined = [], []
        for name in names:
            async with transaction(self.pool) as connection:
                run_id = await scraping.request_scrape(connection, seller=name, mode=mode)
            if run_id is None:
                running = await self.read_status(name)
                if not join or running.mode not in {mode, "full"} or running.state in scraping.END_STATES:
                    progress = f"{running.mode}, page {running.page}"
                    raise ScrapeRunning(f"A scrape of {name} is already under way ({progress}).")
                run_id = running.id
                joined.append(name)
            run_ids.append(run_id)
        return run_ids, joined

    def subscribe_to_scrapes(self) -> AbstractAsyncContextManager[Subscription]:
        """Return a subscription to changes of scrapes."""
        return self.hub.subscribe(scraping.SCRAPE_CHANNEL)

    async def read_run(self, run_id: int) -> ScrapeStatus:
        """Return the status of a run."""
        return await scraping.read_run_status(self.pool, run_id=run_id)

    async def list_samples(self, run_id: int, *, limit: int = 5) -> list[OfferSample]:
        """Return some offers of a run."""
        return await scraping.list_samples(self.pool, run_id=run_id, limit=limit)

    async def read_status(self, seller: str) -> ScrapeStatus:
        """Return the status of a seller's newest run; NotFound."""
        status = await scraping.read_seller_status(self.pool, seller=validate_seller(seller))
        return msgspec.json.decode(status, type=ScrapeStatus)

    async def read_statuses(self) -> list[ScrapeStatus]:
        """Return the status of every seller's newest run, the newest first."""
        statuses = [await self.read_run(run_id) for run_id in await scraping.list_newest_runs(self.pool)]
        return sorted(statuses, key=lambda status: -status.id)

    async def cancel_scrape(self, seller: str) -> None:
        """Cancel a seller's scrape; NotFound."""
        await scraping.cancel_scrape(self.pool, seller=validate_seller(seller))

    async def read_stats(self) -> ScraperStats:
        """Return counts of stored rows and the use of the rate limit for Discogs."""
        return await scraping.read_stats(
            self.pool, usage=await self.clients.usage(), settings=self.settings, now=self.clock.now()
        )

    async def read_identity(self) -> str:
        """Return whose credentials are in use; CredentialsMissing, CredentialsInvalid, UpstreamFailed."""
        async with self.clients.marketplace() as marketplace:
            return (await marketplace.identity()).username

    async def read_models(self) -> TasteModels:
        """Return the model in use, the scores of all recommenders, and the newest trainings."""
        return msgspec.json.decode(await taste.read_model_status(self.pool, self.settings), type=TasteModels)

    async def train(self, *, max_wait: float) -> TasteModels | None:
        """Let a worker train a model and return the status afterwards; None when `max_wait` seconds pass."""
        return await taste.train_and_wait(self.pool, self.hub, settings=self.settings, max_wait=max_wait)

    async def export(self, target: Path | BinaryIO, *, all_offers: bool, on_progress: Callable[[int], None]) -> int:
        """Write the offers as CSV and return their number."""
        limit = catalogue.ALL_ROWS if all_offers else catalogue.MAX_EXPORT_ROWS
        if isinstance(target, Path):
            return await catalogue.save_csv(self.pool, target, limit=limit, on_progress=on_progress)
        return await catalogue.write_csv(self.pool, target, limit=limit, on_progress=on_progress)

    async def rescore(self, *, on_progress: Callable[[int, int], None]) -> RescoreCounts:
        """Compute all derived columns again."""
        return await maintenance.rescore(self.pool, on_progress=on_progress)

    async def purge(self, *, days: int, judged: bool, dry_run: bool) -> PurgeCounts:
        """Delete delisted offers and history not seen for `days` days, or count them."""
        before = self.clock.now() - timedelta(days=days)
        return await (maintenance.count_purgeable if dry_run else maintenance.purge)(
            self.pool, before=before, judged=judged
        )

    async def pick(self, *, day: date | None, seed: int | None, dry_run: bool) -> ManualPick:
        """Select a record of the day, and store it unless `dry_run`; NoCandidate, Conflict."""
        return await daily_pick.pick_manually(self.pool, self.clock, day=day, seed=seed, store=not dry_run)

    async def import_legacy(self, dsn: str, *, source: str, on_progress: Callable[[str, int], None]) -> ImportReport:
        """Merge another database into this one, whose address is `dsn`."""
        return await legacy.import_legacy(dsn, source=source, on_progress=on_progress)
