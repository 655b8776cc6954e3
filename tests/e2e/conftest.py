"""A home folder with an Alcove for each test, and a browser for the worker's tests."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from support.browser import Browser, Chromium
from support.browser import chromium as run_chromium
from support.processes import AlcoveProcess
from support.web_page import build_page
from support.world import World, make_world


@pytest.fixture
def world(migrated_data: Path) -> Iterator[World]:
    """Yield an Alcove of the test's own; none of its processes has been started."""
    with make_world(migrated_data) as world:
        yield world


@pytest.fixture
def home(world: World) -> Path:
    """Return the home folder of the test's Alcove."""
    return world.home


@pytest.fixture
def env(world: World) -> dict[str, str]:
    """Return the environment of the test's Alcove, which a test may change before it starts anything."""
    return world.env


@pytest.fixture
def start(world: World) -> Callable[..., AlcoveProcess]:
    """Return the function that starts `alcove` processes, which end with the test."""
    return world.start


@pytest.fixture(scope="session")
def demo_world(migrated_data: Path) -> Iterator[World]:
    """Yield an Alcove in which `demo` runs."""
    with make_world(migrated_data, SERVE_FRONTEND_DIR=str(build_page())) as world:
        yield world


@pytest.fixture(scope="session")
def demo(demo_world: World) -> AlcoveProcess:
    """Return a demonstration server with the built page, which all tests of the worker share."""
    return demo_world.start("serve", "--demo").wait_ready()


@pytest.fixture(scope="session")
def server(migrated_data: Path) -> Iterator[AlcoveProcess]:
    """Yield a server that all tests of the worker share, and from which they only read."""
    with make_world(migrated_data) as world:
        yield world.start("serve").wait_ready()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Chromium]:
    """Yield a browser that all tests of the worker share."""
    with run_chromium() as running:
        yield running


@pytest.fixture
def window(chromium: Chromium) -> Iterator[Browser]:
    """Yield an empty page of the browser, without cookies or storage."""
    with chromium.open_page() as page:
        yield page
