"""The answers that this process makes: stored every other second, ended when nobody reads them."""

import asyncio
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import Final
from uuid import UUID

import asyncpg

from alcove.apps.study.answers import store
from alcove.apps.study.answers.background import BackgroundLoop, TaskGroup
from alcove.apps.study.answers.buffer import Cursor
from alcove.apps.study.answers.errors import AnswerExists, AnswersFull, TooManyAnswers
from alcove.apps.study.answers.live import (
    GONE,
    LOST,
    NOT_STORED,
    SHUT_DOWN,
    STOPPED,
    UNREAD,
    LiveAnswer,
    describe_cut,
    make_live,
    produce,
)
from alcove.apps.study.answers.model import (
    AnswerEnd,
    AnswerLimits,
    AnswerProducer,
    AnswerState,
    NewAnswer,
    clean_text,
)
from alcove.apps.study.answers.reader import AnswerReader
from alcove.apps.study.answers.store import OwnAnswer, UnsavedText
from alcove.foundation.clock import Clock
from alcove.foundation.database import DATABASE_LOST, Pool
from alcove.foundation.errors import ShuttingDown
from alcove.foundation.telemetry import get_logger

FRESH: Final = 2.0
"""Seconds for which a renewed lease is not renewed for a new answer."""
RETRY: Final = 0.5
"""Seconds between two attempts to store the end of an answer."""

log = get_logger("alcove.study")


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """Seconds between two steps of the loops, and how long the database may be away."""

    store_every: float = 1.5
    read_every: float = 2.0
    watch_every: float = 1.5
    patience: float = 30.0
    stop: float = 4.0


