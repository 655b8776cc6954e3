"""Every call of the old front end to its data, through Supabase's client, with the bodies that the front end sends."""

from e2e.study.conftest import Student
from support.supabase_js import SupabaseJs

NOTHING = (None, None)


def test_a_tutor_session_starts(client: SupabaseJs, ann: Student) -> None:
    """A new chat returns its id, title and times."""
    row = {"user_id": ann.id, "title": "Chat with Teddy", "status": "active", "ai_provider": "deepseek"}
    result = client.call(("from", "ai_tutor_sessions"), ("insert", row), ("select",), ("single",), token=ann.token)
    assert result.error is None
    assert result.status == 201
    assert row.items() <= result.data.items()
    assert all(result.data[name] for name in ("id", "created_at", "updated_at"))


def test_messages_are_stored_and_the_session_follows(client: SupabaseJs, ann: Student) -> None:
    """A question and its answer are stored, and the session's activity is changed."""
    session = _start_session(client, ann)
    message = {"user_id": ann.id, "session_id": session, "ai_provider": "deepseek"}
    question = client.call(
        ("from", "ai_messages"), ("insert", {**message, "content": "Why?", "role": "user"}), token=ann.token
    )
    assert (question.data, question.error, question.status) == (*NOTHING, 201)
    answer = {
        **message,
        "content": "Because.",
        "role": "assistant",
        "tokens_used": 12,
        "response_time": 340,
        "message_metadata": {"quality": {"overall": 0.9}, "model": "deepseek-chat", "requestId": "req_1_a"},
    }
    stored = client.call(("from", "ai_messages"), ("insert", answer), token=ann.token)
    assert (stored.data, stored.error, stored.status) == (*NOTHING, 201)
    change = {"last_activity": "2026-09-17T10:00:00.000Z", "total_messages": 2}
    changed = client.call(("from", "ai_tutor_sessions"), ("update", change), ("eq", "id", session), token=ann.token)
    assert (changed.data, changed.error, changed.status) == (*NOTHING, 204)
    listed = client.call(
        ("from", "ai_messages"),
        ("select", "*"),
        ("eq", "session_id", session),
        ("order", "created_at"),
        token=ann.token,
    )
    assert [row["role"] for row in listed.data] == ["user", "assistant"]
    assert listed.data[1]["message_metadata"]["quality"] == {"overall": 0.9}


def test_calendar_events_live(client: SupabaseJs, ann: Student) -> None:
    """An event with blank fields is created, listed by month, ticked and deleted."""
    event = {
        "title": "Algebra",
        "description": "",
        "event_date": "2026-09-20",
        "event_time": "",
        "event_type": "study",
        "subject_id": "",
        "user_id": ann.id,
        "completed": False,
    }
    made = client.call(("from", "calendar_events"), ("insert", event), ("select",), ("single",), token=ann.token)
    assert made.error is None
    assert made.data["event_time"] is None
    assert made.data["subject_id"] is None
    assert made.data["description"] == ""
    listed = client.call(*_month_of(ann), token=ann.token)
    assert [row["id"] for row in listed.data] == [made.data["id"]]
    own = (("eq", "id", made.data["id"]), ("eq", "user_id", ann.id))
    ticked = client.call(("from", "calendar_events"), ("update", {"completed": True}), *own, token=ann.token)
    assert (ticked.error, ticked.status) == (None, 204)
    assert client.call(*_month_of(ann), token=ann.token).data[0]["completed"] is True
    deleted = client.call(("from", "calendar_events"), ("delete",), *own, token=ann.token)
    assert (deleted.error, deleted.status) == (None, 204)
    assert client.call(*_month_of(ann), token=ann.token).data == []


def test_every_event_type_of_the_front_end_is_accepted(client: SupabaseJs, ann: Student) -> None:
    """The four types that the form offers, and times with and without seconds."""
    for number, kind in enumerate(("study", "exam", "deadline", "assignment")):
        event = {"title": kind, "event_date": "2026-09-01", "event_type": kind, "user_id": ann.id}
        made = client.call(
            ("from", "calendar_events"),
            ("insert", {**event, "event_time": f"0{number}:30"}),
            ("select",),
            ("single",),
            token=ann.token,
        )
        assert made.error is None
        assert made.data["event_time"] == f"0{number}:30:00"


