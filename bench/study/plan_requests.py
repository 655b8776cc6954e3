"""The requests of `study.plans`: lists, hot reads and changes of the student, and selects of each table over REST."""

from dataclasses import dataclass, field
from typing import Any, Final

from bench.study.rows import STUDENT


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRequest:
    """A request whose statements are explained."""

    method: str = "GET"
    path: str
    body: Any = None
    statuses: tuple[int, ...] = field(default=(200, 201, 202, 204, 206))

    @property
    def name(self) -> str:
        """The name of the figure."""
        return f"{self.method} {self.path.replace(_BASE, '')}"


_BASE: Final = "10000000-0000-4000-8000-000000000"


def row_id(number: int) -> str:
    """Return the id of a row, at most of the 999th."""
    return f"{_BASE}{number:03}"


_MINE: Final = row_id(100)
_DAYS: Final = "from=2026-01-01&to=2026-01-31"
_EXPORTS: Final = (
    "analytics", "subjects", "tasks", "goals", "study-sessions", "calendar", "timetable", "exams", "cards", "quizzes",
    "materials", "notifications", "achievements",
)  # fmt: skip
_READS: Final = (
    "subjects?limit=50",
    "subjects?q=ject&is_archived=false",
    f"subjects/{_MINE}",
    "tasks?limit=50",
    "tasks?sort=due_date",
    "tasks?sort=-created_at&limit=200",
    "tasks?status=todo,in_progress&priority=high",
    f"tasks?subject_id={_MINE}",
    "tasks?due_from=2026-01-01T00:00:00Z&due_before=2026-02-01T00:00:00Z",
    "tasks?q=task&tag=tag",
    f"tasks/{_MINE}",
    f"tasks/{_MINE}/recurrence",
    "goals?status=active&type=daily",
    "goals",
    "study-sessions?limit=50",
    f"study-sessions?subject_id={_MINE}&status=completed",
    "study-sessions?created_from=2026-01-01T00:00:00Z&created_before=2026-02-01T00:00:00Z",
    f"calendar?{_DAYS}",
    f"calendar?{_DAYS}&subject_id={_MINE}",
    f"calendar/conflicts?{_DAYS}",
    f"calendar/{_MINE}",
    "timetable?day_of_week=1",
    "timetable",
    "timetable/classes",
    "timetable-terms",
    "flashcard-sets",
    f"flashcards?set_id={_MINE}",
    "flashcards?q=front",
    "flashcards/due",
    f"flashcards/due?set_id={_MINE}",
    f"flashcards/{_MINE}/preview",
    "flashcard-sets/imports",
    "reviews",
    f"reviews?card_id={_MINE}",
    "reviews/heatmap",
    "reviews/statistics",
    f"reviews/statistics?set_id={_MINE}",
    "quizzes",
    f"quizzes/{_MINE}",
    f"quizzes/{_MINE}/attempts",
    "quiz-attempts",
    "exams?status=scheduled",
    "exams?date_from=2026-01-01&date_until=2026-02-01",
    "generations",
    f"generations?material_id={_MINE}",
    "materials",
    f"materials?subject_id={_MINE}&state=ready",
    f"materials/{_MINE}",
    "vault/keys",
    "vault/keys/key%20100",
    "machine-clients",
    "study/notifications",
    "study/notifications?read=false",
    "study/notifications/unread",
    "rooms",
    "rooms?scope=open",
    f"rooms/{_MINE}",
    f"rooms/{_MINE}/members",
    f"rooms/{_MINE}/messages?after=100",
    f"rooms/{_MINE}/messages",
    f"rooms/{_MINE}/timer",
    "profiles/me",
    "users/me",
    "users/me/deletion",
    "ai/chat/100",
    f"analytics?{_DAYS}",
    "analytics?period=year&compare=year",
    f"analytics?{_DAYS}&subject_id={_MINE}",
    "insights?provider=false",
    "recommendations/study?provider=false",
    "achievements",
    "calendar/export",
    "alerts",
    "alerts?state=all",
    *(f"exports/{name}?format=json" for name in _EXPORTS),
    "export",
)
_WRITES: Final = (
    PlanRequest(method="PATCH", path=f"/api/tasks/{_MINE}", body={"status": "completed"}),
    PlanRequest(method="POST", path="/api/study-sessions", body={"title": "Session", "duration": 25}),
    PlanRequest(method="POST", path="/api/study/notifications/read"),
    PlanRequest(method="POST", path="/api/ai/chat", body={"message": "What does the text of chapter 100 say?"}),
    PlanRequest(method="POST", path=f"/api/rooms/{_MINE}/ticket"),
    PlanRequest(method="POST", path=f"/api/rooms/{_MINE}/messages", body={"id": "1", "text": "Hello"}),
    PlanRequest(method="POST", path=f"/api/rooms/{_MINE}/timer", body={"action": "start"}),
    PlanRequest(method="POST", path="/api/rooms", body={"name": "Room"}),
    PlanRequest(method="POST", path=f"/api/alerts/{row_id(1)}/acknowledge"),
    *(
        PlanRequest(method="DELETE", path=f"/api/{noun}/{row_id(200)}")
        for noun in (
            "tasks", "goals", "study-sessions", "calendar", "timetable", "timetable-terms", "flashcards",
            "flashcard-sets", "quizzes", "exams", "materials", "study/notifications", "subjects",
        )
    ),
)  # fmt: skip
_ORDERS: Final = {
    "profiles": "id", "user_settings": "id", "study_analytics": "date.desc", "daily_logins": "login_date.desc",
    "calendar_events": "event_date", "exams": "exam_date", "study_streaks": "id", "study_hours": "date.desc",
    "api_key_rotations": "rotated_at.desc", "api_usage_logs": "request_timestamp.desc",
}  # fmt: skip
_TABLES: Final = (
    "profiles", "user_settings", "subjects", "tasks", "study_sessions", "study_goals", "goals", "study_streaks",
    "study_analytics", "ai_tutor_sessions", "ai_messages", "calendar_events", "notifications", "flashcard_sets",
    "flashcard_sessions", "quizzes", "quiz_attempts", "exams", "achievements", "rate_limits",
    "api_usage_logs", "security_events", "materials", "assignments", "study_hours", "daily_logins",
    "task_recurrences", "timetable_entries", "timetable_terms",
)  # fmt: skip
_REST: Final = (
    *(f"{table}?select=*&order={_ORDERS.get(table, 'created_at.desc')}&limit=20" for table in _TABLES),
    "tasks?select=*,subject:subjects(name,color)&order=due_date&limit=50",
    f"tasks?select=*&subject_id=eq.{_MINE}&status=neq.completed&order=due_date",
    f"flashcards?select=*&user_id=eq.{STUDENT}&order=created_at.desc&limit=20",
    f"flashcards?select=*&set_id=eq.{_MINE}&order=created_at",
    f"ai_messages?select=*&session_id=eq.{_MINE}&order=created_at",
    "calendar_events?select=*&event_date=gte.2026-01-01&event_date=lte.2026-01-31&order=event_date",
    "study_sessions?select=*&started_at=gte.2026-01-01&order=started_at.desc&limit=100",
    "notifications?select=*&read=eq.false&order=created_at.desc&limit=20",
    "flashcard_sets?select=*&is_public=eq.true&limit=20",
)

REQUESTS: Final = (
    *(PlanRequest(path=f"/api/{path}") for path in _READS),
    *(PlanRequest(path=f"/rest/v1/{path}") for path in _REST),
    *_WRITES,
)
"""The requests, in their order; those that delete come last."""
