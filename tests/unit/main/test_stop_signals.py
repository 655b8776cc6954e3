"""SIGHUP reloads the certificate, or stops the process when its terminal is closed."""

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
from alcove.main.stop_signals import stop_event

def log(word):
    with open(sys.argv[1], "a") as file:
        file.write(word)

async def main():
    stop = stop_event(reload=(lambda: log("reload ")) if sys.argv[2] == "certificate" else None)
    log("ready ")
    await stop.wait()
    log("stop ")

asyncio.run(main())
"""


@pytest.fixture
def terminal() -> Iterator[tuple[int, int]]:
    """Yield both ends of a pseudo-terminal; a test may close the first one."""
    master, slave = pty.openpty()
    yield master, slave
    for end in (master, slave):
        try:
            os.close(end)
        except OSError:
            continue


def run(log_file: Path, kind: str, *, stdin: int = subprocess.DEVNULL) -> subprocess.Popen[bytes]:
    """Start a process in a new session with the terminal `stdin`, and wait until it handles signals."""
    session = [] if stdin == subprocess.DEVNULL else ["setsid", "--ctty"]
    process = subprocess.Popen(
        [*session, sys.executable, "-c", PROGRAM, str(log_file), kind], stdin=stdin, start_new_session=not session
    )
    wait_for_log(log_file, "ready ")
    return process


def wait_for_log(log_file: Path, text: str) -> None:
    """Wait until the log file has exactly this text."""
    until(
        lambda: log_file.exists() and log_file.read_text() == text,
        describe=lambda: log_file.exists() and log_file.read_text(),
    )


def test_sighup_reloads_the_certificate(tmp_path: Path) -> None:
    """SIGHUP reloads; SIGTERM stops the process."""
    log_file = tmp_path / "log_file"
    process = run(log_file, "certificate")
    process.send_signal(signal.SIGHUP)
    wait_for_log(log_file, "ready reload ")
    process.terminate()
    assert process.wait(10) == 0
    assert log_file.read_text() == "ready reload stop "


def test_sighup_without_a_certificate_stops_the_process(tmp_path: Path) -> None:
    """Without `reload`, SIGHUP stops the process."""
    log_file = tmp_path / "log_file"
    process = run(log_file, "none")
    process.send_signal(signal.SIGHUP)
    assert process.wait(10) == 0
    assert log_file.read_text() == "ready stop "


def test_a_closed_terminal_stops_the_process(tmp_path: Path, terminal: tuple[int, int]) -> None:
    """The SIGHUP of a closed terminal stops the process instead of reloading."""
    log_file = tmp_path / "log_file"
    master, slave = terminal
    process = run(log_file, "certificate", stdin=slave)
    os.kill(process.pid, signal.SIGHUP)
    wait_for_log(log_file, "ready reload ")
    os.close(slave)
    os.close(master)
    assert process.wait(10) == 0
    assert log_file.read_text() == "ready reload stop "
