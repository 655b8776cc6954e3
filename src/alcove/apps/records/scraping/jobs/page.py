"""One page of an inventory: read, judged and stored in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import asyncpg

from alcove.apps.records import catalogue
from alcove.apps.records.catalogue import PricedOffer, Written
from alcove.apps.records.catalogue.model import MalformedItem, Offer, Rates, parse_item
from alcove.apps.records.deps import WorkerDeps
from alcove.apps.records.scraping.model import Counts, KeeperRule, rejection
from alcove.apps.records.scraping.store import scrapes
from alcove.apps.records.sources import Marketplace
from alcove.foundation.database import Connection
from alcove.foundation.telemetry import get_logger

log = get_logger("alcove.records.scrape")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page as read: the offers that could be understood, the ids of all, and what could not."""

    number: int
    pages: int
    items: int
    seller: str
    offers: Sequence[Offer]
    ids: Sequence[int]
    malformed: frozenset[int]
    """The ids of items that could not be understood otherwise."""
    nameless: int
    """How many items not even had an id."""

    @property
    def foreign(self) -> bool:
        """Whether some price is not in US dollars."""
        return any(offer.own_price is not None and offer.usd(None) is None for offer in self.offers)

    @property
    def beyond(self) -> bool:
        """Whether the inventory ends before this page."""
        return self.number > 1 and not self.ids and not self.nameless


async def read_page(marketplace: Marketplace, *, seller: str, number: int) -> Page:
    """Fetch a page and understand what can be understood of it."""
    answer = await marketplace.inventory_page(seller, page=number)
    offers: dict[int, Offer] = {}
    ids: dict[int, None] = {}
    malformed: set[int] = set()
    nameless = 0
    for item in answer.listings:
        try:
            offer = parse_item(item)
        except MalformedItem as problem:
            if problem.listing_id is None:
                nameless += 1
            else:
                malformed.add(problem.listing_id)
                ids[problem.listing_id] = None
            log.info("offer_not_readable", seller=seller, page=number, reason=str(problem))
        else:
            offers[offer.listing_id] = offer
            ids[offer.listing_id] = None
    name = next((offer.seller for offer in offers.values() if offer.seller), seller)
    return Page(
        number=number, pages=answer.pages, items=answer.items, seller=name, offers=list(offers.values()),
        ids=list(ids), malformed=frozenset(malformed), nameless=nameless,
    )  # fmt: skip


async def store_page(
    deps: WorkerDeps, *, run: scrapes.Run, page: Page, rates: Rates | None, met: int, again: bool
) -> Sequence[bool] | None:
    """Store a page with its history and progress, or nothing of it.

    Return for each offer of the page, in order, whether an earlier complete run had met it; None when the run has been
    cancelled.
    `met` pages from the first on are complete now; `again` says that this one was counted before.
    """
    rule = KeeperRule(format_match=deps.settings.scrape_format_match, max_price=deps.settings.scrape_max_price)
    async with catalogue.exclusive_writer(deps.pool) as connection:
        if not await scrapes.hold(connection, run_id=run.id):
            return None
        known = await catalogue.known(connection, seller=run.seller, ids=page.ids, run_id=run.id)
        rows, counts = _sort(page, known=known, rule=rule, rates=rates, again=again)
        seller_id = await catalogue.upsert_seller(connection, name=page.seller, currency=_currency(page))
        now = deps.clock.now()
        written, failed = await _write(connection, seller_id=seller_id, rows=rows, now=now)
        await catalogue.remember(connection, seller=run.seller, ids=page.ids, run_id=run.id, seen_at=now)
        counts += Counts(new=written.new, updated=written.updated, unpriced=written.unpriced, failed=failed)
        step = scrapes.Step(page=met, pages=page.pages, items=page.items, counts=counts)
        await scrapes.advance(connection, run_id=run.id, step=step)
    # A page without a single id says nothing about the offers behind it.
    return [identity in known.sealed for identity in page.ids] or [False] * page.nameless


def _sort(
    page: Page, *, known: catalogue.Known, rule: KeeperRule, rates: Rates | None, again: bool
) -> tuple[list[PricedOffer], Counts]:
    """Separate what is stored from what is skipped; an offer that is stored already stays up to date."""
    fresh = [offer for offer in page.offers if offer.listing_id not in known.done]
    failed = len(page.malformed - known.done) + (0 if again else page.nameless)
    dollars = {offer.listing_id: offer.usd(rates) for offer in fresh}
    kept = {o.listing_id for o in fresh if rejection(o, rule, usd=dollars[o.listing_id]) is None}
    rows = [(o, dollars[o.listing_id]) for o in fresh if o.listing_id in kept | known.stored]
    return rows, Counts(seen=len(fresh) + failed, kept=len(kept), skipped=len(fresh) - len(rows), failed=failed)


def _currency(page: Page) -> str:
    return next((offer.own_price.currency for offer in page.offers if offer.own_price), "")


async def _write(
    connection: Connection, *, seller_id: int, rows: Sequence[PricedOffer], now: datetime
) -> tuple[Written, int]:
    """Store the rows at once; if one of them cannot be, each alone, and count those that fail."""
    try:
        async with connection.transaction():
            return await catalogue.write_offers(connection, seller_id=seller_id, offers=rows, seen_at=now), 0
    except (asyncpg.DataError, asyncpg.IntegrityConstraintViolationError) as error:
        log.warning("page_stored_singly", reason=str(error))
    written, failed = Written(), 0
    for row in rows:
        try:
            async with connection.transaction():
                one = await catalogue.write_offers(connection, seller_id=seller_id, offers=[row], seen_at=now)
        except (asyncpg.DataError, asyncpg.IntegrityConstraintViolationError) as error:
            log.warning("offer_not_stored", listing=row[0].listing_id, reason=str(error))
            failed += 1
        else:
            written += one
    return written, failed
