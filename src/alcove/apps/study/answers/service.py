"""Answers of this process and of others: started, followed from anywhere, stopped from anywhere."""

import asyncio
from collections.abc import AsyncGenerator, Collection
from contextlib import aclosing
from dataclasses import replace
from typing import Final
from uuid import UUID, uuid4

from alcove.apps.study.answers import store
from alcove.apps.study.answers.background import BackgroundLoop
from alcove.apps.study.answers.errors import AnswerNotFound
from alcove.apps.study.answers.followed_answers import FollowedAnswers
from alcove.apps.study.answers.live import LOST, STOPPED, LiveAnswer
from alcove.apps.study.answers.live_answers import LiveAnswers, Timing
from alcove.apps.study.answers.model import (
    AnswerEnd,
    AnswerLimits,
    AnswerPart,
    AnswerProducer,
    AnswerState,
    NewAnswer,
    StoredAnswer,
)
from alcove.apps.study.answers.reader import AnswerReader
from alcove.foundation.database import DATABASE_LOST
from alcove.foundation.deps import Deps
from alcove.foundation.realtime import RESYNC, Notification
from alcove.foundation.telemetry import get_logger

CLOSE_SECONDS: Final = 2.5
"""Seconds that the ends of all answers may take when the process ends."""
DEFAULT_LIMITS: Final = AnswerLimits()
DEFAULT_TIMING: Final = Timing()

log = get_logger("alcove.study")


