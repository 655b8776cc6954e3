"""Folders with short paths that every user can enter, and servers that are stopped after each test."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from e2e.first_command.environments import Server
from support.folders import fast_folder

Start = Callable[..., Server]


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    """Yield a folder for the checkouts and data directories of a module."""
    folder = Path(tempfile.mkdtemp(prefix="alcove-", dir=_fast_folder()))
    folder.chmod(0o755)
    yield folder
    subprocess.run(["chmod", "-R", "u+w", folder], check=True)
    shutil.rmtree(folder)


def _fast_folder() -> Path:
    """Return a folder in memory, if it has space and allows execution, because thousands of files are created."""
    usual = Path(tempfile.gettempdir())
    fast = fast_folder(usual)
    return usual if os.statvfs(fast).f_flag & os.ST_NOEXEC else fast


@pytest.fixture
def start(place: Path) -> Iterator[Start]:
    """Yield a function that starts a server, which is stopped after the test."""
    with ExitStack() as stack:
        numbers = iter(range(100))

        def run(*command: str, **options: object) -> Server:
            log = place / f"log-{next(numbers)}.txt"
            server = Server(command, log=log, **options)  # type: ignore[arg-type]
            stack.callback(server.end)
            return server

        yield run
