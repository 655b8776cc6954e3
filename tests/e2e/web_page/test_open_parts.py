"""What holds for dialogs, menus, lists and messages while they are open, in a real browser."""

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest

from e2e.web_page.axe import find_faults, read_axe
from support.browser import Browser
from support.page_crawl import load_app_parts, open_page
from support.processes import AlcoveProcess

DIALOG = "[role=dialog]"


@contextmanager
def list_of_keys(browser: Browser, server: AlcoveProcess) -> Iterator[None]:
    """Open the list of keys."""
    open_page(browser, server, "/")
    browser.key("?")
    browser.wait_for("Keys", css=DIALOG)
    yield


@contextmanager
def palette(browser: Browser, server: AlcoveProcess) -> Iterator[None]:
    """Open the palette and choose the first page that matches."""
    open_page(browser, server, "/settings")
    browser.key("Control+k")
    browser.type(f"{DIALOG} input", "set")
    browser.wait_for("Settings", css="[role=menuitem]")
    browser.key("ArrowDown")
    yield


SHARED = (list_of_keys, palette)


def list_parts() -> Iterator[Callable[[Browser, AlcoveProcess], AbstractContextManager[None]]]:
    """Yield the functions that open a part of a page, those of the apps last."""
    yield from SHARED
    for module in load_app_parts("open_parts"):
        yield from module.PARTS


def find_faults_while_open(browser: Browser, script: str) -> dict[str, Any]:
    """Return what axe finds on the page as it is, in both themes."""
    width = browser.run("return window.innerWidth")
    faults = {}
    for dark in (False, True):
        browser.resize(width, 800, dark=dark)
        faults["dark" if dark else "light"] = find_faults(browser, script)
    return {theme: found for theme, found in faults.items() if found}


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_no_open_part_breaks_a_rule_of_accessibility(browser: Browser, demo: AlcoveProcess) -> None:
    """Axe finds nothing while a dialog, menu, list of choices or message is open, light and dark, wide and narrow."""
    faults: dict[str, Any] = {}
    script = read_axe()
    for opened in list_parts():
        for width in (1280, 390):
            browser.resize(width, 800)
            with opened(browser, demo):
                faults[f"{opened.__name__} at {width} px"] = find_faults_while_open(browser, script)
    found = {part: themes for part, themes in faults.items() if themes}
    assert json.dumps(found, indent=1) == "{}"
