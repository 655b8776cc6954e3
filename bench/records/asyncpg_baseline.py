"""The baseline: the same statement with bare asyncpg in one process."""

import asyncio
import json
import sys
import time
from typing import Any

import asyncpg
import uvloop

from alcove.foundation.database import connect
from bench.records.reads import CONNECTIONS, POOL, Read, hot_reads


async def main(task: dict[str, Any]) -> None:
    """Run the statement and print the rate with asyncpg's default pool and with a pool that skips the reset."""
    read = next(read for read in hot_reads(task["seller"]) if read.name == task["name"])
    default = await _measure_rate(read, task, {})
    # A pool without the reset saves one of two round trips of each read.
    without_reset = await _measure_rate(read, task, {"reset": _skip_reset})
    print(json.dumps({"default": default, "without_reset": without_reset}))


async def _measure_rate(read: Read, task: dict[str, Any], options: dict[str, Any]) -> float:
    sql, args = await read.statement()
    connection = await connect(task["dsn"])
    path = await connection.fetchval("SHOW search_path")
    await connection.close()
    async with asyncpg.create_pool(
        task["dsn"],
        min_size=POOL,
        max_size=POOL,
        timeout=10,
        command_timeout=60,
        server_settings={"search_path": path},
        **options,
    ) as pool:
        run = pool.fetch if read.stream else pool.fetchval
        begin = time.perf_counter() + task["warm_up"]
        end = begin + task["seconds"]

        async def execute() -> int:
            done = 0
            while (now := time.perf_counter()) < end:
                await run(sql, *args)
                done += now >= begin
            return done

        counts = await asyncio.gather(*(execute() for _ in range(CONNECTIONS)))
        return float(sum(counts) / (time.perf_counter() - begin))


async def _skip_reset(connection: asyncpg.Connection) -> None:
    """Skip the reset of a connection."""


if __name__ == "__main__":
    uvloop.run(main(json.load(sys.stdin)))
