"""The page in Chromium: the first offer of a demonstration, and a list with all offers of the largest seller."""

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from bench.environment import BenchEnvironment, get_environment
from bench.figures import Figure
from bench.processes import ROOT, find_free_port, run_process, wait_for_answer
from bench.records.catalogue import LARGEST

if TYPE_CHECKING:
    from playwright.sync_api import Page

TITLE = "The web page: the first offer, and a list of 10,000"
FIRST_OFFER_SECONDS = 10.0
FIRST_ROWS_KB = 60.0
INTERACTION_MS = 100.0
NODES = 1_000.0
ROWS: Final = 10_000
TIMEOUT_MS: Final = 120_000.0
OFFER: Final = "main a[href^='/records/offer/']"
FIELD: Final = "main input[name=min_wants]"
SIZE: Final = """() => performance.getEntriesByType('resource').filter(entry => entry.name.includes('/api/'))
    .reduce((sum, entry) => sum + entry.transferSize, 0) / 1000"""
LOADED: Final = """() => 50 + 200 * (performance.getEntriesByType('resource')
    .filter(entry => entry.name.includes('/api/records/offers?')).length - 1)"""
"""Rows come in steps: 50, then 200 each time."""
MORE_LOADED: Final = f"""before => {{
    scrollTo(0, document.body.scrollHeight);
    return ({LOADED})() > before;
}}"""
"""Scrolls to the end again and again, because the list grows a moment after its rows have arrived."""
OBSERVE: Final = """() => {
    window.slowest = [0, ''];
    const observe = (options) => new PerformanceObserver(list => {
        for (const { duration, name, target, interactionId } of list.getEntries())
            if (interactionId !== 0 && duration > window.slowest[0])
                window.slowest = [duration, `${name} on ${target?.closest?.('label')?.innerText || target?.nodeName}`];
    }).observe(options);
    observe({ type: 'event', durationThreshold: 16 });
    observe({ type: 'longtask' });
}"""
COUNT: Final = "() => document.querySelectorAll('*').length"


def measure() -> Iterator[Figure]:
    """Yield the time to the first offer of a demonstration, and what a long list costs; nothing without Chromium."""
    program, page_folder = shutil.which("chromium"), ROOT / "web" / "dist"
    if program is None or not (page_folder / "index.html").is_file():
        return
    env = get_environment()
    with _open_page(program) as page:
        yield _first_offer(env, page)
    with _open_page(program) as page, env.api({"SERVE_FRONTEND_DIR": str(page_folder)}) as (_, port):
        yield from _long_list(page, port)


@contextmanager
def _open_page(program: str) -> Iterator["Page"]:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only this benchmark needs it

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program)
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.set_default_timeout(TIMEOUT_MS)
        yield page
        browser.close()


def _first_offer(env: BenchEnvironment, page: "Page") -> Figure:
    port = find_free_port()
    data_dir = env.folder / "first-offer"
    environ = env.environ(PORT=str(port), ALCOVE_DATA_DIR=str(data_dir))
    with run_process(["alcove", "serve", "--demo"], environ=environ, log=env.folder / "demo.log") as process:
        healthy = wait_for_answer(port, "/", process=process)
        page.goto(f"http://127.0.0.1:{port}/")
        page.locator(OFFER).first.wait_for()
        seconds = time.perf_counter() - healthy
    return Figure(
        name="an offer on the start page of a new demonstration",
        value=round(seconds, 1),
        unit="s after the first healthy response",
        at_most=FIRST_OFFER_SECONDS,
        note="without a reload",
    )


def _long_list(page: "Page", port: int) -> Iterator[Figure]:
    query = urlencode({"seller": LARGEST, "copies": "true", "table": "true"})
    page.goto(f"http://127.0.0.1:{port}/records?{query}")
    page.locator(OFFER).first.wait_for()
    yield Figure(
        name="sent before the first rows of the largest seller",
        value=round(page.evaluate(SIZE), 1),
        unit="kB",
        at_most=FIRST_ROWS_KB,
    )
    while (loaded := page.evaluate(LOADED)) < ROWS:
        page.wait_for_function(MORE_LOADED, arg=loaded)
    page.evaluate(OBSERVE)
    page.mouse.move(800, 400)
    for distance in (4_000, -3_000, 900):
        page.mouse.wheel(0, distance)
        page.wait_for_timeout(200)
    nodes = page.evaluate(COUNT)
    page.evaluate("() => scrollTo(0, 0)")
    page.locator(FIELD).press_sequentially("12", delay=50)
    page.locator("main label", has_text="Cards").click()
    page.locator("main label", has_text="Table").click()
    for name in ("Keep", "Undo"):
        page.locator("main table").get_by_role("button", name=name).first.click()
        page.wait_for_timeout(300)
    page.wait_for_timeout(500)
    slowest, event = page.evaluate("() => window.slowest")
    cause = event.replace("self on undefined", "a long task")
    yield Figure(
        name="slowest interaction", value=slowest, unit="ms", at_most=INTERACTION_MS,
        note=f"{cause}, of scrolling, typing into a filter, cards and table, a verdict; {loaded:,} rows",
    )  # fmt: skip
    yield Figure(name="elements in the document", value=nodes, unit="", at_most=NODES, note=f"{loaded:,} rows")
