"""Every address of the page, opened directly in a real browser."""

from functools import partial
from typing import Final

import pytest

from support.browser import Browser
from support.page_crawl import load_app_parts, open_page
from support.processes import AlcoveProcess

SHARED: Final = {
    "/": "Today",
    "/activity": "Activity",
    "/notifications": "Notifications",
    "/settings": "Settings",
    "/settings/account": "Account",
    "/settings/appearance": "Appearance",
    "/settings/notifications": "Notifications",
    "/settings/data": "Your data",
    # The heading says how the server is.
    "/settings/status": "",
}
REDIRECTS: Final = {"/home": "/", "/status": "/settings/status"}
UNKNOWN: Final = ("Page not found", "This page crashed", "Offer not found")
ADDRESS: Final = "return location.pathname + location.search"
HEADINGS: Final = "return [...document.querySelectorAll('h1')].map(heading => heading.innerText)"


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_every_page_opens_by_its_address(browser: Browser, demo: AlcoveProcess) -> None:
    """Each address with a slash at its end shows the one heading of its page, and nothing that it loads is refused."""
    faults: dict[str, object] = {}
    pages = dict(SHARED)
    for part in load_app_parts("addresses"):
        pages |= part.list_headings(demo)
    for path, heading in pages.items():
        open_page(browser, demo, path.rstrip("/") + "/")
        shown = browser.run(HEADINGS)
        is_right = len(shown) == 1 and shown[0] not in UNKNOWN and shown[0].startswith(heading)
        if not is_right or browser.take_problems():
            faults[path] = shown
    assert faults == {}


def _is_at(browser: Browser, path: str) -> bool:
    return bool(browser.run(ADDRESS).startswith(path))


@pytest.mark.slow
def test_earlier_addresses_lead_to_their_pages(browser: Browser, demo: AlcoveProcess) -> None:
    """Each address of an earlier page is replaced by the one that has its place."""
    redirects = dict(REDIRECTS)
    for part in load_app_parts("addresses"):
        redirects |= part.REDIRECTS
    for former, path in redirects.items():
        open_page(browser, demo, former)
        browser.wait(partial(_is_at, browser, path))
    assert browser.take_problems() == []
