"""realtime.messages and its functions: what callers may do with them, and programs' policies on them."""

import json
import uuid
from pathlib import Path

import asyncpg
import pytest

from alcove.apps.study.build import project_sources
from alcove.foundation.database import Connection, connect, migrate
from integration.database import privileges
from integration.study.callers import act_as
from integration.study.project.conftest import project_of, write
from support.postgres import migration_sources

GRANTED = """
SELECT c.oid::regclass::text AS name, string_agg(privilege, ' ') AS privileges
FROM pg_class AS c, unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER']) AS privilege
WHERE relnamespace = 'realtime'::regnamespace
  AND CASE WHEN relkind = 'S' THEN has_sequence_privilege($1, c.oid, 'USAGE, SELECT, UPDATE')
      WHEN relkind IN ('r', 'v', 'm', 'p') THEN has_table_privilege($1, c.oid, privilege) END
GROUP BY c.oid
UNION ALL SELECT oid::regprocedure::text, 'EXECUTE' FROM pg_proc
WHERE pronamespace = 'realtime'::regnamespace AND has_function_privilege($1, oid, 'EXECUTE')
ORDER BY 1
"""
ALLOWED = [
    ("realtime.broadcast_changes(text,text,text,text,text,record,record,text)", "EXECUTE"),
    ("realtime.messages", "SELECT INSERT UPDATE"),
    ("realtime.send(jsonb,text,text,boolean)", "EXECUTE"),
    ("realtime.topic()", "EXECUTE"),
]
# They decide about callers, and are for the connections of the server only.
ALLOWED_TO_LOGIN = [
    ("realtime.check_changes(text[],text[],text[],text[],text[])", "EXECUTE"),
    ("realtime.probe_rights(text,text,text,text)", "EXECUTE"),
]


@pytest.mark.parametrize("kind", ["server", "project"])
async def test_callers_reach_nothing_else(empty_dsn: str, kind: str) -> None:
    """Whatever default privileges give to everybody, callers may use the documented objects of the schema only."""
    privileges.grant_default_privileges(empty_dsn)
    migrate(empty_dsn, migration_sources() if kind == "server" else project_sources())
    connection = await asyncpg.connect(empty_dsn)
    for role in privileges.ROLES:
        granted = [tuple(row) for row in await connection.fetch(GRANTED, role)]
        assert granted == ALLOWED, role
    login = [tuple(row) for row in await connection.fetch(GRANTED, "authenticator")]
    assert login == ALLOWED_TO_LOGIN
    nobody = await connection.fetch(GRANTED, "pg_monitor")
    assert [tuple(row) for row in nobody] == []
    await connection.close()


async def test_without_a_policy_nobody_sees_or_sends_anything(connection: Connection) -> None:
    """Rows are hidden, inserts are refused, and realtime.send warns; service_role may do all."""
    add = "INSERT INTO realtime.messages (topic, extension) VALUES ('t', 'broadcast')"
    await connection.execute(add)
    for role, visible in (("anon", 0), ("authenticated", 0), ("service_role", 1)):
        async with act_as(connection, role):
            assert await connection.fetchval("SELECT count(*) FROM realtime.messages") == visible
    for role in ("anon", "authenticated"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with act_as(connection, role):
                await connection.execute(add)
        async with act_as(connection, role):
            await connection.fetch("SELECT realtime.send('{}', 'e', 't')")
    async with act_as(connection, "service_role"):
        await connection.fetch("SELECT realtime.send('{}', 'e', 't')")
        assert await connection.fetchval("SELECT count(*) FROM realtime.messages") == 2


async def test_callers_send_what_policies_allow(connection: Connection) -> None:
    """realtime.send runs with the caller's rights on the topic that it sends to."""
    await connection.execute(
        "CREATE POLICY p ON realtime.messages FOR INSERT TO authenticated"
        " WITH CHECK (realtime.topic() = 'mine' AND extension = 'broadcast')"
    )
    async with act_as(connection, "authenticated", uuid.uuid4()):
        for topic in ("mine", "other"):
            await connection.fetch("SELECT realtime.send('{}', 'e', $1)", topic)
    assert await connection.fetchval("SELECT array_agg(topic) FROM realtime.messages") == ["mine"]


PROGRAM = {
    "1.sql": """
        create table public.rooms_users (user_id uuid references auth.users (id), room_topic text);
        alter table public.rooms_users enable row level security;
        create policy "own" on rooms_users for select to authenticated using (user_id = (select auth.uid()));
        create policy "authenticated can listen to broadcast and presence on topic"
        on "realtime"."messages" for select to authenticated using (
            exists (
                select user_id from rooms_users
                where user_id = (select auth.uid()) and room_topic = (select realtime.topic())
                and realtime.messages.extension in ('broadcast', 'presence')
            )
        );
        create policy "authenticated can send broadcast on topic"
        on "realtime"."messages" for insert to authenticated with check (
            exists (
                select user_id from rooms_users
                where user_id = (select auth.uid()) and room_topic = (select realtime.topic())
                and realtime.messages.extension in ('broadcast')
            )
        );
        alter table realtime.messages enable row level security;
        select realtime.send('{"hello": "world"}', 'created', 'room', false);
    """
}
OWNER = uuid.uuid4()


async def test_a_program_brings_its_policies(dsn: str, tmp_path: Path) -> None:
    """The policies of Supabase's documentation run unchanged, and decide in the program's database."""
    server = await connect(dsn)
    await server.execute("INSERT INTO auth.users (id, email) VALUES ($1, 'ada@example.org')", OWNER)
    await server.close()
    with project_of(dsn, "rooms") as project:
        await project.run(write(tmp_path, PROGRAM))
        connection = await connect(project.address)
        await connection.execute("INSERT INTO public.rooms_users VALUES ($1, 'room-1')", OWNER)
        assert await connection.fetchval("SELECT array_agg(event) FROM realtime.messages") == ["created"]
        rights = {
            (topic, account): await connection.fetchrow(
                "SELECT reads, writes, problems FROM realtime.probe_rights($1, 'authenticated', $2, '{}')",
                topic,
                json.dumps({"sub": str(account), "role": "authenticated"}),
            )
            for topic in ("room-1", "room-2")
            for account in (OWNER, uuid.UUID(int=1))
        }
        await connection.close()
    none: tuple[list[str], ...] = ([], [], [])
    expected = dict.fromkeys(rights, none) | {("room-1", OWNER): (["broadcast", "presence"], ["broadcast"], [])}
    assert {key: tuple(row) for key, row in rights.items()} == expected
