"""The connection of a process to the embedder, which is started when it is needed."""

import asyncio
import itertools
from contextlib import suppress
from pathlib import Path
from typing import Final, TypeVar

import msgspec

from alcove.apps.study.embeddings import messages
from alcove.apps.study.embeddings.embedder_start import EmbedderPlace, EmbedderProcess, prepare_place
from alcove.apps.study.embeddings.model import EmbedderUnavailable, ModelUnusable
from alcove.foundation.clock import Clock
from alcove.foundation.retry import backoff
from alcove.foundation.telemetry import get_logger

START_SECONDS: Final = 30.0
"""How long an embedder may take until it accepts connections."""
REQUEST_SECONDS: Final = 120.0
MAX_WAITING: Final = 1024
ATTEMPTS: Final = 3
_POLL: Final = 0.01
_DECODER: Final = msgspec.msgpack.Decoder(messages.ReplyEnvelope)
T = TypeVar("T", bound=messages.Message)

log = get_logger("alcove.study")


class EmbedderClient:
    """Sends requests to the embedder of the data directory; all processes of the machine share it."""

    def __init__(self, data_dir: Path, *, clock: Clock, idle_seconds: float | None = None) -> None:
        self._data_dir = data_dir
        self._clock = clock
        self._idle_seconds = idle_seconds
        self._connection: _Connection | None = None
        self._connecting = asyncio.Lock()
        self._process: EmbedderProcess | None = None
        self._failures = 0
        self._pause = backoff(0.5, 60.0)
        self._retry_at = 0.0
        self._waiting = 0

    @property
    def is_connected(self) -> bool:
        """Whether the embedder runs, as far as this process knows."""
        return self._connection is not None and self._connection.is_open

    async def request(self, content: messages.Request, kind: type[T]) -> T:
        """Return the reply, of that kind; EmbedderUnavailable, or ModelUnusable.

        A request whose embedder ends is sent again, to another one.
        """
        reply = await self.exchange(content)
        if isinstance(reply, messages.Refused):
            raise (EmbedderUnavailable if reply.is_busy else ModelUnusable)(reply.reason)
        if not isinstance(reply, kind):
            raise EmbedderUnavailable(f"the embedder answered with {type(reply).__name__}")
        return reply

    async def exchange(self, content: messages.Request) -> messages.Reply:
        """Return the reply, of any kind; EmbedderUnavailable."""
        if self._waiting >= MAX_WAITING:
            raise EmbedderUnavailable("too many requests wait for the embedder")
        self._waiting += 1
        try:
            return await self._exchange(content)
        finally:
            self._waiting -= 1

    async def read_status(self) -> messages.Status | None:
        """Return the state of the embedder; None when none runs. It is not started."""
        with suppress(OSError, EmbedderUnavailable):
            if not self.is_connected:
                async with self._connecting:
                    await self._connect(prepare_place(self._data_dir))
            return await self.request(messages.ReadStatus(), messages.Status)
        return None

    def close(self) -> None:
        """End the connection."""
        if self._connection is not None:
            self._connection.close()

    async def _exchange(self, content: messages.Request) -> messages.Reply:
        for _ in range(ATTEMPTS):
            connection = await self._open()
            try:
                async with asyncio.timeout(REQUEST_SECONDS):
                    reply = await connection.exchange(content)
            except TimeoutError as error:
                raise EmbedderUnavailable("the embedder did not answer in time") from error
            except (OSError, ValueError) as error:
                connection.close()
                log.debug("embedder_lost", error=str(error))
                continue
            self._failures = 0
            return reply
        self._note_failure()
        raise EmbedderUnavailable("the embedder ended while it worked on a request")

    async def _open(self) -> "_Connection":
        async with self._connecting:
            if self._connection is not None and self._connection.is_open:
                return self._connection
            if self._clock.monotonic() < self._retry_at:
                raise EmbedderUnavailable("the embedder failed; it is started again in a moment")
            try:
                return await self._start()
            except OSError as error:
                self._note_failure()
                raise EmbedderUnavailable(f"the embedder cannot be started: {error}") from error

    async def _start(self) -> "_Connection":
        """Return a connection to the running embedder, or to one that is started now."""
        place = prepare_place(self._data_dir)
        started = False
        deadline = self._clock.monotonic() + START_SECONDS
        while True:
            with suppress(ConnectionRefusedError, FileNotFoundError):
                return await self._connect(place)
            if self._process is None or self._process.has_ended:
                if started and self._process is not None and self._process.exit_code:
                    raise ConnectionError(f"it ended with the exit code {self._process.exit_code}")
                self._process = await asyncio.to_thread(EmbedderProcess, place, idle_seconds=self._idle_seconds)
                started = True
            if self._clock.monotonic() > deadline:
                raise ConnectionError(f"no connection within {START_SECONDS:g} s")
            await self._clock.sleep(_POLL)

    async def _connect(self, place: EmbedderPlace) -> "_Connection":
        reader, writer = await asyncio.open_unix_connection(str(place.socket))
        self._connection = _Connection(reader, writer)
        return self._connection

    def _note_failure(self) -> None:
        self._failures += 1
        pause = self._pause(self._failures)
        self._retry_at = self._clock.monotonic() + pause
        log.warning("embedder_failed", failures=self._failures, pause=pause)


class _Connection:
    """One connection, on which several requests are under way."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer
        self._numbers = itertools.count(1)
        self._replies: dict[int, asyncio.Future[messages.Reply]] = {}
        self._reading = asyncio.create_task(self._read())

    @property
    def is_open(self) -> bool:
        return not self._reading.done()

    async def exchange(self, content: messages.Request) -> messages.Reply:
        number = next(self._numbers)
        reply: asyncio.Future[messages.Reply] = asyncio.get_running_loop().create_future()
        self._replies[number] = reply
        try:
            if not self.is_open:
                raise ConnectionResetError("the connection to the embedder has ended")
            self._writer.write(messages.encode(messages.RequestEnvelope(number, content)))
            await self._writer.drain()
            return await reply
        finally:
            del self._replies[number]

    def close(self) -> None:
        self._reading.cancel()
        self._writer.close()

    async def _read(self) -> None:
        try:
            while True:
                envelope = _DECODER.decode(await messages.read_frame(self._reader))
                waiting = self._replies.get(envelope.number)
                if waiting is not None and not waiting.done():
                    waiting.set_result(envelope.content)
        except (asyncio.IncompleteReadError, OSError, ValueError):
            # What waits is told below.
            pass
        finally:
            self._writer.close()
            for waiting in self._replies.values():
                if not waiting.done():
                    waiting.set_exception(ConnectionResetError("the embedder has ended"))
