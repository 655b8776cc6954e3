"""The web page as `make web` builds it."""

import fcntl
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def build_page() -> Path:
    """Build the page where that is due, one test process at a time, and return its folder; skip without npm."""
    if shutil.which("npm") is None:
        pytest.skip("npm is not installed, so there is no page to test")
    with (ROOT / "web" / ".build.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = subprocess.run(["make", "web"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return ROOT / "web" / "dist"
