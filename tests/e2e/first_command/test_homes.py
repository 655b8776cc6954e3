"""`alcove serve` finds a place for its data, or says what is missing, whoever runs it and whatever HOME says."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from e2e.first_command.conftest import Start
from e2e.first_command.situation import (
    NAMELESS,
    ROOT,
    User,
    environment,
    imports,
    is_running,
    modes_open_to_others,
    nameless_user,
)

PYTHON = "/usr/bin/python3"
ONLY_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="not run: only root can become another user")
SERVE = ("-m", "alcove", "serve")
EMPTY_PLACES = "trap : INT; mount -t tmpfs tmpfs /var/lib && mount -t tmpfs tmpfs /var/cache || exit 1"
# Folders of the machine are replaced for one process and its children only.
IN_ITS_OWN_NAMESPACE = ("unshare", "--mount", "--propagation", "private", "--", "sh", "-c")


def copy_source(folder: Path) -> Path:
    """Make a checkout of what runs, in which files can be made."""
    folder.mkdir()
    shutil.copytree(ROOT / "src", folder / "src", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


@pytest.fixture(scope="module")
def checkout(place: Path) -> Path:
    """Give a checkout that belongs to the user without a name."""
    folder = copy_source(place / "checkout")
    User(NAMELESS).own(folder)
    return folder


@pytest.fixture(scope="module")
def other_home(place: Path) -> Path:
    """Give the closed home of somebody else."""
    folder = place / "other"
    folder.mkdir(mode=0o700)
    return folder


@ONLY_ROOT
@pytest.mark.parametrize(
    "home", [pytest.param(None, marks=pytest.mark.slow), "/nonexistent", pytest.param("other", marks=pytest.mark.slow)]
)
def test_without_a_home_the_data_are_in_the_checkout(
    start: Start, checkout: Path, other_home: Path, home: str | None
) -> None:
    """With HOME unset, missing, or 0700 of somebody else, a user without a name gets a server and is told where."""
    user = nameless_user([PYTHON])
    settings = {} if home is None else {"HOME": str(other_home) if home == "other" else home}
    server = start(PYTHON, *SERVE, folder=checkout, user=user, **imports(checkout), **settings).wait_ready()
    data = checkout / ".alcove-data"
    assert f"the data are in {data}" in server.output
    assert server.interrupt() == 0
    assert not is_running(data)
    assert modes_open_to_others(data) == {}
    assert not list(other_home.iterdir())


@ONLY_ROOT
def test_without_home_and_checkout_the_way_out_is_said(place: Path) -> None:
    """Where neither HOME nor the checkout can be written to, the start ends with one line that names the setting."""
    user = nameless_user([PYTHON])
    closed = copy_source(place / "closed")
    closed.chmod(0o755)
    done = subprocess.run(
        [PYTHON, *SERVE], cwd="/", env=environment(HOME="/nonexistent", **imports(closed)), capture_output=True,
        text=True, timeout=50, check=False, **user.options,  # type: ignore[call-overload]
    )  # fmt: skip
    assert done.returncode == 1
    assert "ALCOVE_DATA_DIR" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.fixture
def roots(place: Path) -> Mapping[str, str]:
    """Give the settings of root at home in a new, closed folder; skip where mounts are refused."""
    trial = [*IN_ITS_OWN_NAMESPACE, "mount -t tmpfs tmpfs /var/lib"]
    if os.geteuid() != 0 or subprocess.run(trial, capture_output=True, check=False).returncode:
        pytest.skip("not run: needs root, and a machine that allows mounts")
    home = place / f"root-{len(list(place.iterdir()))}"
    home.mkdir(mode=0o700)
    return {"HOME": str(home), "PYTHON": sys.executable}


def test_root_keeps_its_data_in_var_lib(start: Start, roots: Mapping[str, str]) -> None:
    """As root the data directory is /var/lib/alcove: closed to others, with PostgreSQL under an account of its own."""
    script = (
        f'{EMPTY_PLACES}; "$PYTHON" -m alcove serve; code=$?;'
        ' stat -c "%a %u" /var/lib/alcove; stat -c "%a %u" /var/lib/alcove/postgres; ls "$HOME"; exit $code'
    )
    server = start(*IN_ITS_OWN_NAMESPACE, script, folder=Path("/"), user=User(), **roots).wait_ready()
    assert "Using the data in" not in server.output
    assert server.interrupt() == 0
    own, postgres = server.output.splitlines()[-2:]
    assert own == "710 0"
    assert postgres.startswith("700 ")
    assert postgres != "700 0"


@pytest.mark.slow
def test_root_goes_on_with_the_data_in_its_home(start: Start, roots: Mapping[str, str]) -> None:
    """Data of an earlier Alcove in root's home are used, and one line says so; /var/lib/alcove is not made."""
    old = Path(roots["HOME"]) / ".local" / "share" / "alcove"
    old.mkdir(parents=True, mode=0o755)
    (old / "serve.lock").write_text("")
    (old / "alcove.toml").write_text('log_level = "info"\n')
    script = f'{EMPTY_PLACES}; "$PYTHON" -m alcove serve; code=$?; ls /var/lib; exit $code'
    server = start(*IN_ITS_OWN_NAMESPACE, script, folder=Path("/"), user=User(), **roots).wait_ready()
    assert server.output.count(f"Using the data in {old}") == 1
    assert server.interrupt() == 0
    assert "alcove" not in server.output.splitlines()[-1:]
    assert modes_open_to_others(old) == {}
