"""Homes with short names, because a Unix socket's path may not be long, and servers that always end."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from e2e.processes.running import PYTHON, Running, environment, free_port
from support.folders import short_folder


@pytest.fixture
def home() -> Iterator[Path]:
    """Give an empty home."""
    with short_folder() as place:
        yield place


@pytest.fixture
def env(home: Path) -> dict[str, str]:
    """Give the environment of an Alcove with a port and a data directory of its own."""
    return environment(home, PORT=str(free_port()), ALCOVE_DATA_DIR=str(home / "data"))


@pytest.fixture
def start(env: dict[str, str]) -> Iterator[Callable[..., Running]]:
    """Give a function that starts `alcove` and ends it after the test."""
    with ExitStack() as stack:

        def run(
            *arguments: str, prefix: tuple[str, ...] = PYTHON, pass_fds: tuple[int, ...] = (), **settings: str
        ) -> Running:
            running = Running(*arguments, env={**env, **settings}, prefix=prefix, pass_fds=pass_fds)
            stack.callback(_end, running)
            return running

        yield run


def _end(running: Running) -> None:
    try:
        running.stop()
    finally:
        running.process.kill()
