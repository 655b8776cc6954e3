"""The classic page in a real browser."""

import asyncio
from pathlib import Path

import pytest

from e2e.books.pages.conftest import PageHarness
from fixtures.books.app_with_sources import BooksTestApp


@pytest.fixture
def _requirements(books_app: BooksTestApp) -> None:
    books_app.environ["UI"] = "classic"


@pytest.mark.usefixtures("_requirements")
async def test_the_classic_page_works(harness: PageHarness, tmp_path: Path) -> None:
    """Search, filters, details, queue, refresh, progress, cancel, download link and clear work without errors."""
    file = tmp_path / "Frankenstein.epub"
    file.write_bytes(b"PK\x03\x04 a book")
    await asyncio.to_thread(_use_page, harness, file)


def _use_page(harness: PageHarness, file: Path) -> None:
    window = harness.window
    window.open(harness.base)
    window.wait_for("Nothing queued", css="#status")
    window.take_problems()
    window.type("#words", "frankenstein")
    window.click_text("Search")
    window.wait_for("Mary Shelley 1818 en")
    assert len(window.all("article")) == 2
    window.click_text("Advanced")
    window.click(css="input[name=format][value=epub]")
    window.click_text("Search")
    window.wait_for("No results found")
    window.click(css="input[name=format][value=epub]")
    window.click_text("Search")
    window.wait_for("Mary Shelley 1818 en")
    window.click(css="[data-details='sh-1.epub']")
    window.wait_for("Gothic fiction", css="dialog")
    window.click_text("Get it")
    window.wait_for("Cancel", css="#status")
    harness.set_state("sh-1.epub", "downloading", progress=40.0, message="Downloading")
    _refresh_until(harness, "Downloading")
    window.wait_for("1", css="#active-count")
    window.click(css="[data-cancel='sh-1.epub']")
    window.wait_for("cancelled", css="#status")
    window.click_text("Clear completed")
    window.wait_for("Nothing queued", css="#status")
    window.click(css="[data-download='sh-1.epub']")
    window.wait_for("Cancel", css="#status")
    harness.set_state("sh-1.epub", "complete", file_path=str(file), file_name=file.name)
    _refresh_until(harness, "complete")
    link = window.run("return document.querySelector('#status a').href")
    assert link == f"{harness.base}/request/api/localdownload?id=sh-1.epub"
    payload = window.run("return fetch(arguments[0]).then(answer => answer.text())", link)
    assert payload == "PK\x03\x04 a book"
    assert window.take_problems() == []


def _refresh_until(harness: PageHarness, text: str) -> None:
    """Refresh until the page shows the change of a worker."""

    def is_shown() -> bool:
        harness.window.click_text("Refresh")
        return text in harness.window.text("#status")

    harness.window.wait(is_shown)


@pytest.mark.usefixtures("_requirements")
async def test_hostile_titles_execute_nothing(harness: PageHarness) -> None:
    """A book with a script in every text is shown, queued and described, and no script runs."""
    await asyncio.to_thread(_provoke, harness)


def _provoke(harness: PageHarness) -> None:
    window = harness.window
    window.open(f"{harness.base}/request")
    window.wait_for("Nothing queued", css="#status")
    window.take_problems()
    window.type("#words", "frankenstein")
    window.click_text("Search")
    window.wait_for("\u2039img src=x onerror=")
    window.click(css="[data-download='sh-2.epub']")
    window.wait_for("\u2039script\u203a", css="#status")
    harness.set_state("sh-2.epub", "error", message="<img src=x onerror=\"document.title='run'\">")
    _refresh_until(harness, "error")
    window.click(css="[data-details='sh-2.epub']")
    window.wait_for("\u2039img", css="dialog")
    assert window.run("return document.title") == "Books, the old way"
    assert (
        window.run("return document.querySelectorAll('#status img, #cards img, dialog img, main script').length") == 0
    )
    assert window.take_problems() == []


@pytest.mark.usefixtures("_requirements")
async def test_the_content_security_policy_blocks_scripts(harness: PageHarness) -> None:
    """Injected HTML runs no script: no event handler, no inline script and no external script."""
    await asyncio.to_thread(_inject, harness)


def _inject(harness: PageHarness) -> None:
    window = harness.window
    window.open(f"{harness.base}/request")
    window.wait_for("Nothing queued", css="#status")
    window.run(
        "document.getElementById('cards').innerHTML = arguments[0]", "<img src=x onerror=\"document.title='run'\">"
    )
    window.run(
        "const made = document.createElement('script'); made.textContent = \"document.title='run'\";"
        " document.body.append(made)"
    )
    window.wait(lambda: any("Content Security Policy" in complaint for complaint in window.take_problems()))
    assert window.run("return document.title") == "Books, the old way"
