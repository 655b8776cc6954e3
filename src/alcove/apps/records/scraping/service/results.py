"""The result of a scrape for its caller: an error, a message, or a summary."""

from typing import Final
from urllib.parse import quote

from alcove.apps.records.errors import RecordsError, ScrapeCancelled, build_error
from alcove.apps.records.scraping.schemas import ScrapeResult, ScraperReply, ScrapeStatus
from alcove.apps.records.scraping.store.scrapes import MOVED

_INCOMPLETE_REASONS: Final = {
    "wall": "Discogs shows no more than 100 pages of an inventory",
    "page_limit": "SCRAPE_MAX_PAGES does not allow more pages",
    MOVED: "offers moved from page to page while they were read",
}


def raise_for_status(status: ScrapeStatus) -> None:
    """Raise the error of a cancelled scrape, or of one that failed before it read anything."""
    if status.state == "cancelled":
        raise ScrapeCancelled(f"The scrape of {status.seller} was cancelled.")
    if status.state == "failed" and status.page == 0 and status.seen == 0:
        raise _build_error(status)


def _build_error(status: ScrapeStatus) -> RecordsError:
    return build_error(status.error_code or "internal", status.error or "The scrape failed.")


def describe_status(status: ScrapeStatus) -> str:
    """Return what happened, as a sentence for a person."""
    if status.state in {"queued", "running"}:
        return f"The scrape of {status.seller} continues in the background: page {status.page} is done."
    counts = f"{status.new} new, {status.updated} updated, {status.skipped} skipped of {status.seen} offers seen"
    problems = "".join(
        f", {number} {problem}"
        for number, problem in (
            (status.unpriced, "without a price in dollars"),
            (status.failed, "not readable"),
            (status.delisted, "no longer for sale"),
        )
        if number
    )
    why = status.error or _INCOMPLETE_REASONS.get(status.stop_reason or "", status.stop_reason or "it has not ended")
    end = "" if status.complete else f" Not complete: {why.removesuffix('.')}."
    return f"Scraped {status.seller}: {counts}{problems}.{end}"


def build_result(status: ScrapeStatus) -> ScrapeResult:
    """Return the full result of a scrape."""
    return ScrapeResult(
        message=describe_status(status),
        success=status.state != "failed",
        username=status.seller,
        total_records=status.kept,
        new_records=status.new,
        updated_records=status.updated,
        skipped=status.skipped,
        unpriced=status.unpriced,
        failed=status.failed,
        delisted=status.delisted,
        pages=status.page,
        complete=status.complete,
        job=f"/api/scraper/jobs/{quote(status.seller, safe='')}",
    )


def build_short_result(full: ScrapeResult) -> ScraperReply:
    """Return the short result of a scrape."""
    return ScraperReply(
        success=full.success,
        message=full.message,
        username=full.username,
        total_records=full.total_records,
        new_records=full.new_records,
    )
