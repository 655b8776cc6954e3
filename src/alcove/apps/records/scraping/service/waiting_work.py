"""What of scraping waits for Discogs, why, and until when."""

from datetime import datetime

from alcove.apps.records.scraping.store import details, scrapes, waits
from alcove.foundation.database import Pool
from alcove.foundation.telemetry import ComponentHealth

DETAILS, SCRAPES = "records.details", "records.scrapes"
NO_CREDENTIALS = "There are no credentials for Discogs."


async def check_details(pool: Pool, *, has_credentials: bool, now: datetime) -> ComponentHealth:
    """Return the health of release details: degraded while some wait because a request failed."""
    wait = (await waits.find(pool, waits.DETAILS)).get(waits.DETAILS)
    if wait is not None and wait.next_try_at <= now:
        wait = None
    if wait is None and has_credentials and not await waits.exists(pool, prefix=waits.RELEASE_DETAILS):
        return ComponentHealth(DETAILS, "ok", "no release waits because of a failure")
    found = await details.count_missing_details(pool)
    if wait is not None or not has_credentials:
        reason = f"{wait.reason} {format_next_try(wait.next_try_at)}" if wait is not None else NO_CREDENTIALS
        number = found.missing
    elif found.failed and found.next_try_at is not None:
        reason, number = f"{found.reason} {format_next_try(found.next_try_at)}", found.failed
    else:
        number = 0
    if not number:
        return ComponentHealth(DETAILS, "ok", "no release waits because of a failure")
    verb = "waits" if number == 1 else "wait"
    return ComponentHealth(DETAILS, "degraded", f"{count_things(number, 'release')} {verb} for details: {reason}")


async def check_scrapes(pool: Pool) -> ComponentHealth:
    """Return the health of scrapes: degraded while one that has failed waits for its next try."""
    found = await scrapes.find_retries(pool)
    if found.next_try_at is None:
        return ComponentHealth(SCRAPES, "ok", "no scrape waits because of a failure")
    waiting = "1 scrape waits" if found.runs == 1 else f"{found.runs} scrapes wait"
    # Everybody can read this, so it names no seller.
    return ComponentHealth(
        SCRAPES,
        "degraded",
        f"{waiting} after a failure: {found.reason} {format_next_try(found.next_try_at)}"
        " `alcove records status --all` shows the sellers.",
    )


def format_next_try(moment: datetime) -> str:
    """Return when work is tried again, as a sentence."""
    return f"Next try: {moment:%Y-%m-%d %H:%M} UTC."


def count_things(number: int, thing: str) -> str:
    """Return a number with its noun, in the plural except for 1."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"
