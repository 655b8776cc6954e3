"""Kept answers are never older than a read: whoever has changed something reads it at once, from any process."""

import asyncio
import json
import random
import uuid
from pathlib import Path
from typing import Any

import asyncpg
import httpx2
import pytest

from integration.study.callers import add_account
from integration.study.served import StudyServer, serve_study

ADD_SESSION = """
INSERT INTO public.study_sessions (user_id, title, status, completed_at, duration, focus_score)
VALUES ($1, 's', 'completed', now() - {days} * interval '1 day', {number}, {number} % 100)
"""
RENAME = "UPDATE public.profiles SET first_name = 'name {number}' WHERE id = $1"
ANY_SESSION = "(SELECT id FROM public.study_sessions WHERE user_id = $1 ORDER BY random() LIMIT 1)"
ZONES = "(ARRAY['UTC', 'Asia/Tokyo', 'America/Los_Angeles'])[1 + {number} % 3]"
ANY_SUBJECT = "(SELECT id FROM public.subjects WHERE user_id = $1 LIMIT 1)"
CHANGES = (
    ADD_SESSION,
    RENAME,
    f"UPDATE public.study_sessions SET duration = {{number}} WHERE id = {ANY_SESSION}",  # noqa: S608 - of constants
    f"DELETE FROM public.study_sessions WHERE id = {ANY_SESSION}",  # noqa: S608 - of constants
    "INSERT INTO public.tasks (user_id, title, status, completed_at) VALUES ($1, 't', 'completed', now())",
    "UPDATE public.tasks SET status = 'todo' WHERE user_id = $1",
    f"UPDATE public.profiles SET timezone = {ZONES} WHERE id = $1",  # noqa: S608 - of constants
    "INSERT INTO public.subjects (user_id, name) VALUES ($1, 'subject {number}') ON CONFLICT DO NOTHING",
    "UPDATE public.subjects SET name = name || '.' WHERE user_id = $1",
    f"UPDATE public.study_sessions SET subject_id = {ANY_SUBJECT} WHERE user_id = $1",  # noqa: S608 - of constants
    "DELETE FROM public.subjects WHERE user_id = $1",
    "UPDATE auth.users SET email = 'x{number}' || email WHERE id = $1",
)
TRUTH = """
SELECT json_build_object(
    'minutes', (SELECT coalesce(sum(duration), 0) FROM public.study_sessions AS s JOIN study.event_days AS d
                ON d.row_id = s.id WHERE s.user_id = $1 AND s.status = 'completed' AND s.duration > 0
                AND d.day BETWEEN study.today($1) - 29 AND study.today($1)),
    'tasks', (SELECT count(*) FROM public.tasks AS t JOIN study.event_days AS d ON d.row_id = t.id
              WHERE t.user_id = $1 AND t.status = 'completed'
                AND d.day BETWEEN study.today($1) - 29 AND study.today($1)),
    'zone', p.timezone, 'name', p.full_name, 'email', p.email,
    'subjects', (SELECT coalesce(json_agg(DISTINCT u.name), '[]') FROM public.study_sessions AS s
                 JOIN public.subjects AS u ON u.id = s.subject_id JOIN study.event_days AS d ON d.row_id = s.id
                 WHERE s.user_id = $1 AND d.day BETWEEN study.today($1) - 29 AND study.today($1)))::text
FROM public.profiles AS p WHERE p.id = $1
"""


@pytest.mark.parametrize("seed", range(3))
async def test_no_answer_is_older_than_the_read(server: StudyServer, account: uuid.UUID, seed: int) -> None:
    """After each of many random changes in the database both answers show it at once, also those in between."""
    chance = random.Random(seed)  # noqa: S311 - reproducible
    connection = await asyncpg.connect(server.dsn)
    try:
        async with open_reader(server, account) as reader:
            for number in range(40):
                sql = chance.choice(CHANGES).format(number=chance.randrange(1, 300), days=chance.randrange(40))
                await connection.execute(sql, account)
                for _ in range(chance.randrange(1, 3)):
                    await check(reader, connection, account=account, after=f"{number}: {sql}")
    finally:
        await connection.close()


