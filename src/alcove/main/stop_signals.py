"""When a process stops: after a signal, or when its parent exits."""

import asyncio
import os
import signal
import sys
from collections.abc import Callable


def stop_event(*, lifeline: int | None = None, reload: Callable[[], object] | None = None) -> asyncio.Event:
    """Return an event that is set by SIGTERM, SIGINT, SIGHUP, or when the parent's end of the pipe `lifeline` closes.

    The parent never writes to the pipe; the kernel closes it when the parent exits. With `reload`, SIGHUP calls it
    instead, unless the controlling terminal was closed.
    """
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        loop.add_signal_handler(number, stop.set)
    if reload is not None:
        reload_on_sighup(reload, stop)
    if lifeline is not None:

        def on_parent_exit() -> None:
            loop.remove_reader(lifeline)
            stop.set()

        loop.add_reader(lifeline, on_parent_exit)
    return stop


def reload_on_sighup(reload: Callable[[], object], stop: asyncio.Event) -> None:
    """Let SIGHUP call `reload` from now on; when the controlling terminal was closed it sets `stop`."""
    had_terminal = _has_terminal()

    def on_sighup() -> None:
        if had_terminal and not _has_terminal():
            stop.set()
        else:
            reload()

    asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, on_sighup)


def _has_terminal() -> bool:
    return sys.__stdin__ is not None and os.isatty(0)
