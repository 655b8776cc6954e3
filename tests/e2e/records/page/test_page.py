"""The web page in a real browser, with a real server and a simulated Discogs."""

import re
import urllib.request

import msgspec
import pytest

from support.browser import Browser
from support.processes import AlcoveProcess
from support.until import until
from support.web_page import build_page
from support.world import World

PAGES = {
    "Records": "offers",
    "Dig": "without a verdict",
    "Kept": "Nothing kept yet",
    "Sellers": "Choose a seller",
    "Today": "Record of the day",
}
COUNT_REQUESTS = "return performance.getEntriesByType('resource').filter(entry => entry.name.includes('{}')).length"
OVERFLOW = "return document.documentElement.scrollWidth - document.documentElement.clientWidth"


def read(server: AlcoveProcess, path: str) -> dict[str, object]:
    """Return the server's response at a path."""
    status, body = server.get(path)
    assert status == 200, body
    return msgspec.json.decode(body, type=dict[str, object])


def test_every_page_opens_without_errors(browser: Browser) -> None:
    """All pages can be opened from the menu, without console or network errors, under the strict CSP."""
    for name, words in PAGES.items():
        browser.click(xpath=f"//nav/a[contains(., '{name}')]")
        browser.wait_for(words)
    assert browser.take_problems() == []


@pytest.mark.parametrize("path", ["/search?genre_style=Jazz", "/sellers?seller=nina-vogel", "/judge", "/status"])
def test_pages_fit_a_phone_and_open_by_their_own_address(browser: Browser, server: AlcoveProcess, path: str) -> None:
    """A page's address can be opened directly, and nothing is wider than a phone."""
    browser.resize(360, 740, dark=True)
    browser.open(f"http://127.0.0.1:{server.port}{path}")
    browser.wait(lambda: browser.run("return document.querySelectorAll('main [aria-busy=true]').length") == 0)
    assert browser.run(OVERFLOW) == 0
    assert browser.take_problems() == []


def test_the_page_works_with_a_strict_csp(browser: Browser, server: AlcoveProcess) -> None:
    """The page has the strict CSP, and its scripts can be cached forever."""
    with urllib.request.urlopen(f"http://127.0.0.1:{server.port}/") as answer:
        policy = answer.headers["Content-Security-Policy"]
    assert re.search(r"script-src 'self' 'nonce-[\w-]{22}';", policy)
    script = browser.run("return document.querySelector('script[src]').src")
    assert script.startswith("http://127.0.0.1")
    with urllib.request.urlopen(script) as answer:  # noqa: S310 - it is the address just looked at
        assert "immutable" in answer.headers["Cache-Control"]


def test_the_record_of_the_day_is_rated(browser: Browser) -> None:
    """Two values make a rating; the server confirms it, and the page counts it."""
    browser.click(css="summary")
    browser.click(xpath="//*[@role='radiogroup'][1]//label[normalize-space(.)='4']")
    browser.click(xpath="(//*[@role='radiogroup'])[2]//label[normalize-space(.)='2']")
    browser.click_text("Rate")
    browser.wait_for("Vote submitted")
    browser.wait_for("1 rating: wanted 4.0, new 2.0")
    assert browser.take_problems() == []


def test_another_record_is_picked(browser: Browser) -> None:
    """The button picks another record, which has no ratings yet."""
    before = browser.text("#pick-name")
    browser.click_text("Pick another")
    browser.wait(lambda: browser.text("#pick-name") not in {"", before})
    assert browser.take_problems() == []


@pytest.mark.slow
def test_the_first_offer_of_a_new_demo_appears_by_itself(world: World, window: Browser) -> None:
    """A page that is opened at the first healthy answer shows an offer, and then the pick, without a reload."""
    server = world.start("serve", "--demo", SERVE_FRONTEND_DIR=str(build_page()))
    until(lambda: server.get("/")[0] == 200, describe=lambda: server.output)
    window.open(f"http://127.0.0.1:{server.port}/")
    window.run("window.isSameDocument = true")
    window.wait(lambda: any(window.all("main a[href^='/records/offer/']")))
    window.wait(lambda: window.text("#pick-name") != "")
    assert window.run("return window.isSameDocument")
    assert window.take_problems() == []
