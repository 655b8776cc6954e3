"""The parts of pages of books that open, and the page of a book, which no link of another page leads to."""

from collections.abc import Iterator
from contextlib import contextmanager

from support.browser import Browser
from support.page_crawl import IS_LOADED, open_page
from support.processes import AlcoveProcess

TITLE = "Volume 7"


@contextmanager
def found_book(browser: Browser, server: AlcoveProcess) -> Iterator[None]:
    """Search a book."""
    open_page(browser, server, f"/books?q={TITLE}")
    browser.wait_for("Queue", css="main button")
    yield


@contextmanager
def page_of_a_book(browser: Browser, server: AlcoveProcess) -> Iterator[None]:
    """Open the page of a book from the search."""
    with found_book(browser, server):
        browser.click(css="main a[href^='/books/item/']")
    browser.wait(lambda: TITLE in browser.text("h1") and bool(browser.run(IS_LOADED)))
    yield


@contextmanager
def saving_a_search(browser: Browser, server: AlcoveProcess) -> Iterator[None]:
    """Open the form that saves a search."""
    open_page(browser, server, "/books/saved")
    browser.click_text("search")
    browser.wait(lambda: bool(browser.all("[role=dialog]")))
    yield


PARTS = (found_book, page_of_a_book, saving_a_search)
