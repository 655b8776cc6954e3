"""Unusual environments: another user, home or umask, no Node, a private checkout."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from support.folders import skip_if_packages_are_private
from support.processes import DIRECT
from support.sockets import free_port
from support.until import until

ROOT = Path(__file__).parents[3]
UNKNOWN_UID = 54321
"""A uid and gid without a name."""
SPECIAL_NAME = 'it\'s a "copy" & $HOME (new)'
"""A folder name with characters that need quoting in a shell."""

_NOT_SOURCE = (".git", ".venv*", "node_modules", "dist", "__pycache__", ".*_cache", ".hypothesis")
_KEPT = ("PIP_", "npm_config_", "NODE_EXTRA", "SSL_", "REQUESTS_", "LANG", "CI")
_NODE = {"node", "nodejs", "npm", "npx", "corepack"}


@dataclass(frozen=True, slots=True)
class User:
    """The user of a command; None is the user of the tests."""

    number: int | None = None

    def chown(self, *folders: Path) -> None:
        """Make the user the owner of everything in the folders."""
        if self.number is None:
            return
        for folder in folders:
            for path in (folder, *folder.rglob("*")):
                os.chown(path, self.number, self.number, follow_symlinks=False)

    @property
    def options(self) -> dict[str, object]:
        """The options of `subprocess` for this user."""
        return {} if self.number is None else {"user": self.number, "group": self.number, "extra_groups": []}


class Server:
    """A command that starts a server."""

    def __init__(
        self, command: Sequence[str], *, folder: Path, log: Path, user: User, umask: int = 0o022, **settings: str
    ) -> None:
        self.port = free_port()
        self._log = log
        with log.open("w") as output:
            self.process: subprocess.Popen[bytes] = subprocess.Popen(
                command,
                cwd=folder,
                env=environment(PORT=str(self.port), **settings),
                stdout=output,
                stderr=subprocess.STDOUT,
                umask=umask,
                start_new_session=True,
                **user.options,  # type: ignore[call-overload]
            )

    @property
    def output(self) -> str:
        """The output so far."""
        return self._log.read_text()

    def get(self, path: str) -> tuple[int, bytes]:
        """Send a GET request; the status is 0 when there is no listener."""
        try:
            with DIRECT.open(f"http://127.0.0.1:{self.port}{path}", timeout=10) as response:
                return response.status, response.read()
        except OSError as error:
            return getattr(error, "code", 0), b""

    def wait_ready(self, *, within: float = 100.0) -> "Server":
        """Wait until the server is ready."""

        def is_ready() -> bool:
            assert self.process.poll() is None, self.output
            return self.get("/health/ready")[0] == 200

        until(is_ready, within=within, describe=lambda: self.output)
        until(lambda: "Alcove is ready" in self.output)
        return self

    def interrupt(self) -> int:
        """Send SIGINT to the process group, like Ctrl-C in a terminal, and return the exit code."""
        os.killpg(self.process.pid, signal.SIGINT)
        return self.process.wait(60)

    def end(self) -> None:
        """Stop the server if it still runs."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGTERM)
            try:
                self.process.wait(60)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait(10)


def environment(**settings: str) -> dict[str, str]:
    """Return PATH and the package configuration of this machine, without other variables of the caller."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name.startswith(_KEPT) or "proxy" in name.lower() or name == "PATH"
    }
    return {**kept, "LOG_FORMAT": "json", **settings}


def copy_checkout(target: Path) -> None:
    """Copy the files of a clone."""
    shutil.copytree(ROOT, target, ignore=shutil.ignore_patterns(*_NOT_SOURCE), symlinks=True)


def path_without_node(folder: Path) -> str:
    """Return a PATH with the programs of this machine except Node."""
    folder.mkdir()
    for directory in ("/usr/bin", "/bin", "/usr/local/bin"):
        for program in Path(directory).iterdir():
            if program.name not in _NODE and not os.path.lexists(folder / program.name):
                (folder / program.name).symlink_to(program)
    return str(folder)


def unknown_user(python: Sequence[str]) -> User:
    """Return a user without a name who can run an interpreter; skip the test when there is none."""
    if os.geteuid() != 0:
        pytest.skip("only root can run as another user")
    if not list(Path("/usr/lib").glob("*/libnss_wrapper.so")):
        skip_or_fail("libnss_wrapper is not installed")
    user = User(UNKNOWN_UID)
    completed = subprocess.run(
        [*python, "-c", "import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))"],
        cwd="/", check=False, capture_output=True, **user.options,  # type: ignore[call-overload]
    )  # fmt: skip
    if completed.returncode:
        skip_or_fail("there is no Python 3.11 with venv that another user can run")
    return user


def skip_or_fail(reason: str) -> None:
    """Skip a test because a program is missing; fail it in continuous integration."""
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


def is_running(data_dir: Path) -> bool:
    """Return whether the PostgreSQL of a data directory runs."""
    return (data_dir / "postgres" / "data" / "postmaster.pid").exists()


def source_environment(checkout: Path) -> Mapping[str, str]:
    """Return variables with which an interpreter imports a checkout's source and the packages of the tests."""
    skip_if_packages_are_private()
    paths = [str(checkout / "src"), *(path for path in sys.path if path and Path(path) != ROOT / "src")]
    return {"PYTHONPATH": os.pathsep.join(paths), "PYTHONDONTWRITEBYTECODE": "1"}


def public_modes(folder: Path) -> dict[str, str]:
    """Return the modes of all paths in a tree that group or others can access."""
    modes = {}
    for path in (folder, *folder.rglob("*")):
        mode = path.lstat().st_mode
        if mode & 0o077 and not path.is_symlink():
            modes[str(path.relative_to(folder))] = f"{mode & 0o777:o}"
    return modes
