"""A scrape that a service makes, told as the app's own are."""

from urllib.parse import quote

from alcove.apps.records.errors import ServiceUnavailable, UpstreamFailed
from alcove.apps.records.model.delegated import Scraped
from alcove.apps.records.schemas import ScrapeResult, ScraperReply
from alcove.apps.records.settings import RecordsSettings
from alcove.apps.records.sources.protocols import ScraperService


async def scrape(service: ScraperService, *, seller: str, settings: RecordsSettings) -> Scraped:
    """Have a service scrape; one that does not answer is, to who asks for a scrape, a failure upstream."""
    try:
        return await service.scrape(seller, wait=settings.scrape_response_budget_s)
    except ServiceUnavailable as error:
        raise UpstreamFailed(error.message, details=error.details) from error


async def test(service: ScraperService) -> dict[str, object]:
    """Have a service ask Discogs who it is; a failure there is told, not raised."""
    try:
        return {"success": True, "message": await service.test()}
    except UpstreamFailed as error:
        return {"success": False, "error": error.message}


def result(scraped: Scraped, *, seller: str) -> ScrapeResult:
    """Return the full account of a scrape."""
    return ScrapeResult(
        message=scraped.message,
        success=scraped.success,
        username=seller,
        total_records=scraped.total_records,
        new_records=scraped.new_records,
        updated_records=scraped.updated_records,
        skipped=scraped.skipped,
        unpriced=scraped.unpriced,
        failed=scraped.failed,
        delisted=scraped.delisted,
        pages=scraped.pages,
        complete=scraped.complete,
        job=f"/api/scraper/jobs/{quote(seller, safe='')}",
    )


def reply(scraped: Scraped, *, seller: str) -> ScraperReply:
    """Return the short account of a scrape."""
    return ScraperReply(
        success=scraped.success,
        message=scraped.message,
        username=seller,
        total_records=scraped.total_records,
        new_records=scraped.new_records,
    )
