"""The answers that readers of this process follow, while another process makes them or after their end."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from uuid import UUID

from alcove.apps.study.answers import store
from alcove.apps.study.answers.background import BackgroundLoop, TaskGroup
from alcove.apps.study.answers.buffer import AnswerBuffer, Cursor
from alcove.apps.study.answers.live import GONE
from alcove.apps.study.answers.live_answers import Timing
from alcove.apps.study.answers.model import SHUTTING_DOWN, AnswerEnd, AnswerState, StoredAnswer
from alcove.apps.study.answers.reader import AnswerReader
from alcove.foundation.clock import Clock
from alcove.foundation.database import DATABASE_LOST, Pool
from alcove.foundation.telemetry import get_logger

_READ_ON = "The server is restarting: read on in a moment."
_UNREADABLE = "The answer cannot be read: the database does not respond. Read on in a moment."

log = get_logger("alcove.study")


@dataclass(slots=True, eq=False)
class _Followed:
    id: str
    user_id: UUID
    buffer: AnswerBuffer = field(default_factory=AnswerBuffer)
    readers: int = 0


class FollowedAnswers:
    """Reads rows once for all readers of an answer in this process, and lets the owner know that there are some."""

    def __init__(self, pool: Pool, process: UUID, *, clock: Clock, timing: Timing) -> None:
        self._pool = pool
        self._process = process
        self._clock = clock
        self._timing = timing
        self._answers: dict[str, _Followed] = {}
        self._tasks = TaskGroup()
        self._unread_since: float | None = None
        self._loop = BackgroundLoop(self._read, every=timing.read_every, is_needed=self.is_reading, name="answers-read")

    @property
    def ids(self) -> Collection[str]:
        """The answers that have readers."""
        return self._answers.keys()

    def is_reading(self) -> bool:
        """Return whether answers are followed that are running."""
        return any(followed.buffer.end is None for followed in self._answers.values())

    def find_user(self, answer_id: str) -> UUID | None:
        """Return whose answer it is, None if it is not followed."""
        followed = self._answers.get(answer_id)
        return followed.user_id if followed else None

    def read(self, answer_id: str, *, after: int) -> AnswerReader:
        """Return a further reader of an answer that is followed."""
        followed = self._answers[answer_id]
        followed.readers += 1
        cursor = Cursor(after, followed.buffer.reasoning_count)
        return AnswerReader(followed.buffer, cursor=cursor, leave=lambda: self._leave(followed))

    async def follow(self, stored: StoredAnswer, *, after: int) -> AnswerReader:
        """Return a reader of an answer that was read just now."""
        if stored.id in self._answers:
            return self.read(stored.id, after=after)
        followed = _Followed(stored.id, stored.user_id)
        if stored.content:
            followed.buffer.add_text(stored.content)
        if stored.state is not AnswerState.RUNNING:
            followed.buffer.finish(stored.end)
        self._answers[stored.id] = followed
        reader = self.read(stored.id, after=after)
        if followed.buffer.end is None:
            try:
                await store.add_reader(self._pool, stored.id, process=self._process)
            except BaseException:
                await reader.aclose()
                raise
            self._loop.wake()
        return reader

    def wake(self, ids: Iterable[str] | None = None) -> None:
        """Read again, because one of these answers, or any, has changed."""
        if self.is_reading() and (ids is None or any(answer_id in self._answers for answer_id in ids)):
            self._loop.wake()

    def end_all(self) -> None:
        """End all readers, because the process ends; they read on in another one."""
        end = AnswerEnd(state=AnswerState.RUNNING, payload={}, error=_READ_ON, code=SHUTTING_DOWN)
        for followed in self._answers.values():
            followed.buffer.finish(end)

    async def close(self, *, within: float) -> None:
        """End all readers."""
        self.end_all()
        await self._loop.close()
        await self._tasks.close(within=within)

    def _leave(self, followed: _Followed) -> None:
        followed.readers -= 1
        if not followed.readers and self._answers.get(followed.id) is followed:
            del self._answers[followed.id]
            if followed.buffer.end is None:
                self._tasks.run(self._remove(followed.id), name="answer-reader-left")

    async def _remove(self, answer_id: str) -> None:
        """Let the owner know that nobody reads here; if that fails, it learns it when this process's lease ends."""
        try:
            await store.remove_reader(self._pool, answer_id, process=self._process)
            if answer_id in self._answers:
                # Somebody has come back meanwhile.
                await store.add_reader(self._pool, answer_id, process=self._process)
        except DATABASE_LOST as error:
            log.info("answer_reader_not_removed", answer=answer_id, error=str(error))

    async def _read(self) -> None:
        running = {name: followed for name, followed in self._answers.items() if followed.buffer.end is None}
        now = self._clock.monotonic()
        try:
            rows = await store.read_answers(
                self._pool, {name: followed.buffer.length for name, followed in running.items()}
            )
        except DATABASE_LOST:
            self._unread_since = self._unread_since or now
            if now - self._unread_since > self._timing.patience:
                self._end_unreadable(running.values())
            raise
        self._unread_since = None
        for row in rows:
            followed = running.pop(row.id)
            if row.added:
                followed.buffer.add_text(row.added)
            if row.end is not None:
                followed.buffer.finish(row.end)
        for followed in running.values():
            followed.buffer.finish(GONE)

    def _end_unreadable(self, answers: Iterable[_Followed]) -> None:
        self._unread_since = None
        end = AnswerEnd(state=AnswerState.RUNNING, payload={}, error=_UNREADABLE, code="database_unavailable")
        for followed in answers:
            followed.buffer.finish(end)
