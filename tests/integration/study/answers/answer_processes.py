"""Processes that make and read answers on one database, and scripted producers."""

import asyncio
import uuid
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from alcove.apps.study.answers.live_answers import Timing
from alcove.apps.study.answers.model import (
    AnswerEnd,
    AnswerLimits,
    AnswerPart,
    AnswerProducer,
    AnswerReasoning,
    AnswerText,
    NewAnswer,
    ProducedPart,
    ProducerEnd,
    ReasoningIncrement,
    TextIncrement,
)
from alcove.apps.study.answers.service import StoredAnswers
from alcove.foundation.clock import Clock
from alcove.foundation.database import PgListener, Pool, close_pool, open_pool
from alcove.foundation.deps import Deps
from alcove.foundation.errors import AppError
from support.deps import make_deps

FAST = Timing(store_every=0.1, read_every=0.2, watch_every=0.2, patience=2.0, stop=1.0)
"""The loops of tests take steps more often, so that tests do not wait."""

SLOW = replace(FAST, store_every=3600.0)
"""Those of a process that renews its lease only when a test lets it."""


@dataclass
class Script:
    """A producer that makes what a test puts into it; `closed` is set when it has ended, however that came."""

    parts: asyncio.Queue[ProducedPart | BaseException] = field(default_factory=asyncio.Queue)
    closed: asyncio.Event = field(default_factory=asyncio.Event)

    def say(self, *texts: str) -> "Script":
        """Make these pieces of text."""
        for text in texts:
            self.parts.put_nowait(TextIncrement(text))
        return self

    def think(self, *texts: str) -> "Script":
        """Make these pieces of reasoning."""
        for text in texts:
            self.parts.put_nowait(ReasoningIncrement(text))
        return self

    def finish(self, **payload: Any) -> "Script":
        """Complete the answer."""
        self.parts.put_nowait(ProducerEnd(payload=payload, is_complete=True))
        return self

    def give_up(self, error: AppError | None = None, **payload: Any) -> "Script":
        """End the answer as incomplete."""
        self.parts.put_nowait(ProducerEnd(payload=payload, is_complete=False, error=error))
        return self

    def fail(self, error: BaseException) -> "Script":
        """Raise an error."""
        self.parts.put_nowait(error)
        return self

    async def run(self) -> AnswerProducer:
        """Make the parts; StopAsyncIteration ends it without an end."""
        try:
            while True:
                part = await self.parts.get()
                if isinstance(part, StopAsyncIteration):
                    return
                if isinstance(part, BaseException):
                    raise part
                yield part
                if isinstance(part, ProducerEnd):
                    return
        finally:
            self.closed.set()


@dataclass(frozen=True)
class AnswerProcess:
    """What one process has."""

    deps: Deps
    answers: StoredAnswers

    async def ask(
        self, script: Script, account: uuid.UUID, **options: Any
    ) -> tuple[str, AsyncGenerator[AnswerPart, None]]:
        """Start an answer; return its id and its first reader."""
        answer_id = options.pop("id", None) or f"req_1_{uuid.uuid4().hex[:9]}"
        options = {"question": "Why?", "grace": 30.0, **options}
        reader = await self.answers.start(NewAnswer(id=answer_id, user_id=account, **options), script.run())
        return answer_id, reader


@asynccontextmanager
async def open_process(
    dsn: str,
    folder: Path,
    *,
    limits: AnswerLimits | None = None,
    timing: Timing = FAST,
    listens: bool = True,
    clock: Clock | None = None,
) -> AsyncIterator[AnswerProcess]:
    """Yield the answers of a process; without `listens` it gets no notification."""
    pool: Pool = await open_pool(dsn)
    listener = PgListener(dsn)
    if listens:
        await listener.start()
    deps = make_deps(dsn, pool=pool, data_dir=folder, pg_listener=listener, clock=clock)
    answers = StoredAnswers(deps, limits=limits or AnswerLimits(), timing=timing)
    answers.watch()
    try:
        yield AnswerProcess(deps, answers)
    finally:
        await deps.exit_stack.aclose()
        await listener.close()
        await close_pool(pool)


async def read_all(reader: AsyncGenerator[AnswerPart, None]) -> tuple[str, AnswerEnd]:
    """Return the text and the end of an answer; check that positions fit, and that nothing follows the end."""
    *parts, end = [part async for part in reader]
    assert isinstance(end, AnswerEnd)
    return join(parts), end


async def read_text(reader: AsyncGenerator[AnswerPart, None]) -> str:
    """Return the next part, which is text."""
    part = await anext(reader)
    assert isinstance(part, AnswerText)
    return part.text


def join(parts: Sequence[AnswerPart]) -> str:
    """Return the text of parts; check that the position of a part is that after it."""
    texts = [part for part in parts if isinstance(part, AnswerText)]
    position = texts[0].position - len(texts[0].text) if texts else 0
    for part in texts:
        position += len(part.text)
        assert part.position == position
        assert part.text
    return "".join(part.text for part in texts)


def thoughts(parts: Sequence[AnswerPart]) -> list[str]:
    """Return the pieces of reasoning."""
    return [part.text for part in parts if isinstance(part, AnswerReasoning)]
