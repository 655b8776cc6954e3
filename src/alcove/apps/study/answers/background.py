"""Loops in the background that run only while there is something to do."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

from alcove.foundation.database import DATABASE_LOST
from alcove.foundation.telemetry import get_logger

log = get_logger("alcove.study")


class BackgroundLoop:
    """Runs `step` every so many seconds, and at once when it is woken, while `is_needed`; errors are logged."""

    def __init__(
        self, step: Callable[[], Awaitable[None]], *, every: float, is_needed: Callable[[], bool], name: str
    ) -> None:
        self._step = step
        self._every = every
        self._is_needed = is_needed
        self._name = name
        self._woken = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Start the loop unless it runs."""
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run(), name=self._name)

    def wake(self) -> None:
        """Run the step as soon as possible, also when it is running now."""
        self._woken.set()
        self.start()

    async def close(self) -> None:
        """End the loop, also in the middle of a step."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        while self._is_needed():
            with suppress(TimeoutError):
                await asyncio.wait_for(self._woken.wait(), self._every)
            self._woken.clear()
            try:
                await self._step()
            except DATABASE_LOST as error:
                log.warning("answers_loop_failed", loop=self._name, error=f"{type(error).__name__}: {error}")
            except Exception:
                # A loop for all answers of the process: the next step may succeed.
                log.exception("answers_loop_failed", loop=self._name)


class TaskGroup:
    """Tasks that nobody waits for until the end of the process."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def run(self, coroutine: Awaitable[None], *, name: str) -> asyncio.Task[None]:
        """Start a task."""
        task = asyncio.ensure_future(coroutine)
        task.set_name(name)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def close(self, *, within: float) -> None:
        """Wait for all tasks, and cancel those that take longer."""
        if not self._tasks:
            return
        _, late = await asyncio.wait(set(self._tasks), timeout=within)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
