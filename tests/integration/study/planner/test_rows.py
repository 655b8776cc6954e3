"""Rows of accounts over the native API: create, list, change, replace and delete."""

import uuid

import pytest

from integration.study.planner.site import NativeClient


def test_the_life_of_a_task(client: NativeClient) -> None:
    """A task is created with defaults, read, changed in part, replaced, and deleted, at both addresses."""
    subject = client.add("subjects", name="Algebra")["id"]
    task = client.add(
        "study/tasks", title="Read ✍ שלום", due_date="2026-12-01T10:00:00+02:00", tags=["a", "b"], subject_id=subject
    )
    assert (task["status"], task["priority"], task["user_id"]) == ("todo", "medium", str(client.account))
    assert (task["due_date"], task["tags"]) == ("2026-12-01T08:00:00+00:00", ["a", "b"])
    path = f"tasks/{task['id']}"
    assert client.get(path) == task
    done = client.change(path, status="completed", unknown="x")
    assert (done["title"], done["completed_at"] is not None) == ("Read ✍ שלום", True)
    assert client.change(path) == {**done, "updated_at": client.get(path)["updated_at"]}
    replaced = client.call("PUT", path, {"title": "New"}).json()
    assert (replaced["status"], replaced["tags"], replaced["subject_id"]) == ("todo", [], None)
    assert client.call("DELETE", path).status_code == 204
    for method in ("GET", "PATCH", "DELETE"):
        assert client.refuse(method, path, {"title": "x"}) == (404, "NOT_FOUND")


def test_lists_are_filtered_sorted_and_paged(client: NativeClient) -> None:
    """A page has its rows and the number of all that match; filters combine; rows without a value come last."""
    subject = client.add("subjects", name="Algebra")["id"]
    client.add("tasks", title="100% a", priority="high", due_date="2026-12-02", subject_id=subject)
    client.add("tasks", title="100 b", priority="low", due_date="2026-12-01", tags=["x,y"])
    client.add("tasks", title="c", status="completed")

    def titles(query: str) -> list[str]:
        return [task["title"] for task in client.get(f"tasks?{query}")["tasks"]]

    assert titles("") == ["c", "100 b", "100% a"]
    assert titles("sort=due_date") == ["100 b", "100% a", "c"]
    assert titles("sort=-due_date") == ["100% a", "100 b", "c"]
    assert titles("status=todo,in_progress&priority=low") == ["100 b"]
    assert titles("q=100%25") == ["100% a"]
    assert titles("tag=x,y") == ["100 b"]
    assert titles(f"subject_id={subject}") == ["100% a"]
    assert titles("due_from=2026-12-01T00:00:00Z&due_before=2026-12-02") == ["100 b"]
    page = client.get("tasks?limit=1&offset=1")
    assert (len(page["tasks"]), page["total"], page["limit"], page["offset"]) == (1, 3, 1, 1)
    assert client.get("tasks?offset=1000000")["tasks"] == []
    wrong = client.wrong_fields("GET", "tasks?status=todo,new&sort=id;drop&subject_id=7")
    assert sorted(wrong) == ["sort", "status", "subject_id"]


WRONG = [
    ({}, {"title"}),
    ({"title": "  "}, {"title"}),
    ({"title": 7, "status": "new", "priority": None}, {"title", "status", "priority"}),
    ({"title": "x" * 501}, {"title"}),
    ({"title": "x", "due_date": "tomorrow", "points": -1}, {"due_date", "points"}),
    ({"title": "x", "due_date": "0001-01-01T00:00:00+14:00"}, {"due_date"}),
    ({"title": "x", "due_date": "9999-12-31T23:59:59-14:00"}, {"due_date"}),
    ({"title": "x", "estimated_duration": 2**40, "tags": ["a"] * 51}, {"estimated_duration", "tags"}),
    ({"title": "x", "subject_id": "7"}, {"subject_id"}),
    ({"title": "x", "subject_id": str(uuid.UUID(int=7))}, {"subject_id"}),
]


@pytest.mark.parametrize(("body", "fields"), WRONG)
def test_errors_name_every_wrong_field(client: NativeClient, body: dict[str, object], fields: set[str]) -> None:
    """A task with wrong fields is refused with a reason for all of them, and nothing is stored."""
    assert set(client.wrong_fields("POST", "tasks", **body)) == fields
    assert client.get("tasks")["total"] == 0


@pytest.mark.parametrize("raw", [b"", b"[]", b"{", b'{"title": "\\u0000"}', b'{"title": "\\ud800"}', b"\xff", b"7"])
def test_bodies_that_are_no_objects_are_refused(client: NativeClient, raw: bytes) -> None:
    """What is no JSON object, or has a text that PostgreSQL cannot store, is a 400 in the native format."""
    response = client.call("POST", "tasks", raw=raw)
    assert (response.status_code, response.json()["code"]) == (400, "VALIDATION_ERROR")
    assert client.get("tasks")["total"] == 0


def test_blanks_are_null_where_no_text_is_expected(client: NativeClient) -> None:
    """Forms send blanks: they are null for ids, times and numbers, and stay blank in texts."""
    task = client.add("tasks", title="x", subject_id="", due_date="", points="", description="")
    assert (task["subject_id"], task["due_date"], task["points"], task["description"]) == (None, None, None, "")


def test_rows_of_others_are_unknown(client: NativeClient, other_client: NativeClient) -> None:
    """Another account neither sees nor changes a row, nor refers to one; nobody calls without a token."""
    subject = client.add("subjects", name="Algebra")["id"]
    task = client.add("tasks", title="mine")["id"]
    for method, path in (("GET", ""), ("PATCH", ""), ("PUT", ""), ("DELETE", "")):
        assert other_client.refuse(method, f"tasks/{task}{path}", {"title": "theirs"}) == (404, "NOT_FOUND")
    assert other_client.get("tasks")["total"] == 0
    assert set(other_client.wrong_fields("POST", "tasks", title="x", subject_id=subject)) == {"subject_id"}
    own = other_client.add("tasks", title="x")["id"]
    assert set(other_client.wrong_fields("PATCH", f"tasks/{own}", subject_id=subject)) == {"subject_id"}
    added = other_client.add("tasks", title="x", user_id=str(client.account), id=task)
    assert added["user_id"] == str(other_client.account)
    assert client.get(f"tasks/{task}")["title"] == "mine"
    for path in ("tasks/7", "tasks/%00", "tasks/" + "x" * 300):
        assert client.call("GET", path).status_code in (400, 404)
    assert client.http.get("/api/tasks").status_code == 401


def test_names_of_subjects_are_unique_for_an_account(client: NativeClient, other_client: NativeClient) -> None:
    """A second subject of a name is a conflict, also by renaming; another account may use the name."""
    client.add("subjects", name="Algebra")
    second = client.add("subjects", name="Geometry")["id"]
    assert client.refuse("POST", "subjects", {"name": "Algebra"}) == (409, "CONFLICT")
    assert client.refuse("PATCH", f"subjects/{second}", {"name": "Algebra"}) == (409, "CONFLICT")
    assert other_client.add("subjects", name="Algebra")["color"] == "#3B82F6"
    client.change(f"subjects/{second}", is_archived=True)
    assert [subject["name"] for subject in client.get("subjects?is_archived=false")["subjects"]] == ["Algebra"]
