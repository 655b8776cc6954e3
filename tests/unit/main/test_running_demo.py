"""Commands find the demonstration that runs on their data."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from alcove.main.running_demo import find_environment
from alcove.main.serve_lock import serve_lock

ABOUT = {"settings": {"SIMULATED": "http://127.0.0.1:1"}, "hidden": ["SECRET"]}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Return a data directory in which only a demonstration has run."""
    (tmp_path / "demo").mkdir()
    return tmp_path


@contextmanager
def run_demo(directory: Path) -> Iterator[None]:
    """Hold the lock of a demonstration for a block."""
    with serve_lock(directory, address="http://127.0.0.1:8000", about=ABOUT):
        yield


def environ(data: Path, **more: str) -> dict[str, str]:
    """Return the environment of a shell."""
    return {"ALCOVE_DATA_DIR": str(data), "SECRET": "mine", **more}


def test_a_running_demo_is_used(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Its settings replace what it hides, also when its own data directory is given; the command says so."""
    with run_demo(data / "demo"):
        for directory in (data, data / "demo"):
            assert find_environment(environ(directory)) == {
                "ALCOVE_DATA_DIR": str(data / "demo"), "SIMULATED": "http://127.0.0.1:1",
            }  # fmt: skip
    assert capsys.readouterr().err.count("using the demonstration that runs on http://127.0.0.1:8000") == 2


def test_without_a_running_demo_nothing_changes(data: Path) -> None:
    """After its end or death, with a configured database, and where an ordinary server runs, nothing changes."""
    shell = environ(data)
    assert find_environment(shell) == shell
    (data / "demo" / "serve.lock").write_text(
        f'{{"pid": {os.getpid()}, "address": "x", "settings": {{}}, "hidden": []}}'
    )
    assert find_environment(shell) == shell, "killed: nobody holds the lock"
    with run_demo(data / "demo"):
        configured = environ(data, DATABASE_URL="postgresql://nobody@127.0.0.1/none")
        assert find_environment(configured) == configured
        with serve_lock(data, address="http://127.0.0.1:9000"):
            assert find_environment(shell) == shell


def test_own_data_are_never_left_aside(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Beside data of one's own the command says how to use the demonstration, and does not."""
    (data / "postgres").mkdir()
    with run_demo(data / "demo"):
        assert find_environment(environ(data)) == environ(data)
    assert f"set ALCOVE_DATA_DIR={data / 'demo'} to use it" in capsys.readouterr().err
