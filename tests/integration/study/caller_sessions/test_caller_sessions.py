"""A caller's statements have its role and claims, and nothing of it is left for the next caller."""

import asyncio
import json
import uuid
from collections.abc import Mapping
from contextlib import suppress

import asyncpg
import msgspec
import pytest

from alcove.foundation.database import DATABASE_LOST, Pool
from alcove.wires.supabase.callers import CallerSession, open_caller_session
from alcove.wires.supabase.tokens import VerifiedToken

ADA, BOB = uuid.uuid4(), uuid.uuid4()
ADD = "INSERT INTO public.notes (id, owner) VALUES ($1, $2)"
COUNT = "SELECT count(*) FROM public.notes"


def caller(role: str | None = "authenticated", account: uuid.UUID = ADA, **claims: object) -> VerifiedToken:
    """Return a caller with a token that has the role in the claim `role`, if it has one."""
    values = {"sub": str(account), **({"role": role} if role else {}), **claims}
    return VerifiedToken(values, msgspec.json.encode(values).decode(), role)


async def read_state(session: CallerSession) -> Mapping[str, object]:
    """Return what policies and functions see."""
    row = await session.fetchrow("""
        SELECT current_user AS role, current_setting('request.jwt.claims') AS claims, auth.uid() AS account,
            current_setting('search_path') AS search_path, current_setting('statement_timeout') AS timeout,
            current_setting('request.headers', true) AS headers, current_setting('transaction_read_only') AS read_only,
            current_setting('TimeZone') AS zone, current_setting('transaction_isolation') AS isolation""")
    return dict(row)


async def add_note(pool: Pool, number: int, *, then: Exception | None = None, ignores: bool = False) -> None:
    """Add a note, then raise an error, or ignore that of a statement."""
    async with open_caller_session(pool, caller()) as session:
        await session.execute(ADD, number, ADA)
        if then is not None:
            raise then
        if ignores:
            with suppress(asyncpg.UniqueViolationError):
                await session.execute(ADD, number, ADA)


async def lose_connection(request_pool: Pool, owner_pool: Pool) -> None:
    """Lose the connection between two statements."""
    async with open_caller_session(request_pool, caller()) as session:
        await owner_pool.fetchval("SELECT pg_terminate_backend($1)", session.get_server_pid())
        await session.execute("SELECT pg_sleep(1)")


async def test_what_a_caller_sees(request_pool: Pool, owner_pool: Pool) -> None:
    """Role, claims, search path, timeout and further settings are the caller's, in a transaction of its own."""
    token = caller(email="ada@example.org")
    async with open_caller_session(
        request_pool, token, statement_seconds=1.5, settings={"request.headers": '{"x": "y"}', "role": "service_role"}
    ) as session:
        state = await read_state(session)
    assert state == {
        "role": "authenticated", "claims": token.claims_json, "account": ADA, "search_path": '"public", "extensions"',
        "timeout": "1500ms", "headers": '{"x": "y"}', "read_only": "off", "zone": "UTC", "isolation": "read committed",
    }  # fmt: skip
    assert await owner_pool.fetchval(COUNT) == 0


@pytest.mark.parametrize(
    ("token", "role"),
    [
        (None, "anon"),
        (caller(None), "anon"),
        (caller("none"), "anon"),
        (caller("anon"), "anon"),
        (VerifiedToken.of_role("service_role"), "service_role"),
        (VerifiedToken({"sub": str(ADA), "app": {"role": "authenticated"}}, "{}", "authenticated"), "authenticated"),
    ],
)
async def test_the_role_is_in_the_claims(request_pool: Pool, token: VerifiedToken | None, role: str) -> None:
    """Policies that read the role from the claims see the one that statements have, wherever the token has it."""
    async with open_caller_session(request_pool, token) as session:
        state = await read_state(session)
    assert (state["role"], json.loads(str(state["claims"]))["role"]) == (role, role)


@pytest.mark.parametrize(
    ("role", "error"),
    [
        ("nobody", asyncpg.InvalidParameterValueError),
        ("", asyncpg.InvalidParameterValueError),
        ("NONE", asyncpg.InvalidParameterValueError),
        ('authenticated"; RESET ROLE; --', asyncpg.InvalidParameterValueError),
        ("pg_read_all_data", asyncpg.InsufficientPrivilegeError),
        ("alcove", asyncpg.InsufficientPrivilegeError),
    ],
)
async def test_roles_that_callers_cannot_have(request_pool: Pool, role: str, error: type[Exception]) -> None:
    """A role that does not exist, or of which requests are no member, is an error before any statement."""
    with pytest.raises(error):
        async with open_caller_session(request_pool, caller(role)):
            pytest.fail("the block runs")
    async with open_caller_session(request_pool, None) as session:
        assert (await read_state(session))["role"] == "anon"


