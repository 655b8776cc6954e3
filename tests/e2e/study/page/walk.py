"""The part of study in the walk by clicks alone: an answer of the tutor, and the passage that it cites."""

from support.browser import Browser
from support.world import World

MATERIALS = 4
QUESTION = "How does a fuse work?"
CITATION = "[aria-label=Sources] li:first-child button"


def walk(browser: Browser, world: World) -> None:  # noqa: ARG001 - as every app's
    """Ask the tutor a question, and open the passage that its answer cites."""
    browser.click(css="header nav a[href='/study']")
    browser.wait_for("Study", css="h1")
    browser.click(css="nav a[href='/study/materials']")
    browser.wait(lambda: browser.text().count("Ready ·") >= MATERIALS)
    browser.click(css="nav a[href='/study/tutor']")
    browser.wait_for("Tutor", css="h1")
    browser.type("main textarea", QUESTION)
    browser.click(xpath="//main//button[normalize-space(.)='Send']")
    browser.wait_for("Regenerate")
    browser.click(css=CITATION)
    browser.wait_for("A fuse is a thin wire that melts", css="[role=dialog] mark")
    browser.key("Escape")
    browser.wait(lambda: browser.all("[role=dialog]") == [])
