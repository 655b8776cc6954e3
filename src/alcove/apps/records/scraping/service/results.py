"""The result of a scrape for its caller: an error, a message, or a summary."""

from typing import Final
from urllib.parse import quote

import msgspec

from alcove.apps.records.errors import RecordsError, ScrapeCancelled, build_error
from alcove.apps.records.scraping.schemas import ScrapeResult, ScraperReply, ScrapeStatus
from alcove.apps.records.scraping.store.scrapes import MOVED

SKIP_TEXTS: Final = {
    "format": "not an LP",
    "condition": "in too poor a condition",
    "demand": "wanted by too few",
    "price": "too dear",
    "status": "not for sale",
}
"""Why an offer is not kept, by the rejection of the keeper rule."""
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
    error = (status.error or "The scrape failed.").removesuffix(".")
    return build_error(status.error_code or "internal", f"{error}.{_describe_retry(status)}")


def _describe_retry(status: ScrapeStatus) -> str:
    if status.retry_at is None:
        return ""
    return f" The scrape goes on by itself at {status.retry_at[:16].replace('T', ' ')} UTC."


def describe_status(status: ScrapeStatus) -> str:
    """Return what happened, as a sentence for a person."""
    if status.state in {"queued", "running"}:
        return f"The scrape of {status.seller} continues in the background: page {status.page} is done."
    problems = "".join(
        f" {number} {problem}."
        for number, problem in (
            (status.unpriced, "of the kept ones have no price in dollars yet"),
            (status.delisted, "of earlier ones are no longer for sale"),
        )
        if number
    )
    why = status.error or _INCOMPLETE_REASONS.get(status.stop_reason or "", status.stop_reason or "it has not ended")
    end = "" if status.complete else f" Not complete: {why.removesuffix('.')}.{_describe_retry(status)}"
    return f"Scraped {status.seller}: {describe_counts(status)}.{problems}{end}"


def describe_counts(status: ScrapeStatus) -> str:
    """Return what became of the offers that were seen; the numbers add up."""
    kept = f"{status.kept} kept ({status.new} new, {status.updated} updated, {status.unchanged} unchanged)"
    failed = f", {status.failed} not readable" if status.failed else ""
    return f"{status.seen} offers seen, {kept}, {status.skipped} not kept{_describe_skips(status)}{failed}"


def _describe_skips(status: ScrapeStatus) -> str:
    reasons = msgspec.to_builtins(status.skipped_because)
    texts = ", ".join(f"{reasons[name]} {text}" for name, text in SKIP_TEXTS.items() if reasons[name])
    return f" ({texts})" if texts else ""


def build_result(status: ScrapeStatus) -> ScrapeResult:
    """Return the full result of a scrape."""
    return ScrapeResult(
        message=describe_status(status),
        success=status.state != "failed",
        username=status.seller,
        seen=status.seen,
        total_records=status.kept,
        new_records=status.new,
        updated_records=status.updated,
        unchanged_records=status.unchanged,
        skipped=status.skipped,
        skipped_because=status.skipped_because,
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
