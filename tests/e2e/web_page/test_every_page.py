"""What holds for every page, at every width and in both themes, in a real browser."""

import json
import re
from typing import Any

import pytest

from e2e.web_page.axe import find_faults, read_axe
from support.browser import Browser
from support.page_crawl import crawl, list_screens
from support.processes import AlcoveProcess

OVERFLOW = """const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
    if (wide <= 0) return '';
    const parts = [...document.querySelectorAll('main *, header *, nav *')]
        .filter(e => e.getBoundingClientRect().right > innerWidth + 1 && getComputedStyle(e).position !== 'fixed');
    return wide + ' px: ' + parts.slice(0, 3).map(e => e.outerHTML.slice(0, 120)).join(' | ')"""
SMALL_ACTIONS = """const actions = 'nav a, header button, main [class*=primary], main article button';
    return [...document.querySelectorAll(actions)]
    .filter(action => action.checkVisibility() && action.getBoundingClientRect().height < 44)
    .map(action => action.outerHTML.slice(0, 120))"""
"""The main actions that a finger misses."""
HEADINGS = "return [...document.querySelectorAll('h1')].map(h => h.innerText)"
WORDS = """return [document.title, document.body.innerText, ...[...document.querySelectorAll('*')].flatMap(
    part => ['aria-label', 'title', 'placeholder', 'alt'].map(name => part.getAttribute(name) ?? ''))].join('\\n')"""
REPLACED = re.compile(
    "road to Discogs|ask Discogs who we are|temperature|entropy|chance of this pick|foretells|worth storing"
    "|left out by the rules|to learn from|close calls|by chance|whose records|stumbled|there is nothing here"
    "|did not say why",
    re.IGNORECASE,
)
"""What the page said before its words were plain."""
SHIFT = """return new Promise(done => {
    let sum = 0;
    new PerformanceObserver(list => {
        for (const entry of list.getEntries()) if (!entry.hadRecentInput) sum += entry.value;
    }).observe({type: 'layout-shift', buffered: true});
    setTimeout(() => done(sum), 100);
})"""


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_no_page_breaks_a_rule_of_accessibility(browser: Browser, filled_demo: AlcoveProcess) -> None:
    """Axe finds nothing on any page, light and dark, wide and narrow; each has one `h1`; nothing overflows.

    On a phone main actions are 44 px high.
    """
    faults: dict[str, Any] = {}
    script = read_axe()

    def check(path: str) -> None:
        for width, dark in list_screens():
            browser.resize(width, 800, dark=dark)
            if found := find_faults(browser, script):
                faults[f"{path} at {width} px, {'dark' if dark else 'light'}"] = found
        for width in (390, 320):
            browser.resize(width, 800)
            if wide := browser.run(OVERFLOW):
                faults[f"{path} overflows at {width} px"] = wide
        if small := browser.run(SMALL_ACTIONS):
            faults[f"{path} has small actions"] = small
        browser.resize(1280, 800)
        if len(headings := browser.run(HEADINGS)) != 1:
            faults[f"{path} has {len(headings)} headings"] = headings

    visited = crawl(browser, filled_demo, visit=check)
    assert len(visited) > 3
    assert json.dumps(faults, indent=1) == "{}"


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_no_page_moves_or_reports_an_error(browser: Browser, filled_demo: AlcoveProcess) -> None:
    """While they load, pages shift by 0.05 at most, write nothing to the console, and send no refused request.

    No page uses a word that was replaced by a plainer one.
    """
    faults: dict[str, object] = {}

    def check(path: str) -> None:
        if (shift := browser.run(SHIFT)) > 0.05:
            faults[f"{path} shifts"] = shift
        if words := REPLACED.findall(browser.run(WORDS)):
            faults[f"{path} says"] = words
        if problems := browser.take_problems():
            faults[path] = problems

    crawl(browser, filled_demo, visit=check)
    assert json.dumps(faults, indent=1) == "{}"
