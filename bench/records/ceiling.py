"""The ceiling: the same statement through bare asyncpg, one process, nothing around it."""

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
    """Ask the database directly and print how often it answered, with asyncpg's pool as it comes and at its best."""
    read = next(read for read in hot_reads(task["seller"]) if read.name == task["name"])
    plain = await _reached(read, task, {})
    # A pool that does not reset what nothing was done to spares each read the second of two round trips.
    spared = await _reached(read, task, {"reset": _keep})
    print(json.dumps({"plain": plain, "spared": spared}))


async def _reached(read: Read, task: dict[str, Any], options: dict[str, Any]) -> float:
    sql, args = await read.statement()
    looking = await connect(task["dsn"])
    path = await looking.fetchval("SHOW search_path")
    await looking.close()
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

        async def ask() -> int:
            done = 0
            while (now := time.perf_counter()) < end:
                await run(sql, *args)
                done += now >= begin
            return done

        counts = await asyncio.gather(*(ask() for _ in range(CONNECTIONS)))
        return float(sum(counts) / (time.perf_counter() - begin))


async def _keep(connection: asyncpg.Connection) -> None:
    """Leave a connection as it is."""


if __name__ == "__main__":
    uvloop.run(main(json.load(sys.stdin)))
