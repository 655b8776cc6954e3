"""A demonstration whose apps have data, and a browser on it."""

import pytest

from support.browser import Browser
from support.processes import AlcoveProcess
from support.until import until

HAS_OFFER = "return document.querySelector('main h2, main h3') !== null"


@pytest.fixture(scope="session")
def filled_demo(demo: AlcoveProcess) -> AlcoveProcess:
    """Return the demo server when its data have been made."""
    until(
        lambda: "demo is ready" in demo.output.lower() or demo.get("/api/apps")[0] == 200, describe=lambda: demo.output
    )
    return demo


@pytest.fixture
def browser(window: Browser) -> Browser:
    """Return a browser without recorded errors."""
    window.take_problems()
    return window
