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
import pathlib, sys
from alcove.foundation.database import EmbeddedPostgres
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


@pytest.mark.skipif(os.geteuid() != 0 or shutil.which("setpriv") is None, reason="only root can become any number")
def test_a_user_without_a_name_gets_a_database(place: Path) -> None:
    """PostgreSQL starts under a number that no user has, or the error says what would make it do so."""
    done = subprocess.run(
        [*AS_NOBODY_KNOWN, sys.executable, "-c", PROGRAM, str(place)], capture_output=True, text=True, timeout=50,
        check=False, env={"PATH": os.environ["PATH"], "HOME": str(place)},
    )  # fmt: skip
    if not list(Path("/usr/lib").glob("*/libnss_wrapper.so")) and not os.environ.get("CI"):
        assert "install libnss-wrapper" in done.stderr
        return
    assert (done.stdout, done.returncode) == ("running True\n", 0), done.stderr
