"""Runs processes that hold a lease, and asks the database they share."""

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psycopg

PROGRAM = Path(__file__).with_name("holder.py")

Holder = subprocess.Popen[str]


def begin(data_dir: Path, *, imports: Sequence[str] = ()) -> Holder:
    """Start a process that takes a lease; it looks for packages in `imports` first."""
    return subprocess.Popen(
        [sys.executable, str(PROGRAM), str(data_dir)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(imports)} if imports else None,
    )


def ready(holder: Holder) -> str:
    """Wait until a process has its lease and return the address it was given."""
    assert holder.stdout is not None
    return holder.stdout.readline().strip()


def leave(holder: Holder) -> int:
    """Let a process end by itself and return its exit code."""
    holder.communicate(timeout=60)
    return holder.returncode


def kill(holder: Holder) -> None:
    """End a process as a power cut would."""
    holder.kill()
    holder.communicate(timeout=60)


@contextmanager
def holding(data_dir: Path, *, imports: Sequence[str] = ()) -> Iterator[tuple[Holder, str]]:
    """Run a process that holds a lease for the block."""
    holder = begin(data_dir, imports=imports)
    try:
        yield holder, ready(holder)
    finally:
        kill(holder)


def ask(dsn: str, sql: str) -> list[object]:
    """Run a statement in a connection of its own and return the first column."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        cursor = connection.execute(sql.encode())
        return [row[0] for row in cursor.fetchall()] if cursor.description else []
