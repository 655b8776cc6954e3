"""The pages of a running demonstration, found by following their links."""

import importlib
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Final

from support.browser import Browser
from support.processes import AlcoveProcess
from support.until import until

LINKS: Final = """return [...document.querySelectorAll('a[href]')]
    .filter(link => link.origin === location.origin && !link.hasAttribute('download') && link.target !== '_blank')
    .map(link => link.pathname)"""
IS_LOADED: Final = "return !document.querySelector('[aria-busy=true]') && document.querySelectorAll('h1').length > 0"
PUT_FIRST_RUN: Final = """const path = '/api/account/preferences';
    return fetch(path).then(answer => answer.json()).then(stored => fetch(path, {
        method: 'PUT', headers: {'Content-Type': 'application/json'},
        body: JSON.stringify({...stored, first_run_done: arguments[0]}),
    })).then(answer => answer.status)"""
PARAMETER: Final = re.compile(r"^(\d+|[0-9a-f-]{32,}|.*[._].*|[a-z]+-[a-z]+.*|[A-Za-z0-9_-]{20,})$")
NOT_PAGES: Final = ("/api/", "/docs", "/metrics", "/openapi", "/opds", "/request", "/health", "/export-listings")
"""Addresses of the server that are no pages of the web page."""
MAX_PAGES: Final = 60
TESTS: Final = Path(__file__).parents[1]


def load_app_parts(name: str) -> list[ModuleType]:
    """Return the modules `tests/e2e/APP/page/NAME.py`: what each app adds to a test of all pages."""
    files = sorted(TESTS.glob(f"e2e/*/page/{name}.py"))
    return [importlib.import_module(".".join(file.relative_to(TESTS).with_suffix("").parts)) for file in files]


def generalize(path: str) -> str:
    """Return a path with `*` for the parts that look like names or ids, so that one page stands for all of its kind."""
    first, *rest = path.strip("/").split("/")
    return "/".join([first, *("*" if PARAMETER.match(part) else part for part in rest)])


def open_page(browser: Browser, server: AlcoveProcess, path: str) -> None:
    """Open a page and wait until it shows its heading and nothing is loading."""
    browser.open(f"http://127.0.0.1:{server.port}{path}")
    until(lambda: bool(browser.run(IS_LOADED)), describe=lambda: f"{path}\n{browser.text()}")


def set_first_run(browser: Browser, server: AlcoveProcess, *, is_done: bool) -> None:
    """Store whether the account has chosen its apps, whatever ran before; until then the start page offers them."""
    open_page(browser, server, "/settings/appearance")
    assert browser.run(PUT_FIRST_RUN, is_done) == 200


def crawl(browser: Browser, server: AlcoveProcess, *, visit: Callable[[str], None]) -> list[str]:
    """Open every kind of page that links lead to, call `visit` with each path, and return the paths."""
    pending, seen = ["/", "/settings"], {"", "settings"}
    visited: list[str] = []
    while pending and len(visited) < MAX_PAGES:
        path = pending.pop(0)
        open_page(browser, server, path)
        visited.append(path)
        for link in browser.run(LINKS):
            if generalize(link) not in seen and not link.startswith(NOT_PAGES):
                seen.add(generalize(link))
                pending.append(link)
        visit(path)
    return visited


def list_screens() -> Iterator[tuple[int, bool]]:
    """Yield the widths and themes in which every page is checked."""
    for width in (1280, 390):
        for dark in (False, True):
            yield width, dark
