"""Recurring tasks: when one is completed, the next one is made, exactly once."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from alcove.apps.study.recurring_tasks.jobs import QUEUE, build_tasks
from alcove.apps.study.recurring_tasks.service import RecurringTasks
from alcove.foundation.database import Pool, close_pool, open_pool
from alcove.foundation.jobs import Queue, run_worker
from alcove.main.build import open_deps
from alcove.main.configuration import read_configuration
from integration.study.planner.site import NativeClient
from support.clock import FakeClock
from support.until import until_async

NOW = datetime(2026, 11, 3, 12, tzinfo=UTC)
Work = Callable[..., list[int]]


@pytest.fixture
def work(client: NativeClient) -> Work:
    """Return a function that runs the job in several workers at once, and returns how many tasks they looked at."""

    async def run(now: datetime, workers: int) -> list[int]:
        pools: list[Pool] = [await open_pool(client.server.dsn, size=1) for _ in range(workers)]
        try:
            tasks = [RecurringTasks(pool, clock=FakeClock(now)) for pool in pools]
            return list(await asyncio.gather(*(task.continue_completed(lambda: None) for task in tasks)))
        finally:
            for pool in pools:
                await close_pool(pool)

    return lambda now=NOW, workers=4: asyncio.run(run(now, workers))


def add_task(client: NativeClient, *, rule: str = "weekly", **fields: object) -> str:
    """Add a task that recurs, and return its id."""
    values = {"title": "Water plants", "due_date": "2026-11-02T08:00:00Z", **fields}
    task_id: str = client.add("tasks", **values)["id"]
    response = client.call("PUT", f"tasks/{task_id}/recurrence", {"rule": rule, "time_zone": "Europe/Berlin"})
    assert response.status_code == 200, response.text
    return task_id


def list_due(client: NativeClient, status: str = "todo") -> list[Any]:
    """Return when the tasks with a status are due."""
    return sorted(task["due_date"] for task in client.get(f"tasks?status={status}")["tasks"])


def test_the_next_task_is_made_once(client: NativeClient, work: Work) -> None:
    """Workers that run at once, and a task that is opened and completed again, make one next task, with all fields."""
    subject = client.add("subjects", name="Biology")["id"]
    task_id = add_task(client, subject_id=subject, priority="high", tags=["home"], description="All of them.")
    work()
    assert list_due(client) == ["2026-11-02T08:00:00+00:00"]
    client.change(f"tasks/{task_id}", status="completed")
    assert sum(work()) == 1
    (task,) = client.get("tasks?status=todo")["tasks"]
    assert (task["due_date"], task["priority"], task["tags"]) == ("2026-11-09T08:00:00+00:00", "high", ["home"])
    assert (task["subject_id"], task["description"], task["completed_at"]) == (subject, "All of them.", None)
    for status in ("todo", "completed"):
        client.change(f"tasks/{task_id}", status=status)
        work()
    assert list_due(client) == ["2026-11-09T08:00:00+00:00"]
    recurrence = client.get(f"tasks/{task['id']}/recurrence")
    assert (recurrence["rule"], recurrence["start_date"]) == ("weekly", "2026-11-02")
    assert client.get(f"tasks/{task_id}/recurrence")["next_due"] is None


def test_the_next_task_keeps_its_local_time_and_leaves_out_dates_that_have_passed(
    client: NativeClient, work: Work
) -> None:
    """Over a clock change the local time stays; after a long pause the next date is today or later; a count ends."""
    task_id = add_task(client, due_date="2026-10-19T07:00:00Z", rule="FREQ=WEEKLY;COUNT=4")
    client.change(f"tasks/{task_id}", status="completed")
    work(datetime(2026, 10, 20, tzinfo=UTC))
    assert list_due(client) == ["2026-10-26T08:00:00+00:00"]
    client.change(f"tasks/{client.get('tasks?status=todo')['tasks'][0]['id']}", status="completed")
    work(datetime(2026, 11, 9, 12, tzinfo=UTC))
    assert list_due(client) == ["2026-11-09T08:00:00+00:00"]
    client.change(f"tasks/{client.get('tasks?status=todo')['tasks'][0]['id']}", status="completed")
    work(datetime(2026, 11, 9, 12, tzinfo=UTC))
    assert list_due(client) == []


def test_what_cannot_recur_is_refused(client: NativeClient, other_client: NativeClient, work: Work) -> None:
    """A wrong rule or zone, a task without a date, a completed one and one of others are refused."""
    task_id = add_task(client)
    path = f"tasks/{task_id}/recurrence"
    assert sorted(client.wrong_fields("PUT", path, rule="hourly", time_zone="x")) == ["rule", "time_zone"]
    assert list(client.wrong_fields("PUT", path)) == ["rule"]
    undated = client.add("tasks", title="No date")["id"]
    assert list(client.wrong_fields("PUT", f"tasks/{undated}/recurrence", rule="daily")) == ["due_date"]
    for method in ("GET", "PUT", "DELETE"):
        assert other_client.refuse(method, path, {"rule": "daily"}) == (404, "NOT_FOUND")
        assert client.refuse(method, "tasks/nonsense/recurrence", {"rule": "daily"}) == (404, "NOT_FOUND")
    assert client.call("DELETE", path).status_code == 204
    assert client.refuse("GET", path) == (404, "NOT_FOUND")
    client.change(f"tasks/{task_id}", status="completed")
    assert list(client.wrong_fields("PUT", path, rule="daily")) == ["rule"]
    assert sum(work()) == 0


def test_a_rule_that_another_program_wrote_wrongly_ends(client: NativeClient, work: Work) -> None:
    """A rule that cannot be read, written over the REST API, makes no task and does not stop the job."""
    task_id = add_task(client)
    headers = client.server.headers(client.account)
    url = f"/rest/v1/task_recurrences?task_id=eq.{task_id}"
    client.http.patch(url, json={"rule": "sometimes", "time_zone": "Mars"}, headers=headers).raise_for_status()
    client.http.patch(
        f"/rest/v1/tasks?id=eq.{task_id}", json={"status": "completed"}, headers=headers
    ).raise_for_status()
    assert sum(work()) == 1
    assert list_due(client) == []


async def test_a_worker_makes_the_next_task(client: NativeClient, tmp_path: Path) -> None:
    """The change that completes a task queues the job, which a worker runs."""
    dsn, stop = client.server.dsn, asyncio.Event()
    task_id = await asyncio.to_thread(add_task, client, due_date="2126-11-02T08:00:00Z")
    configuration = read_configuration({"ALCOVE_DATA_DIR": str(tmp_path), "DATABASE_URL": dsn})
    async with open_deps(configuration, dsn, name="alcove-test-worker") as deps:
        worker = asyncio.create_task(
            run_worker(dsn, build_tasks(deps), queues=[Queue(QUEUE, concurrency=1)], stop=stop, poll=0.2)
        )
        await asyncio.to_thread(client.change, f"tasks/{task_id}", status="completed")
        sql = "SELECT due_date FROM public.tasks WHERE user_id = $1 AND status = 'todo'"
        due = await until_async(lambda: deps.pool.fetchval(sql, client.account))
        stop.set()
        await worker
    assert due == datetime(2126, 11, 9, 8, tzinfo=UTC)
