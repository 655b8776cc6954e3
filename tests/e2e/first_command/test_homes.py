"""`alcove serve` finds a data directory, or says what is missing, for any user and HOME."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from e2e.first_command.conftest import Start
from e2e.first_command.environments import (
    ROOT,
    UNKNOWN_UID,
    User,
    environment,
    is_running,
    public_modes,
    source_environment,
    unknown_user,
)

PYTHON = "/usr/bin/python3"
ONLY_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only root can run as another user")
SERVE = ("-m", "alcove", "serve")
EMPTY_DIRECTORIES = "trap : INT; mount -t tmpfs tmpfs /var/lib && mount -t tmpfs tmpfs /var/cache || exit 1"
# Mounts are visible only for one process and its children.
IN_MOUNT_NAMESPACE = ("unshare", "--mount", "--propagation", "private", "--", "sh", "-c")


def copy_source(folder: Path) -> Path:
    """Copy the source into a writable checkout."""
    folder.mkdir()
    shutil.copytree(ROOT / "src", folder / "src", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


@pytest.fixture(scope="module")
def checkout(place: Path) -> Path:
    """Return a checkout that the user without a name owns."""
    folder = copy_source(place / "checkout")
    User(UNKNOWN_UID).chown(folder)
    return folder


@pytest.fixture(scope="module")
def other_home(place: Path) -> Path:
    """Return the private home of another user."""
    folder = place / "other"
    folder.mkdir(mode=0o700)
    return folder


@ONLY_ROOT
@pytest.mark.parametrize(
    "home", [pytest.param(None, marks=pytest.mark.slow), "/nonexistent", pytest.param("other", marks=pytest.mark.slow)]
)
def test_without_a_home_the_data_directory_is_in_the_checkout(
    start: Start, checkout: Path, other_home: Path, home: str | None
) -> None:
    """With HOME unset, missing or private, a user without a name gets a server that prints its data directory."""
    user = unknown_user([PYTHON])
    settings = {} if home is None else {"HOME": str(other_home) if home == "other" else home}
    server = start(PYTHON, *SERVE, folder=checkout, user=user, **source_environment(checkout), **settings).wait_ready()
    data = checkout / ".alcove-data"
    assert f"the data directory is {data}" in server.output
    assert server.interrupt() == 0
    assert not is_running(data)
    assert public_modes(data) == {}
    assert not list(other_home.iterdir())


@ONLY_ROOT
def test_without_home_and_checkout_the_start_fails(place: Path) -> None:
    """When neither HOME nor the checkout is writable, the start fails with one line that has the setting."""
    user = unknown_user([PYTHON])
    read_only = copy_source(place / "closed")
    read_only.chmod(0o755)
    completed = subprocess.run(
        [PYTHON, *SERVE], cwd="/", env=environment(HOME="/nonexistent", **source_environment(read_only)),
        capture_output=True, text=True, timeout=100, check=False, **user.options,  # type: ignore[call-overload]
    )  # fmt: skip
    assert completed.returncode == 1
    assert "ALCOVE_DATA_DIR" in completed.stderr
    assert "Traceback" not in completed.stderr


@pytest.fixture
def root_environment(place: Path) -> Mapping[str, str]:
    """Return the environment of root with a new private home; skip when mounts are not allowed."""
    probe = [*IN_MOUNT_NAMESPACE, "mount -t tmpfs tmpfs /var/lib"]
    if os.geteuid() != 0 or subprocess.run(probe, capture_output=True, check=False).returncode:
        pytest.skip("needs root and permission to mount")
    home = place / f"root-{len(list(place.iterdir()))}"
    home.mkdir(mode=0o700)
    return {"HOME": str(home), "PYTHON": sys.executable}


def test_root_uses_var_lib(start: Start, root_environment: Mapping[str, str]) -> None:
    """As root the data directory is /var/lib/alcove, which is private; PostgreSQL runs under another account."""
    script = (
        f'{EMPTY_DIRECTORIES}; "$PYTHON" -m alcove serve; code=$?;'
        ' stat -c "%a %u" /var/lib/alcove; stat -c "%a %u" /var/lib/alcove/postgres; ls "$HOME"; exit $code'
    )
    server = start(*IN_MOUNT_NAMESPACE, script, folder=Path("/"), user=User(), **root_environment).wait_ready()
    assert "Using the data in" not in server.output
    assert server.interrupt() == 0
    data_mode, postgres_mode = server.output.splitlines()[-2:]
    assert data_mode == "710 0"
    assert postgres_mode.startswith("700 ")
    assert postgres_mode != "700 0"


@pytest.mark.slow
def test_root_uses_older_data_in_its_home(start: Start, root_environment: Mapping[str, str]) -> None:
    """Data of an earlier version in root's home are used, with a message; /var/lib/alcove is not created."""
    old = Path(root_environment["HOME"]) / ".local" / "share" / "alcove"
    old.mkdir(parents=True, mode=0o755)
    (old / "serve.lock").write_text("")
    (old / "alcove.toml").write_text('log_level = "info"\n')
    script = f'{EMPTY_DIRECTORIES}; "$PYTHON" -m alcove serve; code=$?; ls /var/lib; exit $code'
    server = start(*IN_MOUNT_NAMESPACE, script, folder=Path("/"), user=User(), **root_environment).wait_ready()
    assert server.output.count(f"Using the data in {old}") == 1
    assert server.interrupt() == 0
    assert "alcove" not in server.output.splitlines()[-1:]
    assert public_modes(old) == {}
