"""Computing in a process of its own."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from alcove.foundation.jobs import Apart, ApartDied
from support.until import until, until_async

PARENT = """
import asyncio, os, sys, time
from alcove.foundation.jobs import Apart

async def main():
    apart = Apart()
    print(await apart.run(os.getpid), flush=True)
    if sys.argv[1:] != ["leave"]:
        await apart.run(time.sleep, 600)

if __name__ == "__main__":
    asyncio.run(main())
"""


@pytest.fixture
async def apart() -> AsyncIterator[Apart]:
    """Give a place apart and end its process."""
    place = Apart()
    yield place
    place.end()


def divide(one: int, other: int) -> float:
    """Divide, in the child."""
    return one / other


async def test_work_is_done_elsewhere_and_its_result_comes_back(apart: Apart) -> None:
    """The function runs in another process, the same one again, with arguments and result as they were."""
    first, second = await apart.run(os.getpid), await apart.run(os.getpid)
    assert first == second == apart.pid != os.getpid()
    assert await apart.run(divide, 1, 4) == 0.25


async def test_what_a_function_raises_is_raised_here(apart: Apart) -> None:
    """An error of the function reaches the caller and the process stays."""
    before = await apart.run(os.getpid)
    with pytest.raises(ZeroDivisionError):
        await apart.run(divide, 1, 0)
    assert await apart.run(os.getpid) == before


async def test_the_loop_goes_on_meanwhile_and_calls_take_turns(apart: Apart) -> None:
    """The event loop turns while the child computes, and two calls do not mix."""
    turns = 0

    async def count() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0.01)

    counting = asyncio.create_task(count())
    results = await asyncio.gather(apart.run(divide, 1, 2), apart.run(time.sleep, 0.2), apart.run(divide, 3, 2))
    counting.cancel()
    assert tuple(results) == (0.5, None, 1.5)
    assert turns > 5


async def test_a_killed_child_is_told_and_replaced(apart: Apart) -> None:
    """SIGKILL in the middle of work raises ApartDied, and the next call has a new process."""
    pid = await apart.run(os.getpid)
    waiting = asyncio.create_task(apart.run(time.sleep, 60))
    await asyncio.sleep(0.05)
    os.kill(pid, signal.SIGKILL)
    with pytest.raises(ApartDied):
        await waiting
    assert await apart.run(os.getpid) != pid


async def test_a_cancelled_call_ends_the_child(apart: Apart) -> None:
    """What nobody waits for any more is not computed to its end."""
    pid = await apart.run(os.getpid)
    waiting = asyncio.create_task(apart.run(time.sleep, 60))
    await asyncio.sleep(0.05)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert not _alive(pid)
    assert await apart.run(divide, 1, 2) == 0.5


async def test_an_idle_child_is_ended() -> None:
    """After the idle time the process is gone, and its memory with it."""
    apart = Apart(idle=0.05)
    pid = await apart.run(os.getpid)
    await until_async(lambda: not _alive(pid))
    assert apart.pid is None


def test_the_child_dies_with_a_killed_parent(tmp_path: Path) -> None:
    """When the parent is killed outright, the child does not compute on."""
    program = tmp_path / "parent.py"
    program.write_text(PARENT)
    with subprocess.Popen([sys.executable, str(program)], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        parent.kill()
    until(lambda: not _alive(pid))


def test_a_parent_leaves_at_once_and_takes_the_child_along(tmp_path: Path) -> None:
    """A process that ends with its child idle does not wait for it, although the child heeds no polite signal."""
    program = tmp_path / "parent.py"
    program.write_text(PARENT)
    done = subprocess.run(
        [sys.executable, str(program), "leave"], capture_output=True, text=True, timeout=60, check=True
    )
    assert not _alive(int(done.stdout))


def _alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"
