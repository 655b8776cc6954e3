"""Searching, judging and keeping offers on the page, with a real server and a simulated Discogs."""

import csv
import io
from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from support.browser import Browser
from support.processes import AlcoveProcess

STATUS = "return document.querySelector('main [role=status]')?.innerText ?? ''"
FOCUS = "return document.activeElement.innerText || document.activeElement.tagName"
NODES = "return document.querySelectorAll('*').length"
OVERFLOW = "return document.documentElement.scrollWidth - document.documentElement.clientWidth"
FIRST_ROW = "return document.querySelector('article').getBoundingClientRect().top"
VISIBLE_FACTS = """
    const facts = {seller: "a[href^='/records/sellers/']", price: "b", grade: "[title^='Media:']"};
    const isVisible = (part) => part !== null && part.innerText.trim() !== ''
        && part.checkVisibility({opacityProperty: true, visibilityProperty: true})
        && part.getBoundingClientRect().left >= 0 && part.getBoundingClientRect().right <= innerWidth;
    return [...document.querySelectorAll('main article')].map(row =>
        Object.keys(facts).filter(name => isVisible(row.querySelector(facts[name]))));
"""
"""Which of the facts that decide are seen in each row."""
CHOSEN = "return document.querySelector('main input[type=radio]:checked').value"
SAVED = "/api/records/saved-searches"


def read(server: AlcoveProcess, path: str) -> dict[str, Any]:
    """Return the server's response at a path."""
    status, body = server.get(path)
    assert status == 200, body
    return msgspec.json.decode(body, type=dict[str, Any])


def open_page(browser: Browser, server: AlcoveProcess, path: str) -> None:
    """Open a page and wait for its first offer."""
    browser.open(f"http://127.0.0.1:{server.port}{path}")
    browser.wait(lambda: bool(browser.all("main article")))


def test_verdicts_of_dig_are_kept_and_undone(browser: Browser, server: AlcoveProcess) -> None:
    """Three offers are kept by button, key and swipe; after a reload all are in kept; undoing one leaves two.

    Keys work with the focus on a radio button, and the focus is never lost.
    """
    open_page(browser, server, "/records/dig")
    names: list[str] = []
    actions: tuple[Callable[[], None], ...] = (
        lambda: browser.press("Keep"),
        lambda: browser.key("k"),
        lambda: browser.swipe("main article h2", by=200),
        lambda: browser.key("s"),
    )
    for act in actions:
        names.append(browser.text("main article h2"))
        act()
        browser.wait(lambda: browser.text("main article h2") not in {"", names[-1]})
    assert "Keep" in browser.run(FOCUS)
    browser.click(xpath="//label[normalize-space(.)='Random']")
    browser.wait(lambda: "strategy=random" in browser.address and browser.run(CHOSEN) == "random")
    browser.wait(lambda: bool(browser.all("main article h2")))
    # This order stays, while verdicts change what is varied.
    shown = browser.text("main article h2")
    browser.key("u")
    browser.wait(lambda: read(server, "/api/records/verdicts?verdict=skip")["groups"] == [])
    open_page(browser, server, "/records/dig?strategy=random")
    assert browser.text("main article h2") in {shown, names[3]}
    assert len(browser.all("aside li")) == 3
    open_page(browser, server, "/records/kept")
    browser.wait(lambda: set(browser.all("main article h3")) == set(names[:3]))
    browser.press("Undo")
    browser.wait(lambda: len(browser.all("main article h3")) == 2)
    assert browser.run(FOCUS) == "Kept"
    browser.press("Undo")
    browser.wait(lambda: len(browser.all("main article h3")) == 1)
    browser.press("Undo")
    browser.wait_for("Nothing kept yet")
    assert browser.take_problems() == []


