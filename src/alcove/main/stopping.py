"""How a process learns that it should leave: a signal, or the end of its parent."""

import asyncio
import signal


def stop_event(*, lifeline: int | None = None) -> asyncio.Event:
    """Return an event set by SIGTERM, SIGINT, SIGHUP or the closing of the parent's end of `lifeline`.

    The parent holds the other end of that pipe and never writes; the kernel closes it when the parent dies.
    """
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        loop.add_signal_handler(number, stop.set)
    if lifeline is not None:

        def orphaned() -> None:
            loop.remove_reader(lifeline)
            stop.set()

        loop.add_reader(lifeline, orphaned)
    return stop
