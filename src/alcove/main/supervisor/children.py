"""Keeps one child process running."""

import asyncio
import contextlib
import signal
import sys
from collections.abc import Mapping

from alcove.foundation.cli import CONFLICT, UNCONFIGURED, USAGE, CommandError
from alcove.foundation.clock import Clock
from alcove.foundation.telemetry import get_logger

QUICK = 10.0
MOST_QUICK_DEATHS = 5
FIRST_PAUSE = 0.1
LONGEST_PAUSE = 5.0
HOPELESS = (USAGE, CONFLICT, UNCONFIGURED)

log = get_logger("alcove.serve")


class Child:
    """An `alcove` process that is started again when it dies and ends when the supervisor does.

    It runs in a session of its own, so that Ctrl-C reaches the supervisor alone, and inherits the reading
    end of a pipe whose other end closes with the supervisor.
    """

    def __init__(
        self,
        name: str,
        arguments: tuple[str, ...],
        *,
        environ: Mapping[str, str],
        lifeline: int,
        clock: Clock,
    ) -> None:
        self.name = name
        self._arguments = arguments
        self._environ = environ
        self._lifeline = lifeline
        self._clock = clock
        self._process: asyncio.subprocess.Process | None = None

    async def keep(self) -> None:
        """Run until cancelled; CommandError once the child cannot start or dies too often in a row."""
        deaths = 0
        while True:
            started = self._clock.monotonic()
            code = await (await self._spawn()).wait()
            lived = self._clock.monotonic() - started
            deaths = deaths + 1 if lived < QUICK else 1
            self._judge(code, deaths=deaths)
            pause = min(FIRST_PAUSE * 2**deaths, LONGEST_PAUSE)
            log.warning("child_died", child=self.name, code=code, lived=round(lived, 1), pause=pause)
            await self._clock.sleep(pause)

    async def end(self, *, within: float) -> None:
        """Ask the child to leave, and kill it when it has not after `within` seconds."""
        process = self._process
        if process is None or process.returncode is not None:
            return
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(signal.SIGTERM)
            try:
                async with asyncio.timeout(within):
                    await process.wait()
            except TimeoutError:
                log.warning("child_killed", child=self.name, after=within)
                process.kill()
                await process.wait()

    def kill(self) -> None:
        """End the child without asking."""
        self.send(signal.SIGKILL)

    def send(self, number: signal.Signals) -> None:
        """Send a signal to the child, if it runs."""
        if self._process is not None and self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                self._process.send_signal(number)

    async def _spawn(self) -> asyncio.subprocess.Process:
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "alcove",
            *self._arguments,
            "--lifeline",
            str(self._lifeline),
            env=self._environ,
            stdin=asyncio.subprocess.DEVNULL,
            pass_fds=(self._lifeline,),
            start_new_session=True,
        )
        log.debug("child_started", child=self.name, pid=self._process.pid)
        return self._process

    def _judge(self, code: int, *, deaths: int) -> None:
        if code in HOPELESS:
            raise CommandError(f"{self.name} cannot start; the lines above say why", code=code)
        if deaths >= MOST_QUICK_DEATHS:
            raise CommandError(f"{self.name} died {deaths} times in a row (last exit code {code}); giving up")
