"""Health checks and probes of the app."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Final

from alcove.apps.records import catalogue, scraping
from alcove.apps.records.errors import ServiceUnavailable
from alcove.apps.records.schemas import Readiness
from alcove.apps.records.settings import RecordsSettings
from alcove.apps.records.sources.service_client import ServiceClient
from alcove.foundation.clock import Clock
from alcove.foundation.database import DATABASE_LOST, Pool, explain_unavailable
from alcove.foundation.errors import DatabaseUnavailable
from alcove.foundation.telemetry import ComponentHealth, Probe

TIMEOUT_S: Final = 1.7
"""For each check; with a longer one the server itself would seem to be down."""

CONSEQUENCES: Final[Mapping[str, str]] = {
    "recommender": "stored predictions are shown, and the worker trains and picks",
    "scraper": "nothing is scraped on request",
}
"""What happens while a service is unavailable."""


async def check_health(
    pool: Pool, *, has_credentials: Callable[[], Awaitable[bool]], scraper: ServiceClient | None = None
) -> Readiness:
    """Return what is ready; DatabaseUnavailable without a database, at once."""
    try:
        await catalogue.read_counts(pool)
        is_configured = await has_credentials()
    except DATABASE_LOST as error:
        # Health never fails with 500, also when the statement itself is the reason.
        broken = DatabaseUnavailable("The database cannot be read.")
        raise explain_unavailable(error) or broken from error
    if scraper is None:
        state = "ready" if is_configured else "no credentials"
    else:
        part = await build_service_probe(scraper)()
        state = "ready" if part.state == "ok" else "service does not answer"
    return Readiness(status="healthy", database="ready", scraper=state)


def build_discogs_probe(has_credentials: Callable[[], Awaitable[bool]]) -> Probe:
    """Return the probe of the credentials for Discogs."""

    async def discogs() -> ComponentHealth:
        if await has_credentials():
            return ComponentHealth("records.discogs", "ok", "credentials are configured")
        return ComponentHealth(
            "records.discogs",
            "degraded",
            "no credentials: paste a token on the page /settings/discogs, or set DISCOGS_USER_TOKEN",
        )

    return discogs


def build_scraping_probes(
    pool: Pool, *, settings: RecordsSettings, clock: Clock, has_credentials: Callable[[], Awaitable[bool]]
) -> list[Probe]:
    """Return the probes of what waits for an outside system: exchange rates, release details, scrapes."""

    async def rates() -> ComponentHealth:
        return await scraping.check_rates(pool, settings=settings, now=clock.now())

    async def details() -> ComponentHealth:
        return await scraping.check_details(pool, has_credentials=await has_credentials(), now=clock.now())

    async def scrapes() -> ComponentHealth:
        return await scraping.check_scrapes(pool)

    return [
        _limit_time(rates, name="records.rates"),
        _limit_time(details, name="records.details"),
        _limit_time(scrapes, name="records.scrapes"),
    ]


def _limit_time(probe: Probe, *, name: str) -> Probe:
    """Return a probe that is degraded when it takes too long: what waits is not known, but the server works."""

    async def check() -> ComponentHealth:
        try:
            async with asyncio.timeout(TIMEOUT_S):
                return await probe()
        except TimeoutError:
            return ComponentHealth(name, "degraded", "The database is too busy to say what waits.")

    return check


def build_service_probes(services: Sequence[ServiceClient | None]) -> list[Probe]:
    """Return the probes of the configured services."""
    return [build_service_probe(service) for service in services if service is not None]


def build_service_probe(service: ServiceClient) -> Probe:
    """Return the probe of a service; the app is degraded without it."""
    name = service.name

    async def check() -> ComponentHealth:
        try:
            async with asyncio.timeout(TIMEOUT_S):
                await service.check()
        except TimeoutError:
            return ComponentHealth(
                f"records.{name}", "degraded", f"The {name} service does not answer in time: {CONSEQUENCES[name]}"
            )
        except ServiceUnavailable as error:
            return ComponentHealth(f"records.{name}", "degraded", f"{error.message.rstrip('.')}: {CONSEQUENCES[name]}")
        return ComponentHealth(f"records.{name}", "ok", "the service is available")

    return check
