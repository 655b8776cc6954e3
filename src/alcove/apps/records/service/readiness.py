"""Whether the app can do its work."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

from alcove.apps.records.errors import DatabaseUnavailable, ServiceUnavailable
from alcove.apps.records.schemas import Readiness
from alcove.apps.records.sources.protocols import ScraperService
from alcove.apps.records.sources.services import Services
from alcove.apps.records.store import dashboard
from alcove.foundation.database import DATABASE_LOST, Pool
from alcove.foundation.telemetry import Part, Probe

PATIENCE: Final = 1.7
"""Seconds for a service to answer; more would make the server itself look down."""


async def health(pool: Pool, *, has_credentials: bool, scraper: ScraperService | None = None) -> Readiness:
    """Return what is ready; DatabaseUnavailable when nothing can be."""
    try:
        await dashboard.counts(pool)
    except DATABASE_LOST as error:
        raise DatabaseUnavailable("The database does not answer.") from error
    if scraper is None:
        state = "ready" if has_credentials else "no credentials"
    else:
        part = await service_probe("scraper", scraper.check, instead="")()
        state = "ready" if part.state == "ok" else "service does not answer"
    return Readiness(status="healthy", database="ready", scraper=state)


def discogs_probe(has_credentials: Callable[[], bool]) -> Probe:
    """Return the check of what the scraper needs beside the database."""

    async def discogs() -> Part:
        if has_credentials():
            return Part("records.discogs", "ok", "credentials are there")
        return Part(
            "records.discogs", "degraded", "no credentials: set DISCOGS_USER_TOKEN or run `alcove records auth`"
        )

    return discogs


def service_probes(services: Services) -> list[Probe]:
    """Return the checks of the services in use: without one the server does less, and is not down."""
    probes: list[Probe] = []
    if services.recommender is not None:
        instead = "stored predictions are shown, and the worker learns and draws"
        probes.append(service_probe("recommender", services.recommender.check, instead=instead))
    if services.scraper is not None:
        probes.append(service_probe("scraper", services.scraper.check, instead="nothing is scraped on request"))
    return probes


def service_probe(name: str, check: Callable[[], Awaitable[None]], *, instead: str) -> Probe:
    """Return the check of one service, with what happens without it."""

    async def service() -> Part:
        try:
            async with asyncio.timeout(PATIENCE):
                await check()
        except TimeoutError:
            return Part(f"records.{name}", "degraded", f"The {name} service does not answer in time: {instead}")
        except ServiceUnavailable as error:
            return Part(f"records.{name}", "degraded", f"{error.message.rstrip('.')}: {instead}")
        return Part(f"records.{name}", "ok", "the service answers")

    return service
