"""Calendar files of another program, and how they are imported and exported."""

from typing import Any

import httpx2
import icalendar

from integration.study.planner.site import NativeClient


def write_file(*components: icalendar.Component) -> bytes:
    """Return a file of another program."""
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Other//Program//EN")
    calendar.add("version", "2.0")
    for component in components:
        calendar.add_component(component)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def send(client: NativeClient, content: bytes, *, kind: str = "text/calendar") -> httpx2.Response:
    """Import a file."""
    headers = {"Authorization": f"Bearer {client.server.token(client.account)}", "Content-Type": kind}
    return client.http.post("/api/calendar/import", content=content, headers=headers)


def add_file(client: NativeClient, content: bytes) -> Any:
    """Import a file that is accepted; return what was done, without what is zero."""
    response = send(client, content)
    assert response.status_code == 200, response.text
    return {name: value for name, value in response.json().items() if value}


def read_export(client: NativeClient) -> tuple[bytes, icalendar.Calendar]:
    """Return the exported file, and how another program reads it."""
    response = client.call("GET", "calendar/export")
    assert (response.status_code, response.headers["content-type"]) == (200, "text/calendar; charset=utf-8")
    calendar = icalendar.Calendar.from_ical(response.content)
    assert all(len(line) <= 75 for line in response.content.split(b"\r\n"))
    return response.content, calendar


def make_task(uid: str, *, title: str = "Task", **more: Any) -> icalendar.Todo:
    """Return a task as another program has it."""
    task = icalendar.Todo()
    for name, value in {"uid": uid, "summary": title, **more}.items():
        task.add(name.replace("_", "-"), value)
    return task
