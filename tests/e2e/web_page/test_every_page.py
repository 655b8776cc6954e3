"""What holds for every page, at every width and in both themes, in a real browser."""

import json
from pathlib import Path
from typing import Any

import pytest

from arch.tree import ROOT
from support.browser import Browser
from support.page_crawl import crawl, list_screens
from support.processes import AlcoveProcess

AXE = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"
RUN_AXE = """return axe.run(document, {resultTypes: ['violations'], rules: {'target-size': {enabled: true}}})
    .then(found => JSON.stringify(found.violations.map(({id, nodes}) =>
        [id, nodes.slice(0, 3).map(({html, failureSummary}) => html.slice(0, 160) + ' ' + failureSummary)])))"""
OVERFLOW = """const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
    if (wide <= 0) return '';
    const parts = [...document.querySelectorAll('main *, header *, nav *')]
        .filter(e => e.getBoundingClientRect().right > innerWidth + 1 && getComputedStyle(e).position !== 'fixed');
    return wide + ' px: ' + parts.slice(0, 3).map(e => e.outerHTML.slice(0, 120)).join(' | ')"""
HEADINGS = "return [...document.querySelectorAll('h1')].map(h => h.innerText)"
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
    """Axe finds nothing on any page, light and dark, wide and narrow; each has one `h1`; nothing overflows."""
    faults: dict[str, Any] = {}
    script = read_axe()

    def check(path: str) -> None:
        browser.run(script)
        for width, dark in list_screens():
            browser.resize(width, 800, dark=dark)
            found = json.loads(browser.run(RUN_AXE))
            if found:
                faults[f"{path} at {width} px, {'dark' if dark else 'light'}"] = found
        for width in (390, 320):
            browser.resize(width, 800)
            if wide := browser.run(OVERFLOW):
                faults[f"{path} overflows at {width} px"] = wide
        browser.resize(1280, 800)
        if len(headings := browser.run(HEADINGS)) != 1:
            faults[f"{path} has {len(headings)} headings"] = headings

    visited = crawl(browser, filled_demo, visit=check)
    assert len(visited) > 3
    assert json.dumps(faults, indent=1) == "{}"


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_no_page_moves_or_reports_an_error(browser: Browser, filled_demo: AlcoveProcess) -> None:
    """While they load, pages shift by 0.05 at most, write nothing to the console, and send no refused request."""
    faults: dict[str, object] = {}

    def check(path: str) -> None:
        if (shift := browser.run(SHIFT)) > 0.05:
            faults[f"{path} shifts"] = shift
        if problems := browser.take_problems():
            faults[path] = problems

    crawl(browser, filled_demo, visit=check)
    assert json.dumps(faults, indent=1) == "{}"


def read_axe() -> str:
    """Return axe's program; skip the test where the page's packages are not installed."""
    if not Path(AXE).is_file():
        pytest.skip("axe-core is not installed")
    return AXE.read_text()
