"""The demonstration: a simulated Discogs whose three sellers are scraped by the real code."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from alcove.foundation.app import Demo
from alcove.foundation.database import Connection

SELLERS: Final = ("martha_keys", "nina-vogel", "sven_lindqvist")


def build_demo() -> Demo:
    """Return how the app shows itself."""
    return Demo(
        summary="three sellers of a simulated Discogs",
        simulators={"discogs": ("simulate", "discogs", "--demo")},
        hidden=("DISCOGS_CONSUMER_KEY", "DISCOGS_CONSUMER_SECRET", "DISCOGS_CREDS", "DISCOGS_TOKEN_FILE"),
        environment=build_environment,
        fill=request_scrapes,
        guide=(
            ("/dashboard/", "what was found; three sellers are being scraped now"),
            ("/search/results/", "every offer, searchable"),
        ),
    )


def build_environment(addresses: Mapping[str, str], data_dir: Path) -> Mapping[str, str]:  # noqa: ARG001 - as every demo's
    """Return the settings by which the simulator is Discogs and knows the exchange rates."""
    return {
        "DISCOGS_API_BASE": addresses["discogs"],
        "EXCHANGE_RATE_API_BASE": addresses["discogs"],
        "DISCOGS_USER_TOKEN": "simulator-token",
        "DISCOGS_RATE_LIMIT": "6000",
        "EXCHANGE_RATE_API_KEY": "simulator-exchange-key",
    }


async def request_scrapes(connection: Connection) -> None:
    """Ask for a scrape of each of the demonstration's sellers."""
    from alcove.apps.records.scraping import request_scrape  # noqa: PLC0415 - the supervisor stays small

    for seller in SELLERS:
        async with connection.transaction():
            await request_scrape(connection, seller=seller, mode="full")
