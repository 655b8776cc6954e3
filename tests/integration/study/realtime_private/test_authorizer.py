"""Policies on realtime.messages decide about private channels, and nothing of the decision stays."""

import asyncio
import uuid

import asyncpg
import msgspec
import pytest

from alcove.foundation.database import Pool, close_pool, open_foreign_pool
from alcove.wires.supabase.realtime.model import ChannelRights
from alcove.wires.supabase.realtime.private import PolicyAuthorizer
from alcove.wires.supabase.tokens import VerifiedToken

ACCOUNT = str(uuid.uuid4())
KINDS = ("reads_broadcast", "writes_broadcast", "reads_presence", "writes_presence")


def caller(role: str | None = "authenticated", **claims: object) -> VerifiedToken:
    """Return a caller with a token."""
    values = {"sub": ACCOUNT, **claims, **({"role": role} if role else {})}
    return VerifiedToken(values, msgspec.json.encode(values).decode(), role)


def authorizer_of(pool: Pool) -> PolicyAuthorizer:
    """Return an authorizer with connections for requests, and half a second for policies."""

    async def get_pool() -> Pool:
        return pool

    return PolicyAuthorizer(get_pool, statement_seconds=0.5)


def names(rights: ChannelRights) -> str:
    """Return the rights as letters: broadcast and presence, each with r and w."""
    return "".join(
        letter for kind, letter in zip(KINDS, ("br ", "bw ", "pr ", "pw "), strict=True) if getattr(rights, kind)
    ).strip()


ROOMS = """
    CREATE TABLE IF NOT EXISTS public.rooms_users (user_id uuid, room_topic text);
    ALTER TABLE public.rooms_users ENABLE ROW LEVEL SECURITY;
    DROP POLICY IF EXISTS own ON public.rooms_users;
    CREATE POLICY own ON public.rooms_users FOR SELECT TO authenticated USING (user_id = (SELECT auth.uid()));
    GRANT SELECT ON public.rooms_users TO authenticated;
    DELETE FROM public.rooms_users;
"""
MEMBER = """exists (select user_id from rooms_users where user_id = (select auth.uid())
    and room_topic = (select realtime.topic()) and realtime.messages.extension in ({kinds}))"""
MEMBER_BROADCAST = MEMBER.format(kinds="'broadcast'")
MEMBER_BOTH = MEMBER.format(kinds="'broadcast', 'presence'")

