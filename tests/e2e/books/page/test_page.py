"""The page of books on a demo server: from a search to the delivered file, and around a folder that cannot be used."""

import pytest

from support.browser import Browser
from support.processes import AlcoveProcess
from support.world import World

STATES = ("Queued", "Downloading", "Delivered")
WAITING = "[role=grid] [role=row] a[href^='/books/item/']"
HANDLES = "[role=grid] [role=row] button[slot=drag]"
WATCH = """
window.seenStates = [];
new MutationObserver(() => {
  const text = document.querySelector("main").innerText;
  const state = arguments[0].find((word) => text.includes(word));
  if (state && seenStates.at(-1) !== state) seenStates.push(state);
}).observe(document.querySelector("main"), { subtree: true, childList: true, characterData: true });
"""


@pytest.fixture
def page(window: Browser, demo: AlcoveProcess) -> Browser:
    """Return a browser on the page of books."""
    window.open(f"http://127.0.0.1:{demo.port}/books")
    window.wait_for("Title, author or ISBN")
    window.take_problems()
    return window


def press(page: Browser, label: str) -> None:
    """Press the first button with exactly this label."""
    page.click(xpath=f"(//main//button[normalize-space()='{label}'])[1]")


def move_second_to_front(page: Browser) -> None:
    """Drag the second of the books that wait in front of the first with keys, and see that the server keeps it so."""
    page.wait(lambda: len(page.all(WAITING)) == 2)
    first, second = page.all(WAITING)
    page.run("document.querySelectorAll(arguments[0])[1].focus()", HANDLES)
    page.key("Enter")
    page.wait(lambda: page.run("return document.activeElement.ariaRoleDescription") == "drop indicator")
    page.key("Home")
    page.key("Enter")
    page.wait(lambda: page.all(WAITING) == [second, first])
    page.open(page.address)
    page.wait(lambda: page.all(WAITING) == [second, first])


@pytest.mark.slow
def test_a_book_is_found_queued_and_delivered(page: Browser, demo_world: World) -> None:
    """A search names its source, each state of a queued book is seen in its row, and the focus stays on its button."""
    page.type("main input[type=search]", "Volume 7")
    press(page, "Search")
    page.wait_for("Demo library")
    page.wait_for("Queue")
    assert "q=Volume" in page.address
    page.run(WATCH, list(STATES))
    press(page, "Queue")
    page.wait_for("Delivered")
    assert page.run("return seenStates") == list(STATES)
    assert page.run("return document.activeElement.tagName") == "BUTTON"
    page.click(css="nav a[href='/books/queue']")
    page.wait_for("Delivered to")
    assert any((demo_world.data_dir / "demo" / "books" / "ingest").glob("*Volume 7*"))
    assert page.take_problems() == []


@pytest.mark.slow
def test_an_unusable_folder_is_explained_and_a_retry_delivers(page: Browser, demo_world: World) -> None:
    """While books cannot be delivered, a row says why; books that wait are moved by keys; a retry then delivers."""
    ingest = demo_world.data_dir / "demo" / "books" / "ingest"
    aside = ingest.with_name("aside")
    ingest.mkdir(parents=True, exist_ok=True)
    ingest.rename(aside)
    # A file in its place stops also the superuser, whom no permission stops.
    ingest.write_text("not a folder")
    try:
        for words in ("Volume 18", "Volume 25"):
            page.type("main input[type=search]", words)
            press(page, "Search")
            page.wait_for(words)
            press(page, "Queue")
            page.wait_for("The book waits, and is delivered when this has been corrected.")
        page.click(css="nav a[href='/books/queue']")
        move_second_to_front(page)
    finally:
        ingest.unlink()
        aside.rename(ingest)
    page.click(xpath="//main//*[@role='row'][contains(., 'Volume 18')]//button[normalize-space()='Retry']")
    page.wait_for("Volume 18 (")
    assert any(ingest.glob("*Volume 18*"))
