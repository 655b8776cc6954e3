"""Threads that embed: queries of several callers together and first, texts of jobs in small batches beside them."""

import asyncio
import os
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from alcove.apps.study.embeddings.embedder.text_model import TextModel
from alcove.apps.study.embeddings.embedder.weights import Floats

MAX_THREADS: Final = 4
MAX_QUERIES: Final = 1024
MAX_TEXTS: Final = 1024
"""Texts of queries, and of jobs, that wait or are being embedded."""
BATCH_TOKENS: Final = 1024
"""Tokens of one batch, padding included: more need more memory, fewer more steps."""
QUERY_BATCH: Final = 32
_NICENESS: Final = 10


class TooManyWaiting(Exception):
    """The queue is full."""


@dataclass(slots=True, eq=False)
class _WaitingText:
    model: TextModel
    tokens: Sequence[int]
    result: asyncio.Future[Floats] = field(default_factory=lambda: asyncio.get_running_loop().create_future())


class Scheduler:
    """Embeds texts in threads, one matrix product at a time in each.

    Texts of jobs are embedded at a lower priority of the operating system, so that a query gets a core at once.
    """

    def __init__(self, *, threads: int | None = None) -> None:
        count = threads or max(1, min(os.cpu_count() or 1, MAX_THREADS))
        self._queries = _Lane(count, name="query", max_waiting=MAX_QUERIES, max_texts=QUERY_BATCH)
        self._texts = _Lane(count, name="text", max_waiting=MAX_TEXTS, prepare=_lower_priority)
        self.embedded = 0

    @property
    def waiting_queries(self) -> int:
        """How many queries have to wait."""
        return self._queries.waiting

    @property
    def waiting_texts(self) -> int:
        """How many texts of jobs have to wait."""
        return self._texts.waiting

    async def embed(self, model: TextModel, texts: Sequence[str], *, is_bulk: bool) -> Floats:
        """Return the vectors of texts, an array of the shape (texts, dimension); TooManyWaiting."""
        lane = self._texts if is_bulk else self._queries
        vectors = await lane.embed(model, texts)
        self.embedded += len(texts)
        return vectors

    def close(self) -> None:
        """Drop what waits."""
        self._queries.close()
        self._texts.close()


class _Lane:
    """A queue with threads of its own; a thread takes the shortest texts that make one batch."""

    def __init__(
        self,
        threads: int,
        *,
        name: str,
        max_waiting: int,
        max_texts: int = MAX_TEXTS,
        prepare: Callable[[], None] | None = None,
    ) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix=name, initializer=prepare)
        self._free = threads
        self._accepted = 0
        self._max_waiting = max_waiting
        self._max_texts = max_texts
        self._waiting: deque[_WaitingText] = deque()
        self._running: set[asyncio.Task[None]] = set()

    @property
    def waiting(self) -> int:
        return len(self._waiting)

    async def embed(self, model: TextModel, texts: Sequence[str]) -> Floats:
        if self._accepted + len(texts) > self._max_waiting:
            raise TooManyWaiting
        self._accepted += len(texts)
        try:
            return await self._embed(model, texts)
        finally:
            self._accepted -= len(texts)

    async def _embed(self, model: TextModel, texts: Sequence[str]) -> Floats:
        tokens = await asyncio.get_running_loop().run_in_executor(self._pool, model.tokenize, texts)
        items = [_WaitingText(model, ids) for ids in tokens]
        # Texts of similar lengths need little padding.
        self._waiting.extend(sorted(items, key=lambda item: len(item.tokens)))
        self._start_batches()
        try:
            return np.stack(await asyncio.gather(*(item.result for item in items)))
        finally:
            for item in items:
                item.result.cancel()

    def close(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _start_batches(self) -> None:
        while self._free and (batch := self._take_batch()):
            self._free -= 1
            task = asyncio.create_task(self._run(batch))
            self._running.add(task)
            task.add_done_callback(self._running.discard)

    def _take_batch(self) -> list[_WaitingText]:
        batch: list[_WaitingText] = []
        longest = 0
        while self._waiting and len(batch) < self._max_texts:
            item = self._waiting[0]
            longest = max(longest, len(item.tokens))
            if batch and (longest * (len(batch) + 1) > BATCH_TOKENS or item.model is not batch[0].model):
                break
            self._waiting.popleft()
            if not item.result.done():
                batch.append(item)
        return batch

    async def _run(self, batch: Sequence[_WaitingText]) -> None:
        model, tokens = batch[0].model, [item.tokens for item in batch]
        try:
            vectors = await asyncio.get_running_loop().run_in_executor(self._pool, model.embed, tokens)
        except Exception as error:  # noqa: BLE001 - whatever it is, it concerns those who wait for the batch
            for item in batch:
                if not item.result.done():
                    item.result.set_exception(error)
        else:
            for item, vector in zip(batch, vectors, strict=True):
                if not item.result.done():
                    item.result.set_result(vector)
        finally:
            self._free += 1
            self._start_batches()


def _lower_priority() -> None:
    # On Linux a thread has a priority of its own.
    with suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, 0, _NICENESS)
