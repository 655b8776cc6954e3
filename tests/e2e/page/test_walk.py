"""A walk through the page by clicks alone: each app has its part in `tests/e2e/APP/page/walk.py`."""

import importlib
from collections.abc import Callable

import pytest

from arch.tree import ROOT
from support.browser import Browser
from support.processes import AlcoveProcess
from support.world import World

TESTS = ROOT / "tests"
Walk = Callable[[Browser, World], None]


def find_walks() -> list[Walk]:
    """Return the part of each app that has one."""
    files = sorted(TESTS.glob("e2e/*/page/walk.py"))
    modules = [".".join(file.relative_to(TESTS).with_suffix("").parts) for file in files]
    return [importlib.import_module(module).walk for module in modules]


@pytest.mark.slow
def test_every_app_is_used_by_clicks_alone(window: Browser, demo: AlcoveProcess, demo_world: World) -> None:
    """From `/` and without another typed address each app does what it is for, and nothing is refused or logged."""
    window.open(f"http://127.0.0.1:{demo.port}/")
    for walk in find_walks():
        window.click(css="nav a[href='/']")
        window.wait_for("Today", css="h1")
        walk(window, demo_world)
    assert window.take_problems() == []
