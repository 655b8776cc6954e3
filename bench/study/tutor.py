"""The tutor: the time that it adds to a provider's answer, and the memory of streams that wait."""

import asyncio
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from statistics import median
from threading import Thread
from typing import Any, Final
from uuid import uuid4

from alcove.foundation.database import connect
from bench.environment import BenchEnvironment, get_environment
from bench.figures import Figure
from bench.processes import find_free_port, read_memory, run_module, run_process, wait_for_answer
from bench.study.operations import SECRET, sign
from bench.study.rows import STUDENT
from bench.study.stream_load import StreamPlan, StreamTimes

TITLE = "The tutor of study: time added to a provider's answer, and memory of open streams"
TOKEN_BUDGET: Final = 5.0
CALL_BUDGET: Final = 25.0
MEMORY_BUDGET: Final = 100.0
STREAMS: Final = 10
IDLE_STREAMS: Final = 1_000
HOLD_SECONDS: Final = 20.0
SETTINGS: Final = {
    "STUDY_JWT_SECRET": SECRET,
    "OPENAI_API_KEY": "bench",
    "STUDY_PROVIDER_ORDER": "openai",
}
TIMED: Final = {"STUDY_LIMIT_F1_PER_MINUTE": "1000000", "STUDY_ANSWER_CACHE_SECONDS": "0"}
"""More questions of one account than a person asks. Idle streams are measured with the default settings."""
ACCOUNTS: Final = 25
PATHS: Final = ("/functions/v1/ai-tutor-professional", "/api/ai/chat")
_ACCOUNT: Final = """
INSERT INTO auth.users (id, aud, role, email, raw_user_meta_data, created_at, updated_at)
VALUES ($1::uuid, 'authenticated', 'authenticated', $1::uuid || '@example.org', '{}', now(), now())
"""


def measure() -> Iterator[Figure]:
    """Yield the figures."""
    env = get_environment()
    with _run_provider(env.folder) as provider:
        address = f"http://127.0.0.1:{provider}"
        with env.api({**SETTINGS, **TIMED, "OPENAI_BASE_URL": address, "OPENAI_MODEL": "stamps"}) as (_, port):
            yield from _measure_times(port, quick=env.quick)
        accounts = asyncio.run(_add_accounts(env.dsn))
        for path in PATHS:
            with env.api({**SETTINGS, "OPENAI_BASE_URL": address, "OPENAI_MODEL": "idle"}) as (process, port):
                yield _measure_memory(env, port, pid=process.pid, path=path, accounts=accounts)


async def _add_accounts(dsn: str) -> list[str]:
    accounts = [str(uuid4()) for _ in range(ACCOUNTS)]
    connection = await connect(dsn)
    try:
        await connection.executemany(_ACCOUNT, [(account,) for account in accounts])
    finally:
        await connection.close()
    return accounts


@contextmanager
def _run_provider(folder: Path) -> Iterator[int]:
    port = find_free_port()
    arguments = ["bench.study.provider_server", str(port)]
    with run_process(arguments, environ={}, log=folder / "provider.log") as process:
        wait_for_answer(port, "/models", process=process)
        yield port


def _measure_times(port: int, *, quick: bool) -> Iterator[Figure]:
    rounds = 2 if quick else 15
    warm_up = StreamPlan(port=port, requests=[_request("warm up")] * STREAMS, rounds=2)
    _run(warm_up)
    alone = _run(StreamPlan(port=port, requests=[_request("one question")], rounds=2 * rounds))
    times = _run(StreamPlan(port=port, requests=[_request(f"question {n}") for n in range(STREAMS)], rounds=rounds))
    note = f"{STREAMS} streams at a time, {len(times.per_token):,} tokens{_describe(times)}"
    yield Figure(
        name="token of the provider to ours, p95", value=round(_percentile(times.per_token, 0.95), 2), unit="ms",
        at_most=TOKEN_BUDGET, note=f"{note}; median {median(times.per_token):.2f} ms",
    )  # fmt: skip
    yield Figure(
        name="request to the provider's call, median", value=round(median(alone.to_provider), 1), unit="ms",
        at_most=CALL_BUDGET,
        note=f"one at a time, without materials; p95 {_percentile(alone.to_provider, 0.95):.1f} ms{_describe(alone)}",
    )  # fmt: skip
    yield Figure(
        name=f"the same, {STREAMS} at the same moment, median", value=round(median(times.to_provider), 1), unit="ms",
        note=f"p95 {_percentile(times.to_provider, 0.95):.1f} ms",
    )  # fmt: skip


def _measure_memory(env: BenchEnvironment, port: int, *, pid: int, path: str, accounts: list[str]) -> Figure:
    count, holds = (50, 5.0) if env.quick else (IDLE_STREAMS, HOLD_SECONDS)
    _run(StreamPlan(port=port, requests=[_request("warm up", path=path)], holds=0.5))
    before = read_memory(pid)["rss"]
    requests = [_request(f"question {n}", path=path, account=accounts[n % ACCOUNTS]) for n in range(count)]
    plan = StreamPlan(port=port, requests=requests, holds=holds)
    found: list[StreamTimes] = []
    reading = Thread(target=lambda: found.append(_run(plan)))
    reading.start()
    peak = before
    while reading.is_alive():
        peak = max(peak, read_memory(pid)["rss"])
        time.sleep(0.25)
    reading.join()
    return Figure(
        name=f"memory of idle streams of {path}", value=round(peak - before, 1), unit="MiB", at_most=MEMORY_BUDGET,
        note=f"{found[0].opened:,} streams; {peak:.0f} MiB in all{_describe(found[0])}",
    )  # fmt: skip


def _request(message: str, *, path: str = PATHS[0], account: str = STUDENT) -> str:
    wants = {"options": {"stream": True}} if path == PATHS[0] else {"stream": True}
    content = json.dumps({"message": message, **wants})
    fields: dict[str, Any] = {
        "Host": "127.0.0.1",
        "apikey": sign("anon"),
        "Authorization": f"Bearer {sign('authenticated', account=account)}",
        "Content-Type": "application/json",
        "Content-Length": len(content),
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return f"POST {path} HTTP/1.1\r\n{head}\r\n{content}"


def _run(plan: StreamPlan) -> StreamTimes:
    return StreamTimes(**run_module("bench.study.stream_load", asdict(plan), seconds=120 + plan.holds))


def _percentile(values: list[float], share: float) -> float:
    return sorted(values)[int(share * (len(values) - 1))]


def _describe(times: StreamTimes) -> str:
    return f"; {len(times.failures)} FAILED: {times.failures[0]}" if times.failures else ""
