"""Changes of rows through Supabase's own clients of both versions."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any

import psycopg
import pytest

from e2e.study.conftest import Student, StudyServer
from support.realtime_js import NEWEST, OLD, RealtimeJs, realtime_js

SYSTEM = ["system", {}]
LEGACY_CHANNELS = {
    "calendar_tasks": "tasks", "calendar_assignments": "assignments", "calendar_sessions": "study_sessions",
    "calendar_quizzes": "quizzes", "calendar_goals": "study_goals", "notifications": "notifications",
    "goals_changes": "goals", "subjects_changes": "subjects", "assignments_changes": "assignments",
    "flashcards_changes": "flashcards",
}  # fmt: skip
ROWS: dict[str, dict[str, Any]] = {
    "tasks": {"title": "Read"},
    "assignments": {"title": "Essay"},
    "study_sessions": {"title": "Morning"},
    "quizzes": {"title": "Capitals"},
    "study_goals": {"title": "Ten hours", "target_value": 10},
    "notifications": {"title": "Hello", "message": "Welcome"},
    "goals": {"title": "Pass"},
    "subjects": {"name": "History"},
    "flashcards": {"front_content": "1 + 1", "back_content": "2"},
}


@pytest.fixture(params=[OLD, NEWEST])
async def open_client(request: pytest.FixtureRequest, study_server: StudyServer) -> AsyncIterator[Any]:
    """Yield a function that returns a client which is signed in with a token."""
    async with AsyncExitStack() as stack:

        async def open_signed_in(token: str | None) -> RealtimeJs:
            client = await stack.enter_async_context(
                realtime_js(request.param, url=study_server.url, key=study_server.anon_key)
            )
            if token is not None:
                await client.do("useToken", token=token)
            return client

        yield open_signed_in


async def test_the_notifications_of_a_page(
    open_client: Any, study_server: StudyServer, ann: Student, bob: Student
) -> None:
    """A new notification reaches its user, as an object with the fields that the page reads, and nobody else."""
    wanted = ["postgres_changes", request_rows("INSERT", "notifications", ann)]
    mine, other, nobody = await open_client(ann.token), await open_client(bob.token), await open_client(None)
    for client in (mine, other, nobody):
        await subscribe(client, "notifications", wanted)
    row = {"user_id": ann.id, "title": "Hello", "message": "Welcome", "action_url": "/tasks"}
    await insert(study_server, "notifications", row, token=study_server.service_role_key)
    payload = await mine.next("notifications", "postgres_changes")
    assert {name: payload[name] for name in ("eventType", "schema", "table", "old", "errors")} == {
        "eventType": "INSERT", "schema": "public", "table": "notifications", "old": {}, "errors": None,
    }  # fmt: skip
    assert payload["new"].items() >= {**row, "read": False, "type": "info", "expires_at": None}.items()
    assert set(payload["new"]) >= {"id", "created_at"}
    await insert(study_server, "notifications", {**row, "user_id": bob.id}, token=study_server.service_role_key)
    await asyncio.sleep(0.5)
    assert [client.payloads("notifications", "postgres_changes") for client in (mine, other, nobody)] == [[], [], []]


async def test_the_channels_of_the_old_page(open_client: Any, study_server: StudyServer, ann: Student) -> None:
    """Every channel of the old pages gets the insert, update and delete of a row of its user."""
    client = await open_client(ann.token)
    for channel, table in LEGACY_CHANNELS.items():
        await subscribe(client, channel, ["postgres_changes", request_rows("*", table, ann)])
    for table, row in ROWS.items():
        await insert(study_server, table, {"user_id": ann.id, **row}, token=ann.token)
    with psycopg.connect(study_server.dsn, autocommit=True) as connection:
        seen = {}
        for channel in LEGACY_CHANNELS:
            seen[channel] = [(await client.next(channel, "postgres_changes"))["new"]["id"]]
        for table in ROWS:
            connection.execute(f"UPDATE public.{table} SET created_at = now() WHERE user_id = %s", (ann.id,))  # noqa: S608 - a name from above
        for channel in LEGACY_CHANNELS:
            payload = await client.next(channel, "postgres_changes", where=lambda value: value["eventType"] == "UPDATE")
            assert ([payload["new"]["id"]], payload["old"]) == (seen[channel], {"id": seen[channel][0]})
        for table in ROWS:
            connection.execute(f"DELETE FROM public.{table} WHERE user_id = %s", (ann.id,))  # noqa: S608 - a name from above
        for channel in LEGACY_CHANNELS:
            payload = await client.next(channel, "postgres_changes", where=lambda value: value["eventType"] == "DELETE")
            assert (payload["new"], payload["old"]) == ({}, {"id": seen[channel][0]})


async def test_filters_of_one_channel(open_client: Any, study_server: StudyServer, ann: Student) -> None:
    """Several listeners of a channel get what each of them asked for."""
    client = await open_client(ann.token)
    public = {"schema": "public", "table": "tasks"}
    await subscribe(
        client,
        "board",
        ["postgres_changes", {"event": "INSERT", **public, "filter": "priority=in.(high, urgent)"}],
        ["postgres_changes", {"event": "UPDATE", **public, "filter": "title=like.Read%"}],
        ["postgres_changes", {"event": "DELETE", "schema": "public"}],
    )
    for title, priority in (("Read", "high"), ("Write", "low")):
        row = {"user_id": ann.id, "title": title, "priority": priority}
        await insert(study_server, "tasks", row, token=ann.token)
    for method, body in (("PATCH", {"description": "x"}), ("DELETE", None)):
        response = study_server.request(method, f"tasks?user_id=eq.{ann.id}", token=ann.token, json=body)
        assert response.status_code == 204, response.text
    got = [await client.next("board", "postgres_changes") for _ in range(4)]
    assert [(item["eventType"], item["new"].get("title")) for item in got] == [
        ("INSERT", "Read"), ("UPDATE", "Read"), ("DELETE", None), ("DELETE", None),
    ]  # fmt: skip
    await asyncio.sleep(0.3)
    assert client.payloads("board", "postgres_changes") == []


async def test_a_token_that_comes_after_the_join(open_client: Any, study_server: StudyServer, ann: Student) -> None:
    """A page joins before its user is known; from the token on, it gets the changes of the user."""
    client = await open_client(None)
    await subscribe(client, "early", ["postgres_changes", request_rows("*", "tasks", ann)])
    await insert(study_server, "tasks", {"user_id": ann.id, "title": "Unseen"}, token=ann.token)
    await asyncio.sleep(0.3)
    await client.do("useToken", token=ann.token)
    await asyncio.sleep(0.3)
    await insert(study_server, "tasks", {"user_id": ann.id, "title": "Seen"}, token=ann.token)
    assert (await client.next("early", "postgres_changes"))["new"]["title"] == "Seen"


async def test_problems_are_said_in_system_events(open_client: Any, ann: Student) -> None:
    """The client is told why it gets no changes, and the channel works for everything else."""
    client = await open_client(ann.token)
    for channel, request, reason in (
        ("absent", {"event": "*", "schema": "public", "table": "absent"}, "Please check Realtime is enabled"),
        (
            "column",
            {"event": "*", "schema": "public", "table": "tasks", "filter": "nothing=eq.1"},
            "invalid column for filter nothing",
        ),
    ):
        await client.subscribe(channel, on=[["postgres_changes", request], SYSTEM, ["broadcast", {"event": "*"}]])
        message = await client.next(channel, "system", where=lambda value: value["extension"] == "postgres_changes")
        assert message["status"] == "error"
        assert reason in message["message"]
        assert client.payloads(channel, "system") == []
    malformed = {"event": "*", "schema": "public", "table": "tasks", "filter": "title=xx.1"}
    await client.do("subscribe", channel="malformed", on=[["postgres_changes", malformed]])
    assert "filter" in str(await client.wait_for_status("malformed", "CHANNEL_ERROR"))


def request_rows(event: str, table: str, student: Student) -> dict[str, str]:
    """Return the request for changes of the rows of a student."""
    return {"event": event, "schema": "public", "table": table, "filter": f"user_id=eq.{student.id}"}


async def subscribe(client: RealtimeJs, channel: str, *listeners: list[Any]) -> None:
    """Subscribe, and wait until the server says that changes are sent."""
    await client.subscribe(channel, on=[*listeners, SYSTEM])
    message = await client.next(channel, "system", where=lambda value: value["extension"] == "postgres_changes")
    assert message["message"] == "Subscribed to PostgreSQL", message


async def insert(server: StudyServer, table: str, row: dict[str, Any], *, token: str) -> None:
    """Insert a row over the REST API."""
    response = await asyncio.to_thread(server.request, "POST", table, token=token, json=row)
    assert response.status_code == 201, response.text
