"""What the environment and the flags of a start mean."""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from support.processes import AlcoveProcess, run_alcove
from support.sockets import free_port
from support.until import until

Start = Callable[..., AlcoveProcess]

IMPORTS = {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}


def test_flags_win_over_the_environment(start: Start, home: Path) -> None:
    """--port and --data-dir are used although PORT and ALCOVE_DATA_DIR say something else."""
    port = free_port()
    serve = start("serve", "--port", str(port), f"--data-dir={home / 'other'}", fresh=True)
    serve.port = port
    serve.wait_ready()
    assert (home / "other" / "postgres").is_dir()
    assert not (home / "data").exists()


def test_host_is_honoured(start: Start) -> None:
    """HOST=127.0.0.2 listens there and not on the usual loopback."""
    serve = start("serve", HOST="127.0.0.2").wait_ready()
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", serve.port)) != 0


def test_alcove_toml_in_the_working_directory_is_read(start: Start, home: Path) -> None:
    """A port written in alcove.toml is used when PORT is not set."""
    port = free_port()
    (home / "alcove.toml").write_text(f"[server]\nport = {port}\n")
    serve = start("serve", PORT="")
    serve.port = port
    serve.wait_ready()


@pytest.mark.parametrize("role", ["serve", "api", "worker"])
def test_wrong_setting_is_refused_by_name(env: dict[str, str], role: str) -> None:
    """A PORT that is no number stops every role with its name, what is allowed, one line, and exit code 4."""
    done = run_alcove(role, env={**env, "PORT": "eighty"})
    assert done.returncode == 4
    assert "PORT" in done.stderr
    assert "1 to 65535" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_open_address_needs_a_long_token(env: dict[str, str]) -> None:
    """HOST=0.0.0.0 with a token that can be guessed is refused with both ways out."""
    done = run_alcove("serve", env={**env, "HOST": "0.0.0.0", "ALCOVE_TOKEN": "guess-me"})  # noqa: S104 - refused
    assert done.returncode == 4
    assert "ALCOVE_TOKEN" in done.stderr
    assert "127.0.0.1" in done.stderr


def test_port_in_use_is_said(env: dict[str, str]) -> None:
    """A port that a stranger holds is refused by its number with exit code 3."""
    with socket.socket() as stranger:
        stranger.bind(("127.0.0.1", int(env["PORT"])))
        stranger.listen()
        done = run_alcove("api", env=env)
    assert done.returncode == 3
    assert f"port {env['PORT']} is in use" in done.stderr


def test_unknown_flag_is_wrong_usage(env: dict[str, str]) -> None:
    """A misspelt flag and a port that is no number end with 2."""
    assert run_alcove("serve", "--prot", "1", env=env).returncode == 2
    assert run_alcove("serve", "--port", "eighty", env=env).returncode == 2


def test_data_directory_that_cannot_be_made(env: dict[str, str], home: Path) -> None:
    """A data directory below a file is refused with its path and exit code 1."""
    (home / "file").write_text("")
    done = run_alcove("serve", env={**env, "ALCOVE_DATA_DIR": str(home / "file" / "data")})
    assert done.returncode == 1
    assert str(home / "file" / "data") in done.stderr


def as_plain_user() -> tuple[str, ...]:
    """Return how to run an interpreter that a user other than root can reach, or nothing."""
    if os.geteuid() != 0 or not shutil.which("setpriv"):
        return ()
    drop = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups")
    trial = "import subprocess, sys, alcove, asyncpg; subprocess.run([sys.executable, '-c', ''], check=True)"
    for python in (sys.executable, "/usr/bin/python3.11", "/usr/bin/python3"):
        done = subprocess.run([*drop, python, "-c", trial], env=IMPORTS, capture_output=True, check=False)
        if done.returncode == 0:
            return (*drop, python)
    return ()


def test_plain_user_needs_nothing_special(start: Start, home: Path) -> None:
    """The same command works for a user who is not root, with data that belong to that user."""
    prefix = as_plain_user()
    if not prefix:
        pytest.skip("not root, or no interpreter that another user can run")
    os.chown(home, 65534, 65534)
    serve = start("serve", prefix=prefix, fresh=True, **IMPORTS).wait_ready()
    assert (home / "data").stat().st_uid == 65534
    until(lambda: "Alcove is ready" in serve.output)
    assert serve.stop() == 0
