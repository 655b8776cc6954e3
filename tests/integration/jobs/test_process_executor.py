"""Running functions in a child process."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from alcove.foundation.jobs import ProcessDied, ProcessExecutor
from support.until import until, until_async

PARENT = """
import asyncio, os, sys, time
from alcove.foundation.jobs import ProcessExecutor

async def main():
    executor = ProcessExecutor()
    print(await executor.run(os.getpid), flush=True)
    if sys.argv[1:] != ["exit"]:
        await executor.run(time.sleep, 600)

if __name__ == "__main__":
    asyncio.run(main())
"""


@pytest.fixture
async def executor() -> AsyncIterator[ProcessExecutor]:
    """Yield an executor whose process is terminated after the test."""
    executor = ProcessExecutor()
    yield executor
    executor.terminate()


def divide(dividend: int, divisor: int) -> float:
    """Divide in the child process."""
    return dividend / divisor


async def test_a_function_runs_in_the_child_and_returns_its_result(executor: ProcessExecutor) -> None:
    """Functions run in another process, which is reused; arguments and result are unchanged."""
    first, second = await executor.run(os.getpid), await executor.run(os.getpid)
    assert first == second == executor.pid != os.getpid()
    assert await executor.run(divide, 1, 4) == 0.25


async def test_an_error_of_the_function_is_raised(executor: ProcessExecutor) -> None:
    """An error of the function is raised in the caller, and the process stays."""
    pid = await executor.run(os.getpid)
    with pytest.raises(ZeroDivisionError):
        await executor.run(divide, 1, 0)
    assert await executor.run(os.getpid) == pid


async def test_the_event_loop_is_not_blocked_and_calls_are_serialised(executor: ProcessExecutor) -> None:
    """The event loop runs while the child computes, and concurrent calls do not interfere."""
    iterations = 0

    async def count() -> None:
        nonlocal iterations
        while True:
            iterations += 1
            await asyncio.sleep(0.01)

    counting = asyncio.create_task(count())
    results = await asyncio.gather(
        executor.run(divide, 1, 2), executor.run(time.sleep, 0.2), executor.run(divide, 3, 2)
    )
    counting.cancel()
    assert tuple(results) == (0.5, None, 1.5)
    assert iterations > 5


async def test_a_killed_child_is_reported_and_replaced(executor: ProcessExecutor) -> None:
    """SIGKILL during a call raises ProcessDied, and the next call has a new process."""
    pid = await executor.run(os.getpid)
    call = asyncio.create_task(executor.run(time.sleep, 60))
    await asyncio.sleep(0.05)
    os.kill(pid, signal.SIGKILL)
    with pytest.raises(ProcessDied):
        await call
    assert await executor.run(os.getpid) != pid


async def test_a_cancelled_call_kills_the_child(executor: ProcessExecutor) -> None:
    """A cancelled call is not computed to its end."""
    pid = await executor.run(os.getpid)
    call = asyncio.create_task(executor.run(time.sleep, 60))
    await asyncio.sleep(0.05)
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call
    assert not _is_running(pid)
    assert await executor.run(divide, 1, 2) == 0.5


@pytest.mark.parametrize("niceness", [0, 10])
async def test_the_child_yields_to_the_server_unless_a_caller_waits(niceness: int) -> None:
    """Its priority is below that of its parent by the niceness."""
    executor = ProcessExecutor(niceness=niceness)
    try:
        assert await executor.run(os.nice, 0) == min(os.nice(0) + niceness, 19)
    finally:
        executor.terminate()


async def test_an_idle_child_is_ended() -> None:
    """After the idle timeout the process ends, which frees its memory."""
    executor = ProcessExecutor(idle=0.05)
    pid = await executor.run(os.getpid)
    await until_async(lambda: not _is_running(pid))
    assert executor.pid is None


def test_the_child_dies_with_a_killed_parent(tmp_path: Path) -> None:
    """When the parent is killed, the child exits."""
    program = tmp_path / "parent.py"
    program.write_text(PARENT)
    with subprocess.Popen([sys.executable, str(program)], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        parent.kill()
    until(lambda: not _is_running(pid))


def test_a_parent_exits_at_once_with_its_child(tmp_path: Path) -> None:
    """A parent with an idle child exits without waiting for it, although the child ignores SIGTERM."""
    program = tmp_path / "parent.py"
    program.write_text(PARENT)
    completed = subprocess.run(
        [sys.executable, str(program), "exit"], capture_output=True, text=True, timeout=60, check=True
    )
    assert not _is_running(int(completed.stdout))


def _is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"
