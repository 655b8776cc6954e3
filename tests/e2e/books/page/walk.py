"""The part of books in the walk by clicks alone: a book in the ingest folder."""

from support.browser import Browser
from support.world import World

TITLE = "Volume 23"
ROW = f"//main//li[contains(., '{TITLE} (')]"


def walk(browser: Browser, world: World) -> None:
    """Search a book, queue it in one click, and find it delivered: in its row, and as a file."""
    browser.click(css="header nav a[href='/books']")
    browser.wait_for("Title, author or ISBN")
    browser.type("main input[type=search]", TITLE)
    browser.click(xpath="//main//button[normalize-space(.)='Search']")
    browser.wait_for("Queue", css="main button")
    browser.click(xpath="(//main//button[normalize-space(.)='Queue'])[1]")
    browser.wait_for("Delivered")
    browser.click(css="nav a[href='/books/queue']")
    browser.wait_for("Delivered to")
    assert any((world.data_dir / "demo" / "books" / "ingest").glob(f"*{TITLE}*"))
