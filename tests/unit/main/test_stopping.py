"""SIGHUP asks a process with a certificate to read it again, and to leave when its terminal has gone."""

import os
import pty
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.until import until

PROGRAM = """
import asyncio, sys
from alcove.main.stopping import stop_event

def note(word):
    with open(sys.argv[1], "a") as file:
        file.write(word)

async def main():
    stop = stop_event(reload=(lambda: note("reload ")) if sys.argv[2] == "certificate" else None)
    note("ready ")
    await stop.wait()
    note("stop ")

asyncio.run(main())
"""


@pytest.fixture
def terminal() -> Iterator[tuple[int, int]]:
    """Give both ends of a terminal; the first one may be closed."""
    ours, theirs = pty.openpty()
    yield ours, theirs
    for end in (ours, theirs):
        try:
            os.close(end)
        except OSError:
            continue


def run(notes: Path, kind: str, *, stdin: int = subprocess.DEVNULL) -> subprocess.Popen[bytes]:
    """Start a process in a session of its own, whose terminal is `stdin`, and wait until it listens for signals."""
    session = [] if stdin == subprocess.DEVNULL else ["setsid", "--ctty"]
    started = subprocess.Popen(
        [*session, sys.executable, "-c", PROGRAM, str(notes), kind], stdin=stdin, start_new_session=not session
    )
    until_noted(notes, "ready ")
    return started


def until_noted(notes: Path, words: str) -> None:
    """Wait until the process has noted these words and no others."""
    until(lambda: notes.exists() and notes.read_text() == words, describe=lambda: notes.exists() and notes.read_text())


def test_with_a_certificate_sighup_reads_it_again(tmp_path: Path) -> None:
    """Each SIGHUP is a reload; SIGTERM still ends the process."""
    notes = tmp_path / "notes"
    process = run(notes, "certificate")
    process.send_signal(signal.SIGHUP)
    until_noted(notes, "ready reload ")
    process.terminate()
    assert process.wait(10) == 0
    assert notes.read_text() == "ready reload stop "


def test_without_one_sighup_ends_the_process(tmp_path: Path) -> None:
    """As it always did."""
    notes = tmp_path / "notes"
    process = run(notes, "none")
    process.send_signal(signal.SIGHUP)
    assert process.wait(10) == 0
    assert notes.read_text() == "ready stop "


def test_a_closed_terminal_ends_the_process(tmp_path: Path, terminal: tuple[int, int]) -> None:
    """The SIGHUP of a window that was closed is no wish for a new certificate."""
    notes = tmp_path / "notes"
    ours, theirs = terminal
    process = run(notes, "certificate", stdin=theirs)
    os.kill(process.pid, signal.SIGHUP)
    until_noted(notes, "ready reload ")
    os.close(theirs)
    os.close(ours)
    assert process.wait(10) == 0
    assert notes.read_text() == "ready reload stop "
