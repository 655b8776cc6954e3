"""Thousands of questions to one api process: nothing is kept of them in memory."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import httpx2
import pytest

from e2e.study.tutor.tutor_server import F1, Learner, TutorServer, read_stream, serve_tutor
from support.ai_provider import BASES
from support.http_client import http_client
from support.processes import AlcoveProcess
from support.sockets import free_port
from support.until import until

CHATS: Final = 2_500
WARM_UP: Final = 500
USERS: Final = 5
PARALLEL: Final = 16
GROWTH_MIB: Final = 10
PROVIDERS: Final = ("deepseek", "openai", "claude", "gemini")
FAST: Final = '{"default": {"tokens": 40}}'


@pytest.mark.slow
@pytest.mark.timeout(1_200)
def test_thousands_of_chats_leave_memory_flat(migrated_data: Path) -> None:
    """After 2,500 answers, whole and streamed, memory is less than 10 MiB above that after 500."""
    port = free_port()
    settings = {f"{name.upper()}_BASE_URL": f"http://127.0.0.1:{port}{BASES.get(name, '/x')}" for name in PROVIDERS}
    keys = {f"{name.upper()}_API_KEY": f"key-{name}" for name in PROVIDERS}
    with serve_tutor(migrated_data, STUDY_ANSWER_CACHE_SECONDS="0", **settings, **keys) as server:
        providers = start_providers(server, port=port)
        learners = [server.add_learner() for _ in range(USERS)]
        asyncio.run(chat_often(learners, range(WARM_UP)))
        memory, files = read_memory(server.process), count_files(server.process)
        asyncio.run(chat_often(learners, range(WARM_UP, CHATS)))
        assert read_memory(server.process) - memory < GROWTH_MIB
        until(lambda: count_files(server.process) <= files, describe=lambda: list_files(server.process))
        assert read_counts(server) == {"reservations": 0, "cached": 0, "readers": 0, "unfinished": 0, "usage": USERS}
        metrics = server.read_metrics()
        assert sum(value for name, value in metrics.items() if 'requests_total{outcome="ok"' in name) == CHATS
        providers.stop()


def start_providers(server: TutorServer, *, port: int) -> AlcoveProcess:
    """Start simulated providers in a process of their own, which answer at once with forty words."""
    process = server.world.start("simulate", "ai-provider", "--port", str(port))
    process.port = port
    until(lambda: process.get("/control/requests")[0] == 200, describe=lambda: process.output)
    httpx2.post(f"http://127.0.0.1:{port}/control/script", content=FAST, trust_env=False).raise_for_status()
    return process


async def chat_often(learners: Sequence[Learner], numbers: range) -> None:
    """Ask a question for each number, of the learners in turn; each second one is streamed."""
    free = asyncio.Semaphore(PARALLEL)
    async with http_client(learners[0].server.study.url) as client:

        async def ask(number: int) -> None:
            learner, is_streamed = learners[number % len(learners)], number % 2 == 0
            body = {"message": f"Question {number}?", "options": {"stream": is_streamed}}
            async with free:
                response = await client.post(F1, json=body, headers=learner.headers)
            assert response.status_code == 200, response.text
            text = read_stream(response.text).text if is_streamed else response.json()["content"]
            assert text.split()[-1] == "word40"

        async with asyncio.TaskGroup() as tasks:
            for number in numbers:
                tasks.create_task(ask(number))


def read_counts(server: TutorServer) -> dict[str, int]:
    """Return the rows of tables that must not grow with the number of questions."""
    ((reservations, cached, readers, unfinished, usage),) = server.fetch("""
        SELECT (SELECT count(*) FROM study.ai_reservations), (SELECT count(*) FROM study.cached_answers),
            (SELECT count(*) FROM study.answer_readers),
            (SELECT count(*) FROM study.answers WHERE state <> 'complete'),
            (SELECT count(DISTINCT user_id) FROM study.ai_user_usage)
    """)
    return {
        "reservations": reservations, "cached": cached, "readers": readers, "unfinished": unfinished, "usage": usage,
    }  # fmt: skip


def read_memory(process: AlcoveProcess) -> float:
    """Return the resident memory in MiB."""
    lines = Path(f"/proc/{process.process.pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:")) / 1024


def list_files(process: AlcoveProcess) -> list[str]:
    """Return what the open file descriptors are."""
    return sorted(str(entry.readlink()) for entry in Path(f"/proc/{process.process.pid}/fd").iterdir())


def count_files(process: AlcoveProcess) -> int:
    """Return the number of open file descriptors."""
    return len(list(Path(f"/proc/{process.process.pid}/fd").iterdir()))
