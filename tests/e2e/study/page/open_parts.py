"""The parts of pages of study that open: a menu, a form, and an answered chat."""

from collections.abc import Iterator
from contextlib import contextmanager

from support.browser import Browser
from support.page_crawl import open_page
from support.processes import AlcoveProcess


@contextmanager
def menu_of_cards(browser: Browser, server: AlcoveProcess) -> Iterator[None]:
    """Open the menu of all cards."""
    open_page(browser, server, "/study/cards")
    browser.press("Export all cards")
    browser.wait(lambda: bool(browser.all("[role=menuitem]")))
    yield


@contextmanager
def new_task(browser: Browser, server: AlcoveProcess) -> Iterator[None]:
    """Open the form of a task."""
    open_page(browser, server, "/study/plan")
    browser.press("New task")
    browser.wait(lambda: bool(browser.all("[role=dialog] input")))
    yield


@contextmanager
def answered_chat(browser: Browser, server: AlcoveProcess) -> Iterator[None]:
    """Ask the tutor, and open the menu of the chat."""
    open_page(browser, server, "/study/tutor")
    browser.type("main textarea", "How does a fuse work?")
    browser.press("Send")
    browser.wait_for("Regenerate", css="main button")
    yield
    assert "/study/tutor/" in browser.address


PARTS = (menu_of_cards, new_task, answered_chat)
