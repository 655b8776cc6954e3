"""The one way to a running Alcove: a home folder with an environment, its database, and the processes in it."""

import json
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from alcove.foundation.database import EmbeddedPostgres
from support.folders import short_folder
from support.postgres import copy_migrated_data
from support.processes import PYTHON, AlcoveProcess, environment, run_alcove
from support.sockets import free_port


@dataclass(frozen=True, slots=True)
class World:
    """One Alcove of a test's own.

    `env` has a free PORT and a data directory in `home`. Servers whose data directory has no PostgreSQL yet get a copy
    of `migrated_data`, which saves them making and migrating one.
    """

    home: Path
    env: dict[str, str]
    migrated_data: Path
    stack: ExitStack

    @property
    def data_dir(self) -> Path:
        """The data directory."""
        return Path(self.env["ALCOVE_DATA_DIR"])

    @property
    def dsn(self) -> str:
        """The address of the database that the servers use."""
        return self.env.get("DATABASE_URL") or EmbeddedPostgres(self.data_dir).dsn

    def start(
        self,
        *arguments: str,
        fresh: bool = False,
        prefix: tuple[str, ...] = PYTHON,
        pass_fds: tuple[int, ...] = (),
        **settings: str,
    ) -> AlcoveProcess:
        """Start `alcove` with these arguments and end it with the world; with `fresh` it makes its own PostgreSQL."""
        env = {**self.env, **settings}
        is_demo = "--demo" in arguments
        if not fresh and arguments[0] != "simulate" and (is_demo or not env.get("DATABASE_URL")):
            data_dir = Path(env["ALCOVE_DATA_DIR"])
            copy_migrated_data(self.migrated_data, data_dir / "demo" if is_demo else data_dir)
        process = AlcoveProcess(*arguments, env=env, prefix=prefix, pass_fds=pass_fds)
        self.stack.callback(_end, process)
        return process

    def run(self, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
        """Run an `alcove` command to its end."""
        return run_alcove(*arguments, env={**self.env, **settings})

    def run_json(self, *arguments: str, code: int = 0, **settings: str) -> Any:
        """Run a command with --json, check its exit code, and return what it printed, decoded."""
        done = self.run(*arguments, "--json", **settings)
        assert done.returncode == code, done.stdout + done.stderr
        return json.loads(done.stdout)


@dataclass(frozen=True, slots=True)
class AppCommands:
    """The commands of one app, `alcove APP ...`, in a world."""

    world: World
    app: str

    @property
    def env(self) -> dict[str, str]:
        """The environment of the commands."""
        return self.world.env

    def __call__(self, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        return self.world.run(self.app, *arguments, **settings)

    def json(self, *arguments: str, code: int = 0, **settings: str) -> Any:
        """Run a command with --json, check its exit code, and return what it printed, decoded."""
        return self.world.run_json(self.app, *arguments, code=code, **settings)


@contextmanager
def make_world(migrated_data: Path, **settings: str) -> Iterator[World]:
    """Yield an Alcove in a home folder of its own; its processes end with the block, and the folder is removed."""
    with short_folder() as home, ExitStack() as stack:
        env = environment(home, PORT=str(free_port()), ALCOVE_DATA_DIR=str(home / "data"), **settings)
        yield World(home, env, migrated_data, stack)


def _end(process: AlcoveProcess) -> None:
    try:
        process.stop()
    finally:
        process.process.kill()
