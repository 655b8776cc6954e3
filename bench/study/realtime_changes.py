"""Changes of rows to many subscribers, and what they cost the writers."""

import asyncio
import time
import uuid
from collections.abc import Iterator
from dataclasses import asdict
from typing import Final

from alcove.foundation.database import Connection, connect
from bench.environment import get_environment
from bench.figures import Figure
from bench.processes import read_memory, run_module
from bench.study.changes_load import ChangesPlan
from bench.study.operations import SECRET, sign
from bench.study.rows import STUDENT

TITLE = "Realtime of study: changes of rows, with row security, to 1,000 subscribers with a filter each"
DELAY_BUDGET: Final = 250.0
SUBSCRIBERS: Final = 1_000
PEOPLE: Final = 200
RATE: Final = 50.0
SETTINGS: Final = {"STUDY_JWT_SECRET": SECRET, "STUDY_REALTIME_JOINS_PER_SECOND": "100000"}
INSERTS: Final = 3_000
_ACCOUNT: Final = """
INSERT INTO auth.users (id, aud, role, email, raw_user_meta_data, created_at, updated_at)
SELECT id, 'authenticated', 'authenticated', id || '@example.org', '{}', now(), now() FROM unnest($1::uuid[]) AS id
"""
_INSERTS: Final = f"""
DO $do$ BEGIN FOR number IN 1..{INSERTS} LOOP
    INSERT INTO public.notifications (user_id, title, message) VALUES ('{STUDENT}', 'x', 'y');
END LOOP; END $do$
"""  # noqa: S608 - composed of constants
_UNPUBLISH: Final = "ALTER PUBLICATION supabase_realtime DROP TABLE public.notifications"
_PUBLISH: Final = "ALTER PUBLICATION supabase_realtime ADD TABLE public.notifications"


def measure() -> Iterator[Figure]:
    """Yield the figures of changes of rows."""
    env = get_environment()
    people = [str(uuid.uuid4()) for _ in range(PEOPLE)]
    asyncio.run(_add_accounts(env.dsn, people))
    rows = int(RATE * (5 if env.quick else 20))
    with env.api(SETTINGS) as (process, port):
        plan = ChangesPlan(
            dsn=env.dsn,
            port=port,
            path=f"/realtime/v1/websocket?apikey={sign('anon')}&vsn=2.0.0",
            tokens={person: sign("authenticated", account=person) for person in people},
            subscribers=SUBSCRIBERS,
            rate=RATE,
            rows=rows,
        )
        result = run_module("bench.study.changes_load", asdict(plan), seconds=300.0)
        memory = read_memory(process.pid)["rss"]
    delays, expected = result["delays"], result["expected"]
    if len(delays) != expected:
        raise RuntimeError(f"{len(delays)} of {expected} changes came")
    note = f"{SUBSCRIBERS} sockets, {RATE:g} changes/s, each for five; median {delays[len(delays) // 2]:.1f} ms"
    yield Figure(
        name="delay, p99", value=round(delays[len(delays) * 99 // 100], 1), unit="ms", at_most=DELAY_BUDGET, note=note
    )
    yield Figure(name="memory of the api process", value=round(memory, 1), unit="MiB")
    yield from asyncio.run(_measure_writers(env.dsn))


async def _add_accounts(dsn: str, people: list[str]) -> None:
    connection = await connect(dsn)
    try:
        await connection.execute(_ACCOUNT, people)
    finally:
        await connection.close()


async def _measure_writers(dsn: str) -> list[Figure]:
    connection = await connect(dsn)
    try:
        await connection.execute("SELECT setval('realtime.changes_wanted_until', 0)")
        await connection.execute(_UNPUBLISH)
        plain = await _time_insert(connection)
        await connection.execute(_PUBLISH)
        published = await _time_insert(connection)
        await connection.execute("SELECT realtime.want_changes(600)")
        followed = await _time_insert(connection)
    finally:
        await connection.close()
    return [
        Figure(name="insert, not published", value=round(plain, 1), unit="µs"),
        Figure(name="insert, published", value=round(published, 1), unit="µs", note="nobody subscribes"),
        Figure(name="insert, followed", value=round(followed, 1), unit="µs", note="somebody subscribes"),
    ]


async def _time_insert(connection: Connection) -> float:
    times = []
    for _ in range(3):
        started = time.perf_counter()
        await connection.execute(_INSERTS)
        times.append((time.perf_counter() - started) / INSERTS * 1e6)
    return min(times)
