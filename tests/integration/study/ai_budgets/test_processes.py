"""A cap holds over all processes: it is never passed, and nobody is refused below it."""

import asyncio
import sys
from pathlib import Path
from uuid import UUID

from alcove.foundation.database import Pool
from integration.study.ai_budgets.world import add_learner, read_usage

PROGRAM = Path(__file__).parent / "competitor.py"
TESTS = Path(__file__).parents[3]
CAP = 20


async def start(dsn: str, account: UUID, *, tasks: int, is_killed: bool = False) -> asyncio.subprocess.Process:
    """Start a process that competes for the budget."""
    arguments = [str(PROGRAM), dsn, str(account), str(CAP), str(tasks), *(["killed"] if is_killed else [])]
    return await asyncio.create_subprocess_exec(
        sys.executable, *arguments, stdout=asyncio.subprocess.PIPE, env={"PYTHONPATH": str(TESTS)}
    )


async def test_64_callers_in_three_processes_use_the_cap_exactly(dsn: str, pool: Pool) -> None:
    """The first request of an account is among them, and a process that is killed between reserving and recording."""
    account = await add_learner(pool)
    killed = await start(dsn, account, tasks=0, is_killed=True)
    assert killed.stdout is not None
    assert await killed.stdout.readline() == b"reserved\n"
    processes = [await start(dsn, account, tasks=tasks) for tasks in (22, 21, 21)]
    await asyncio.sleep(0)
    killed.kill()
    outputs = await asyncio.gather(*(process.communicate() for process in processes))
    await killed.wait()
    outcomes = [line for output, _ in outputs for line in output.decode().split()]
    assert len(outcomes) == 64
    assert outcomes.count("answered") == CAP
    assert (await read_usage(pool, account))[0] == CAP
