"""Run the client programs of the installed PostgreSQL: pg_dump, pg_restore and psql."""

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from urllib.parse import unquote, urlsplit, urlunsplit

from alcove.foundation.database.programs import find_binaries


@dataclass(frozen=True, slots=True)
class PgClient:
    """A running client program."""

    name: str
    process: subprocess.Popen[bytes]
    errors: IO[bytes]

    def wait(self) -> str | None:
        """Wait until the program ends; return its error output when it failed, else None."""
        if self.process.wait() == 0:
            return None
        self.errors.seek(0)
        return (
            self.errors.read().decode(errors="replace").strip() or f"{self.name} ended with {self.process.returncode}"
        )


@contextmanager
def start_pg_client(
    name: str, *options: str | Path, dsn: str | None, stdin: int = subprocess.DEVNULL, stdout: int = subprocess.DEVNULL
) -> Iterator[PgClient]:
    """Yield a running client program; it is killed if it still runs after the block."""
    command, environ = _build_command(name, options, dsn=dsn)
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(command, stdin=stdin, stdout=stdout, stderr=errors, env=environ)  # noqa: S603 - our own program, no shell
        try:
            yield PgClient(name, process, errors)
        finally:
            # Before its input is closed: psql would take the end of that for the end of its work.
            if process.poll() is None:
                process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                _close(pipe)


def run_pg_client(
    name: str, *options: str | Path, dsn: str | None, stdin: int = subprocess.DEVNULL, stdout: int = subprocess.DEVNULL
) -> str | None:
    """Run a client program; return its error output when it fails, else None."""
    with start_pg_client(name, *options, dsn=dsn, stdin=stdin, stdout=stdout) as client:
        return client.wait()


def _build_command(
    name: str, options: tuple[str | Path, ...], *, dsn: str | None
) -> tuple[list[str | Path], dict[str, str]]:
    login, environ = [], dict(os.environ)
    if dsn is not None:
        address, password = _split_password(dsn)
        login = ["--no-password", f"--dbname={address}"]
        environ |= {"PGPASSWORD": password} if password else {}
    return [find_binaries() / name, *options, *login], environ


def _close(pipe: IO[bytes] | None) -> None:
    try:
        if pipe is not None:
            pipe.close()
    except BrokenPipeError:
        # What was still buffered for a program that has ended.
        return


def _split_password(dsn: str) -> tuple[str, str]:
    """Return a DSN without its password, and the password: every user can read the arguments of a process."""
    parts = urlsplit(dsn)
    login, at, host = parts.netloc.rpartition("@")
    user, _, password = login.partition(":")
    return urlunsplit(parts._replace(netloc=f"{user}{at}{host}")), unquote(password)
