"""The calls that are in the old front end's source and on none of its pages, through Supabase's client."""

from typing import Any

from e2e.study.conftest import Student, StudyServer
from support.supabase_js import SupabaseJs


def test_tutor_sessions_are_found(client: SupabaseJs, ann: Student) -> None:
    """One's own session is found by its id, and another id gives nothing."""
    row = {"user_id": ann.id, "title": "Chat"}
    made = client.call(("from", "ai_tutor_sessions"), ("insert", row), ("select",), ("single",), token=ann.token)
    for session_id, expected in ((made.data["id"], made.data["id"]), (ann.id, None)):
        found = client.call(
            ("from", "ai_tutor_sessions"),
            ("select", "*"),
            ("eq", "id", session_id),
            ("eq", "user_id", ann.id),
            ("maybeSingle",),
            token=ann.token,
        )
        assert found.error is None
        assert (found.data and found.data["id"]) == expected


def test_tasks_are_added_completed_and_listed(client: SupabaseJs, ann: Student) -> None:
    """The widget's list leaves out what is completed, newest first, and at most five."""
    for number in range(6):
        row = {"title": f"task {number}", "user_id": ann.id, "status": "todo", "priority": "medium"}
        made = client.call(("from", "tasks"), ("insert", [row]), ("select",), ("single",), token=ann.token)
        assert made.error is None
    done = {"status": "completed", "completed_at": "2026-09-17T10:00:00.000Z"}
    assert (
        client.call(("from", "tasks"), ("update", done), ("eq", "id", made.data["id"]), token=ann.token).error is None
    )
    listed = client.call(
        ("from", "tasks"),
        ("select", "*"),
        ("eq", "user_id", ann.id),
        ("neq", "status", "completed"),
        ("order", "created_at", {"ascending": False}),
        ("limit", 5),
        token=ann.token,
    )
    assert [row["title"] for row in listed.data] == [f"task {number}" for number in (4, 3, 2, 1, 0)]
    undone = {"status": "todo", "completed_at": None}
    assert (
        client.call(("from", "tasks"), ("update", undone), ("eq", "id", made.data["id"]), token=ann.token).error is None
    )


def test_notifications_are_read_and_deleted(client: SupabaseJs, ann: Student) -> None:
    """Notifications are listed, marked as read and deleted."""
    row = {"user_id": ann.id, "title": "Hello", "message": "World", "type": "info"}
    made = client.call(("from", "notifications"), ("insert", row), ("select",), ("single",), token=ann.token)
    own = ("eq", "id", made.data["id"])
    assert client.call(("from", "notifications"), ("update", {"read": True}), own, token=ann.token).error is None
    listed = client.call(
        ("from", "notifications"),
        ("select", "*"),
        ("eq", "user_id", ann.id),
        ("order", "created_at", {"ascending": False}),
        ("limit", 50),
        token=ann.token,
    )
    assert [(row["title"], row["read"]) for row in listed.data] == [("Hello", True)]
    assert client.call(("from", "notifications"), ("delete",), own, token=ann.token).status == 204


def test_subjects_live(client: SupabaseJs, ann: Student) -> None:
    """Subjects are added as an array of one with named columns, changed with the row returned, and archived."""
    row = {"name": "Maths", "description": "", "color": "#fff", "icon": "x", "is_archived": False, "user_id": ann.id}
    made = client.call(("from", "subjects"), ("insert", [row]), ("select",), ("single",), token=ann.token)
    assert (made.status, made.data["name"]) == (201, "Maths")
    own = ("eq", "id", made.data["id"])
    changed = client.call(
        ("from", "subjects"), ("update", {"name": "Algebra"}), own, ("select",), ("single",), token=ann.token
    )
    assert (changed.status, changed.data["name"]) == (200, "Algebra")
    active: list[Any] = [("from", "subjects"), ("select", "*"), ("eq", "is_archived", False), ("order", "name")]
    assert [row["name"] for row in client.call(*active, token=ann.token).data] == ["Algebra"]
    assert client.call(("from", "subjects"), ("update", {"is_archived": True}), own, token=ann.token).status == 204
    assert client.call(*active, token=ann.token).data == []


