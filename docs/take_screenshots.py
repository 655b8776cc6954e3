"""Takes the screenshots of the README and of the guides from a demonstration: `make screenshots`.

Needs an installed Chromium. The pictures are what a new user sees after the demonstration has made its data.
"""

import asyncio
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from playwright.async_api import Browser, Page, async_playwright

IMAGES: Final = Path(__file__).parent / "images"
WITHIN: Final = 180.0
"""Seconds in which the demonstration has its data."""
FILLED: Final = ("/api/records/offers?limit=1", "/api/study/today", "/api/books/sources")
IMAGES_MS: Final = 1_500
"""Milliseconds for the images of a page."""
LOADED: Final = "() => !document.querySelector('main [aria-busy=true]') && document.querySelector('h1') !== null"


@dataclass(frozen=True, slots=True, kw_only=True)
class Screenshot:
    """A picture of a page; `steps` are the names of links or buttons to click before it is taken."""

    name: str
    path: str
    width: int = 1280
    height: int = 860
    is_dark: bool = False
    steps: tuple[str, ...] = ()


SCREENSHOTS: Final = (
    Screenshot(name="today", path="/"),
    Screenshot(name="today-dark", path="/", is_dark=True),
    Screenshot(name="today-phone", path="/", width=390, height=844),
    Screenshot(name="records", path="/records"),
    Screenshot(name="records-phone", path="/records", width=390, height=844),
    Screenshot(name="dig", path="/records/dig"),
    Screenshot(name="sellers", path="/records/sellers"),
    Screenshot(name="model", path="/records/model"),
    Screenshot(name="books", path="/books?q=garden"),
    Screenshot(name="study", path="/study"),
    Screenshot(name="plan", path="/study/plan"),
    Screenshot(name="cards", path="/study/cards"),
    Screenshot(name="tutor", path="/study/tutor"),
    Screenshot(name="activity", path="/activity"),
    Screenshot(name="sign-in", path="/sign-in"),
    Screenshot(name="status", path="/settings/status"),
)


def find_port() -> int:
    """Return a free port of this machine."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def is_filled(address: str) -> bool:
    """Return whether the demonstration answers everywhere and has offers."""
    try:
        for path in FILLED:
            request = urllib.request.Request(f"{address}{path}", headers={"X-Alcove-Page": "1"})  # noqa: S310 - loopback
            with urllib.request.urlopen(request, timeout=10) as response:  # noqa: S310 - loopback
                if b'"total":0' in response.read():
                    return False
    except (OSError, urllib.error.URLError):
        return False
    return True


@contextmanager
def run_demo() -> Iterator[str]:
    """Run a demonstration in a folder of its own for the block, and yield its address."""
    port = find_port()
    with tempfile.TemporaryDirectory(prefix="alcove-screenshots-") as folder:
        env = {**os.environ, "ALCOVE_DATA_DIR": folder, "PORT": str(port), "LOG_LEVEL": "error"}
        server = subprocess.Popen([sys.executable, "-m", "alcove", "serve", "--demo"], env=env)
        try:
            address, ends_at = f"http://127.0.0.1:{port}", time.monotonic() + WITHIN
            while not is_filled(address):
                if time.monotonic() > ends_at or server.poll() is not None:
                    sys.exit("The demonstration did not start.")
                time.sleep(1)
            yield address
        finally:
            server.terminate()
            server.wait(30)


async def open_page(browser: Browser, screenshot: Screenshot, *, address: str) -> Page:
    """Open the page of a screenshot, and wait until it has loaded."""
    page = await browser.new_page(
        viewport={"width": screenshot.width, "height": screenshot.height},
        color_scheme="dark" if screenshot.is_dark else "light",
        reduced_motion="reduce",
    )
    await page.goto(f"{address}{screenshot.path}")
    for name in screenshot.steps:
        await page.get_by_role("button", name=name).or_(page.get_by_role("link", name=name)).first.click()
    await page.wait_for_function(LOADED)
    # Pictures of the page arrive after its text; the stream of events keeps the network busy for ever.
    await page.wait_for_timeout(IMAGES_MS)
    return page


async def take_all(address: str) -> None:
    """Write all pictures."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=shutil.which("chromium"))
        for screenshot in SCREENSHOTS:
            page = await open_page(browser, screenshot, address=address)
            await page.screenshot(path=IMAGES / f"{screenshot.name}.png")
            await page.close()
            print(f"docs/images/{screenshot.name}.png")
        await browser.close()


def main() -> int:
    """Write the pictures, and delete those that no script makes."""
    names = {f"{screenshot.name}.png" for screenshot in SCREENSHOTS}
    with run_demo() as address:
        asyncio.run(take_all(address))
    for picture in IMAGES.glob("*.png"):
        if picture.name not in names:
            picture.unlink()
    return 0


if __name__ == "__main__":
    sys.exit(main())
