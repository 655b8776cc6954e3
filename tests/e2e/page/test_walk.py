"""A walk through the page by clicks alone: each app has its part in `tests/e2e/APP/page/walk.py`."""

import pytest

from support.browser import Browser
from support.page_crawl import load_app_parts
from support.processes import AlcoveProcess
from support.world import World


@pytest.mark.slow
def test_every_app_is_used_by_clicks_alone(window: Browser, demo: AlcoveProcess, demo_world: World) -> None:
    """From `/` and without another typed address each app does what it is for, and nothing is refused or logged."""
    window.open(f"http://127.0.0.1:{demo.port}/")
    for part in load_app_parts("walk"):
        window.click(css="nav a[href='/']")
        window.wait_for("Today", css="h1")
        part.walk(window, demo_world)
    assert window.take_problems() == []
