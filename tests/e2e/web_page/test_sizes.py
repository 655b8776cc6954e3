"""How much code a browser loads, in a real browser."""

import gzip
from collections.abc import Set as AbstractSet

import pytest

from arch.tree import ROOT
from support.browser import Browser
from support.page_crawl import crawl, open_page, set_first_run
from support.processes import AlcoveProcess

DIST = ROOT / "web" / "dist"
SCRIPTS = """return performance.getEntriesByType('resource').map(entry => new URL(entry.name).pathname)
    .filter(path => path.endsWith('.js'))"""
FIRST_LOAD = 180_000
ROUTE = 60_000
"""Bytes after gzip."""


def measure(paths: AbstractSet[str]) -> int:
    """Return the size of scripts after gzip, in bytes."""
    return sum(len(gzip.compress((DIST / path.lstrip("/")).read_bytes())) for path in paths)


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_pages_load_little_code(browser: Browser, filled_demo: AlcoveProcess) -> None:
    """The start page loads 180 kB of JavaScript at most, after gzip, and each other page 60 kB more at most.

    The start page of a new account loads most; that of others shares the least with other pages.
    """
    set_first_run(browser, filled_demo, is_done=False)
    open_page(browser, filled_demo, "/")
    browser.wait_for("Choose your apps")
    assert 0 < measure(frozenset(browser.run(SCRIPTS))) <= FIRST_LOAD
    set_first_run(browser, filled_demo, is_done=True)
    loaded: dict[str, AbstractSet[str]] = {}

    def record(path: str) -> None:
        loaded[path] = frozenset(browser.run(SCRIPTS))

    crawl(browser, filled_demo, visit=record)
    first = loaded.pop("/")
    sizes = {path: measure(scripts - first) for path, scripts in loaded.items()}
    assert {path: size for path, size in sizes.items() if size > ROUTE} == {}
