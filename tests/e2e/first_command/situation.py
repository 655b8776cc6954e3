"""The machines that people really have: another user, another home, another umask, no Node, a closed checkout."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from support.processes import DIRECT
from support.sockets import free_port
from support.until import until

ROOT = Path(__file__).parents[3]
NAMELESS = 54321
"""A user and group whom no machine knows."""
HOSTILE = 'it\'s a "copy" & $HOME (new)'
"""A folder's name with everything that a careless script would trip over."""

_NOT_SOURCE = (".git", ".venv*", "node_modules", "dist", "__pycache__", ".*_cache", ".hypothesis")
_KEPT = ("PIP_", "npm_config_", "NODE_EXTRA", "SSL_", "REQUESTS_", "LANG", "CI")
_NODE = {"node", "nodejs", "npm", "npx", "corepack"}


@dataclass(frozen=True, slots=True)
class User:
    """Whom a command runs as; None is the user of the tests."""

    number: int | None = None

    def own(self, *folders: Path) -> None:
        """Give everything below folders to the user."""
        if self.number is None:
            return
        for folder in folders:
            for path in (folder, *folder.rglob("*")):
                os.chown(path, self.number, self.number, follow_symlinks=False)

    @property
    def options(self) -> dict[str, object]:
        """Return what `subprocess` must be told."""
        return {} if self.number is None else {"user": self.number, "group": self.number, "extra_groups": []}


class Server:
    """A command that ends as a server, as a person types it."""

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
        """What was said so far."""
        return self._log.read_text()

    def get(self, path: str) -> tuple[int, bytes]:
        """Ask the server for a path; status 0 when nobody listens."""
        try:
            with DIRECT.open(f"http://127.0.0.1:{self.port}{path}", timeout=10) as answer:
                return answer.status, answer.read()
        except OSError as error:
            return getattr(error, "code", 0), b""

    def wait_ready(self, *, within: float = 100.0) -> "Server":
        """Wait until the server answers as ready."""

        def there() -> bool:
            assert self.process.poll() is None, self.output
            return self.get("/health/ready")[0] == 200

        until(there, within=within, describe=lambda: self.output)
        until(lambda: "Alcove is ready" in self.output)
        return self

    def interrupt(self) -> int:
        """Press Ctrl-C, which every process of a terminal gets, and return the exit code."""
        os.killpg(self.process.pid, signal.SIGINT)
        return self.process.wait(60)

    def end(self) -> None:
        """Make sure that nothing is left, whatever the test has done."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGTERM)
            try:
                self.process.wait(60)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait(10)


def environment(**settings: str) -> dict[str, str]:
    """Return the way to packages that this machine has configured, and nothing else of the caller's but PATH."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name.startswith(_KEPT) or "proxy" in name.lower() or name == "PATH"
    }
    return {**kept, "LOG_FORMAT": "json", **settings}


def copy_checkout(target: Path) -> None:
    """Copy what a clone has."""
    shutil.copytree(ROOT, target, ignore=shutil.ignore_patterns(*_NOT_SOURCE), symlinks=True)


def path_without_node(folder: Path) -> str:
    """Return a PATH with the programs that every user of this machine has, Node excepted."""
    folder.mkdir()
    for place in ("/usr/bin", "/bin", "/usr/local/bin"):
        for program in Path(place).iterdir():
            if program.name not in _NODE and not os.path.lexists(folder / program.name):
                (folder / program.name).symlink_to(program)
    return str(folder)


def nameless_user(python: Sequence[str]) -> User:
    """Return a user without a name who can run an interpreter; what cannot be tried here is reported as not run."""
    if os.geteuid() != 0:
        pytest.skip("not run: only root can become another user")
    if not list(Path("/usr/lib").glob("*/libnss_wrapper.so")):
        cannot("libnss_wrapper is not installed")
    user = User(NAMELESS)
    done = subprocess.run(
        [*python, "-c", "import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))"],
        cwd="/", check=False, capture_output=True, **user.options,  # type: ignore[call-overload]
    )  # fmt: skip
    if done.returncode:
        cannot("there is no Python 3.11 with venv that another user can run")
    return user


def cannot(reason: str) -> None:
    """Report a test as not run for want of a program; continuous integration has all of them and fails."""
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(f"not run: {reason}")


def is_running(data_dir: Path) -> bool:
    """Tell whether the PostgreSQL of a data directory runs."""
    return (data_dir / "postgres" / "data" / "postmaster.pid").exists()


def imports(checkout: Path) -> Mapping[str, str]:
    """Return settings by which an interpreter runs the source of a checkout with the packages of the tests."""
    paths = [str(checkout / "src"), *(path for path in sys.path if path and Path(path) != ROOT / "src")]
    return {"PYTHONPATH": os.pathsep.join(paths), "PYTHONDONTWRITEBYTECODE": "1"}


def modes_open_to_others(folder: Path) -> dict[str, str]:
    """Return, by path, the permissions in a tree that its owner's group or others have."""
    found = {}
    for path in (folder, *folder.rglob("*")):
        mode = path.lstat().st_mode
        if mode & 0o077 and not path.is_symlink():
            found[str(path.relative_to(folder))] = f"{mode & 0o777:o}"
    return found
