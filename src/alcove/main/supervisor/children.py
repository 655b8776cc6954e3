"""Child processes of the supervisor."""

import asyncio
import contextlib
import signal
import sys
from collections.abc import Mapping

from alcove.foundation.cli import CONFLICT, UNCONFIGURED, USAGE, CommandError
from alcove.foundation.clock import Clock
from alcove.foundation.retry import backoff
from alcove.foundation.telemetry import get_logger

CRASH_WINDOW = 10.0
"""Seconds; a child that exits sooner counts as crashed at its start."""
MAX_CRASHES = 5
"""Crashes in a row after which `--fail-fast` ends the server."""
RESTART_PAUSE = backoff(0.2, 15.0)
FATAL_EXIT_CODES = (USAGE, CONFLICT, UNCONFIGURED)

log = get_logger("alcove.serve")


class Child:
    """An `alcove` process that is restarted when it exits, and stops when the supervisor exits.

    It runs in its own session, so that Ctrl-C reaches only the supervisor. It inherits the read end of a pipe whose
    write end closes when the supervisor exits. With `fail_fast` it is not restarted after MAX_CRASHES in a row.
    """

    def __init__(
        self,
        name: str,
        arguments: tuple[str, ...],
        *,
        environ: Mapping[str, str],
        lifeline: int,
        clock: Clock,
        fail_fast: bool = False,
    ) -> None:
        self.name = name
        self._arguments = arguments
        self._environ = environ
        self._lifeline = lifeline
        self._clock = clock
        self._fail_fast = fail_fast
        self._process: asyncio.subprocess.Process | None = None

    async def keep_running(self) -> None:
        """Restart the child until cancelled; CommandError when a setting is wrong at the start, or with `fail_fast`.

        Later the file of the settings may have become wrong while the other processes run with the earlier values: the
        child waits until it is right again.
        """
        crashes, has_run = 0, False
        while True:
            started = self._clock.monotonic()
            code = await (await self._spawn()).wait()
            uptime = self._clock.monotonic() - started
            crashes = crashes + 1 if uptime < CRASH_WINDOW else 1
            self._check_exit(code, crashes=crashes, has_run=has_run)
            has_run = has_run or code not in FATAL_EXIT_CODES
            pause = RESTART_PAUSE(crashes)
            log.warning("child_exited", child=self.name, code=code, uptime=round(uptime, 1), pause=pause)
            await self._clock.sleep(pause)

    async def terminate(self, *, grace: float) -> None:
        """Send SIGTERM, and SIGKILL after `grace` seconds."""
        process = self._process
        if process is None or process.returncode is not None:
            return
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(signal.SIGTERM)
            try:
                async with asyncio.timeout(grace):
                    await process.wait()
            except TimeoutError:
                log.warning("child_killed", child=self.name, after=grace)
                process.kill()
                await process.wait()

    def kill(self) -> None:
        """Send SIGKILL to the child."""
        self.send_signal(signal.SIGKILL)

    def send_signal(self, number: signal.Signals) -> None:
        """Send a signal to the child if it runs."""
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
            env={**self._environ, "ALCOVE_PROCESS_NAME": self.name},
            stdin=asyncio.subprocess.DEVNULL,
            pass_fds=(self._lifeline,),
            start_new_session=True,
        )
        log.debug("child_started", child=self.name, pid=self._process.pid)
        return self._process

    def _check_exit(self, code: int, *, crashes: int, has_run: bool) -> None:
        if code in FATAL_EXIT_CODES and not (has_run and code == UNCONFIGURED):
            raise CommandError(f"{self.name} cannot start; see the lines above", code=code)
        if self._fail_fast and crashes >= MAX_CRASHES:
            raise CommandError(f"{self.name} exited {crashes} times in a row (last exit code {code}); giving up")
