"""`alcove serve --demo`: a simulated Discogs, three sellers scraped by the real code, and a catalogue of books."""

import asyncio
import contextlib
import json
import socket
import sys
from collections.abc import Mapping

from alcove.foundation.database import Connection
from alcove.foundation.settings import ServerSettings, data_dir, load
from alcove.foundation.telemetry import get_logger
from alcove.main.configuration import Configuration
from alcove.main.schema import child_environment

DATABASE_NAMES = ("DATABASE_URL", "DB_HOST", "DB_PORT", "DB_USER", "DB_NAME", "DB_PASSWORD", "DB_SSLMODE")
SIGN_IN_NAMES = ("DISCOGS_CONSUMER_KEY", "DISCOGS_CONSUMER_SECRET", "DISCOGS_CREDS", "DISCOGS_TOKEN_FILE")
BOOKSHOP = "ALCOVE_DEMO_BOOKSHOP"
"""Where the simulated catalogue is, told from process to process."""
SIMULATED = {
    "DISCOGS_USER_TOKEN": "simulator-token",
    "DISCOGS_RATE_LIMIT": "6000",
    "EXCHANGE_RATE_API_KEY": "simulator-exchange-key",
}
BOOKS_NAMES = (
    "INGEST_DIR", "DESTINATION", "DESTINATION_AUDIOBOOK", "TMP_DIR", "CUSTOM_SCRIPT", "CONTENT_TYPE_ROUTING",
    "CWA_DB_PATH", "SOURCES", "OPDS_CATALOGS", "CONTACT",
)  # fmt: skip
SELLERS = ("martha_keys", "nina-vogel", "sven_lindqvist")

log = get_logger("alcove.demo")


def environment(environ: Mapping[str, str], *, data_dir_given: bool) -> dict[str, str]:
    """Return the environment of a demonstration: its own data, its own database, a Discogs on loopback."""
    own = {name: value for name, value in environ.items() if name not in DATABASE_NAMES + SIGN_IN_NAMES + BOOKS_NAMES}
    if not data_dir_given:
        own["ALCOVE_DATA_DIR"] = str(data_dir(load(ServerSettings, environ=environ)) / "demo")
    simulated, bookshop = _free_addresses(2)
    # Two lines per made-up record would push the words about where to look off the screen.
    own.setdefault("LOG_LEVEL", "warning")
    return (
        own
        | SIMULATED
        | _books(own, bookshop)
        | {
            "DISCOGS_API_BASE": simulated,
            "EXCHANGE_RATE_API_BASE": simulated,
        }
    )


def _books(own: Mapping[str, str], bookshop: str) -> dict[str, str]:
    """Return the settings by which books come from the simulated catalogue and stay in the demonstration's folder."""
    place = data_dir(load(ServerSettings, environ=own)).expanduser()
    catalogue = {"name": "Demo", "url": f"{bookshop}/opds", "allow_private": True}
    return {
        "SOURCES": "opds",
        "OPDS_CATALOGS": json.dumps([catalogue]),
        "OPENLIBRARY_ENABLED": "false",
        "INGEST_DIR": str(place.absolute() / "books" / "ingest"),
        "FILE_ORGANIZATION": "rename",
        BOOKSHOP: bookshop,
    }


def _free_addresses(count: int) -> list[str]:
    """Return addresses on this machine where nobody listens."""
    with contextlib.ExitStack() as stack:
        probes = [stack.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [f"http://127.0.0.1:{probe.getsockname()[1]}" for probe in probes]


def simulator_arguments(configuration: Configuration) -> tuple[str, ...]:
    """Return the command that runs the simulator at the address the environment names."""
    port = configuration.environ["DISCOGS_API_BASE"].rpartition(":")[2]
    return ("simulate", "discogs", "--demo", "--port", port)


def bookshop_arguments(configuration: Configuration) -> tuple[str, ...]:
    """Return the command that runs the simulated catalogue of books at the address the environment names."""
    return ("simulate", "opds", "--port", configuration.environ[BOOKSHOP].rpartition(":")[2])


async def fill(configuration: Configuration, dsn: str) -> None:
    """Ask for the demonstration's scrapes, in a process of their own so that the supervisor stays small."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "alcove.main.seeding",
        env={**configuration.environ, **child_environment(configuration, dsn)},
    )
    if await process.wait():
        log.error("demo_not_filled", code=process.returncode)


async def seed_demo(connection: Connection) -> None:
    """Defer a scrape of each demonstration seller through the records app's front door."""
    from alcove.apps import records  # noqa: PLC0415 - the supervisor imports this module and stays small

    for seller in SELLERS:
        async with connection.transaction():
            await records.request_scrape(connection, seller=seller, mode="full")


def guide(address: str, *, page: bool) -> str:
    """Return what to look at; `page` says that the web page is built."""
    first = f"  {address}/                           the web page\n" if page else ""
    return (
        "The demonstration scrapes three sellers of a simulated Discogs now; watch it arrive:\n"
        f"{first}"
        f"  {address}/dashboard/                 what was found\n"
        f"  {address}/search/results/            every offer, searchable\n"
        f"  {address}/api/search?query=garden    books of a simulated catalogue; /api/download?id=ID fetches one\n"
        f"  {address}/opds                       the fetched ones, for e-readers\n"
        f"  {address}/docs                       everything else the server answers"
    )
