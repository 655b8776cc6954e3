"""The permission that each native route and each event of rooms needs."""

from collections.abc import Iterator, Mapping
from typing import Final

from alcove.apps.study.permissions.model import Permission

_TABLES: Final[Mapping[str, str]] = {
    "/api/subjects": "planner.subjects",
    "/api/tasks": "planner.tasks",
    "/api/goals": "planner.goals",
    "/api/study-sessions": "planner.sessions",
    "/api/calendar": "calendar.events",
    "/api/timetable": "calendar.timetable",
    "/api/timetable-terms": "calendar.timetable",
    "/api/flashcard-sets": "cards.sets",
    "/api/flashcards": "cards.cards",
    "/api/quizzes": "quizzes.quizzes",
    "/api/exams": "quizzes.exams",
    "/api/notifications": "account.notifications",
}
"""Lists of rows, which are read, added, changed, replaced and deleted in the same way."""
_ROUTES: Final[Mapping[str, str]] = {
    "GET /api/export": "account.data.export",
    "GET /api/users/me/deletion": "account.deletion.read",
    "POST /api/users/me/deletion": "account.deletion.create",
    "DELETE /api/users/me/deletion": "account.deletion.delete",
    "GET /api/users/{id}": "account.profile.read",
    "PATCH /api/users/{id}": "account.profile.change",
    "GET /api/profiles/{id}": "account.profile.read",
    "PUT /api/profiles/{id}": "account.profile.change",
    "PATCH /api/profiles/{id}": "account.profile.change",
    "GET /api/machine-clients": "account.programs.read",
    "POST /api/machine-clients": "account.programs.create",
    "DELETE /api/machine-clients/{id}": "account.programs.delete",
    "GET /api/notifications/unread": "account.notifications.read",
    "POST /api/notifications/read": "account.notifications.change",
    "GET /api/notifications/preferences": "account.notifications.read",
    "PUT /api/notifications/preferences": "account.notifications.change",
    "GET /api/notifications/destinations": "account.destinations.read",
    "POST /api/notifications/destinations": "account.destinations.create",
    "GET /api/notifications/destinations/{id}": "account.destinations.read",
    "PATCH /api/notifications/destinations/{id}": "account.destinations.change",
    "DELETE /api/notifications/destinations/{id}": "account.destinations.delete",
    "POST /api/notifications/destinations/{id}/test": "account.destinations.change",
    "GET /api/notifications/deliveries": "account.destinations.read",
    "GET /api/notifications/deliveries/{id}": "account.destinations.read",
    "POST /api/notifications/deliveries/{id}/retry": "account.destinations.change",
    "GET /api/ai/providers": "tutor.providers.read",
    "GET /api/ai/settings": "tutor.answers.read",
    "PUT /api/ai/settings": "tutor.answers.change",
    "POST /api/ai/providers/{name}/test": "tutor.answers.create",
    "GET /api/ai/chats": "tutor.answers.read",
    "POST /api/ai/chats": "tutor.answers.create",
    "GET /api/ai/chats/{id}": "tutor.answers.read",
    "PATCH /api/ai/chats/{id}": "tutor.answers.change",
    "DELETE /api/ai/chats/{id}": "tutor.answers.delete",
    "GET /api/ai/chats/{id}/export": "tutor.answers.read",
    "POST /api/ai/chat": "tutor.answers.create",
    "GET /api/ai/chat/{id}": "tutor.answers.read",
    "DELETE /api/ai/chat/{id}": "tutor.answers.delete",
    "GET /api/ai/chat/{id}/stream": "tutor.answers.read",
    "POST /api/ai/chat/{id}/stop": "tutor.answers.change",
    "GET /api/materials": "materials.materials.read",
    "POST /api/materials": "materials.materials.create",
    "GET /api/materials/{id}": "materials.materials.read",
    "PATCH /api/materials/{id}": "materials.materials.change",
    "DELETE /api/materials/{id}": "materials.materials.delete",
    "GET /api/materials/{id}/passages/{passage_id}": "materials.materials.read",
    "POST /api/materials/{id}/cards": "materials.generations.create",
    "POST /api/materials/{id}/quiz": "materials.generations.create",
    "GET /api/generations": "materials.generations.read",
    "GET /api/generations/{id}": "materials.generations.read",
    "DELETE /api/generations/{id}": "materials.generations.delete",
    "POST /api/study-sessions/{id}/start": "planner.sessions.change",
    "POST /api/study-sessions/{id}/pause": "planner.sessions.change",
    "POST /api/study-sessions/{id}/resume": "planner.sessions.change",
    "POST /api/study-sessions/{id}/complete": "planner.sessions.change",
    "GET /api/today": "planner.tasks.read",
    "GET /api/tasks/{id}/recurrence": "planner.tasks.read",
    "PUT /api/tasks/{id}/recurrence": "planner.tasks.change",
    "DELETE /api/tasks/{id}/recurrence": "planner.tasks.change",
    "GET /api/calendar/conflicts": "calendar.events.read",
    "GET /api/calendar/export": "calendar.events.read",
    "POST /api/calendar/import": "calendar.events.create",
    "GET /api/calendar/feed": "calendar.feed.read",
    "POST /api/calendar/feed": "calendar.feed.create",
    "DELETE /api/calendar/feed": "calendar.feed.delete",
    "GET /api/calendar/feed.ics": "calendar.feed.subscribe",
    "GET /api/timetable/classes": "calendar.timetable.read",
    "GET /api/flashcard-sets/imports": "cards.sets.read",
    "POST /api/flashcard-sets/imports": "cards.sets.create",
    "GET /api/flashcard-sets/imports/{id}": "cards.sets.read",
    "GET /api/flashcard-sets/export": "cards.sets.read",
    "GET /api/flashcard-sets/{id}/export": "cards.sets.read",
    "GET /api/flashcards/media": "cards.media.read",
    "GET /api/flashcards/media/{name}": "cards.media.read",
    "DELETE /api/flashcards/media/{name}": "cards.media.delete",
    "GET /api/flashcards/due": "cards.cards.read",
    "GET /api/flashcards/{id}/preview": "cards.cards.read",
    "POST /api/flashcards/{id}/suspend": "cards.cards.change",
    "POST /api/flashcards/{id}/resume": "cards.cards.change",
    "GET /api/reviews": "cards.reviews.read",
    "POST /api/reviews": "cards.reviews.create",
    "POST /api/reviews/batch": "cards.reviews.create",
    "POST /api/reviews/undo": "cards.reviews.delete",
    "DELETE /api/reviews/{id}": "cards.reviews.delete",
    "GET /api/reviews/heatmap": "cards.reviews.read",
    "GET /api/reviews/statistics": "cards.reviews.read",
    "GET /api/quizzes/{id}/export": "quizzes.quizzes.read",
    "GET /api/quiz-attempts": "quizzes.attempts.read",
    "GET /api/quizzes/{id}/attempts": "quizzes.attempts.read",
    "POST /api/quizzes/{id}/attempts": "quizzes.attempts.create",
    "GET /api/quizzes/{id}/attempts/{attempt_id}": "quizzes.attempts.read",
    "PATCH /api/quizzes/{id}/attempts/{attempt_id}": "quizzes.attempts.change",
    "DELETE /api/quizzes/{id}/attempts/{attempt_id}": "quizzes.attempts.delete",
    "POST /api/quizzes/{id}/attempts/{attempt_id}/submit": "quizzes.attempts.change",
    "GET /api/analytics": "insight.statistics.read",
    "GET /api/insights": "insight.advice.read",
    "GET /api/recommendations/study": "insight.advice.read",
    "GET /api/achievements": "insight.achievements.read",
    "DELETE /api/achievements/{id}": "insight.achievements.delete",
    "GET /api/exports/{name}": "insight.exports.read",
    "GET /api/vault/keys": "vault.keys.read",
    "PUT /api/vault/keys": "vault.keys.change",
    "DELETE /api/vault/keys": "vault.keys.delete",
    "GET /api/vault/keys/{key_name}": "vault.keys.read",
    "PUT /api/vault/keys/{key_name}": "vault.keys.change",
    "DELETE /api/vault/keys/{key_name}": "vault.keys.delete",
    "POST /api/vault/rotate": "vault.keys.rotate",
    "GET /api/alerts": "security.alerts.read",
    "POST /api/alerts/{id}/acknowledge": "security.alerts.acknowledge",
    "GET /api/rooms": "rooms.list.read",
    "POST /api/rooms": "rooms.list.create",
    "POST /api/rooms/join": "rooms.list.join",
    "POST /api/rooms/{id}/join": "rooms.list.join",
    # An open room is also read by those who may join it.
    "GET /api/rooms/{id}": "rooms.room.read",
    "PATCH /api/rooms/{id}": "rooms.room.change",
    "DELETE /api/rooms/{id}": "rooms.room.delete",
    "GET /api/rooms/{id}/members": "rooms.room.read",
    "PATCH /api/rooms/{id}/members/{user_id}": "rooms.members.change_roles",
    # Everybody may leave.
    "DELETE /api/rooms/{id}/members/{user_id}": "rooms.members.moderate",
    "GET /api/rooms/{id}/invitations": "rooms.invitations.create",
    "POST /api/rooms/{id}/invitations": "rooms.invitations.create",
    "DELETE /api/rooms/{id}/invitations/{invitation_id}": "rooms.invitations.create",
    "POST /api/rooms/{id}/ticket": "rooms.room.read",
    "GET /api/rooms/{id}/messages": "rooms.room.read",
    "POST /api/rooms/{id}/messages": "rooms.messages.send",
    # Of others: everybody may delete their own.
    "DELETE /api/rooms/{id}/messages/{number}": "rooms.members.moderate",
    "GET /api/rooms/{id}/timer": "rooms.room.read",
    "POST /api/rooms/{id}/timer": "rooms.timer.control",
}
FRAMES: Final[Mapping[str, Permission]] = {
    "message": Permission("rooms", "messages", "send"),
    "timer": Permission("rooms", "timer", "control"),
    "status": Permission("rooms", "room", "read"),
    "ping": Permission("rooms", "room", "read"),
}
"""What a frame of a member's websocket needs, by its type."""
EVENTS: Final[Mapping[str, Permission]] = dict.fromkeys(
    ("message", "deletion", "member", "timer", "room"), Permission("rooms", "room", "read")
)
"""What a client needs to get an event of a room, by its kind."""


def _list_routes() -> Iterator[tuple[str, str]]:
    for path, resource in _TABLES.items():
        yield f"GET {path}", f"{resource}.read"
        yield f"POST {path}", f"{resource}.create"
        yield f"GET {path}/{{id}}", f"{resource}.read"
        yield f"PUT {path}/{{id}}", f"{resource}.change"
        yield f"PATCH {path}/{{id}}", f"{resource}.change"
        yield f"DELETE {path}/{{id}}", f"{resource}.delete"
    yield from _ROUTES.items()


ROUTES: Final[Mapping[str, Permission]] = {route: Permission(*name.split(".")) for route, name in _list_routes()}


def find_permission(method: str, path: str) -> Permission | None:
    """Return what a route needs, from its method and the template of its address; None for an unknown one."""
    return ROUTES.get(f"{method} {path.replace('/api/study/', '/api/', 1)}")
