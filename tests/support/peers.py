"""Catalogue servers of other projects: Debian's calibre content server, and Calibre-Web with its own database."""

import os
import shutil
import signal
import sqlite3
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import pytest

from support.sockets import free_port
from support.until import until

ROOT: Final = Path(__file__).parents[2]
CALIBRE_WEB: Final = ROOT / ".venv-peers" / "bin" / "cps"
PASSWORD: Final = "A long-enough Passw0rd!"
START_TIMEOUT_S: Final = 45.0
BUSY: Final = "Another calibre program"
"""The message of calibredb while another one of the same user runs."""


@dataclass(frozen=True, slots=True)
class Peer:
    """A running server: the address of its catalogue, and a user of it."""

    url: str
    username: str = ""
    password: str = ""


def require_calibre() -> None:
    """Skip the test where calibre is not installed; in continuous integration it must be."""
    _require(shutil.which("calibre-server") is not None, "calibre is not installed")


def require_calibre_web() -> None:
    """Skip the test where Calibre-Web is not installed; in continuous integration it must be."""
    _require(CALIBRE_WEB.exists(), "Calibre-Web is not installed: make peers")


def _require(is_installed: bool, reason: str) -> None:  # noqa: FBT001 - a condition, not an option
    if is_installed:
        return
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


def make_library(folder: Path, files: Mapping[str, bytes]) -> Path:
    """Return a calibre library of the books, given as their bytes by file name."""
    require_calibre()
    library, incoming = folder / "library", folder / "incoming"
    library.mkdir(parents=True)
    incoming.mkdir()
    for name, content in files.items():
        (incoming / name).write_bytes(content)
    paths = [str(incoming / name) for name in files]
    deadline = time.monotonic() + START_TIMEOUT_S
    while (output := _add_books(folder, library, paths=paths)) is not None:
        assert BUSY in output, output
        assert time.monotonic() < deadline, output
        time.sleep(0.5)
    return library


def _add_books(folder: Path, library: Path, *, paths: Sequence[str]) -> str | None:
    """Add files to a library; return the output if that failed, None otherwise."""
    done = subprocess.run(
        ["calibredb", "add", "--with-library", str(library), *paths],
        env=_environment(folder),
        capture_output=True,
        text=True,
        timeout=START_TIMEOUT_S,
        check=False,
    )
    return None if done.returncode == 0 else done.stdout + done.stderr


@contextmanager
def calibre_server(folder: Path, library: Path, *, per_page: int = 30) -> Iterator[Peer]:
    """Serve a library as calibre does, so many books to a page."""
    require_calibre()
    port = free_port()
    place = ["--listen-on", "127.0.0.1", "--port", str(port), "--disable-use-bonjour"]
    command = ["calibre-server", *place, "--max-opds-items", str(per_page), str(library)]
    address = f"http://127.0.0.1:{port}/opds"
    with _running(command, folder, address=address):
        yield Peer(address)


def make_app_db(folder: Path, *, password: str = PASSWORD) -> Path:
    """Return the `app.db` that Calibre-Web makes itself, with this password for its user `admin`."""
    require_calibre_web()
    folder.mkdir(parents=True, exist_ok=True)
    database = folder / "app.db"
    done = subprocess.run(
        [*_calibre_web_command(folder), "-s", f"admin:{password}"],
        cwd=folder,
        env=_environment(folder),
        capture_output=True,
        text=True,
        timeout=START_TIMEOUT_S,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert database.exists(), done.stdout + done.stderr
    return database


@contextmanager
def calibre_web(folder: Path, library: Path, *, password: str = PASSWORD) -> Iterator[Peer]:
    """Serve a library as Calibre-Web does, to its user `admin`."""
    port = free_port()
    database = make_app_db(folder, password=password)
    with closing(sqlite3.connect(database)) as opened, opened:
        opened.execute("UPDATE settings SET config_calibre_dir = ?, config_port = ?", (str(library), port))
    address = f"http://127.0.0.1:{port}/opds"
    with _running([*_calibre_web_command(folder), "-i", "127.0.0.1", "-m"], folder, address=address):
        yield Peer(address, "admin", password)


def _calibre_web_command(folder: Path) -> list[str]:
    return [str(CALIBRE_WEB), "-p", str(folder / "app.db"), "-g", str(folder / "gdrive.db"), "-o", "/dev/stdout"]


def _environment(folder: Path) -> dict[str, str]:
    """Return an environment in which the servers keep everything inside of one folder."""
    own = {
        "HOME": str(folder),
        "CALIBRE_CONFIG_DIRECTORY": str(folder / "calibre"),
        "CALIBRE_DBPATH": str(folder),
        "XDG_RUNTIME_DIR": str(folder),
        # Calibre-Web has a folder there, which one user of the machine owns.
        "TMPDIR": str(folder),
        "QT_QPA_PLATFORM": "offscreen",
        # calibre allows one program per user, whatever the library; here each has its own.
        "CALIBRE_NO_SI_DANGER_DANGER": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    return {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", **own}


@contextmanager
def _running(command: list[str], folder: Path, *, address: str) -> Iterator[None]:
    """Run a server until the block ends; it has answered before the block begins."""
    log = folder / "server.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=folder, env=_environment(folder), stdout=output, stderr=output, start_new_session=True
        )
        try:
            _wait_ready(address, process, log=log)
            yield
        finally:
            _stop(process)


def _wait_ready(address: str, process: subprocess.Popen[bytes], *, log: Path) -> None:
    def answers() -> bool:
        assert process.poll() is None, log.read_text(errors="replace")[-2000:]
        try:
            urlopen(address, timeout=5).close()  # noqa: S310 - an address of our own
        except HTTPError as refused:
            # A refusal is an answer, too.
            refused.close()
        except (URLError, OSError):
            return False
        return True

    until(answers, describe=lambda: log.read_text(errors="replace")[-2000:])


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End the server and what it started: they are a process group of their own."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
    process.wait(timeout=10)
