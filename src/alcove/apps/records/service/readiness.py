"""Whether the app can do its work."""

from collections.abc import Callable

import asyncpg

from alcove.apps.records.errors import DatabaseUnavailable
from alcove.apps.records.schemas import Readiness
from alcove.apps.records.store import dashboard
from alcove.foundation.database import Pool
from alcove.foundation.telemetry import Part, Probe


async def health(pool: Pool, *, has_credentials: bool) -> Readiness:
    """Return what is ready; DatabaseUnavailable when nothing can be."""
    try:
        await dashboard.counts(pool)
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        raise DatabaseUnavailable("The database does not answer.") from error
    return Readiness(status="healthy", database="ready", scraper="ready" if has_credentials else "no credentials")


def discogs_probe(has_credentials: Callable[[], bool]) -> Probe:
    """Return the check of what the scraper needs beside the database."""

    async def discogs() -> Part:
        if has_credentials():
            return Part("records.discogs", "ok", "credentials are there")
        return Part(
            "records.discogs", "degraded", "no credentials: set DISCOGS_USER_TOKEN or run `alcove records auth`"
        )

    return discogs
