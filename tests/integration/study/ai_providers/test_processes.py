"""AI providers in real processes: one probe over all of them, no call before the time, and a process that is killed."""

import json
import signal
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from alcove.apps.study.ai_providers.model import Availability
from alcove.foundation.database import Pool
from alcove.wires.ai_providers import Outcome
from integration.study.ai_providers.registries import fail, make_registry, refuse, take
from support.clock import FakeClock

WORK = """
import asyncio, json, sys, time
from collections import Counter
from alcove.apps.study.ai_providers.model import CallPermit
from alcove.foundation.clock import SystemClock
from alcove.foundation.database import open_pool
from integration.study.ai_providers.registries import make_registry

async def ask(registry):
    answer = await registry.acquire("openai")
    if isinstance(answer, CallPermit):
        return "probe" if answer.is_probe else "permit", time.time()
    return answer.reason.value, time.time()

async def main():
    pool = await open_pool(sys.argv[1], size=10)
    registry = make_registry(pool, SystemClock())
    await registry.acquire("deepseek")
    print("ready", flush=True)
    seconds = float(sys.stdin.readline())
    found, end = [], time.monotonic() + seconds
    while not found or time.monotonic() < end:
        found += await asyncio.gather(*(ask(registry) for _ in range(22)))
    print(json.dumps(found), flush=True)
    sys.stdin.readline()

asyncio.run(main())
"""
TESTS = Path(__file__).parents[3]


def start(dsn: str, *, count: int) -> list[subprocess.Popen[str]]:
    """Start processes that acquire calls as soon as they get a line with the seconds to go on."""
    started = [
        subprocess.Popen(
            [sys.executable, "-c", WORK, dsn], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=TESTS
        )
        for _ in range(count)
    ]
    for process in started:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    return started


def let_go(processes: Sequence[subprocess.Popen[str]], *, seconds: float) -> list[tuple[str, float]]:
    """Let all of them acquire calls at the same time, and return the answers with their times."""
    for process in processes:
        assert process.stdin is not None
        process.stdin.write(f"{seconds}\n")
        process.stdin.flush()
    return [answer for process in processes for answer in json.loads(process.stdout.readline())]  # type: ignore[union-attr]


def end(processes: Sequence[subprocess.Popen[str]]) -> None:
    """End the processes."""
    for process in processes:
        process.communicate("\n", timeout=60)


async def test_one_probe_over_three_processes(pool: Pool, dsn: str) -> None:
    """Of 66 callers in three processes exactly one is the probe, and nobody else may call."""
    clock = FakeClock(datetime.now(UTC) - timedelta(seconds=61))
    await fail(make_registry(pool, clock), times=5)
    processes = start(dsn, count=3)
    answers = [answer for answer, _ in let_go(processes, seconds=0)]
    end(processes)
    assert sorted(answers) == ["open"] * 65 + ["probe"]


async def test_no_process_calls_before_retry_after(pool: Pool, dsn: str) -> None:
    """Three processes that try without a pause get their first permit after the time asked for."""
    processes = start(dsn, count=3)
    await fail(make_registry(pool, FakeClock(datetime.now(UTC))), Outcome.RATE_LIMITED, retry_after=1.5)
    until = (await refuse(make_registry(pool, FakeClock(datetime.now(UTC))))).until
    assert until is not None
    answers = let_go(processes, seconds=2)
    end(processes)
    permitted = [moment for answer, moment in answers if answer == "permit"]
    assert {answer for answer, _ in answers} == {"cooling", "permit"}
    assert min(permitted) >= until.timestamp()


async def test_the_probe_of_a_killed_process_is_made_again(pool: Pool, dsn: str) -> None:
    """After `kill -9` the provider stays half-open, and gets a probe as soon as the lease has ended."""
    clock = FakeClock(datetime.now(UTC) - timedelta(seconds=61))
    await fail(make_registry(pool, clock), times=5)
    (process,) = start(dsn, count=1)
    assert [answer for answer, _ in let_go([process], seconds=0)].count("probe") == 1
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=60)
    clock = FakeClock(datetime.now(UTC))
    registry = make_registry(pool, clock)
    assert (await refuse(registry)).reason is Availability.OPEN
    clock.advance(30)
    assert (await take(registry)).is_probe
