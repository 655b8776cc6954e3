"""Tasks in calendar files: once or by a rule, imported again, and exported."""

import asyncio
import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import icalendar

from integration.study.calendar.files import add_file, make_task, read_export, write_file
from integration.study.planner.site import NativeClient

TOKYO = ZoneInfo("Asia/Tokyo")


def test_tasks_of_files_are_tasks(client: NativeClient, other_client: NativeClient) -> None:
    """They are added once, with due time, status and priority, follow the file, and keep what a file cannot say."""
    content = write_file(
        make_task("1", title="Essay", due=datetime(2026, 12, 3, 18, tzinfo=TOKYO), priority=1, description="2\npages"),
        make_task("2", title="Read", due=date(2026, 12, 4), priority=6, status="IN-PROCESS"),
        make_task("3", title="Done", completed=datetime(2026, 11, 2, 9, tzinfo=UTC), priority=0),
        make_task("4", title="Long", dtstart=datetime(2026, 12, 1, 9, tzinfo=UTC), duration=timedelta(hours=30)),
        make_task("5", title="Dropped", status="CANCELLED", percent_complete=40),
        make_task("6", rrule=icalendar.vRecur.from_ical("FREQ=DAILY"), title="Often", sequence=2),
        make_task("6", title="Outdated", sequence=1),
        make_task("7", title="Far", due=date(2300, 1, 1)),
    )
    result = add_file(client, content)
    assert (result["added"], len(result["problems"])) == (6, 2)
    rows = {task["title"]: task for task in client.get("tasks")["tasks"]}
    names = ("due_date", "status", "priority", "completed_at")
    assert {title: tuple(row[name] for name in names) for title, row in rows.items()} == {
        "Essay": ("2026-12-03T09:00:00+00:00", "todo", "urgent", None),
        "Read": ("2026-12-04T00:00:00+00:00", "in_progress", "low", None),
        "Done": (None, "completed", "medium", "2026-11-02T09:00:00+00:00"),
        "Long": ("2026-12-02T15:00:00+00:00", "todo", "medium", None),
        "Dropped": (None, "cancelled", "medium", None),
        "Often": (None, "todo", "medium", None),
    }  # fmt: skip
    client.change(f"tasks/{rows['Essay']['id']}", status="on_hold", tags=["a"])
    assert add_file(client, content)["unchanged"] == 6
    changed = client.get(f"tasks/{rows['Essay']['id']}")
    assert (changed["status"], changed["tags"], changed["description"]) == ("on_hold", ["a"], "2\npages")
    finished = write_file(make_task("1", title="Essay", status="COMPLETED"))
    assert add_file(client, finished) == {"updated": 1}
    assert add_file(client, finished) == {"unchanged": 1}
    done = client.get(f"tasks/{rows['Essay']['id']}")
    assert (done["status"], done["due_date"]) == ("completed", None)
    assert done["completed_at"] is not None
    # An export is the same tasks for its account, and others for another one.
    exported, _ = read_export(client)
    assert add_file(client, exported) == {"unchanged": 2}
    assert add_file(other_client, exported) == {"added": 2}
    assert add_file(other_client, exported) == {"unchanged": 2}
    assert {task["title"] for task in other_client.get("tasks")["tasks"]} == {"Read", "Long"}
    # An id that another account has taken is left alone.
    taken = uuid.uuid5(other_client.account, "task 8")
    sql = "INSERT INTO public.tasks (id, user_id, title) VALUES ($1, $2, 'Mine')"
    asyncio.run(client.server.execute(sql, taken, client.account))
    assert add_file(other_client, write_file(make_task("8", title="Theirs"))) == {"skipped": 1}
    assert client.get(f"tasks/{taken}")["title"] == "Mine"


def make_recurring(uid: str, rule: str, **more: Any) -> icalendar.Todo:
    """Return a task that recurs."""
    return make_task(uid, title=uid, rrule=icalendar.vRecur.from_ical(rule), **more)


def test_tasks_of_files_recur(client: NativeClient) -> None:
    """A rule of a task becomes that of a recurring task, in its zone; one that is not supported is a problem.

    The same file again changes nothing, another rule does, and a task that has its next one is left alone.
    """
    monday, wednesday = datetime(2026, 12, 7, 8, tzinfo=TOKYO), datetime(2026, 12, 9, 8, tzinfo=TOKYO)
    content = write_file(
        make_recurring("Weekly", "FREQ=WEEKLY;BYDAY=MO;COUNT=5", dtstart=monday, due=monday + timedelta(hours=1)),
        make_recurring("Start only", "FREQ=MONTHLY", dtstart=date(2026, 12, 31)),
        make_recurring("Moved", "FREQ=WEEKLY;UNTIL=20261221", dtstart=monday.date(), due=wednesday.date()),
        make_recurring("Finished", "FREQ=DAILY", due=monday, status="COMPLETED"),
        make_recurring("Hourly", "FREQ=HOURLY", due=monday),
        make_recurring("Other days", "FREQ=WEEKLY;BYDAY=MO", dtstart=monday, due=wednesday),
        make_recurring("No date", "FREQ=DAILY"),
        make_task("Dates", title="Dates", due=monday, rdate=[wednesday]),
        make_recurring("Weekly", "FREQ=DAILY", recurrence_id=monday),
        make_recurring("Exception", "FREQ=DAILY", due=monday, exdate=[wednesday]),
    )
    result = add_file(client, content)
    assert result["added"] == 9
    problems = {problem.split("'")[1]: problem for problem in result["problems"]}
    assert set(problems) == {"Hourly", "Other days", "No date", "Dates", "Weekly", "Exception"}
    assert problems["Other days"].endswith("is not supported: it is due on another day than it starts.")
    ids = {task["title"]: task["id"] for task in client.get("tasks")["tasks"]}

    def read_rule(title: str) -> tuple[str, str, str]:
        rule = client.get(f"tasks/{ids[title]}/recurrence")
        return (rule["rule"], rule["time_zone"], rule["start_date"])

    assert {title: read_rule(title) for title in ("Weekly", "Start only", "Moved", "Exception")} == {
        "Weekly": ("FREQ=WEEKLY;COUNT=5;BYDAY=MO", "Asia/Tokyo", "2026-12-07"),
        "Start only": ("FREQ=MONTHLY", "UTC", "2026-12-31"),
        "Moved": ("FREQ=WEEKLY;UNTIL=20261223", "UTC", "2026-12-09"),
        "Exception": ("FREQ=DAILY", "Asia/Tokyo", "2026-12-07"),
    }
    for title in ("Finished", "Hourly", "Other days", "No date", "Dates"):
        assert client.refuse("GET", f"tasks/{ids[title]}/recurrence") == (404, "NOT_FOUND")
    assert add_file(client, content)["unchanged"] == 9
    daily = write_file(make_recurring("Weekly", "FREQ=DAILY", due=monday))
    assert add_file(client, daily) == {"updated": 1}
    assert read_rule("Weekly")[0] == "FREQ=DAILY"
    client.change(f"tasks/{ids['Weekly']}", status="completed")
    sql = "UPDATE public.task_recurrences SET continued_at = now() WHERE task_id = $1"
    asyncio.run(client.server.execute(sql, uuid.UUID(ids["Weekly"])))
    assert add_file(client, daily) == {"unchanged": 1}
    assert client.get(f"tasks/{ids['Weekly']}")["status"] == "completed"
