"""One page of an inventory: fetch and parse it, and store it in one transaction."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import asyncpg

from alcove.apps.records import catalogue
from alcove.apps.records.catalogue import PricedOffer, WriteCounts
from alcove.apps.records.catalogue.model import MalformedItem, Offer, Rates, parse_offer
from alcove.apps.records.deps import WorkerDeps
from alcove.apps.records.scraping.model import KeeperRule, ScrapeCounts, find_rejection
from alcove.apps.records.scraping.store import scrapes
from alcove.apps.records.sources import Marketplace
from alcove.foundation.database import Connection
from alcove.foundation.telemetry import get_logger

log = get_logger("alcove.records.scrape")


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedPage:
    """A page of an inventory: its offers, the ids of all its items, and what could not be parsed."""

    number: int
    pages: int
    items: int
    seller: str
    offers: Sequence[Offer]
    ids: Sequence[int]
    malformed: frozenset[int]
    """The ids of items that could not be parsed."""
    without_id: int
    """The number of items without a valid id."""

    @property
    def foreign_currencies(self) -> frozenset[str]:
        """The currencies of prices that are not in US dollars."""
        prices = [offer.seller_price for offer in self.offers if offer.to_usd(None) is None]
        return frozenset(price.currency for price in prices if price is not None)

    @property
    def is_past_end(self) -> bool:
        """Whether the inventory ends before this page."""
        return self.number > 1 and not self.ids and not self.without_id


async def fetch_page(marketplace: Marketplace, *, seller: str, number: int) -> ParsedPage:
    """Fetch a page and parse its items; one that cannot be parsed does not affect the others."""
    inventory = await marketplace.inventory_page(seller, page=number)
    offers: dict[int, Offer] = {}
    ids: dict[int, None] = {}
    malformed: set[int] = set()
    without_id = 0
    for item in inventory.listings:
        try:
            offer = parse_offer(item)
        except MalformedItem as error:
            if error.listing_id is None:
                without_id += 1
            else:
                malformed.add(error.listing_id)
                ids[error.listing_id] = None
            log.info("offer_not_readable", seller=seller, page=number, reason=str(error))
        else:
            offers[offer.listing_id] = offer
            ids[offer.listing_id] = None
    name = next((offer.seller for offer in offers.values() if offer.seller), seller)
    return ParsedPage(
        number=number, pages=inventory.pages, items=inventory.items, seller=name, offers=list(offers.values()),
        ids=list(ids), malformed=frozenset(malformed), without_id=without_id,
    )  # fmt: skip


async def store_page(
    deps: WorkerDeps, *, run: scrapes.Run, page: ParsedPage, rates: Rates | None, covered_pages: int, is_reread: bool
) -> Sequence[bool] | None:
    """Store a page with its history and progress in one transaction.

    Return for each offer of the page, in order, whether an earlier complete run has seen it; None when the run has been
    cancelled. `covered_pages` is the number of pages, from the first, that are read completely; `is_reread` says that
    this page has been counted before.
    """
    rule = KeeperRule(format_match=deps.settings.scrape_format_match, max_price=deps.settings.scrape_max_price)
    async with catalogue.write_transaction(deps.pool) as connection:
        if not await scrapes.lock_run(connection, run_id=run.id):
            return None
        known = await catalogue.find_known_offers(connection, seller=run.seller, ids=page.ids, run_id=run.id)
        rows, counts = _select_offers(page, known=known, rule=rule, rates=rates, is_reread=is_reread)
        seller_id = await catalogue.upsert_seller(connection, name=page.seller, currency=_page_currency(page))
        now = deps.clock.now()
        written, failed = await _write_offers(connection, seller_id=seller_id, rows=rows, now=now)
        await catalogue.update_history(connection, seller=run.seller, ids=page.ids, run_id=run.id, seen_at=now)
        counts += ScrapeCounts(
            new=written.new, updated=written.updated, unchanged=written.unchanged, unpriced=written.unpriced,
            failed=failed,
        )  # fmt: skip
        progress = scrapes.PageProgress(page=covered_pages, pages=page.pages, items=page.items, counts=counts)
        await scrapes.record_page(connection, run_id=run.id, progress=progress)
    # Items without an id count as new: they do not show that the offers after them are known.
    return [listing_id in known.sealed for listing_id in page.ids] or [False] * page.without_id


def _select_offers(
    page: ParsedPage, *, known: catalogue.KnownOffers, rule: KeeperRule, rates: Rates | None, is_reread: bool
) -> tuple[list[PricedOffer], ScrapeCounts]:
    """Return the offers to store, also stored ones that the rule rejects by now, and the counts of all others."""
    fresh = [offer for offer in page.offers if offer.listing_id not in known.seen_in_run]
    failed = len(page.malformed - known.seen_in_run) + (0 if is_reread else page.without_id)
    dollars = {offer.listing_id: offer.to_usd(rates) for offer in fresh}
    rows: list[PricedOffer] = []
    rejections: Counter[str] = Counter()
    for offer in fresh:
        rejection = find_rejection(offer, rule, usd=dollars[offer.listing_id])
        if rejection is None or offer.listing_id in known.stored:
            rows.append((offer, dollars[offer.listing_id]))
        else:
            rejections[f"skipped_{rejection}"] += 1
    return rows, ScrapeCounts(seen=len(fresh) + failed, failed=failed, **rejections)


def _page_currency(page: ParsedPage) -> str:
    return next((offer.seller_price.currency for offer in page.offers if offer.seller_price), "")


async def _write_offers(
    connection: Connection, *, seller_id: int, rows: Sequence[PricedOffer], now: datetime
) -> tuple[WriteCounts, int]:
    """Store the rows with one statement, or one by one if that fails; return what was written and how many failed."""
    try:
        async with connection.transaction():
            return await catalogue.write_offers(connection, seller_id=seller_id, offers=rows, seen_at=now), 0
    except (asyncpg.DataError, asyncpg.IntegrityConstraintViolationError) as error:
        log.warning("page_stored_singly", reason=str(error))
    written, failed = WriteCounts(), 0
    for row in rows:
        try:
            async with connection.transaction():
                counts = await catalogue.write_offers(connection, seller_id=seller_id, offers=[row], seen_at=now)
        except (asyncpg.DataError, asyncpg.IntegrityConstraintViolationError) as error:
            log.warning("offer_not_stored", listing=row[0].listing_id, reason=str(error))
            failed += 1
        else:
            written += counts
    return written, failed
