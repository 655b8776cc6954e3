"""Sellers, the model and the connection to Discogs in the demo, in a real browser."""

import re

from support.browser import Browser
from support.processes import AlcoveProcess

CHANCE = re.compile("1 in [0-9]+ among [0-9]+ candidates|the offer with the best score")
"""A pick is drawn; where that takes too long, it is the best offer."""
ALERTS = "main [role=alert]"


def test_a_scrape_is_followed_from_the_ranking_to_its_history(browser: Browser, server: AlcoveProcess) -> None:
    """Sellers are ranked by the wantlist; an unknown one is one message; a scrape says why offers were skipped."""
    base = f"http://127.0.0.1:{server.port}"
    browser.open(f"{base}/sellers?seller=nobody-at-all")
    browser.wait_for("sven_lindqvist", css="table")
    browser.wait_for("Your wantlist: 15 releases", css="main")
    browser.click_text("Scrape")
    browser.wait_for("Discogs knows no seller called nobody-at-all", css=ALERTS)
    assert len(browser.all(ALERTS)) == 1
    assert "nobody-at-all" not in browser.text("table")

    browser.click(xpath="//table//a[normalize-space(.)='nina-vogel']")
    browser.wait_for("nina-vogel", css="h1")
    browser.wait(lambda: bool(browser.all("ol > li")))
    before = len(browser.all("ol > li"))
    browser.click_text("Scrape")
    browser.wait(lambda: len(browser.all("ol > li")) == before + 1)
    browser.wait_for("Stopped at the first offers that were already stored", css="ol > li:first-child")
    browser.wait_for("condition", css="ol > li:last-child")
    assert browser.all("#wanted-offers ~ ul > li")
    assert browser.take_problems() == []


def test_the_model_and_the_connection_are_shown(browser: Browser, server: AlcoveProcess) -> None:
    """Charts have a table beside them; the connection test names the account; the environment's token is locked."""
    base = f"http://127.0.0.1:{server.port}"
    browser.open(f"{base}/records/model")
    browser.wait_for("Jazz", css="table[aria-label=Genres]")
    assert len(browser.all("main svg[role=img]")) >= 4
    browser.wait(lambda: bool(CHANCE.search(browser.text("[aria-label^='Records of the day'] li"))))
    browser.open(f"{base}/settings/discogs")
    browser.click_text("Test connection")
    browser.wait_for("Connected to Discogs as collector.", css="main [role=status]")
    browser.wait_for("DISCOGS_USER_TOKEN is set in the environment", css="main")
    assert browser.take_problems() == []
