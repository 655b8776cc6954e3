"""What the command line may call: one method for each use case."""

from collections.abc import Callable, Iterable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import BinaryIO, Final

import msgspec

from alcove.apps.records.errors import InvalidRequest, ScrapeRunning
from alcove.apps.records.model import check_seller
from alcove.apps.records.schemas import ScraperStats, ScrapeStatus, TasteModels
from alcove.apps.records.service import (
    exporting,
    handpicking,
    importing,
    learning,
    outcome,
    purging,
    rescoring,
    road,
    scraping,
)
from alcove.apps.records.service.handpicking import Drawn
from alcove.apps.records.service.importing import ImportReport
from alcove.apps.records.service.purging import Purged
from alcove.apps.records.service.rescoring import Rescored
from alcove.apps.records.service.signing_in import SignIn
from alcove.apps.records.settings import RecordsSettings
from alcove.apps.records.sources import Roads
from alcove.apps.records.store import scrapes, upkeep
from alcove.apps.records.store.upkeep import Sample
from alcove.foundation.clock import Clock
from alcove.foundation.database import Pool, transaction
from alcove.foundation.realtime import Hub, Subscription

MOST_DAYS: Final = 36_500
TOKEN_FILE: Final = "token file"  # noqa: S105 - where credentials come from


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A scrape that now is under way; `joined` says that somebody else had asked for it."""

    run_id: int
    seller: str
    joined: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordsApp:
    """The records app as the command line uses it."""

    pool: Pool
    hub: Hub
    clock: Clock
    settings: RecordsSettings
    roads: Roads
    sign_in: SignIn

    def require_credentials(self) -> None:
        """Raise CredentialsMissing or CredentialsInvalid unless Discogs can be asked."""
        self.roads.discogs.find_credentials()

    def check(self, sellers: Iterable[str]) -> None:
        """Raise InvalidSeller for the first name that no seller can have."""
        for seller in sellers:
            check_seller(seller)

    def uses_token_file(self) -> bool:
        """Return whether the kept OAuth token is what requests are signed with."""
        return self.roads.discogs.credentials_source() == TOKEN_FILE

    async def ask(self, seller: str, *, full: bool, join: bool) -> Asked:
        """Ask for a scrape; one of the same kind that has not ended is joined when `join`, else ScrapeRunning."""
        name, mode = check_seller(seller), "full" if full else "new"
        async with transaction(self.pool) as connection:
            run_id = await scraping.request_scrape(connection, seller=name, mode=mode)
        if run_id is not None:
            return Asked(run_id=run_id, seller=name, joined=False)
        running = await self.status(name)
        if not join or running.mode != mode or running.state in scraping.ENDED:
            raise ScrapeRunning(f"A scrape of {name} is already under way ({running.mode}, page {running.page}).")
        return Asked(run_id=running.id, seller=name, joined=True)

    def changes(self) -> AbstractAsyncContextManager[Subscription]:
        """Give a queue of what changes about scrapes."""
        return self.hub.subscribe(scrapes.CHANNEL)

    async def run(self, run_id: int) -> ScrapeStatus:
        """Return a run as it stands."""
        return await scraping.run_status(self.pool, run_id=run_id)

    async def samples(self, run_id: int, *, limit: int = 5) -> list[Sample]:
        """Return some offers of a run."""
        return await upkeep.samples(self.pool, run_id=run_id, limit=limit)

    async def status(self, seller: str) -> ScrapeStatus:
        """Return a seller's newest run; NotFound."""
        found = await scraping.seller_status(self.pool, seller=check_seller(seller))
        return msgspec.json.decode(found, type=ScrapeStatus)

    async def statuses(self) -> list[ScrapeStatus]:
        """Return every seller's newest run, the newest first."""
        found = [await self.run(run_id) for run_id in await upkeep.newest_runs(self.pool)]
        return sorted(found, key=lambda status: -status.id)

    async def cancel(self, seller: str) -> None:
        """Cancel a seller's scrape; NotFound."""
        await scraping.stop(self.pool, seller=check_seller(seller))

    async def stats(self) -> ScraperStats:
        """Return what is stored and how busy the road to Discogs is."""
        return await road.stats(self.pool, usage=await self.roads.usage())

    async def identity(self) -> str:
        """Return whose credentials are in use; CredentialsMissing, CredentialsInvalid, UpstreamFailed."""
        async with self.roads.marketplace() as marketplace:
            return (await marketplace.identity()).username

    async def models(self) -> TasteModels:
        """Return the model in use, how its rivals did, and the newest trainings."""
        return msgspec.json.decode(await learning.status(self.pool, self.settings), type=TasteModels)

    async def train(self, *, patience: float) -> TasteModels | None:
        """Have a worker learn and return how things stand then; None when `patience` seconds pass before."""
        trainer = learning.Trainer(pool=self.pool, hub=self.hub, settings=self.settings)
        return await trainer.train(patience=patience)

    async def export(self, target: Path | BinaryIO, *, everything: bool, tell: Callable[[int], None]) -> int:
        """Write the offers as CSV and return their number."""
        limit = exporting.ALL if everything else exporting.MOST
        if isinstance(target, Path):
            return await exporting.save_csv(self.pool, target, limit=limit, tell=tell)
        return await exporting.write_csv(self.pool, target, limit=limit, tell=tell)

    async def rescore(self, *, tell: Callable[[int, int], None]) -> Rescored:
        """Compute every score and ready answer anew."""
        return await rescoring.rescore(self.pool, tell=tell)

    async def purge(self, *, days: int, judged: bool, dry_run: bool) -> Purged:
        """Remove delisted offers and history not seen for so many days, or count them."""
        if not 1 <= days <= MOST_DAYS:
            raise InvalidRequest(f"The number of days must be from 1 to {MOST_DAYS}.")
        before = self.clock.now() - timedelta(days=days)
        return await (purging.preview if dry_run else purging.purge)(self.pool, before=before, judged=judged)

    async def draw(self, *, day: date | None, seed: int | None, dry_run: bool) -> Drawn:
        """Draw a record of the day, and store it unless it is a trial; NoCandidate, Conflict."""
        return await handpicking.draw_by_hand(self.pool, self.clock, day=day, seed=seed, store=not dry_run)

    async def import_legacy(self, dsn: str, *, source: str, tell: Callable[[str, int], None]) -> ImportReport:
        """Merge another database into this one, whose address is `dsn`."""
        return await importing.import_legacy(dsn, source=source, tell=tell)


def summary(status: ScrapeStatus) -> str:
    """Return what a scrape did in one sentence."""
    return outcome.message(status)
