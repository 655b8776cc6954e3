"""The shared demo server after its scrapes, and a browser on its page."""

import msgspec
import pytest

from support.browser import Browser
from support.processes import AlcoveProcess
from support.until import until

SELLERS = ("martha_keys", "nina-vogel", "sven_lindqvist")


@pytest.fixture(scope="session")
def server(demo: AlcoveProcess) -> AlcoveProcess:
    """Return the demo server once its three sellers have been scraped."""
    until(lambda: all(is_scraped(demo, seller) for seller in SELLERS), describe=lambda: demo.output)
    return demo


def is_scraped(server: AlcoveProcess, seller: str) -> bool:
    """Return whether a seller's scrape is done."""
    status, body = server.get(f"/api/scraper/jobs/{seller}")
    return status == 200 and msgspec.json.decode(body)["state"] == "done"


@pytest.fixture
def browser(window: Browser, server: AlcoveProcess) -> Browser:
    """Return a browser on today's page, without recorded errors."""
    window.open(f"http://127.0.0.1:{server.port}/")
    window.wait_for("Record of the day")
    window.take_problems()
    return window
