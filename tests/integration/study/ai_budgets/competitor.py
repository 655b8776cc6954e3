"""A process that makes calls at the same time as others: competitor.py DSN ACCOUNT CAP TASKS [KILLED].

Prints a line for each call: `answered` or `refused`. With KILLED it reserves once, prints `reserved`, and waits.
"""

import asyncio
import random
import sys
import uuid

from alcove.apps.study.ai_errors import BudgetExceeded
from alcove.foundation.database import close_pool, open_pool
from integration.study.ai_budgets.world import ANSWERED, make_budgets, question


async def compete(dsn: str, account: uuid.UUID, *, cap: int, tasks: int, is_killed: bool) -> None:
    """Make the calls."""
    pool = await open_pool(dsn)
    budgets = make_budgets(pool, requests=cap)
    rng = random.Random(str(account))  # noqa: S311

    async def call() -> str:
        try:
            reservation = await budgets.reserve(account, question(), provider="openai")
        except BudgetExceeded:
            return "refused"
        await asyncio.sleep(rng.random() / 20)
        await budgets.record_usage(reservation, ANSWERED, is_answered=True)
        return "answered"

    if is_killed:
        await budgets.reserve(account, question(), provider="openai")
        print("reserved", flush=True)  # noqa: T201
        await asyncio.sleep(60)
    for outcome in await asyncio.gather(*(call() for _ in range(tasks))):
        print(outcome, flush=True)  # noqa: T201
    await budgets.close()
    await close_pool(pool)


if __name__ == "__main__":
    _, address, learner, most, number, *rest = sys.argv
    asyncio.run(compete(address, uuid.UUID(learner), cap=int(most), tasks=int(number), is_killed=bool(rest)))
