"""A user without a name, as containers run under any number."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

PROGRAM = """
import functools, pathlib, sys
from alcove.foundation.database import EmbeddedPostgres, account, nameless
if sys.argv[2] == "without":
    account.find_naming = functools.partial(nameless.find_naming, libraries=())
with EmbeddedPostgres(pathlib.Path(sys.argv[1])).lease() as dsn:
    print("running", bool(dsn))
"""
NUMBER = 54321
AS_NOBODY_KNOWN = (
    "setpriv", f"--reuid={NUMBER}", f"--regid={NUMBER}", "--clear-groups", "--inh-caps=+dac_override",
    "--ambient-caps=+dac_override",
)  # fmt: skip


@pytest.fixture
def place() -> Iterator[Path]:
    """Give a folder with a short name that belongs to that user."""
    folder = Path(tempfile.mkdtemp(prefix="alcove-"))
    os.chown(folder, NUMBER, NUMBER)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def start(place: Path, library: str) -> subprocess.CompletedProcess[str]:
    """Start PostgreSQL as a user without a name, `with` libnss_wrapper if that is installed, or `without`."""
    return subprocess.run(
        [*AS_NOBODY_KNOWN, sys.executable, "-c", PROGRAM, str(place), library], capture_output=True, text=True,
        timeout=60, check=False, env={"PATH": os.environ["PATH"], "HOME": str(place)},
    )  # fmt: skip


def namespaces_work() -> bool:
    """Tell whether that user may have a user namespace."""
    command = [*AS_NOBODY_KNOWN, "unshare", "--user", "--map-user=65534", "--map-group=65534", "--", "true"]
    return subprocess.run(command, check=False, capture_output=True).returncode == 0


ONLY_ROOT = pytest.mark.skipif(
    os.geteuid() != 0 or shutil.which("setpriv") is None, reason="only root can become any number"
)


@ONLY_ROOT
@pytest.mark.parametrize("library", ["with", "without"])
def test_a_user_without_a_name_gets_a_database(place: Path, library: str) -> None:
    """PostgreSQL starts under a number that no user has, or the error says what would make it do so."""
    done = start(place, library)
    installed = library == "with" and any(Path("/usr/lib").glob("*/libnss_wrapper.so"))
    if not installed and not namespaces_work():
        assert "install libnss-wrapper" in done.stderr
        return
    assert (done.stdout, done.returncode) == ("running True\n", 0), done.stderr
    assert (place / "names").exists() == installed


@ONLY_ROOT
def test_it_finds_its_database_again_with_another_way_to_a_name(place: Path) -> None:
    """What one way made the other starts: files are the user's own, whatever name a process saw itself under."""
    if not namespaces_work():
        pytest.skip("not run: this system gives its users no namespaces")
    assert [start(place, library).stdout for library in ("without", "with", "without")] == ["running True\n"] * 3
    assert {path.stat().st_uid for path in place.rglob("*")} == {NUMBER}


@ONLY_ROOT
def test_an_address_without_a_user_is_told() -> None:
    """Where neither the address nor the system names a user, the error says what to write."""
    program = "import asyncio; from alcove.foundation.database import connect\n"
    program += "asyncio.run(connect('postgresql://127.0.0.1:1/x'))"
    done = subprocess.run(
        [*AS_NOBODY_KNOWN, sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False,
        env={"PATH": os.environ["PATH"]},
    )  # fmt: skip
    assert "DatabaseError: the database's address names no user" in done.stderr
