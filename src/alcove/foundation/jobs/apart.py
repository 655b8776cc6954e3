"""Heavy computing in a process of its own, so that the event loop keeps beating and the memory goes back."""

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

IDLE = 60.0
_NICENESS = 10


class ApartDied(Exception):
    """The process that computed has died; the next call starts another one."""


class Apart:
    """One child process that runs functions one after another; started when needed, ended when idle.

    Function, arguments and result travel by pickle between these two processes alone. The child dies with its
    parent, however that one dies, and works at a lower priority.
    """

    def __init__(self, *, idle: float = IDLE) -> None:
        self._idle = idle
        self._turn = asyncio.Lock()
        self._child: _Child | None = None
        self._ending: asyncio.TimerHandle | None = None

    async def run(self, function: Callable[..., T], /, *args: object) -> T:
        """Return what `function(*args)` returns in the child, or raise what it raises; ApartDied when it dies.

        A call that is cancelled ends the child: nobody waits for what it computes.
        """
        async with self._turn:
            self._keep()
            if self._child is None or not self._child.is_alive():
                self._child = await asyncio.to_thread(_Child)
            try:
                fine, result = await self._child.ask((function, args))
            except ApartDied:
                self.end()
                raise
            except asyncio.CancelledError:
                self.end()
                raise
            self._ending = asyncio.get_running_loop().call_later(self._idle, self.end)
        if not fine:
            raise cast("BaseException", result)
        return cast("T", result)

    @property
    def pid(self) -> int | None:
        """Return the child's process id while there is one."""
        return self._child.pid if self._child is not None and self._child.is_alive() else None

    def end(self) -> None:
        """End the child at once; whoever waits for it gets ApartDied."""
        self._keep()
        child, self._child = self._child, None
        if child is not None:
            child.kill()

    def _keep(self) -> None:
        if self._ending is not None:
            self._ending.cancel()
            self._ending = None


class _Child:
    """The parent's end of a child process."""

    def __init__(self) -> None:
        spawning = multiprocessing.get_context("spawn")
        self._line, far = spawning.Pipe()
        self._process: SpawnProcess = spawning.Process(target=_serve, args=(far,), name="alcove-apart", daemon=True)
        self._process.start()
        # It heeds no signal but this one, and multiprocessing's own farewell would wait for it for ever.
        atexit.register(self._process.kill)
        far.close()

    @property
    def pid(self) -> int | None:
        return self._process.pid

    def is_alive(self) -> bool:
        return self._process.is_alive()

    async def ask(self, question: object) -> tuple[bool, object]:
        try:
            return await asyncio.to_thread(self._exchange, question)
        except (EOFError, OSError) as error:
            raise ApartDied("The process that computed has died, perhaps for want of memory.") from error

    def _exchange(self, question: object) -> tuple[bool, object]:
        self._line.send(question)
        answer: tuple[bool, object] = self._line.recv()
        return answer

    def kill(self) -> None:
        atexit.unregister(self._process.kill)
        self._process.kill()
        self._process.join()


def _serve(line: Connection) -> None:
    """Answer questions until the parent goes: the child's whole life."""
    threading.Thread(target=_die_with_parent, daemon=True).start()
    # A signal to the whole group reaches the child as well; the parent decides what becomes of it.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    with contextlib.suppress(OSError):
        os.nice(_NICENESS)
    with contextlib.suppress(EOFError, OSError):
        while True:
            function, args = line.recv()
            line.send(_answer(function, args))


def _answer(function: Callable[..., Any], args: tuple[Any, ...]) -> tuple[bool, object]:
    try:
        return True, function(*args)
    except Exception as error:  # noqa: BLE001 - whatever it is, the caller in the other process gets it
        return False, error


def _die_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
    os._exit(1)