def test_filters_are_in_the_address_and_the_csv_has_the_rows(browser: Browser, server: AlcoveProcess) -> None:
    """Spellings of a grade count the same, a wrong range marks its fields, and the CSV has what is shown."""
    counts = set()
    for spelling in ("VG+", "vg%2B", "Very%20Good%20Plus"):
        open_page(browser, server, f"/records?condition={spelling}&copies=1")
        browser.wait(lambda: browser.run(STATUS).endswith("offers"))
        counts.add(browser.run(STATUS))
    assert len(counts) == 1
    browser.type("input[name=min_price]", "20")
    browser.type("input[name=max_price]", "10")
    browser.wait_for("The minimum is above the maximum.")
    browser.type("input[name=max_price]", "90")
    browser.wait(lambda: "max_price=90" in browser.address and browser.run(STATUS).endswith("offers"))
    link = browser.run("return document.querySelector('a[download]').getAttribute('href')")
    status, body = server.get(link)
    assert status == 200
    rows = list(csv.DictReader(io.StringIO(body.decode(), newline="")))
    assert f"{len(rows)} offers" == browser.run(STATUS)
    assert all(20 <= float(row["Price"]) <= 90 for row in rows)
    assert browser.take_problems() == []


def test_a_saved_search_is_listed_opened_muted_and_deleted(browser: Browser, server: AlcoveProcess) -> None:
    """A search that is saved is at once in the list, which opens it with its price, mutes it and deletes it."""
    open_page(browser, server, "/records?genre=Jazz&max_price=90&currency=EUR")
    browser.press("Save this search")
    browser.type("[role=dialog] input[type=text]", "Cheap jazz")
    browser.press("Save", css="[role=dialog]")
    browser.wait_for("up to €90", css="aside li")
    open_page(browser, server, "/records")
    browser.click(xpath="//aside//li//a[.='Cheap jazz']")
    browser.wait(
        lambda: {"genre=Jazz", "max_price=90.00", "currency=EUR"} <= set(browser.address.split("?")[-1].split("&"))
    )
    browser.click(xpath="//aside//label[contains(., 'Notify me')]")
    browser.wait(lambda: not any(search["notify"] for search in read(server, SAVED)["searches"]))
    browser.press("Delete")
    browser.press("Delete the search", css="[role=alertdialog]")
    browser.wait(lambda: "Saved searches" not in browser.text("aside") and browser.run(FOCUS) == "Records")
    assert read(server, SAVED)["searches"] == []
    assert browser.take_problems() == []


@pytest.mark.parametrize("width", [390, 320])
def test_the_first_offer_is_near_the_top_of_a_phone(browser: Browser, server: AlcoveProcess, width: int) -> None:
    """On a phone the first result is within 400 px, with seller, price and grade in each row, and nothing overflows."""
    browser.resize(width, 844, dark=True)
    open_page(browser, server, "/records")
    browser.wait(lambda: browser.run(STATUS).endswith("offers"))
    assert browser.run(FIRST_ROW) <= 400
    assert browser.run(NODES) <= 1000
    rows = browser.run(VISIBLE_FACTS)
    assert len(rows) > 3
    assert rows == [["seller", "price", "grade"]] * len(rows)
    for path in ("/records", "/records/dig", "/records/kept"):
        browser.open(f"http://127.0.0.1:{server.port}{path}")
        browser.wait(lambda: bool(browser.all("main h1")))
        assert browser.run(OVERFLOW) == 0
    assert browser.take_problems() == []


def test_an_offer_says_why_it_suits(browser: Browser, server: AlcoveProcess) -> None:
    """From the start page an offer is opened, with three or more reasons; the focus is on its heading."""
    browser.click(css="#pick-name a")
    # The start page has reasons, too.
    browser.wait(lambda: "/records/offer/" in browser.address and browser.text("h1") not in {"", "Today", "Offer"})
    browser.wait(lambda: len(browser.all("[aria-label=Reasons] li")) >= 3)
    browser.wait(lambda: browser.run(FOCUS) == browser.text("h1"))
    assert "Other copies" in browser.text()
    assert "discogs.com" not in browser.run("return document.querySelector('main').innerHTML")
    browser.press("Add to wantlist")
    browser.wait_for("On your wantlist", css="main dd")
    browser.press("Remove from wantlist")
    browser.wait_for("Not on your wantlist", css="main dd")
    browser.press("Keep")
    browser.wait_for("Kept")
    browser.press("Undo")
    browser.wait(lambda: read(server, "/api/records/verdicts")["groups"] == [])
    assert browser.take_problems() == []