CASES: dict[str, tuple[list[str], VerifiedToken, str, str]] = {
    "without a policy nobody has a right": ([], caller(), "room-1", ""),
    "service_role bypasses policies": ([], caller("service_role"), "room-1", "br bw pr pw"),
    "everybody who is signed in": (
        ["FOR SELECT TO authenticated USING (true)", "FOR INSERT TO authenticated WITH CHECK (true)"],
        caller(), "room-1", "br bw pr pw",
    ),
    "nobody else": (["FOR SELECT TO authenticated USING (true)"], caller("anon"), "room-1", ""),
    "a token without a role is anon": (["FOR SELECT TO anon USING (true)"], caller(None), "room-1", "br pr"),
    "the topic": (
        ["FOR SELECT TO authenticated USING ((select realtime.topic()) = 'room-1')"], caller(), "room-1", "br pr",
    ),
    "another topic": (
        ["FOR SELECT TO authenticated USING ((select realtime.topic()) = 'room-1')"], caller(), "room-2", "",
    ),
    "the column topic": (["FOR SELECT TO authenticated USING (topic = 'room-1')"], caller(), "room-1", "br pr"),
    "members read broadcasts": (
        [f"FOR SELECT TO authenticated USING ({MEMBER_BROADCAST})"], caller(), "room-1", "br",
    ),
    "members write both": (
        [f"FOR INSERT TO authenticated WITH CHECK ({MEMBER_BOTH})"],
        caller(), "room-1", "bw pw",
    ),
    "others are no members": (
        [f"FOR SELECT TO authenticated USING ({MEMBER_BROADCAST})"],
        caller(sub=str(uuid.uuid4())), "room-1", "",
    ),
    "presence only": (["FOR ALL TO authenticated USING (extension = 'presence')"], caller(), "room-1", "pr pw"),
    "private messages": (["FOR SELECT TO authenticated USING (private)"], caller(), "room-1", "br pr"),
    "claims": (
        ["FOR SELECT TO authenticated USING (current_setting('request.jwt.claims')::json ->> 'email' LIKE '%@a.org')"],
        caller(email="x@a.org"), "room-1", "br pr",
    ),
    "headers": (
        ["FOR SELECT TO authenticated USING (current_setting('request.headers')::json ->> 'x-team' = 'red')"],
        caller(), "room-1", "br pr",
    ),
    "a failing policy takes only the rights that it decides about": (
        ["FOR SELECT TO authenticated USING (extension = 'broadcast' OR 1 / (length(topic) - length(topic)) > 0)"],
        caller(), "room-1", "br",
    ),
    "a restrictive policy": (
        [
            "FOR SELECT TO authenticated USING (true)",
            "AS RESTRICTIVE FOR SELECT TO authenticated USING (extension <> 'presence')",
        ],
        caller(), "room-1", "br",
    ),
    "a role that does not exist": (["FOR SELECT TO public USING (true)"], caller("nobody"), "room-1", ""),
    "a role that requests may not have": (
        ["FOR SELECT TO public USING (true)"], caller("pg_read_all_data"), "room-1", "",
    ),
    "the role of the connection": (["FOR SELECT TO authenticated USING (true)"], caller("none"), "room-1", ""),
    "quotes and a semicolon": (
        ["FOR SELECT TO authenticated USING (realtime.topic() = $t$';--\"$t$)"], caller(), "';--\"", "br pr",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
async def test_policies_decide(owner_pool: Pool, request_pool: Pool, case: str) -> None:
    """The rights are those of the policies of Supabase's documentation, and no row or setting stays."""
    policies, token, topic, expected = CASES[case]
    await owner_pool.execute(ROOMS)
    await owner_pool.execute("INSERT INTO public.rooms_users VALUES ($1, 'room-1')", ACCOUNT)
    for number, policy in enumerate(policies):
        async with owner_pool.acquire() as connection:
            await connection.execute("SET search_path = public, extensions")
            head, _, tail = policy.partition("FOR ")
            await connection.execute(f'CREATE POLICY "p{number}" ON realtime.messages {head}FOR {tail}')
    rights = await authorizer_of(request_pool).authorize(topic, caller=token, headers={"x-team": "red"})
    assert names(rights) == expected
    assert await owner_pool.fetchval("SELECT count(*) FROM realtime.messages") == 0
    async with request_pool.acquire() as connection:
        state = await connection.fetchrow(
            "SELECT current_role, coalesce(current_setting('request.jwt.claims', true), ''), txid_current_if_assigned()"
        )
        assert tuple(state) == ("authenticator", "", None)


async def test_the_session_of_the_user_before_changes_nothing(owner_pool: Pool, request_pool: Pool) -> None:
    """A role and settings that a function left in the session are reset first."""
    await owner_pool.execute("CREATE POLICY p ON realtime.messages FOR SELECT TO authenticated USING (true)")
    for _ in range(2):
        async with request_pool.acquire() as connection:
            await connection.execute("SET ROLE anon; SET statement_timeout = 1; SET row_security = off")
        rights = await authorizer_of(request_pool).authorize("t", caller=caller(), headers={})
        assert names(rights) == "br pr"


async def test_a_slow_policy_stops_nobody(owner_pool: Pool, request_pool: Pool) -> None:
    """A policy that takes too long gives no right, and decisions about other topics are made meanwhile."""
    await owner_pool.execute("""
        CREATE POLICY p ON realtime.messages FOR SELECT TO authenticated
        USING (realtime.topic() <> 'slow' OR pg_sleep(60) IS NOT NULL)""")
    subject = authorizer_of(request_pool)
    slow = asyncio.create_task(subject.authorize("slow", caller=caller(), headers={}))
    assert names(await subject.authorize("fast", caller=caller(), headers={})) == "br pr"
    assert not slow.done()
    assert names(await slow) == ""
    assert names(await subject.authorize("fast", caller=caller(), headers={})) == "br pr"


async def test_a_database_that_is_away() -> None:
    """A database that does not respond is no refusal: the caller may try again."""
    pool = await open_foreign_pool("postgresql://nobody@127.0.0.1:1/none", size=1, name="x", idle_lifetime=1.0)
    with pytest.raises(OSError, match="no connection"):
        await authorizer_of(pool).authorize("t", caller=caller(), headers={})
    await close_pool(pool)


async def test_only_the_login_of_requests_probes(request_pool: Pool) -> None:
    """Callers cannot run the decision themselves, nor become another role by it."""
    for role in ("anon", "authenticated", "service_role"):
        async with request_pool.acquire() as connection, connection.transaction():
            await connection.execute(f"SET LOCAL ROLE {role}")
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                async with connection.transaction():
                    await connection.fetch("SELECT * FROM realtime.probe_rights('t', 'service_role', '{}', '{}')")
