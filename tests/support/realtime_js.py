"""Supabase's realtime client in Node, told what to do by a test in Python."""

import asyncio
import itertools
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, Final

from support.supabase_js import FOLDER, require_node
from support.until import WITHIN

OLD: Final = "supabase-js-2.57.4"
NEWEST: Final = "supabase-js-newest"
MAX_LINE: Final = 32 * 1024 * 1024


class RealtimeJs:
    """One process of Node with one client."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._ids = itertools.count(1)
        self._answers: dict[int, asyncio.Future[Any]] = {}
        self._events: list[tuple[str, str, Any]] = []
        self._changed = asyncio.Condition()

    async def read(self) -> None:
        """Read what Node writes, until it ends."""
        assert self._process.stdout is not None
        while line := await self._process.stdout.readline():
            document = json.loads(line)
            if "id" in document:
                self._answer(document)
                continue
            async with self._changed:
                self._events.append((document["channel"], document["kind"], document["payload"]))
                self._changed.notify_all()

    def _answer(self, document: dict[str, Any]) -> None:
        future = self._answers.pop(document["id"])
        if "error" in document:
            future.set_exception(RuntimeError(document["error"]))
        else:
            future.set_result(document["result"])

    async def do(self, operation: str, *, within: float = WITHIN, **arguments: Any) -> Any:
        """Return the result of an operation; RuntimeError with the message of its error."""
        number = next(self._ids)
        future = self._answers[number] = asyncio.get_running_loop().create_future()
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"id": number, "op": operation, **arguments}).encode() + b"\n")
        await self._process.stdin.drain()
        async with asyncio.timeout(within):
            return await future

    async def next(
        self, channel: str, kind: str, *, within: float = WITHIN, where: Callable[[Any], bool] = lambda _: True
    ) -> Any:
        """Return the first payload of a kind that a channel got and was not returned yet."""
        async with asyncio.timeout(within), self._changed:
            while True:
                for event in self._events:
                    if event[:2] == (channel, kind) and where(event[2]):
                        self._events.remove(event)
                        return event[2]
                await self._changed.wait()

    def payloads(self, channel: str, kind: str) -> list[Any]:
        """Return the payloads of a kind that were not returned yet."""
        return [payload for name, event, payload in self._events if (name, event) == (channel, kind)]

    async def subscribe(self, channel: str, **arguments: Any) -> None:
        """Subscribe to a channel, and wait until that is done."""
        await self.do("subscribe", channel=channel, **arguments)
        await self.wait_for_status(channel, "SUBSCRIBED")

    async def wait_for_status(self, channel: str, status: str, *, within: float = WITHIN) -> str | None:
        """Wait for a state of a subscription, and return the message of its error."""
        payload = await self.next(channel, "status", within=within, where=lambda value: value["status"] == status)
        error: str | None = payload["error"]
        return error


@asynccontextmanager
async def realtime_js(package: str, *, url: str, key: str, vsn: str = "") -> AsyncIterator[RealtimeJs]:
    """Yield a client of a server; the test is skipped where the package is not installed."""
    process = await asyncio.create_subprocess_exec(
        require_node(package),
        "--no-warnings",
        "realtime.mjs",
        package,
        url,
        key,
        *([vsn] if vsn else []),
        cwd=FOLDER,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        limit=MAX_LINE,
    )
    client = RealtimeJs(process)
    reader = asyncio.create_task(client.read())
    try:
        yield client
    finally:
        reader.cancel()
        assert process.stdin is not None
        process.stdin.close()
        try:
            await asyncio.wait_for(process.wait(), 60)
        except TimeoutError:
            process.kill()
            await process.wait()
