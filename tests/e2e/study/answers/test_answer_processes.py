"""Real api processes around one database: readers change between them, and they are stopped and killed."""

import asyncio
import os
import signal
import sys
import uuid
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import msgspec
import pytest

from alcove.foundation.database import Pool
from integration.study.answers.answer_app import token
from integration.study.callers import add_account
from support.http_client import http_client
from support.sockets import free_port
from support.until import until_async

TESTS = Path(__file__).parents[3]
PROGRAM = TESTS / "integration" / "study" / "answers" / "answer_app.py"
ID = "req_1_abcdefghi"
PIECES = [f"{number} \U0001f30d " for number in range(60)]
CHATS = 2_000
IDLE = 300
MANY = 200


@dataclass(frozen=True)
class Process:
    """A process, and a client of the account."""

    process: asyncio.subprocess.Process
    client: httpx2.AsyncClient

    def memory(self) -> float:
        """Return the resident memory in MiB."""
        lines = Path(f"/proc/{self.process.pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:")) / 1024


@dataclass
class Stream:
    """What a client has read of an answer."""

    text: str = ""
    position: int = 0
    last: Any = None
    retry: int | None = None
    is_done: bool = False

    async def read(self, lines: AsyncIterator[str], *, characters: int = 10**9) -> None:
        """Read until there are so many characters, or to the end."""
        async for line in lines:
            name, _, value = line.partition(": ")
            if name == "id":
                self.position = int(value)
            elif name == "retry":
                self.retry = int(value)
            elif value == "[DONE]":
                self.is_done = True
            elif name == "data":
                self.last = msgspec.json.decode(value)
                self.text += self.last.get("delta", "")
                assert len(self.text) == self.position or not self.last.get("delta")
                if len(self.text) >= characters:
                    return


@pytest.fixture
async def learner(pool: Pool) -> uuid.UUID:
    """Return an account."""
    async with pool.acquire() as connection:
        return await add_account(connection)


@pytest.fixture
async def processes(dsn: str, tmp_path: Path, learner: uuid.UUID) -> AsyncIterator[tuple[Process, Process]]:
    """Yield two processes."""
    async with AsyncExitStack() as stack:
        both = [await stack.enter_async_context(start(dsn, tmp_path, learner)) for _ in range(2)]
        yield both[0], both[1]


@asynccontextmanager
async def start(dsn: str, folder: Path, account: uuid.UUID) -> AsyncIterator[Process]:
    """Run a process during the block."""
    port = free_port()
    env = {"PYTHONPATH": str(TESTS), "PATH": os.environ["PATH"], "HOME": str(folder)}
    process = await asyncio.create_subprocess_exec(
        sys.executable, str(PROGRAM), dsn, str(folder), str(port), env=env, cwd=folder
    )
    headers = {"Authorization": f"Bearer {token(account)}"}
    limits = httpx2.Limits(max_connections=None, max_keepalive_connections=20)
    async with http_client(f"http://127.0.0.1:{port}", headers=headers, limits=limits) as client:

        async def is_ready() -> bool:
            try:
                return (await client.get("/health/live")).status_code == 200
            except httpx2.TransportError:
                return False

        try:
            await until_async(is_ready)
            yield Process(process, client)
        finally:
            if process.returncode is None:
                process.kill()
            await process.wait()


@asynccontextmanager
async def ask(process: Process, **question: Any) -> AsyncIterator[AsyncIterator[str]]:
    """Ask, and yield the lines of the stream."""
    async with process.client.stream("POST", "/api/ai/chat", json={"id": ID, "pieces": PIECES, **question}) as response:
        assert response.status_code == 200
        yield response.aiter_lines()


@asynccontextmanager
async def resume(process: Process, position: int) -> AsyncIterator[AsyncIterator[str]]:
    """Read on from a position, and yield the lines of the stream."""
    headers = {"Last-Event-ID": str(position)}
    async with process.client.stream("GET", f"/api/ai/chat/{ID}/stream", headers=headers) as response:
        assert response.status_code == 200
        yield response.aiter_lines()


