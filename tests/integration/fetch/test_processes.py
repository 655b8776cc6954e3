"""Three processes share one rate limit."""

import asyncio
import os
import signal
import sys
from contextlib import AsyncExitStack
from itertools import pairwise
from pathlib import Path

import pytest

from integration.fetch.scripted_server import ReceivedRequest, Server, http_response, serve_responder
from support.until import until_async

PROGRAM = Path(__file__).with_name("window_program.py")
LIMIT, WINDOW = 20, 2.0
VICTIM = "/victim"


class Counter:
    """Responds immediately, until it has to stall the victim's next request."""

    def __init__(self) -> None:
        self.stall = False
        self.stalled: asyncio.Future[float] = asyncio.get_running_loop().create_future()

    async def respond(self, request: ReceivedRequest, writer: asyncio.StreamWriter) -> None:
        """Respond, or stall."""
        if self.stall and request.target == VICTIM and not self.stalled.done():
            self.stalled.set_result(request.at)
            await asyncio.Event().wait()
        await asyncio.sleep(0.01)
        writer.write(http_response(200, b"{}"))


async def spawn(stack: AsyncExitStack, dsn: str, base: str, name: str) -> asyncio.subprocess.Process:
    """Start a process that is killed at the end."""
    arguments = [str(PROGRAM), dsn, base, str(LIMIT), str(WINDOW), name]
    process = await asyncio.create_subprocess_exec(sys.executable, *arguments, stdout=asyncio.subprocess.DEVNULL)

    async def end() -> None:
        if process.returncode is None:
            process.kill()
        await process.wait()

    stack.push_async_callback(end)
    return process


@pytest.mark.slow
async def test_processes_share_the_window_and_survive_each_other(dsn: str) -> None:
    """Three processes never exceed the window, use 95 % of it serially, and a killed one frees it at once."""
    counter = Counter()
    async with serve_responder(counter.respond) as server, AsyncExitStack() as stack:
        victim, *_ = [await spawn(stack, dsn, server.base, name) for name in ("victim", "second", "third")]
        await arrivals(server, {"/victim", "/second", "/third"})
        begin = asyncio.get_running_loop().time()
        await asyncio.sleep(4 * WINDOW)
        measured = [request for request in server.requests if begin <= request.at < begin + 4 * WINDOW]
        assert len(measured) >= 0.95 * 4 * LIMIT
        assert server.max_active == 1

        counter.stall = True
        stalled_at = await asyncio.wait_for(counter.stalled, 60)
        await asyncio.sleep(0.5)
        assert server.requests[-1].at == stalled_at
        killed_at = asyncio.get_running_loop().time()
        os.kill(victim.pid, signal.SIGKILL)
        await asyncio.sleep(2 * WINDOW)
        after = [request.at for request in server.requests if request.at > killed_at]
        assert after[0] - killed_at < 0.5
        assert len(after) >= 0.95 * 2 * LIMIT - 1

    times = [request.at for request in server.requests]
    for first, full in zip(times, times[LIMIT:], strict=False):
        assert full - first >= WINDOW
    assert min(later - sooner for sooner, later in pairwise(times)) > 0.5 * WINDOW / LIMIT


async def arrivals(server: Server, expected: set[str]) -> None:
    """Wait until every process has made a request."""
    await until_async(lambda: expected <= {request.target for request in server.requests})
    if server.max_active > 1:
        pytest.fail("two requests were in flight")