class StoredAnswers:
    """The answers; `watch` starts what happens in the background of a process."""

    def __init__(self, deps: Deps, *, limits: AnswerLimits = DEFAULT_LIMITS, timing: Timing = DEFAULT_TIMING) -> None:
        self._deps = deps
        self._pool = deps.pool
        self._process = uuid4()
        self._timing = timing
        self._followed = FollowedAnswers(deps.pool, self._process, clock=deps.clock, timing=timing)
        self._live = LiveAnswers(
            deps.pool, self._process, clock=deps.clock, limits=limits, timing=timing,
            is_reading=self._followed.is_reading,
        )  # fmt: skip
        self._others = 1
        self._recovering_until = float("-inf")
        self._watch_loop = BackgroundLoop(
            self._watch_others, every=timing.watch_every, is_needed=lambda: self._others > 0, name="answers-watch"
        )
        self._tasks: list[asyncio.Task[None]] = []
        self._listening = asyncio.Event()

    @property
    def live_ids(self) -> Collection[str]:
        """The answers that this process makes."""
        return self._live.ids

    @property
    def followed_ids(self) -> Collection[str]:
        """The other answers with readers in this process."""
        return self._followed.ids

    def watch(self) -> None:
        """Listen to other processes, end the answers of those that are killed, and end all when this one stops."""
        if self._tasks or not _has_loop():
            return
        self._deps.exit_stack.push_async_callback(self.close)
        self._tasks = [
            asyncio.create_task(self._listen(), name="answers-listen"),
            asyncio.create_task(self._end_at_shutdown(), name="answers-shutdown"),
        ]
        self._watch_loop.start()

    async def close(self) -> None:
        """End all answers of this process, and all readers."""
        self._followed.end_all()
        await self._live.close(within=CLOSE_SECONDS)
        await self._followed.close(within=1.0)
        await self._watch_loop.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        try:
            await store.end_process(self._pool, self._process)
        except DATABASE_LOST as error:
            log.info("answers_lease_not_ended", error=str(error))

    async def start(self, answer: NewAnswer, producer: AnswerProducer) -> AsyncGenerator[AnswerPart, None]:
        """Store the question, run the producer apart from the request, and return the first reader."""
        self.watch()
        try:
            return await self._live.start(answer, producer)
        except BaseException:
            await producer.aclose()
            raise

    async def follow(self, user_id: UUID, answer_id: str, *, after: int = 0) -> AsyncGenerator[AnswerPart, None]:
        """Yield the answer from a position on, from any process, until its end; AnswerNotFound."""
        async with aclosing(await self._open_reader(user_id, answer_id, after=max(0, after))) as reader:
            async for part in reader:
                yield part

    async def find(self, user_id: UUID, answer_id: str) -> StoredAnswer:
        """Return the answer as it is now; AnswerNotFound."""
        live = self._live.get(answer_id)
        stored = await self._find(user_id, answer_id)
        if live is None or stored.state is not AnswerState.RUNNING:
            return stored
        return replace(stored, content=live.buffer.text_from(0))

    async def stop(self, user_id: UUID, answer_id: str) -> bool:
        """Stop an answer from any process, and wait for its end; return whether it was running. AnswerNotFound."""
        self.watch()
        live = self._live.get(answer_id)
        if live is not None:
            return await self._stop_live(live, user_id)
        is_running = await store.request_stop(self._pool, answer_id, user_id=user_id)
        if is_running is None:
            raise _not_found()
        if is_running and not await self._wait_for_end(user_id, answer_id):
            await store.end_stopped(self._pool, answer_id)
        return is_running

    async def _stop_live(self, live: LiveAnswer, user_id: UUID) -> bool:
        if live.user_id != user_id:
            raise _not_found()
        was_running = live.buffer.end is None
        async with aclosing(self._live.read(live, after=live.buffer.length)) as reader:
            live.end(STOPPED)
            async for _ in reader:
                pass
        return was_running

    async def _wait_for_end(self, user_id: UUID, answer_id: str) -> bool:
        try:
            async with asyncio.timeout(self._timing.stop):
                async for part in self.follow(user_id, answer_id):
                    if isinstance(part, AnswerEnd):
                        return part.state is not AnswerState.RUNNING
        except TimeoutError:
            pass
        return False

    async def _open_reader(self, user_id: UUID, answer_id: str, *, after: int) -> AnswerReader:
        self.watch()
        reader = self._find_reader(user_id, answer_id, after=after)
        if reader is not None:
            return reader
        await self._listening.wait()
        stored = await self._find(user_id, answer_id)
        if stored.state is AnswerState.RUNNING:
            self._others = max(1, self._others)
            self._watch_loop.start()
            await self._live.hold_lease()
        # Meanwhile another reader may have come.
        return self._find_reader(user_id, answer_id, after=after) or await self._followed.follow(stored, after=after)

    def _find_reader(self, user_id: UUID, answer_id: str, *, after: int) -> AnswerReader | None:
        live = self._live.get(answer_id)
        owner = live.user_id if live is not None else self._followed.find_user(answer_id)
        if owner is None:
            return None
        if owner != user_id:
            raise _not_found()
        return self._live.read(live, after=after) if live else self._followed.read(answer_id, after=after)

    async def _find(self, user_id: UUID, answer_id: str) -> StoredAnswer:
        stored = await store.find_answer(self._pool, answer_id)
        if stored is not None and stored.state is AnswerState.RUNNING and self._live.get(answer_id) is None:
            await self._end_abandoned()
            stored = await store.find_answer(self._pool, answer_id)
        if stored is None or stored.user_id != user_id:
            raise _not_found()
        return stored

    async def _listen(self) -> None:
        """Hand notifications to those whom they concern."""
        async with self._deps.hub.subscribe(store.CHANGED, store.WANTED) as changes:
            self._listening.set()
            while True:
                batch = [await changes.next(), *changes.take_all()]
                try:
                    await self._handle(batch)
                except DATABASE_LOST as error:
                    # The steps of the loops do the same every other second.
                    log.info("answers_notification_failed", error=str(error))

    async def _handle(self, batch: list[Notification]) -> None:
        if RESYNC in batch:
            self._note_outage()
            self._followed.wake()
            self._wake_watch()
            await self._live.check_all()
            return
        changed = {change.payload for change in batch if change.topic == store.CHANGED}
        self._followed.wake(changed)
        if any(self._live.get(answer_id) is None for answer_id in changed):
            self._wake_watch()
        await self._live.check({change.payload for change in batch if change.topic == store.WANTED})

    def _wake_watch(self) -> None:
        self._others = max(1, self._others)
        self._watch_loop.start()

    async def sync(self) -> None:
        """Store what is not stored yet and renew the lease, as happens every other second."""
        await self._live.sync()

    async def _watch_others(self) -> None:
        try:
            await self._end_abandoned()
            self._others = await store.count_others(self._pool, self._process)
        except DATABASE_LOST:
            self._note_outage()
            raise

    async def _end_abandoned(self) -> None:
        """End the answers of processes that are gone, unless they could not renew their leases either."""
        if self._deps.clock.monotonic() < self._recovering_until:
            return
        ended = await store.end_abandoned(self._pool, error=LOST.error, code=LOST.code)
        if ended:
            log.warning("answers_abandoned", count=ended)

    def _note_outage(self) -> None:
        self._recovering_until = self._deps.clock.monotonic() + store.RECOVERY

    async def _end_at_shutdown(self) -> None:
        await self._deps.stopping.wait()
        self._live.stop_all()
        self._followed.end_all()


def _has_loop() -> bool:
    """Return whether a loop is running: endpoints are also built to describe them."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


def _not_found() -> AnswerNotFound:
    return AnswerNotFound("There is no such answer.")
