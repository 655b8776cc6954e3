"""A demonstration server with the built page in front of it, and a browser to look at it."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from e2e.processes.running import Running, environment, free_port, until
from support.browser import Browser, chromium, missing
from support.folders import short_folder
from support.web_page import built_page


@pytest.fixture(scope="session")
def built() -> Path:
    """Give the folder of the built page."""
    if missing():
        pytest.skip(missing())
    return built_page()


@pytest.fixture(scope="session")
def server(built: Path) -> Iterator[Running]:
    """Give a demonstration server that has scraped its three sellers."""
    with short_folder() as home:
        own = {"PORT": str(free_port()), "ALCOVE_DATA_DIR": str(home / "data"), "SERVE_FRONTEND_DIR": str(built)}
        running = Running("serve", "--demo", env=environment(home, **own))
        try:
            running.ready()
            until(lambda: all(_ended(running, seller) for seller in SELLERS), within=60, what=lambda: running.output)
            yield running
        finally:
            running.stop()


SELLERS = ("martha_keys", "nina-vogel", "sven_lindqvist")


def _ended(running: Running, seller: str) -> bool:
    status, body = running.get(f"/api/scraper/jobs/{seller}")
    return status == 200 and msgspec.json.decode(body)["state"] == "done"


@pytest.fixture(scope="session")
def _window(built: Path) -> Iterator[Browser]:  # noqa: ARG001 - what must be installed is looked at once
    with short_folder() as folder, chromium(folder) as opened:
        yield opened


@pytest.fixture
def browser(_window: Browser, server: Running) -> Browser:
    """Give the browser's window on today's page, with nothing complained about yet."""
    _window.resize(1280, 800)
    _window.go(f"http://127.0.0.1:{server.port}/")
    _window.wait_for("Record of the day")
    _window.complaints()
    return _window
