"""What the rest of the app expects of those who know offers and exchange rates."""

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from alcove.apps.records.model import Identity, InventoryPage, Rates, Release, Suggestions
from alcove.apps.records.model.delegated import Opinion, Proposal, Scraped


class Marketplace(Protocol):
    """A record market; every method raises RecordsError when it fails."""

    async def inventory_page(self, seller: str, *, page: int) -> InventoryPage:
        """Return a page of a seller's offers, newest first; SellerUnknown, PageWall."""
        ...

    async def release(self, release_id: int) -> Release:
        """Return what the catalogue says of a release; ReleaseUnknown."""
        ...

    async def price_suggestions(self, release_id: int) -> Suggestions:
        """Return suggested prices by grade; nothing where none are to be had."""
        ...

    async def identity(self) -> Identity:
        """Return whose credentials are in use."""
        ...

    async def add_to_wantlist(self, release_id: int) -> None:
        """Put a release on the owner's wantlist, where it may be already; ReleaseUnknown."""
        ...


class RateSource(Protocol):
    """Gives exchange rates."""

    async def latest(self) -> Rates:
        """Return today's rates; RatesFailed."""
        ...


class RecommenderService(Protocol):
    """Another process that predicts, learns and draws; ServiceUnavailable when it does not."""

    async def predict(self, listing_ids: Sequence[int]) -> Mapping[int, Opinion]:
        """Return what it says of offers; of those only that were asked about, and maybe not of all."""
        ...

    async def train(self, *, listing_ids: Sequence[int], keeper_ids: Collection[int]) -> str:
        """Have it learn from verdicts that are stored already; return what it says of that."""
        ...

    async def propose(self, *, refresh: bool) -> Proposal:
        """Return a record for today; another one than today's when `refresh`."""
        ...

    async def check(self) -> None:
        """Return when it answers."""
        ...


class ScraperService(Protocol):
    """Another process that scrapes; ServiceUnavailable when it does not answer."""

    async def scrape(self, seller: str, *, wait: float) -> Scraped:
        """Have a seller scraped and return how that stands after `wait` seconds at most; the errors of a scrape."""
        ...

    async def test(self) -> str:
        """Have it ask the marketplace who it is, and return its words; UpstreamFailed."""
        ...

    async def check(self) -> None:
        """Return when it answers."""
        ...