async def test_changes_that_are_rolled_back_change_nothing(server: StudyServer, account: uuid.UUID) -> None:
    """A version belongs to a commit; an uncommitted change is not seen, and its commit is."""
    first, second = [await asyncpg.connect(server.dsn) for _ in range(2)]
    try:
        async with open_reader(server, account) as reader:
            change = ADD_SESSION.format(number=7, days=0)
            transaction = first.transaction()
            await transaction.start()
            await first.execute(change, account)
            await check(reader, second, account=account, after="before the commit")
            await transaction.rollback()
            await check(reader, second, account=account, after="after the rollback")
            async with first.transaction():
                await first.execute(change, account)
                await first.execute(RENAME.format(number=1), account)
                await check(reader, second, account=account, after="before the second commit")
            await check(reader, second, account=account, after="after the second commit")
            assert await second.fetchval("SELECT count(*) FROM study.changed_accounts") == 0
    finally:
        await first.close()
        await second.close()


async def test_concurrent_changes_of_accounts_do_not_wait_for_each_other_in_turn(server: StudyServer) -> None:
    """Transactions change two accounts in both orders; none is a deadlock, and every one has its version."""
    connections = [await asyncpg.connect(server.dsn) for _ in range(4)]
    try:
        users = [await add_account(connections[0]) for _ in range(2)]

        async def change(connection: Any, order: list[uuid.UUID]) -> None:
            for number in range(10):
                async with connection.transaction():
                    for user in order:
                        await connection.execute(
                            "INSERT INTO public.subjects (user_id, name) VALUES ($1, $2)", user,
                            f"{id(connection)} {number}",
                        )  # fmt: skip

        orders = [users, users[::-1], users, users[::-1]]
        await asyncio.gather(*(change(*pair) for pair in zip(connections, orders, strict=True)))
        async with open_reader(server, users[0]) as reader:
            await check(reader, connections[0], account=users[0], after="all")
    finally:
        for connection in connections:
            await connection.close()


async def test_two_processes_show_each_others_changes(server: StudyServer, account: uuid.UUID, tmp_path: Path) -> None:
    """What is written through one is read through the other at once."""
    with serve_study(server.dsn, tmp_path, STUDY_JWT_SECRET=server.keys.jwt_secret) as second:
        async with open_reader(server, account) as writer, open_reader(second, account) as reader:
            for number in range(20):
                changed = await writer.patch("/api/profiles/me", json={"first_name": f"n{number}"})
                assert changed.status_code == 200, changed.text
                assert (await reader.get("/api/profiles/me")).json()["first_name"] == f"n{number}"


def open_reader(server: StudyServer, account: uuid.UUID) -> httpx2.AsyncClient:
    """Return a client of an account."""
    headers = {"Authorization": f"Bearer {server.token(account)}"}
    return httpx2.AsyncClient(base_url=server.address, headers=headers, timeout=30)


async def check(reader: httpx2.AsyncClient, connection: Any, *, account: uuid.UUID, after: str) -> None:
    """Compare both answers with what the tables say."""
    truth = await connection.fetchval(TRUTH, account)
    analytics = (await reader.get("/api/analytics")).json()
    profile = (await reader.get("/api/profiles/me")).json()
    expected = json.loads(truth)
    found = {
        "minutes": analytics["totals"]["total_study_time"], "tasks": analytics["totals"]["tasks_completed"],
        "zone": profile["timezone"], "name": profile["full_name"], "email": profile["email"],
        "subjects": sorted(s["name"] for s in analytics["subjects"] if s["name"] and s["session_count"]),
    }  # fmt: skip
    assert analytics["timezone"] == profile["timezone"], after
    assert found == expected, after