class LiveAnswers:
    """Runs the producers, stores their texts in one statement for all, and holds the lease of the process."""

    def __init__(
        self,
        pool: Pool,
        process: UUID,
        *,
        clock: Clock,
        limits: AnswerLimits,
        timing: Timing,
        is_reading: Callable[[], bool],
    ) -> None:
        """Take whether this process reads answers of others, for which it needs a lease, too."""
        self._pool = pool
        self._process = process
        self._clock = clock
        self._limits = limits
        self._timing = timing
        self._is_reading = is_reading
        self._answers: dict[str, LiveAnswer] = {}
        self._tasks = TaskGroup()
        self._renewed: float | None = None
        self._renewing = asyncio.Lock()
        self._has_forgotten = False
        self._is_stopping = False
        self._all_ended = asyncio.Event()
        self._loop = BackgroundLoop(
            self.sync, every=timing.store_every, is_needed=self._is_needed, name="answers-store"
        )

    @property
    def ids(self) -> Collection[str]:
        """The answers that are running."""
        return self._answers.keys()

    def get(self, answer_id: str) -> LiveAnswer | None:
        """Return a running answer of this process."""
        return self._answers.get(answer_id)

    async def hold_lease(self) -> None:
        """Let this process count as alive from now on, as long as it makes or reads answers."""
        self._loop.start()
        # Of questions that come at the same time one renews it: they would wait for the row of one another.
        async with self._renewing:
            now = self._clock.monotonic()
            if self._renewed is None or now - self._renewed > FRESH:
                await store.renew_lease(self._pool, self._process)
                self._renewed = now

    async def start(self, answer: NewAnswer, producer: AnswerProducer) -> AnswerReader:
        """Store the question, run the producer, and return the first reader."""
        if self._shutdown_began():
            raise ShuttingDown("The server is stopping. Try again in a moment.")
        if len(self._answers) >= self._limits.per_process:
            raise AnswersFull("The server makes as many answers as it can. Try again in a moment.")
        if answer.id in self._answers:
            raise AnswerExists("There is an answer with this id already.")
        live = make_live(answer, max_characters=self._limits.characters)
        self._answers[live.id] = live
        try:
            await self._add(answer)
        except BaseException:
            # The row may be there, although nobody said so.
            self._remove(live, is_stored=False)
            raise
        live.producing = asyncio.create_task(produce(live, producer), name="answer-producer")
        live.finish = partial(self._finish, live)
        live.producing.add_done_callback(lambda _: live.finish())
        if self._shutdown_began():
            live.end(SHUT_DOWN)
        return self.read(live, raises_failure=True)

    def read(self, live: LiveAnswer, *, after: int = 0, raises_failure: bool = False) -> AnswerReader:
        """Return a further reader, from a position on."""
        live.readers += 1
        live.end_grace()
        cursor = Cursor(after, 0 if raises_failure else live.buffer.reasoning_count)
        return AnswerReader(live.buffer, cursor=cursor, leave=lambda: self._leave(live), raises_failure=raises_failure)

    async def check(self, ids: Iterable[str]) -> None:
        """Do what other processes want of these answers."""
        own = [answer_id for answer_id in ids if answer_id in self._answers]
        if own:
            self._apply(await store.check_answers(self._pool, self._process, ids=own))

    async def check_all(self) -> None:
        """Do what other processes want of all answers."""
        await self.check(list(self._answers))

    def stop_all(self) -> None:
        """End all answers, because the process ends; no other one is started."""
        self._is_stopping = True
        for live in list(self._answers.values()):
            live.end(SHUT_DOWN)

    async def close(self, *, within: float) -> None:
        """End all answers, and wait until their ends are stored."""
        self.stop_all()
        if self._answers:
            self._all_ended.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._all_ended.wait(), within)
        await self._tasks.close(within=0.0)
        await self._loop.close()

    def _shutdown_began(self) -> bool:
        return self._is_stopping

    def _is_needed(self) -> bool:
        return bool(self._answers) or self._has_forgotten or self._is_reading()

    async def _add(self, answer: NewAnswer) -> None:
        await self.hold_lease()
        stored = replace(answer, question=clean_text(answer.question))
        if not await store.add_answer(self._pool, stored, process=self._process, per_user=self._limits.per_user):
            raise TooManyAnswers("As many questions of the account as allowed are being answered: wait for an answer.")

    def _remove(self, live: LiveAnswer, *, is_stored: bool) -> None:
        del self._answers[live.id]
        self._has_forgotten = self._has_forgotten or not is_stored
        if not self._answers:
            self._all_ended.set()

    def _leave(self, live: LiveAnswer) -> None:
        live.readers -= 1
        self._check_readers(live)

    def _check_readers(self, live: LiveAnswer) -> None:
        """Begin the grace when nobody reads."""
        if live.readers or live.has_remote_readers or live.is_ending:
            live.end_grace()
        elif live.unread is None:
            live.unread = asyncio.get_running_loop().call_later(live.grace, self._end_unread, live)

    def _end_unread(self, live: LiveAnswer) -> None:
        self._tasks.run(self._check_unread(live), name="answer-unread")

    async def _check_unread(self, live: LiveAnswer) -> None:
        """End an answer unless somebody has come back, perhaps in a process whose notification did not arrive here."""
        timer = live.unread
        try:
            await self.check([live.id])
        except DATABASE_LOST as error:
            log.info("answer_readers_unknown", answer=live.id, error=str(error))
        if timer is not None and live.unread is timer:
            live.end(UNREAD)

    def _apply(self, demands: Mapping[str, OwnAnswer]) -> None:
        for demand in demands.values():
            live = self._answers.get(demand.id)
            if live is None:
                continue
            if demand.stop_requested:
                live.end(STOPPED)
            live.has_remote_readers = demand.has_readers
            self._check_readers(live)

    async def sync(self) -> None:
        """Store all texts, renew the lease, and do what other processes want."""
        running = [live for live in self._answers.values() if live.producing is not None and not live.is_ending]
        unsaved = [UnsavedText(live.id, live.stored, live.unsaved_text()) for live in running]
        started = self._clock.monotonic()
        try:
            demands = await store.sync_answers(self._pool, self._process, unsaved=unsaved)
        except DATABASE_LOST:
            self._give_up_unsaved(running, now=started)
            raise
        self._renewed = started
        for live, text in zip(running, unsaved, strict=True):
            live.unsaved_since = None
            if live.id in demands:
                live.stored = max(live.stored, text.stored + len(text.added))
            else:
                # Another process took it for abandoned, or the account is gone.
                live.end(LOST)
        self._apply(demands)
        if self._has_forgotten:
            await self._end_forgotten()

    def _give_up_unsaved(self, running: Iterable[LiveAnswer], *, now: float) -> None:
        for live in running:
            live.unsaved_since = now if live.unsaved_since is None else live.unsaved_since
            if now - live.unsaved_since > self._timing.patience:
                live.end(NOT_STORED)

    async def _end_forgotten(self) -> None:
        self._has_forgotten = False
        try:
            await store.end_forgotten(
                self._pool, self._process, known=list(self._answers), error=NOT_STORED.error, code=NOT_STORED.code
            )
        except DATABASE_LOST:
            self._has_forgotten = True
            raise

    def _finish(self, live: LiveAnswer) -> None:
        """Store the end and end the readers; the producer has ended, or takes too long to close."""
        if not live.is_ending:
            live.is_ending = True
            live.end_grace()
            self._tasks.run(self._finish_with(live, _find_end(live)), name="answer-end")

    async def _finish_with(self, live: LiveAnswer, end: AnswerEnd) -> None:
        stored: AnswerEnd | None = None
        try:
            if end.state is AnswerState.FAILED:
                # There is no text that could be lost: whoever waits gets the error at once.
                live.buffer.finish(end)
            stored = await self._store_end(live, end)
        except Exception:
            # Readers get an end whatever happens.
            log.exception("answer_not_ended", answer=live.id)
        finally:
            live.buffer.finish(stored or NOT_STORED)
            # Readers may hold the buffer for long, but nothing else of the answer.
            live.finish, live.producing, live.describe_cut = _do_nothing, None, None
            self._remove(live, is_stored=stored is not None)

    async def _find_stored_end(self, live: LiveAnswer) -> AnswerEnd:
        stored = await store.find_answer(self._pool, live.id)
        return GONE if stored is None else stored.end

    async def _store_end(self, live: LiveAnswer, end: AnswerEnd) -> AnswerEnd | None:
        """Return the end as it is stored, None if it could not be."""
        started = self._clock.monotonic()
        while True:
            try:
                text = UnsavedText(live.id, live.stored, live.unsaved_text())
                if await store.end_answer(self._pool, self._process, text=text, end=end):
                    return end
                return await self._find_stored_end(live)
            except asyncpg.ForeignKeyViolationError:
                # The chat was deleted meanwhile; the answer does not name it any more.
                log.info("answer_chat_deleted", answer=live.id)
            except DATABASE_LOST as error:
                log.info("answer_end_not_stored", answer=live.id, error=f"{type(error).__name__}: {error}")
            is_hopeless = end.code == NOT_STORED.code or self._is_stopping
            if self._clock.monotonic() - started > (RETRY if is_hopeless else self._timing.patience):
                log.warning("answer_lost", answer=live.id, stored=live.stored, length=live.buffer.length)
                return None
            await self._clock.sleep(RETRY)


def _do_nothing() -> None:
    """Finish an answer that has ended."""


def _find_end(live: LiveAnswer) -> AnswerEnd:
    producing = live.producing
    if producing is not None and producing.done() and not producing.cancelled():
        return producing.result()
    if producing is not None and not producing.done():
        log.warning("answer_producer_not_closed", answer=live.id)
    return describe_cut(live, live.reason or LOST)
