"""The server of the embedder: answers requests at a Unix socket until nobody needs it."""

import asyncio
import os
import time
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

import msgspec
import numpy as np

from alcove.apps.study.embeddings import messages
from alcove.apps.study.embeddings.embedder.models import LoadedModels
from alcove.apps.study.embeddings.embedder.scheduler import Scheduler, TooManyWaiting
from alcove.apps.study.embeddings.embedder.vector_sets import VectorSets
from alcove.apps.study.embeddings.embedder.weights import UnusableModel

MAX_RUNNING: Final = 1024
"""Requests of one connection that are answered at a time."""
_DECODER: Final = msgspec.msgpack.Decoder(messages.RequestEnvelope)


class EmbedderServer:
    """Answers requests.

    By the monotonic clock, `last_used` is when the last one began or ended, and `last_client_left` when a connection
    ended.
    """

    def __init__(self) -> None:
        self._models = LoadedModels()
        self._scheduler = Scheduler()
        self._sets = VectorSets()
        # All use of the sets is in one thread, which is not that of the event loop.
        self._sets_thread = ThreadPoolExecutor(1, thread_name_prefix="sets")
        self._started = self.last_used = time.monotonic()
        self._running: set[asyncio.Task[None]] = set()
        self.clients = 0
        self.last_client_left: float | None = None
        self._handlers: Mapping[type[Any], Callable[[Any], Awaitable[messages.Reply]]] = {
            messages.Describe: self._describe,
            messages.Embed: self._embed,
            messages.Hold: self._hold,
            messages.Rank: self._rank,
            messages.ReadStatus: self._read_status,
        }

    @property
    def is_busy(self) -> bool:
        """Whether a request is being answered."""
        return bool(self._running)

    async def serve_client(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer the requests of one connection until it ends; the order of replies is that in which they are ready."""
        self.clients += 1
        slots = asyncio.Semaphore(MAX_RUNNING)
        own: set[asyncio.Task[None]] = set()
        try:
            while True:
                request = _DECODER.decode(await messages.read_frame(reader))
                await slots.acquire()
                task = asyncio.create_task(self._answer(request, writer))
                for tasks in (own, self._running):
                    tasks.add(task)
                    task.add_done_callback(tasks.discard)
                task.add_done_callback(lambda _: slots.release())
        except (asyncio.IncompleteReadError, OSError, ValueError):
            # The client has gone, or it is none of ours.
            for task in own:
                task.cancel()
        finally:
            self.clients -= 1
            self.last_client_left = time.monotonic()
            writer.close()

    async def _answer(self, request: messages.RequestEnvelope, writer: asyncio.StreamWriter) -> None:
        # Who only watches does not use it.
        is_use = not isinstance(request.content, messages.ReadStatus)
        self.last_used = time.monotonic() if is_use else self.last_used
        try:
            reply = await self._handlers[type(request.content)](request.content)
        except UnusableModel as error:
            reply = messages.Refused(reason=str(error))
        except TooManyWaiting:
            reply = messages.Refused(reason="too many texts wait", is_busy=True)
        except (ValueError, MemoryError) as error:
            reply = messages.Refused(reason=f"{type(error).__name__}: {error}")
        self.last_used = time.monotonic() if is_use else self.last_used
        writer.write(messages.encode(messages.ReplyEnvelope(request.number, reply)))
        await writer.drain()

    async def _describe(self, request: messages.Describe) -> messages.Reply:
        model = await self._models.load(request.folder)
        return messages.Described(name=model.name, dimension=model.dimension)

    async def _embed(self, request: messages.Embed) -> messages.Reply:
        if not 0 < len(request.texts) <= messages.MAX_TEXTS:
            raise ValueError(f"a request has 1 to {messages.MAX_TEXTS} texts")
        model = await self._models.load(request.folder)
        vectors = await self._scheduler.embed(model, request.texts, is_bulk=request.is_bulk)
        return messages.Embedded(
            name=model.name, dimension=model.dimension, vectors=vectors.astype("<f4", copy=False).tobytes()
        )

    async def _hold(self, request: messages.Hold) -> messages.Reply:
        def hold() -> None:
            self._sets.hold(
                request.name,
                dimension=request.dimension,
                keys=request.keys,
                counts=request.counts,
                vectors=request.vectors,
            )

        await asyncio.get_running_loop().run_in_executor(self._sets_thread, hold)
        return messages.Held()

    async def _rank(self, request: messages.Rank) -> messages.Reply:
        def rank() -> messages.Reply:
            missing = self._sets.find_missing(request.name, request.keys)
            if missing:
                return messages.Lacking(keys=missing)
            vector = np.frombuffer(request.vector, dtype="<f4")
            keys, cosines = self._sets.rank(request.name, vector, limit=request.limit)
            return messages.Ranked(keys=keys, cosines=cosines)

        return await asyncio.get_running_loop().run_in_executor(self._sets_thread, rank)

    async def _read_status(self, _: messages.ReadStatus) -> messages.Reply:
        return messages.Status(
            pid=os.getpid(),
            uptime=time.monotonic() - self._started,
            clients=self.clients,
            waiting_queries=self._scheduler.waiting_queries,
            waiting_texts=self._scheduler.waiting_texts,
            embedded=self._scheduler.embedded,
            held_bytes=self._sets.size,
            models=self._models.names,
            problem=self._models.problem,
        )
