"""The use of the rate limit for Discogs, and a test of the credentials."""

from datetime import datetime

import msgspec

from alcove.apps.records import catalogue
from alcove.apps.records.errors import RecordsError
from alcove.apps.records.scraping.schemas import ScraperStats
from alcove.apps.records.scraping.service.rate_status import find_rates_in_use
from alcove.apps.records.settings import RecordsSettings
from alcove.apps.records.sources import Marketplace, Usage
from alcove.foundation.database import Pool


async def read_stats(pool: Pool, *, usage: Usage, settings: RecordsSettings, now: datetime) -> ScraperStats:
    """Return what is stored, the requests of the last minute, the pause before the next one, and the exchange rates."""
    stored = msgspec.json.decode(await catalogue.read_counts(pool))
    return ScraperStats(
        **stored,
        current_requests=usage.recent,
        current_sleep_time=format_duration(usage.pause),
        rates=await find_rates_in_use(pool, settings=settings, now=now),
    )


def format_duration(seconds: float) -> str:
    """Return seconds as text: `0s`, `500ms`, `1.2s`."""
    if 0 < seconds < 1:
        return f"{max(1, round(seconds * 1000))}ms"
    return f"{seconds:.1f}".removesuffix(".0") + "s"


async def test_connection(marketplace: Marketplace) -> dict[str, object]:
    """Return whose credentials are in use; a failure is returned, not raised."""
    try:
        identity = await marketplace.identity()
    except RecordsError as error:
        return {"success": False, "error": str(error)}
    return {"success": True, "message": f"Connected to Discogs as {identity.username}."}