async def test_policies_decide(request_pool: Pool, owner_pool: Pool) -> None:
    """A caller changes its own rows only, and what it changed is there afterwards."""
    async with open_caller_session(request_pool, caller()) as session:
        await session.execute(ADD, 1, ADA)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with open_caller_session(request_pool, caller(account=BOB)) as session:
            await session.execute(ADD, 2, ADA)
    for token, visible in ((caller(), 1), (caller(account=BOB), 0), (None, 0), (caller("service_role"), 1)):
        async with open_caller_session(request_pool, token, read_only=True) as session:
            assert await session.fetchval(COUNT) == visible
    with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
        async with open_caller_session(request_pool, caller(), read_only=True) as session:
            await session.execute(ADD, 3, ADA)
    assert await owner_pool.fetchval("SELECT array_agg(id) FROM public.notes") == [1]


async def test_a_failed_block_changes_nothing(request_pool: Pool, owner_pool: Pool) -> None:
    """An error of the block, of a deferred constraint, or of a statement that the block ignores undoes all of it."""
    with pytest.raises(ZeroDivisionError):
        await add_note(request_pool, 1, then=ZeroDivisionError())
    with pytest.raises(asyncpg.ForeignKeyViolationError):
        async with open_caller_session(request_pool, caller()) as session:
            await session.execute("INSERT INTO public.notes (id, owner, parent) VALUES (2, $1, 99)", ADA)
    with pytest.raises(asyncpg.InFailedSQLTransactionError):
        await add_note(request_pool, 3, ignores=True)
    assert await owner_pool.fetchval(COUNT) == 0
    async with open_caller_session(request_pool, caller()) as session:
        await session.execute(ADD, 4, ADA)
        await session.execute("SAVEPOINT attempt")
        with pytest.raises(asyncpg.UniqueViolationError):
            await session.execute(ADD, 4, ADA)
        await session.execute("ROLLBACK TO attempt")
    assert await owner_pool.fetchval(COUNT) == 1


async def test_nothing_is_left_for_the_next_caller(request_pool: Pool) -> None:
    """Settings and a role that a function keeps for its session do not reach the next user of the connection."""
    async with open_caller_session(request_pool, caller(), settings={"request.headers": "{}"}) as session:
        await session.execute("""
            SELECT set_config('request.jwt.claims', '{"role": "service_role"}', false),
                set_config('request.method', 'kept', false), set_config('TimeZone', 'Asia/Tokyo', false),
                set_config('row_security', 'off', false), set_config('role', 'service_role', false)""")
    async with open_caller_session(request_pool, None) as session:
        state = await read_state(session)
        assert (state["role"], state["claims"], state["zone"]) == ("anon", '{"role":"anon"}', "UTC")
        assert not state["headers"]
        assert not await session.fetchval("SELECT current_setting('request.method', true)")
        assert await session.fetchval("SHOW row_security") == "on"


async def test_a_slow_statement_is_stopped(request_pool: Pool) -> None:
    """PostgreSQL stops a statement after its time, and the connection can be used again."""
    with pytest.raises(asyncpg.QueryCanceledError):
        async with open_caller_session(request_pool, caller(), statement_seconds=0.05) as session:
            await session.execute("SELECT pg_sleep(10)")
    async with open_caller_session(request_pool, caller()) as session:
        assert await session.fetchval("SHOW statement_timeout") == "8s"


@pytest.mark.parametrize("statement", ["SELECT pg_sleep(10)", "SELECT 1"])
async def test_a_cancelled_caller_leaves_no_transaction(request_pool: Pool, owner_pool: Pool, statement: str) -> None:
    """What a caller did whose client went away is undone, and the next caller has a transaction of its own."""
    started = asyncio.Event()

    async def work() -> None:
        async with open_caller_session(request_pool, caller()) as session:
            await session.execute(ADD, 1, ADA)
            started.set()
            await session.execute(statement)
            await asyncio.sleep(10)

    task = asyncio.create_task(work())
    await started.wait()
    await asyncio.sleep(0.02)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with open_caller_session(request_pool, caller()) as session:
        await session.execute(ADD, 2, ADA)
    assert await owner_pool.fetchval("SELECT array_agg(id) FROM public.notes") == [2]


async def test_a_lost_connection_is_replaced(request_pool: Pool, owner_pool: Pool) -> None:
    """A caller whose connection is lost gets its error; the next one has another connection."""
    with pytest.raises(DATABASE_LOST):
        await lose_connection(request_pool, owner_pool)
    async with open_caller_session(request_pool, caller()) as session:
        assert (await read_state(session))["account"] == ADA
