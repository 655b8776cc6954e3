"""The notifications of the account on the page, in a real browser."""

from typing import Any, Final

import msgspec
import pytest

from support.browser import Browser
from support.processes import AlcoveProcess
from support.until import until

LIST: Final = "ul[aria-label=Notifications] > li"
BELL: Final = "return document.querySelector('header a[href=\"/notifications\"]')?.getAttribute('aria-label') ?? ''"
READ_ALL: Final = """
    [...document.querySelectorAll('main button')].find(button => button.innerText === 'Mark all as read')?.click()
"""
FOCUS: Final = "return document.activeElement.tagName"


def read_notifications(server: AlcoveProcess) -> dict[str, Any]:
    """Return the notifications of the account, and the number of unread ones."""
    status, body = server.get("/api/notifications")
    assert status == 200, body
    return msgspec.json.decode(body, type=dict[str, Any])


def mark_all_as_read(window: Browser) -> bool:
    """Press the button if it is there, and return whether nothing is unread."""
    window.run(READ_ALL)
    return "No unread notification" in window.text()


@pytest.mark.slow
def test_notifications_are_counted_read_and_deleted(demo: AlcoveProcess, window: Browser) -> None:
    """The header counts unread ones; one is marked, opened and deleted, then all are read, and the focus is kept."""
    until(lambda: len(read_notifications(demo)["notifications"]) > 1, describe=lambda: demo.output)
    window.open(f"http://127.0.0.1:{demo.port}/")
    window.wait(lambda: "unread" in window.run(BELL))
    window.click(css="header a[href='/notifications']")
    window.wait_for("Notifications", css="h1")
    window.wait(lambda: len(window.all(LIST)) > 1)
    known = read_notifications(demo)["notifications"]
    window.press("Mark as read")
    window.wait(lambda: any(item["acknowledged_at"] for item in read_notifications(demo)["notifications"]))
    window.wait(lambda: window.run(FOCUS) == "LI")
    window.press("Delete")
    window.wait(lambda: known[0]["id"] not in {item["id"] for item in read_notifications(demo)["notifications"]})
    window.wait(lambda: window.run(FOCUS) == "UL")
    # The addresses that notifications link to are pages.
    window.click(css=f"{LIST} a")
    window.wait(
        lambda: not window.address.endswith("/notifications") and window.text("h1") not in {"", "Notifications"}
    )
    assert window.text("h1") != "Page not found"
    window.open(f"http://127.0.0.1:{demo.port}/notifications?unread=true")
    # The demo may report something new meanwhile.
    window.wait(lambda: mark_all_as_read(window))
    assert window.address.endswith("?unread=true")
    window.wait(lambda: window.run(BELL) == "Notifications")
    assert window.take_problems() == []
