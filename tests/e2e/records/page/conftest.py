"""A demonstration server with the built page in front of it, and a browser to look at it."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from support.browser import Browser
from support.processes import AlcoveProcess
from support.until import until
from support.web_page import built_page
from support.world import make_world

SELLERS = ("martha_keys", "nina-vogel", "sven_lindqvist")


@pytest.fixture(scope="session")
def server(migrated_data: Path) -> Iterator[AlcoveProcess]:
    """Yield a demonstration server that has scraped its three sellers."""
    with make_world(migrated_data, SERVE_FRONTEND_DIR=str(built_page())) as world:
        server = world.start("serve", "--demo").wait_ready()
        until(lambda: all(is_scraped(server, seller) for seller in SELLERS), describe=lambda: server.output)
        yield server


def is_scraped(server: AlcoveProcess, seller: str) -> bool:
    """Return whether a seller's scrape is done."""
    status, body = server.get(f"/api/scraper/jobs/{seller}")
    return status == 200 and msgspec.json.decode(body)["state"] == "done"


@pytest.fixture
def browser(window: Browser, server: AlcoveProcess) -> Browser:
    """Return a browser on today's page, with nothing complained about yet."""
    window.go(f"http://127.0.0.1:{server.port}/")
    window.wait_for("Record of the day")
    window.complaints()
    return window
