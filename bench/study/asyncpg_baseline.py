"""The baseline: the same statements and the same change of role with bare asyncpg in one process."""

import asyncio
import json
import sys
import time
from itertools import cycle
from typing import Any

import asyncpg
import uvloop

from alcove.foundation.database import connect
from alcove.wires.supabase.rest.config.model import RestConfig
from bench.study.operations import CONNECTIONS, OPERATIONS, POOL, PreparedOperation, prepare_operation

CONFIG = RestConfig(
    db_schemas=("public",), db_anon_role="anon", db_extra_search_path=("public", "extensions"), db_max_rows=1000
)


async def main(task: dict[str, Any]) -> None:
    """Run the statements and print the rate."""
    operation = next(operation for operation in OPERATIONS if operation.name == task["name"])
    connection = await connect(task["dsn"])
    prepared = await prepare_operation(operation, connection, config=CONFIG)
    await connection.close()
    print(json.dumps({"rate": await _measure_rate(prepared, task)}))


async def _measure_rate(operations: list[PreparedOperation], task: dict[str, Any]) -> float:
    in_turn = cycle(operations)
    async with asyncpg.create_pool(
        task["dsn"], min_size=POOL, max_size=POOL, timeout=10, command_timeout=60, server_settings={"jit": "off"}
    ) as pool:
        begin = time.perf_counter() + task["warm_up"]
        end = begin + task["seconds"]

        async def execute() -> int:
            done = 0
            while (now := time.perf_counter()) < end:
                prepared = next(in_turn)
                async with pool.acquire() as connection:
                    await connection.execute(prepared.begin)
                    await connection.fetchrow(prepared.sql, *prepared.values)
                    await connection.execute("COMMIT")
                done += now >= begin
            return done

        counts = await asyncio.gather(*(execute() for _ in range(CONNECTIONS)))
        return float(sum(counts) / (time.perf_counter() - begin))


if __name__ == "__main__":
    uvloop.run(main(json.load(sys.stdin)))
