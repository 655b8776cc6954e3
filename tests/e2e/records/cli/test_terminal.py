"""A scrape at a terminal: the live display, and the question after Ctrl-C."""

import os
import pty
import select
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from e2e.records.cli.conftest import Cli
from fixtures.simulators.faults import Faults
from support.processes import PYTHON


class Terminal:
    """A process whose standard streams are a terminal."""

    def __init__(self, process: subprocess.Popen[bytes], *, screen: int) -> None:
        self.process = process
        self.shown = ""
        self._screen = screen
        # Unlike select, poll does not mind how many files the tests before have left open.
        self._news = select.poll()
        self._news.register(screen, select.POLLIN)

    def until(self, text: str, *, within: float = 60.0) -> None:
        """Read until a text is shown."""
        end = time.monotonic() + within
        while text not in self.shown:
            assert time.monotonic() < end, self.shown
            if self._news.poll(100):
                self.shown += os.read(self._screen, 65536).decode(errors="replace")

    def type(self, text: str) -> None:
        """Type something."""
        os.write(self._screen, text.encode())


@contextmanager
def at_terminal(cli: Cli, *arguments: str) -> Iterator[Terminal]:
    """Run `alcove records ...` in a terminal."""
    screen, inside = pty.openpty()
    process = subprocess.Popen(
        [*PYTHON, "-m", "alcove", "records", *arguments], env={**cli.env, "TERM": "xterm", "COLUMNS": "160"},
        cwd=cli.env["HOME"], stdin=inside, stdout=inside, stderr=inside, start_new_session=True,
    )  # fmt: skip
    os.close(inside)
    try:
        yield Terminal(process, screen=screen)
    finally:
        process.kill()
        process.wait()
        os.close(screen)


@pytest.mark.parametrize(
    ("answer", "state", "said"),
    [
        ("n\n", "cancelled", "the stored pages stay"),
        pytest.param("\n", "running", "continues it", marks=pytest.mark.slow),
    ],
)
def test_ctrl_c_asks_whether_the_scrape_continues(cli: Cli, answer: str, state: str, said: str) -> None:
    """Progress is shown for each page; after Ctrl-C the answer decides, and Enter leaves it running."""
    cli.simulator.faults.configure(Faults(only="/users/", latency_s=0.3))
    with at_terminal(cli, "scrape", "--user", "warehouse") as terminal:
        terminal.until("page 2 of 12")
        assert "pages/min · here" in terminal.shown
        terminal.process.send_signal(signal.SIGINT)
        terminal.until("Leave it running?")
        terminal.type(answer)
        terminal.until(said)
        assert terminal.process.wait(20) == 130
    (status,) = cli.json("status", "--user", "warehouse")["scrapes"]
    assert status["state"] == state
