"""Real HTTP servers for tests: any ASGI app on a free loopback port."""

import asyncio
import contextlib
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from typing import Any

from alcove.simulators.hosting import serve_app

serve_async = serve_app
"""Serve an app inside the test's own event loop: `async with serve_async(app) as base_url`."""


def serve(app: Any) -> contextlib.AbstractContextManager[str]:
    """Serve an app from a thread with its own event loop and yield its base URL."""
    return serve_opened(contextlib.nullcontext(app))


@contextlib.contextmanager
def serve_opened(opening: contextlib.AbstractAsyncContextManager[Any]) -> Iterator[str]:
    """Open an app in a thread with its own event loop, serve it there, and yield its base URL."""
    started: Future[tuple[str, asyncio.AbstractEventLoop, asyncio.Event]] = Future()
    thread = threading.Thread(target=_run, args=(opening, started), name="served-app", daemon=True)
    thread.start()
    try:
        base_url, loop, stop = started.result(timeout=60)
    except BaseException:
        thread.join(timeout=5)
        raise
    try:
        yield base_url
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(timeout=60)
        if thread.is_alive():
            raise TimeoutError("the served app did not stop")


def _run(
    opening: contextlib.AbstractAsyncContextManager[Any],
    started: Future[tuple[str, asyncio.AbstractEventLoop, asyncio.Event]],
) -> None:
    async def main() -> None:
        stop = asyncio.Event()
        async with opening as app, serve_app(app) as base_url:
            started.set_result((base_url, asyncio.get_running_loop(), stop))
            await stop.wait()

    try:
        asyncio.run(main())
    except BaseException as error:
        # A thread's error reaches nobody by itself: the waiting test raises it.
        if started.done():
            raise
        started.set_exception(error)
