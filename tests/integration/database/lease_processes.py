"""Run processes that hold a lease, and query the database that they share."""

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psycopg

PROGRAM = Path(__file__).with_name("lease_program.py")

LeaseProcess = subprocess.Popen[str]


def start(data_dir: Path, *, imports: Sequence[str] = ()) -> LeaseProcess:
    """Start a process that takes a lease; `imports` come first on its import path."""
    return subprocess.Popen(
        [sys.executable, str(PROGRAM), str(data_dir)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(imports)} if imports else None,
    )


def wait_for_lease(process: LeaseProcess) -> str:
    """Wait until a process has its lease and return the DSN."""
    assert process.stdout is not None
    return process.stdout.readline().strip()


def stop(process: LeaseProcess) -> int:
    """Stop a process gracefully and return its exit code."""
    process.communicate(timeout=60)
    return process.returncode


def kill(process: LeaseProcess) -> None:
    """Send SIGKILL to a process and wait until it has exited."""
    process.kill()
    process.communicate(timeout=60)


@contextmanager
def running(data_dir: Path, *, imports: Sequence[str] = ()) -> Iterator[tuple[LeaseProcess, str]]:
    """Run a process that holds a lease during the block."""
    process = start(data_dir, imports=imports)
    try:
        yield process, wait_for_lease(process)
    finally:
        kill(process)


def query(dsn: str, sql: str) -> list[object]:
    """Run a statement in a new connection and return the first column."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        cursor = connection.execute(sql.encode())
        return [row[0] for row in cursor.fetchall()] if cursor.description else []
