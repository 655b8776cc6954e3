"""The demonstration: a simulated Discogs with three sellers, which the app scrapes."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from alcove.foundation.app import Demo
from alcove.foundation.database import Connection

SELLERS: Final = ("martha_keys", "nina-vogel", "sven_lindqvist")


def build_demo() -> Demo:
    """Return the demonstration of the app."""
    return Demo(
        summary="three sellers of a simulated Discogs",
        simulators={"discogs": ("simulate", "discogs", "--demo")},
        hidden=(
            "DISCOGS_CONSUMER_KEY", "DISCOGS_CONSUMER_SECRET", "DISCOGS_CREDS", "DISCOGS_TOKEN_FILE",
            "EXCHANGE_RATE_API_KEY",
        ),
        environment=build_environment,
        fill=request_first_jobs,
        guide=(
            ("/dashboard/", "the dashboard; three sellers are being scraped now"),
            ("/search/results/", "every offer, searchable"),
        ),
    )  # fmt: skip


def build_environment(addresses: Mapping[str, str], data_dir: Path) -> Mapping[str, str]:  # noqa: ARG001 - as every demo's
    """Return the settings that use the simulator as Discogs and as the European Central Bank."""
    return {
        "DISCOGS_API_BASE": addresses["discogs"],
        "ECB_RATES_URL": f"{addresses['discogs']}/stats/eurofxref/eurofxref-daily.xml",
        "DISCOGS_USER_TOKEN": "simulator-token",
        "DISCOGS_RATE_LIMIT": "6000",
    }


async def request_first_jobs(connection: Connection) -> None:
    """Request a scrape of each seller of the demonstration, and a synchronisation of the wantlist."""
    from alcove.apps.records.scraping import request_scrape  # noqa: PLC0415 - the supervisor stays small
    from alcove.apps.records.wantlist import request_sync  # noqa: PLC0415 - the same
    from alcove.foundation.clock import SystemClock  # noqa: PLC0415 - the same

    for seller in SELLERS:
        async with connection.transaction():
            await request_scrape(connection, seller=seller, mode="full")
    async with connection.transaction():
        await request_sync(connection, now=SystemClock().now())
