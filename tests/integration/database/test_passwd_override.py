"""PostgreSQL for a uid without a passwd entry, as in containers."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.folders import skip_if_packages_are_private

PROGRAM = """
import functools, pathlib, sys
from alcove.foundation.database import EmbeddedPostgres, passwd_override, system_account
if sys.argv[2] == "without":
    find = functools.partial(passwd_override.find_passwd_override, libraries=())
    system_account.find_passwd_override = find
with EmbeddedPostgres(pathlib.Path(sys.argv[1])).lease() as dsn:
    print("running", bool(dsn))
"""
UID = 54321
AS_UNKNOWN_USER = (
    "setpriv", f"--reuid={UID}", f"--regid={UID}", "--clear-groups", "--inh-caps=+dac_override",
    "--ambient-caps=+dac_override",
)  # fmt: skip


@pytest.fixture
def folder() -> Iterator[Path]:
    """Yield a folder with a short path that this user owns."""
    skip_if_packages_are_private()
    path = Path(tempfile.mkdtemp(prefix="alcove-"))
    os.chown(path, UID, UID)
    yield path
    shutil.rmtree(path, ignore_errors=True)


def start(folder: Path, library: str) -> subprocess.CompletedProcess[str]:
    """Start PostgreSQL as this user, `with` libnss_wrapper (if installed) or `without`."""
    return subprocess.run(
        [*AS_UNKNOWN_USER, sys.executable, "-c", PROGRAM, str(folder), library], capture_output=True, text=True,
        timeout=60, check=False, env={"PATH": os.environ["PATH"], "HOME": str(folder)},
    )  # fmt: skip


def namespaces_work() -> bool:
    """Return whether this user may create a user namespace."""
    command = [*AS_UNKNOWN_USER, "unshare", "--user", "--map-user=65534", "--map-group=65534", "--", "true"]
    return subprocess.run(command, check=False, capture_output=True).returncode == 0


ONLY_ROOT = pytest.mark.skipif(
    os.geteuid() != 0 or shutil.which("setpriv") is None, reason="only root can change its uid"
)


@ONLY_ROOT
@pytest.mark.parametrize("library", ["with", "without"])
def test_postgresql_starts_for_a_user_without_a_name(folder: Path, library: str) -> None:
    """PostgreSQL starts under an unknown uid, or the error says what to install."""
    completed = start(folder, library)
    installed = library == "with" and any(Path("/usr/lib").glob("*/libnss_wrapper.so"))
    if not installed and not namespaces_work():
        assert "install libnss-wrapper" in completed.stderr
        return
    assert (completed.stdout, completed.returncode) == ("running True\n", 0), completed.stderr
    assert (folder / "names").exists() == installed


@pytest.mark.slow
@ONLY_ROOT
def test_the_mechanisms_are_interchangeable(folder: Path) -> None:
    """A cluster that was created with one mechanism starts with the other; the user owns all files."""
    if not namespaces_work():
        pytest.skip("this system does not allow user namespaces")
    assert [start(folder, library).stdout for library in ("without", "with", "without")] == ["running True\n"] * 3
    assert {path.stat().st_uid for path in folder.rglob("*")} == {UID}


@ONLY_ROOT
def test_a_dsn_without_a_user() -> None:
    """When neither the DSN nor the system has a user name, the error says what to write."""
    program = "import asyncio; from alcove.foundation.database import connect\n"
    program += "asyncio.run(connect('postgresql://127.0.0.1:1/x'))"
    completed = subprocess.run(
        [*AS_UNKNOWN_USER, sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False,
        env={"PATH": os.environ["PATH"]},
    )  # fmt: skip
    assert "DatabaseError: the database's address names no user" in completed.stderr
