"""How a process learns that it should leave: a signal, or the end of its parent."""

import asyncio
import os
import signal
import sys
from collections.abc import Callable


def stop_event(*, lifeline: int | None = None, reload: Callable[[], object] | None = None) -> asyncio.Event:
    """Return an event set by SIGTERM, SIGINT, SIGHUP or the closing of the parent's end of `lifeline`.

    The parent holds the other end of that pipe and never writes; the kernel closes it when the parent dies. With
    `reload`, a SIGHUP calls it instead, unless the terminal that the process was started from has gone.
    """
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        loop.add_signal_handler(number, stop.set)
    if reload is not None:
        loop.add_signal_handler(signal.SIGHUP, _reload_unless_hung_up(reload, stop))
    if lifeline is not None:

        def orphaned() -> None:
            loop.remove_reader(lifeline)
            stop.set()

        loop.add_reader(lifeline, orphaned)
    return stop


def _reload_unless_hung_up(reload: Callable[[], object], stop: asyncio.Event) -> Callable[[], None]:
    had_terminal = _has_terminal()

    def on_hangup() -> None:
        if had_terminal and not _has_terminal():
            stop.set()
        else:
            reload()

    return on_hangup


def _has_terminal() -> bool:
    return sys.__stdin__ is not None and os.isatty(0)