async def test_a_reader_goes_from_process_to_process(processes: tuple[Process, Process]) -> None:
    """Wherever it comes back, also after the end, it gets exactly what it has not had."""
    first, second = processes
    stream = Stream()
    async with ask(first, pause=0.03) as lines:
        await stream.read(lines, characters=20)
    for process, characters in ((second, 60), (first, 120), (second, 150)):
        async with resume(process, stream.position) as lines:
            await stream.read(lines, characters=characters)
    async with resume(second, stream.position) as lines:
        await stream.read(lines)
    assert stream.text == "".join(PIECES)
    assert (stream.last["type"], stream.is_done) == ("done", True)
    for process in processes:
        async with resume(process, stream.position) as lines:
            again = Stream()
            await again.read(lines)
            assert (again.text, again.last) == ("", stream.last)


async def test_a_stop_from_another_process(processes: tuple[Process, Process]) -> None:
    """The stream in the other process ends; the text is kept."""
    first, second = processes
    stream = Stream()
    async with ask(first, pause=0.05, ends="wait") as lines:
        await stream.read(lines, characters=20)
        answer = (await second.client.post(f"/api/ai/chat/{ID}/stop")).json()
        assert answer == {"id": ID, "stopped": True, "state": "stopped"}
        await stream.read(lines)
    assert stream.last["state"] == "stopped"
    assert (await second.client.get(f"/api/ai/chat/{ID}")).json()["content"] == stream.text


async def test_a_process_that_is_stopped(processes: tuple[Process, Process], pool: Pool) -> None:
    """SIGTERM: the answer is stored as incomplete, and its reader is sent to another process."""
    first, second = processes
    stream = Stream()
    async with ask(first, pause=0.05, ends="wait") as lines:
        await stream.read(lines, characters=20)
        first.process.send_signal(signal.SIGTERM)
        await stream.read(lines)
    assert await first.process.wait() == 0
    assert (stream.last["type"], stream.last["code"], stream.is_done) == ("error", "shutting_down", True)
    assert stream.retry
    async with resume(second, stream.position) as lines:
        await stream.read(lines)
    assert (stream.last["code"], stream.last["state"]) == ("shutting_down", "incomplete")
    assert await pool.fetchval("SELECT content FROM study.answers") == stream.text


@pytest.mark.slow
async def test_a_process_that_is_stopped_with_many_answers(processes: tuple[Process, Process], pool: Pool) -> None:
    """SIGTERM with 200 running answers: all are stored as incomplete, all readers are sent on."""
    first, _ = processes
    streams = [Stream() for _ in range(MANY)]
    async with AsyncExitStack() as stack:
        opened = [
            await stack.enter_async_context(ask(first, id=f"req_1_{number:09}", pause=0.05, ends="wait"))
            for number in range(MANY)
        ]
        pairs = list(zip(streams, opened, strict=True))
        await asyncio.gather(*(stream.read(lines, characters=10) for stream, lines in pairs))
        first.process.send_signal(signal.SIGTERM)
        await asyncio.gather(*(stream.read(lines) for stream, lines in pairs))
    assert await first.process.wait() == 0
    assert {(stream.last["code"], stream.last["state"], stream.retry) for stream in streams} == {
        ("shutting_down", "incomplete", 1000)
    }
    rows = await pool.fetch("SELECT id, state, content FROM study.answers ORDER BY id")
    assert {row["state"] for row in rows} == {"incomplete"}
    assert [row["content"] for row in rows] == [stream.text for stream in streams]