def test_analytics_are_read(client: SupabaseJs, ann: Student) -> None:
    """Completed sessions come with their subject, the streak and the day's minutes follow them."""
    subject = client.call(
        ("from", "subjects"),
        ("insert", {"name": "Maths", "user_id": ann.id}),
        ("select",),
        ("single",),
        token=ann.token,
    )
    row = {
        "user_id": ann.id,
        "title": "t",
        "status": "completed",
        "duration": 30,
        "completed_at": "2026-09-16T10:00:00Z",
    }
    for subject_id in (subject.data["id"], None):
        made = client.call(("from", "study_sessions"), ("insert", {**row, "subject_id": subject_id}), token=ann.token)
        assert made.error is None
    sessions = client.call(
        ("from", "study_sessions"),
        ("select", "*, subjects(name)"),
        ("eq", "user_id", ann.id),
        ("eq", "status", "completed"),
        ("gte", "created_at", "2020-01-01"),
        ("lte", "created_at", "2100-01-01"),
        token=ann.token,
    )
    assert sorted((row["duration"], str(row["subjects"])) for row in sessions.data) == [
        (30, "None"),
        (30, "{'name': 'Maths'}"),
    ]
    streak = client.call(
        ("from", "study_streaks"),
        ("select", "current_streak"),
        ("eq", "user_id", ann.id),
        ("maybeSingle",),
        token=ann.token,
    )
    assert streak.error is None
    assert set(streak.data) == {"current_streak"}
    days = client.call(
        ("from", "study_analytics"),
        ("select", "*"),
        ("eq", "user_id", ann.id),
        ("gte", "date", "2026-09-01"),
        ("lte", "date", "2026-09-30"),
        token=ann.token,
    )
    assert days.error is None
    assert {day["date"] for day in days.data} == {"2026-09-16"}


def test_the_profile_is_made_and_changed(client: SupabaseJs, ann: Student) -> None:
    """A profile exists from the start; the form's upsert without on_conflict changes it, blanks included."""
    profile = client.call(*_profile_of(ann), token=ann.token).data
    assert profile["id"] == ann.id
    change = {
        "id": ann.id,
        "email": profile["email"],
        "first_name": "Ann",
        "last_name": "Lee",
        "avatar_url": "",
        "timezone": "Europe/Vienna",
        "academic_level": "undergraduate",
        "date_of_birth": "",
    }
    changed = client.call(("from", "profiles"), ("upsert", change), token=ann.token)
    assert (changed.data, changed.error) == NOTHING
    profile = client.call(*_profile_of(ann), token=ann.token).data
    assert (profile["full_name"], profile["date_of_birth"], profile["language"]) == ("Ann Lee", None, "en")


def test_settings_are_saved_twice(client: SupabaseJs, ann: Student) -> None:
    """The settings' upsert without id and on_conflict works each time, with half hours and both forms of time."""
    settings = {
        "user_id": ann.id,
        "theme": "system",
        "notifications_enabled": True,
        "email_notifications": False,
        "sound_enabled": True,
        "study_reminder_time": "08:15",
        "daily_goal_hours": 2.5,
        "pomodoro_enabled": True,
        "pomodoro_work_duration": 50,
        "pomodoro_break_duration": 10,
        "pomodoro_long_break_duration": 20,
        "ai_suggestions_enabled": False,
    }
    for reminder in ("08:15", "08:15:00"):
        saved = client.call(
            ("from", "user_settings"), ("upsert", {**settings, "study_reminder_time": reminder}), token=ann.token
        )
        assert (saved.data, saved.error) == NOTHING
    stored = client.call(
        ("from", "user_settings"), ("select", "*"), ("eq", "user_id", ann.id), ("maybeSingle",), token=ann.token
    )
    assert stored.error is None
    assert {**settings, "study_reminder_time": "08:15:00"}.items() <= stored.data.items()


def _start_session(client: SupabaseJs, student: Student) -> str:
    row = {"user_id": student.id, "title": "Chat", "status": "active"}
    result = client.call(("from", "ai_tutor_sessions"), ("insert", row), ("select",), ("single",), token=student.token)
    return str(result.data["id"])


def _month_of(student: Student) -> list[tuple[object, ...]]:
    return [
        ("from", "calendar_events"),
        ("select", "*"),
        ("eq", "user_id", student.id),
        ("gte", "event_date", "2026-09-01"),
        ("lt", "event_date", "2026-10-01"),
        ("order", "event_date", {"ascending": True}),
    ]


def _profile_of(student: Student) -> list[tuple[object, ...]]:
    return [("from", "profiles"), ("select", "*"), ("eq", "id", student.id), ("maybeSingle",)]
