"""The plans of study's statements among a million rows of each table: none reads a large table in full.

The api process answers real requests, and the periodic jobs run; PostgreSQL logs their statements with the parameters.
They are then explained with the plan that a connection uses at first and the one it keeps, and run once more in a
transaction that is rolled back, which also shows what triggers and functions read.
"""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Final

import msgspec

from alcove.foundation.database import connect
from alcove.foundation.jobs import JobRun, Task
from alcove.foundation.vault import VaultSettings, open_vault
from alcove.main.configuration import read_configuration
from bench.environment import BenchEnvironment, create_environment, is_quick
from bench.figures import Figure
from bench.study.explained import FullRead, find_full_reads
from bench.study.operations import SECRET, sign
from bench.study.plan_requests import REQUESTS, PlanRequest, row_id
from bench.study.plan_rows import TABLES, fill_plans
from bench.study.socket_load import encode, open_socket
from bench.study.statement_log import LOGGED, LoggedStatement, StatementLog

TITLE: Final = "Plans of study's statements among a million rows of each table"
ROWS: Final = 1_000_000
QUICK_ROWS: Final = 100_000
ROOM: Final = row_id(100)
FURTHER_JOBS: Final = ("study.encrypt_secrets_again",)
"""Jobs that read large tables although no clock starts them."""
ROUNDS: Final = 2
"""Requests of each kind; the time is that of the last one, whose statements are prepared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """The statements of a request or a job, and those of its last run alone."""

    name: str
    statements: Sequence[LoggedStatement]
    last: Sequence[LoggedStatement]


def measure() -> Iterator[Figure]:
    """Yield for each request and job how many of its statements read a large table in full."""
    rows = QUICK_ROWS if is_quick() else ROWS
    with create_environment(quick=is_quick()) as env:
        asyncio.run(fill_plans(env.dsn, rows, master_key=_master_key(env)))
        with _logged_statements(env) as log:
            with env.api({"STUDY_JWT_SECRET": SECRET}) as (_, port):
                for request in REQUESTS:
                    yield _figure(env, _send(request, port=port, log=log))
                yield _figure(env, _join_room(port=port, log=log))
            for measured in asyncio.run(_run_jobs(env, log)):
                yield _figure(env, measured)


def _master_key(env: BenchEnvironment) -> str:
    """Return the id of the master key under which the server encrypts, so that the job has no missing one to count."""
    configuration = read_configuration(env.environ())
    vault = open_vault(configuration.load(VaultSettings), data_dir=configuration.data_dir)
    return vault.master_keys.current().id


@contextmanager
def _logged_statements(env: BenchEnvironment) -> Iterator[StatementLog]:
    asyncio.run(_set_database(env.dsn, f"SET {LOGGED} = 0"))
    try:
        yield StatementLog(env.folder / "postgres" / "server.log")
    finally:
        asyncio.run(_set_database(env.dsn, f"RESET {LOGGED}"))


async def _set_database(dsn: str, change: str) -> None:
    connection = await connect(dsn)
    try:
        name = await connection.fetchval("SELECT quote_ident(current_database())")
        await connection.execute(f"ALTER DATABASE {name} {change}")
    finally:
        await connection.close()


def _send(request: PlanRequest, *, port: int, log: StatementLog) -> Measured:
    key, token = sign("anon"), sign("authenticated")
    fields = {"apikey": key, "Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    body = b"" if request.body is None else msgspec.json.encode(request.body)
    log.read_new()
    statements: list[LoggedStatement] = []
    last: list[LoggedStatement] = []
    for _ in range(ROUNDS if request.method == "GET" else 1):
        connection = HTTPConnection("127.0.0.1", port, timeout=120)
        connection.request(request.method, request.path, body, fields)
        response = connection.getresponse()
        content = response.read()
        connection.close()
        if response.status not in request.statuses:
            raise RuntimeError(f"{request.name}: {response.status} {content[:300]!r}")
        last = log.read_new()
        statements += last
    return Measured(name=request.name, statements=statements, last=last)


def _join_room(*, port: int, log: StatementLog) -> Measured:
    """Open a websocket of a room with a thousand events, which replays them, and send each kind of frame."""
    connection = HTTPConnection("127.0.0.1", port, timeout=120)
    connection.request(
        "POST", f"/api/rooms/{ROOM}/ticket", headers={"Authorization": f"Bearer {sign('authenticated')}"}
    )
    ticket = msgspec.json.decode(connection.getresponse().read())["ticket"]
    connection.close()
    log.read_new()
    websocket = open_socket(port, f"/ws/rooms?ticket={ticket}&after=100")
    frames = (
        {"type": "message", "text": "Hello"},
        {"type": "timer", "action": "pause"},
        {"type": "status", "status": "focus"},
    )
    for number, frame in enumerate(frames):
        websocket.sendall(encode(msgspec.json.encode({"id": f"frame {number}", **frame}).decode()))
    content = b""
    while b'"frame 2"' not in content:
        content += websocket.recv(1 << 16)
    websocket.close()
    statements = log.read_new()
    return Measured(name="websocket of a room", statements=statements, last=statements)


async def _run_jobs(env: BenchEnvironment, log: StatementLog) -> list[Measured]:
    """Run the periodic tasks of the worker one after another."""
    from alcove.apps.study.build import build_worker_tasks  # noqa: PLC0415 - with all services
    from alcove.apps.study.logged_errors import store as logged_errors  # noqa: PLC0415
    from alcove.main.build import open_deps  # noqa: PLC0415

    configuration = read_configuration(env.environ(STUDY_JWT_SECRET=SECRET))
    measured = []
    async with open_deps(configuration, env.dsn, name="bench") as deps:
        for task in build_worker_tasks(deps):
            if task.cron is not None or task.name in FURTHER_JOBS:
                log.read_new()
                await _run_task(task)
                statements = log.read_new()
                measured.append(Measured(name=f"job {task.name}", statements=statements, last=statements))
        errors = await logged_errors.list_errors(deps.pool, with_resolved=False, limit=50)
        await logged_errors.find_error(deps.pool, errors[0]["fingerprint"])
        await logged_errors.resolve_error(deps.pool, errors[0]["fingerprint"], now=deps.clock.now())
        statements = log.read_new()
        measured.append(Measured(name="alcove study errors", statements=statements, last=statements))
    return measured


async def _run_task(task: Task) -> None:
    await task.run(JobRun(job_id=0, attempt=1, stop_reason=lambda: None), {})


def _figure(env: BenchEnvironment, measured: Measured) -> Figure:
    reads = asyncio.run(_explain(env.dsn, measured.statements))
    milliseconds = sum(statement.milliseconds for statement in measured.last)
    parts = [f"{milliseconds:,.1f} ms in {len(measured.last)} statements"]
    parts += sorted({f"{read.table}: {' '.join(read.sql.split())[:200]}" for read in reads})
    return Figure(
        name=measured.name, value=len(reads), unit="sequential scans", at_most=0, note="; ".join(parts)
    )  # fmt: skip


async def _explain(dsn: str, statements: Sequence[LoggedStatement]) -> list[FullRead]:
    connection = await connect(dsn)
    try:
        await connection.execute("SET statement_timeout = 0; SET log_min_duration_statement = -1")
        return await find_full_reads(connection, statements, tables=TABLES)
    finally:
        await connection.close()