@pytest.mark.slow
async def test_a_process_that_is_killed(processes: tuple[Process, Process], pool: Pool) -> None:
    """The answer is incomplete, with all but its last two seconds; readers elsewhere get an end."""
    first, second = processes
    started_chat = await pool.fetchval(
        "INSERT INTO public.ai_tutor_sessions (user_id) SELECT id FROM public.profiles RETURNING id"
    )
    pieces = [f"{number} " for number in range(1000)]
    mine, remote = Stream(), Stream()
    async with ask(first, pieces=pieces, pause=0.01, session_id=str(started_chat)) as lines:
        await mine.read(lines, characters=1200)
        async with resume(second, 0) as elsewhere:
            await remote.read(elsewhere, characters=1)
            first.process.kill()
            with pytest.raises(httpx2.TransportError):
                await mine.read(lines)
            await remote.read(elsewhere)
    assert (remote.last["code"], remote.is_done) == ("process_lost", True)
    stored = (await second.client.get(f"/api/ai/chat/{ID}")).json()
    assert (stored["state"], stored["content"]) == ("incomplete", remote.text)
    assert mine.text.startswith(remote.text)
    assert len(mine.text) - len(remote.text) < 2.5 * 400
    assert await pool.fetchval("SELECT content FROM public.ai_messages WHERE role = 'assistant'") == remote.text


@pytest.mark.slow
async def test_nobody_asks_for_the_answer_of_a_killed_process(processes: tuple[Process, Process], pool: Pool) -> None:
    """Another process that has never made or read an answer marks it, too."""
    first, _second = processes
    async with ask(first, pause=0.01, ends="wait") as lines:
        await Stream().read(lines, characters=20)
        first.process.kill()

        async def is_incomplete() -> bool:
            return bool(await pool.fetchval("SELECT state = 'incomplete' FROM study.answers"))

        await until_async(is_incomplete)


@pytest.mark.slow
async def test_thousands_of_answers_leave_memory_flat(processes: tuple[Process, Process]) -> None:
    """Nothing is kept of an answer that has ended, however its reader left."""
    first, _ = processes
    free = asyncio.Semaphore(20)

    async def chat(number: int) -> None:
        answer_id = f"req_{number}_abcdefghi"
        async with free:
            stream = Stream()
            async with ask(first, id=answer_id, pieces=["x" * 1000] * 4, pause=0.001, grace=0.05) as lines:
                await stream.read(lines, characters=1000 if number % 3 else 10**9)

    await asyncio.gather(*(chat(number) for number in range(CHATS // 5)))
    before = first.memory()
    await asyncio.gather(*(chat(number) for number in range(CHATS // 5, CHATS)))
    assert first.memory() - before < 10


@pytest.mark.slow
async def test_many_idle_streams(processes: tuple[Process, Process]) -> None:
    """They need less than 100 kB of memory apiece, and as many readers elsewhere as little."""
    first, second = processes
    before = [process.memory() for process in processes]
    async with AsyncExitStack() as stack:
        await enter_all(stack, [open_idle(first, number) for number in range(IDLE)])
        path = "/api/ai/chat/req_{}_abcdefghi/stream"
        await enter_all(stack, [second.client.stream("GET", path.format(number)) for number in range(IDLE)])
        growth = [process.memory() - earlier for process, earlier in zip(processes, before, strict=True)]
        assert max(growth) < IDLE * 0.1
        assert (await first.client.get("/health/live")).status_code == 200


async def enter_all(stack: AsyncExitStack, contexts: Sequence[AbstractAsyncContextManager[Any]]) -> None:
    """Enter the contexts, some at a time; after an error none is left half-open."""
    for first in range(0, len(contexts), 50):
        async with asyncio.TaskGroup() as group:
            for context in contexts[first : first + 50]:
                group.create_task(stack.enter_async_context(context))


@asynccontextmanager
async def open_idle(process: Process, number: int) -> AsyncIterator[None]:
    """Ask, and read the first piece."""
    question = {"id": f"req_{number}_abcdefghi", "pieces": ["x"], "ends": "wait"}
    async with ask(process, **question) as lines:
        await Stream().read(lines, characters=1)
        yield
