"""Run CPU-heavy functions in a child process: the event loop is not blocked, and the memory is freed afterwards."""

import asyncio
import atexit
import contextlib
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from multiprocessing.process import parent_process
from typing import Any, TypeVar, cast

T = TypeVar("T")

IDLE_TIMEOUT = 60.0
"""Seconds after which an idle child process ends."""
_BACKGROUND = 10
"""Niceness of computations for which nobody waits."""


class ProcessDied(Exception):
    """The child process died during a call; the next call starts another one."""


class ProcessExecutor:
    """Runs functions one after another in one child process, which starts on demand and ends when idle.

    Function, arguments and result are pickled. The child exits when its parent exits for any reason. Its niceness is
    above that of its parent, because a server shall answer while it computes; 0 suits what a caller waits for.
    """

    def __init__(self, *, idle: float = IDLE_TIMEOUT, niceness: int = _BACKGROUND) -> None:
        self._idle = idle
        self._niceness = niceness
        self._lock = asyncio.Lock()
        self._child: _Child | None = None
        self._idle_timer: asyncio.TimerHandle | None = None

    async def run(self, function: Callable[..., T], /, *args: object) -> T:
        """Return what `function(*args)` returns in the child, or raise what it raises; ProcessDied when the child dies.

        Cancelling the call kills the child: nobody needs the result.
        """
        async with self._lock:
            self._cancel_idle_timer()
            if self._child is None or not self._child.is_alive():
                self._child = await asyncio.to_thread(_Child, self._niceness)
            try:
                succeeded, result = await self._child.call((function, args))
            except ProcessDied:
                self.terminate()
                raise
            except asyncio.CancelledError:
                self.terminate()
                raise
            self._idle_timer = asyncio.get_running_loop().call_later(self._idle, self.terminate)
        if not succeeded:
            raise cast("BaseException", result)
        return cast("T", result)

    @property
    def pid(self) -> int | None:
        """The process id of the child, None while there is none."""
        return self._child.pid if self._child is not None and self._child.is_alive() else None

    def terminate(self) -> None:
        """Kill the child; a running call raises ProcessDied."""
        self._cancel_idle_timer()
        child, self._child = self._child, None
        if child is not None:
            child.kill()

    def _cancel_idle_timer(self) -> None:
        if self._idle_timer is not None:
            self._idle_timer.cancel()
            self._idle_timer = None


class _Child:
    """A child process and the parent's end of the pipe to it."""

    def __init__(self, niceness: int) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, child_end = context.Pipe()
        self._process: SpawnProcess = context.Process(
            target=_run_child, args=(child_end, niceness), name="alcove-executor", daemon=True
        )
        self._process.start()
        # The child ignores SIGTERM, so multiprocessing's exit handler would wait for it for ever.
        atexit.register(self._process.kill)
        child_end.close()

    @property
    def pid(self) -> int | None:
        return self._process.pid

    def is_alive(self) -> bool:
        return self._process.is_alive()

    async def call(self, request: object) -> tuple[bool, object]:
        try:
            return await asyncio.to_thread(self._exchange, request)
        except (EOFError, OSError) as error:
            raise ProcessDied("The computing process died, perhaps because it ran out of memory.") from error

    def _exchange(self, request: object) -> tuple[bool, object]:
        self._pipe.send(request)
        response: tuple[bool, object] = self._pipe.recv()
        return response

    def kill(self) -> None:
        atexit.unregister(self._process.kill)
        self._process.kill()
        self._process.join()


def _run_child(pipe: Connection, niceness: int) -> None:
    """Execute calls until the parent exits."""
    threading.Thread(target=_exit_with_parent, daemon=True).start()
    # A signal to the process group reaches the child as well; only the parent may end the child.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    with contextlib.suppress(OSError):
        os.nice(niceness)
    with contextlib.suppress(EOFError, OSError):
        while True:
            function, args = pipe.recv()
            pipe.send(_call(function, args))


def _call(function: Callable[..., Any], args: tuple[Any, ...]) -> tuple[bool, object]:
    try:
        return True, function(*args)
    except Exception as error:  # noqa: BLE001 - raised again in the parent process
        return False, error


def _exit_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
    os._exit(1)