def test_study_sessions_live(client: SupabaseJs, ann: Student) -> None:
    """A session is planned, started, paused, completed and deleted."""
    row = {
        "title": "Read",
        "description": None,
        "subject_id": None,
        "duration": 0,
        "planned_duration": 25,
        "status": "planned",
        "type": "reading",
        "notes": None,
        "pomodoro_count": 0,
        "break_duration": 5,
        "distractions": 0,
        "user_id": ann.id,
    }
    made = client.call(("from", "study_sessions"), ("insert", [row]), ("select",), ("single",), token=ann.token)
    assert made.error is None
    own = ("eq", "id", made.data["id"])
    for change in (
        {"status": "active", "started_at": "2026-09-17T10:00:00.000Z"},
        {"status": "paused"},
        {"status": "completed", "completed_at": "2026-09-17T10:30:00.000Z", "duration": 30, "notes": "good"},
    ):
        changed = client.call(
            ("from", "study_sessions"), ("update", change), own, ("select",), ("single",), token=ann.token
        )
        assert changed.error is None
        assert changed.data["status"] == change["status"]
    listed = client.call(
        ("from", "study_sessions"), ("select", "*"), ("order", "created_at", {"ascending": False}), token=ann.token
    )
    assert [row["duration"] for row in listed.data] == [30]
    assert client.call(("from", "study_sessions"), ("delete",), own, token=ann.token).status == 204


def test_the_dashboard_reads_and_stores_its_layout(client: SupabaseJs, ann: Student) -> None:
    """The dashboard's lists work on no data, and its layout is stored as JSON."""
    user, since = ("eq", "user_id", ann.id), ("gte", "created_at", "2026-09-01")
    newest, active = ("order", "created_at", {"ascending": False}), ("eq", "status", "active")
    for chain in (
        [("from", "study_sessions"), ("select", "duration"), user, ("eq", "status", "completed"), since],
        [("from", "ai_tutor_sessions"), ("select", "id"), user, since],
        [("from", "study_sessions"), ("select", "title, created_at, status"), user, newest, ("limit", 5)],
        [("from", "study_goals"), ("select", "title, current_value, target_value, status"), user, active, ("limit", 3)],
        [("from", "study_analytics"), ("select", "*"), user, ("order", "date", {"ascending": False}), ("limit", 30)],
    ):
        result = client.call(*chain, token=ann.token)
        assert (result.data, result.error, result.status) == ([], None, 200)
    layout = [{"id": "tasks", "x": 0, "visible": True}]
    saved = client.call(("from", "user_settings"), ("update", {"dashboard_layout": layout}), user, token=ann.token)
    assert saved.error is None
    stored = client.call(("from", "user_settings"), ("select", "*"), user, ("maybeSingle",), token=ann.token)
    assert stored.data["dashboard_layout"] == layout


def test_goals_are_added(client: SupabaseJs, ann: Student) -> None:
    """A weekly goal is added and listed."""
    row = {
        "user_id": ann.id,
        "title": "Read",
        "description": "d",
        "target_value": 5,
        "type": "weekly",
        "status": "active",
    }
    assert client.call(("from", "study_goals"), ("insert", row), token=ann.token).status == 201
    listed = client.call(
        ("from", "study_goals"), ("select", "*"), ("eq", "user_id", ann.id), ("eq", "status", "active"), token=ann.token
    )
    assert [(row["title"], row["target_value"]) for row in listed.data] == [("Read", 5)]


