"""Environment variables and flags of the roles."""

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


def test_flags_override_the_environment(start: Start, home: Path) -> None:
    """--port and --data-dir override PORT and ALCOVE_DATA_DIR."""
    port = free_port()
    serve = start("serve", "--port", str(port), f"--data-dir={home / 'other'}", fresh=True)
    serve.port = port
    serve.wait_ready()
    assert (home / "other" / "postgres").is_dir()
    assert not (home / "data").exists()


def test_host(start: Start) -> None:
    """HOST=127.0.0.2 listens there and not on 127.0.0.1."""
    serve = start("api", HOST="127.0.0.2").wait_ready()
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", serve.port)) != 0


def test_alcove_toml_in_the_working_directory_is_read(start: Start, home: Path) -> None:
    """The port in alcove.toml is used when PORT is not set."""
    port = free_port()
    (home / "alcove.toml").write_text(f"[server]\nport = {port}\n")
    serve = start("api", PORT="")
    serve.port = port
    serve.wait_ready()


@pytest.mark.parametrize("role", ["serve", "api", "worker"])
def test_a_wrong_setting_is_refused(env: dict[str, str], role: str) -> None:
    """With a PORT that is not a number every role exits with 4 and prints one line with the allowed values."""
    completed = run_alcove(role, env={**env, "PORT": "eighty"})
    assert completed.returncode == 4
    assert "PORT" in completed.stderr
    assert "1 to 65535" in completed.stderr
    assert len(completed.stderr.splitlines()) == 1


def test_a_public_address_needs_a_long_token(env: dict[str, str]) -> None:
    """HOST=0.0.0.0 with a short token is refused; the text has both solutions."""
    completed = run_alcove("serve", env={**env, "HOST": "0.0.0.0", "ALCOVE_TOKEN": "guess-me"})  # noqa: S104 - refused
    assert completed.returncode == 4
    assert "ALCOVE_TOKEN" in completed.stderr
    assert "127.0.0.1" in completed.stderr


@pytest.mark.slow
def test_a_port_in_use(env: dict[str, str]) -> None:
    """A port that is in use is refused with exit code 3."""
    with socket.socket() as stranger:
        stranger.bind(("127.0.0.1", int(env["PORT"])))
        stranger.listen()
        completed = run_alcove("api", env=env)
    assert completed.returncode == 3
    assert f"port {env['PORT']} is in use" in completed.stderr


def test_an_unknown_flag_is_wrong_usage(env: dict[str, str]) -> None:
    """An unknown flag, and a port that is not a number, exit with 2."""
    assert run_alcove("serve", "--prot", "1", env=env).returncode == 2
    assert run_alcove("serve", "--port", "eighty", env=env).returncode == 2


def test_an_impossible_data_directory(env: dict[str, str], home: Path) -> None:
    """A data directory below a file is refused with its path and exit code 1."""
    (home / "file").write_text("")
    completed = run_alcove("serve", env={**env, "ALCOVE_DATA_DIR": str(home / "file" / "data")})
    assert completed.returncode == 1
    assert str(home / "file" / "data") in completed.stderr


def normal_user_prefix() -> tuple[str, ...]:
    """Return the command prefix that runs an interpreter as a user other than root, or nothing."""
    if os.geteuid() != 0 or not shutil.which("setpriv"):
        return ()
    drop = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups")
    trial = "import subprocess, sys, alcove, asyncpg; subprocess.run([sys.executable, '-c', ''], check=True)"
    for python in (sys.executable, "/usr/bin/python3.11", "/usr/bin/python3"):
        completed = subprocess.run([*drop, python, "-c", trial], env=IMPORTS, capture_output=True, check=False)
        if completed.returncode == 0:
            return (*drop, python)
    return ()


def test_a_normal_user(start: Start, home: Path) -> None:
    """The command works for a user other than root, who then owns the data."""
    prefix = normal_user_prefix()
    if not prefix:
        pytest.skip("not root, or no interpreter that another user can run")
    os.chown(home, 65534, 65534)
    serve = start("serve", prefix=prefix, fresh=True, **IMPORTS).wait_ready()
    assert (home / "data").stat().st_uid == 65534
    until(lambda: "Alcove is ready" in serve.output)
    assert serve.stop() == 0
