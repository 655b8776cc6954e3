"""The part of records in the walk by clicks alone: an offer, and why it suits."""

from support.browser import Browser
from support.world import World

OFFER = "main a[href^='/records/offer/']"
REASONS = "[aria-label=Reasons] li"
NAMES = "return [...document.querySelectorAll(arguments[0])].map(link => link.innerText).filter(Boolean)"


def walk(browser: Browser, world: World) -> None:  # noqa: ARG001 - as every app's
    """Open an offer of the start page, which appears by itself and has three or more reasons."""
    browser.wait(lambda: bool(browser.run(NAMES, OFFER)))
    # The record of the day takes the place of the best offers meanwhile, under the same selector.
    browser.click(css=f"{OFFER}:not(:empty)")
    browser.wait(lambda: "/records/offer/" in browser.address)
    browser.wait(lambda: len(browser.all(REASONS)) >= 3)
    browser.wait(lambda: browser.text("h1") not in {"", "Today", "Offer"})
    browser.wait_for("Keep", css="main button")
    browser.click(css="header nav a[href='/records']")
    browser.wait(lambda: bool(browser.run(NAMES, f"article {OFFER.removeprefix('main ')}")))
    browser.wait_for("Records", css="h1")
