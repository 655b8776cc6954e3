"""Where the focus is after each press of a button, in a real browser."""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.async_api import Error

from support.browser import Browser
from support.page_crawl import IS_LOADED, crawl, open_page
from support.processes import AlcoveProcess
from support.until import until
from support.web_page import build_page
from support.world import World, make_world

BUTTONS: Final = """
    const seen = new Set();
    return [...document.querySelectorAll('main button')].filter(button => {
        const label = button.getAttribute('aria-label') || button.innerText;
        const isFirst = !seen.has(label);
        seen.add(label);
        return isFirst && !button.disabled && button.checkVisibility() && !button.closest('[inert]');
    }).map((button, number) => button.dataset.tried = String(number))
"""
"""Marks the first button of each name, and returns the marks."""
PRESSED: Final = """
    const button = document.querySelector(`main button[data-tried='${arguments[0]}']`);
    if (!button) return null;
    button.focus();
    return button.getAttribute('aria-label') || button.innerText;
"""
HAS_FOCUS: Final = "return document.activeElement !== document.body && document.activeElement !== null"
DIALOGS: Final = (
    "return document.querySelectorAll('[role=dialog], [role=alertdialog], [role=listbox], [role=menu]').length"
)
QUIET: Final = 0.4
"""Seconds in which an answer of the server has changed the page."""
PATIENCE: Final = 5.0
"""Seconds after which a focus that nothing has got is lost."""


@pytest.fixture
def own_world(migrated_data: Path) -> Iterator[World]:
    """Yield an Alcove whose data no other test reads."""
    with make_world(migrated_data, SERVE_FRONTEND_DIR=str(build_page())) as world:
        yield world


def press(browser: Browser, mark: str) -> str | None:
    """Press a button with a key; return its name, None when it has gone."""
    label: str | None = browser.run(PRESSED, mark)
    if label is not None:
        browser.key("Enter")
        wait_until_quiet(browser)
    return label


def wait_until_quiet(browser: Browser) -> None:
    """Wait until the page has done what a key does, which may be to load anew."""
    time.sleep(QUIET)
    until(lambda: evaluate(browser, IS_LOADED), describe=lambda: browser.address)


def evaluate(browser: Browser, script: str) -> Any:
    """Return what a script returns, None while the page is replaced by another one."""
    try:
        return browser.run(script)
    except Error:
        return None


def is_lost(browser: Browser) -> bool:
    """Return whether nothing has the focus, also after the frames that the page needs on a busy machine."""
    end = time.monotonic() + PATIENCE
    while not evaluate(browser, HAS_FOCUS):
        if time.monotonic() > end:
            return True
        time.sleep(QUIET / 4)
    return False


def find_lost_focus(browser: Browser, server: AlcoveProcess, path: str) -> list[str]:
    """Return the buttons of a page after whose press nothing has the focus, or after the end of what they opened."""
    lost = []
    for mark in browser.run(BUTTONS):
        label = press(browser, mark)
        if label is None:
            open_page(browser, server, path)
            browser.run(BUTTONS)
            label = press(browser, mark)
        if label is not None and is_lost(browser):
            lost.append(label)
        while evaluate(browser, DIALOGS):
            browser.key("Escape")
            wait_until_quiet(browser)
            if is_lost(browser):
                lost.append(f"{label}, closed")
        if not browser.address.endswith(path):
            open_page(browser, server, path)
            browser.run(BUTTONS)
    return lost


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_something_has_the_focus_after_each_press(browser: Browser, own_world: World) -> None:
    """Each button of each page is pressed with a key; the focus is never lost, also when what it opened is closed."""
    server = own_world.start("serve", "--demo").wait_ready()
    faults: dict[str, list[str]] = {}

    def check(path: str) -> None:
        if lost := find_lost_focus(browser, server, path):
            faults[path] = lost

    crawl(browser, server, visit=check)
    assert json.dumps(faults, indent=1) == "{}"
