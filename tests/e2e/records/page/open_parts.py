"""The parts of pages of records that open: filters, choices, and the message about a verdict."""

from collections.abc import Iterator
from contextlib import contextmanager

import msgspec

from support.browser import Browser
from support.page_crawl import open_page
from support.processes import AlcoveProcess
from support.until import until

GENRE = "xpath=//label[.='Genre']/..//input"
IS_NARROW = "return innerWidth < 600"


def find_offer(server: AlcoveProcess) -> str:
    """Return the path of the best offer, once there is one."""

    def list_rows() -> list[dict[str, object]]:
        status, body = server.get("/api/records/offers?limit=1&sort=score")
        rows: list[dict[str, object]] = msgspec.json.decode(body)["rows"] if status == 200 else []
        return rows

    return f"/records/offer/{until(list_rows, describe=lambda: server.output)[0]['id']}"


@contextmanager
def choices_of_a_filter(browser: Browser, server: AlcoveProcess) -> Iterator[None]:
    """Open the choices of a filter, on a phone in the dialog of all filters."""
    find_offer(server)
    open_page(browser, server, "/records")
    if browser.run(IS_NARROW):
        browser.press("Filters")
    browser.click(css=GENRE)
    browser.key("ArrowDown")
    browser.wait(lambda: bool(browser.all("[role=option]")))
    yield


@contextmanager
def offer_with_a_message(browser: Browser, server: AlcoveProcess) -> Iterator[None]:
    """Keep an offer, so that its page shows a message; afterwards the verdict is undone."""
    open_page(browser, server, find_offer(server))
    browser.press("Keep")
    browser.wait_for("Kept:", css="section[aria-label=Messages]")
    yield
    browser.press("Undo")
    browser.wait_for("Keep", css="main button")


PARTS = (choices_of_a_filter, offer_with_a_message)