def test_counts_pages_and_shapes(client: SupabaseJs, ann: Student) -> None:
    """Counts, heads, ranges, lists, or, null tests and CSV as the older front end uses them."""
    rows = [{"user_id": ann.id, "title": f"t{number}", "points": number} for number in range(7)]
    assert client.call(("from", "tasks"), ("insert", rows), token=ann.token).status == 201
    counted = client.call(
        ("from", "tasks"),
        ("select", "title", {"count": "exact"}),
        ("order", "points"),
        ("range", 2, 3),
        token=ann.token,
    )
    assert (counted.count, [row["title"] for row in counted.data]) == (7, ["t2", "t3"])
    head = client.call(
        ("from", "tasks"),
        ("select", "*", {"count": "exact", "head": True}),
        ("or", "points.lt.2,due_date.not.is.null"),
        token=ann.token,
    )
    assert (head.count, head.data, head.error) == (2, None, None)
    legacy = client.call(("from", "tasks"), ("select", "count"), ("gte", "points", 5), token=ann.token)
    assert legacy.data == [{"count": 2}]
    chosen = client.call(
        ("from", "tasks"),
        ("select", "points"),
        ("in", "title", ["t1", "t4"]),
        ("is", "due_date", None),
        ("not", "title", "is", None),
        ("order", "points", {"ascending": False}),
        token=ann.token,
    )
    assert chosen.data == [{"points": 4}, {"points": 1}]
    table = client.call(
        ("from", "tasks"),
        ("select", "title,points"),
        ("lt", "points", 2),
        ("order", "points"),
        ("csv",),
        token=ann.token,
    )
    assert table.data == "title,points\nt0,0\nt1,1"


def test_upserts(client: SupabaseJs, ann: Student) -> None:
    """An upsert merges on the key that is named, ignores duplicates, and returns rows."""
    row = {"user_id": ann.id, "name": "Maths", "color": "#1"}
    conflict = {"onConflict": "user_id,name"}
    first = client.call(("from", "subjects"), ("upsert", row, conflict), ("select",), ("single",), token=ann.token)
    assert first.error is None
    second = client.call(
        ("from", "subjects"), ("upsert", {**row, "color": "#2"}, conflict), ("select",), ("single",), token=ann.token
    )
    assert (second.data["id"], second.data["color"]) == (first.data["id"], "#2")
    ignored = client.call(
        ("from", "subjects"),
        ("upsert", {**row, "color": "#3"}, {**conflict, "ignoreDuplicates": True}),
        ("select",),
        token=ann.token,
    )
    assert (ignored.data, ignored.error) == ([], None)


def test_functions(client: SupabaseJs, ann: Student) -> None:
    """Functions return objects and rows, and nothing where they are void."""
    login = client.call(("rpc", "record_daily_login", {"p_user_id": ann.id}), token=ann.token)
    assert login.error is None
    assert {"is_new_day", "current_streak", "longest_streak", "last_login"} <= set(login.data)
    history = client.call(("rpc", "get_login_history", {"p_user_id": ann.id, "p_days": 3}), token=ann.token)
    assert [row["has_login"] for row in history.data] == [True, False, False]
    streaks = client.call(("rpc", "recalculate_user_streaks", {"p_user_id": ann.id}), token=ann.token)
    assert (streaks.data, streaks.error, streaks.status) == (None, None, 204)


def test_a_request_may_be_aborted(client: SupabaseJs, ann: Student) -> None:
    """An aborted request is an error of the client, and the server answers the next one."""
    aborted = client.call(("from", "tasks"), ("select", "*"), ("abort", 0), token=ann.token)
    assert aborted.error is not None
    assert "abort" in aborted.error["message"].lower()
    assert client.call(("from", "tasks"), ("select", "*"), token=ann.token).data == []


def test_plans_are_off(client: SupabaseJs, ann: Student) -> None:
    """`explain` is refused as PostgREST refuses it without db-plan-enabled."""
    refused = client.call(("from", "tasks"), ("select", "*"), ("explain",), token=ann.token)
    assert refused.status == 406
    assert refused.error is not None
    assert refused.error["code"] == "PGRST107"


def test_the_service_key_sees_everything(client: SupabaseJs, ann: Student, study_server: StudyServer) -> None:
    """The service role reads rows of every account."""
    profile = client.call(
        ("from", "profiles"), ("select", "id"), ("eq", "id", ann.id), ("single",), token=study_server.service_role_key
    )
    assert profile.data == {"id": ann.id}
