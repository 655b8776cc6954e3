"""The table of permissions: service, resource and action, and the roles that are allowed each."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final, NamedTuple


class Role(StrEnum):
    """What somebody is: in the app an anonymous caller, a learner or an admin, and in a room a member with a role."""

    ANONYMOUS = "anonymous"
    LEARNER = "learner"
    """Any account; what is another account's is not found."""
    ADMIN = "admin"
    """An account that owns the app."""
    MEMBER = "member"
    MODERATOR = "moderator"
    OWNER = "owner"
    """The owner of a room."""


class Permission(NamedTuple):
    """One row of the table."""

    service: str
    resource: str
    action: str


EVERYBODY: Final = frozenset({Role.ANONYMOUS, Role.LEARNER, Role.ADMIN})
ACCOUNTS: Final = frozenset({Role.LEARNER, Role.ADMIN})
ADMINS: Final = frozenset({Role.ADMIN})
ROOM_MEMBERS: Final = frozenset({Role.MEMBER, Role.MODERATOR, Role.OWNER})
ROOM_MODERATORS: Final = frozenset({Role.MODERATOR, Role.OWNER})
ROOM_OWNER: Final = frozenset({Role.OWNER})

_ROWS: Final = dict.fromkeys(("read", "create", "change", "delete"), ACCOUNTS)
"""Rows that belong to accounts: each account has all rights on its own, and none on those of others."""
_TABLE: Final[Mapping[str, Mapping[str, Mapping[str, frozenset[Role]]]]] = {
    "account": {
        "data": {"export": ACCOUNTS},
        "deletion": {"read": ACCOUNTS, "create": ACCOUNTS, "delete": ACCOUNTS},
        "profile": {"read": ACCOUNTS, "change": ACCOUNTS},
        "programs": {"read": ACCOUNTS, "create": ACCOUNTS, "delete": ACCOUNTS},
        "notifications": _ROWS,
        "destinations": _ROWS,
    },
    "tutor": {"providers": {"read": ACCOUNTS}, "answers": _ROWS},
    "materials": {"materials": _ROWS, "generations": {"read": ACCOUNTS, "create": ACCOUNTS, "delete": ACCOUNTS}},
    "planner": {"subjects": _ROWS, "tasks": _ROWS, "goals": _ROWS, "sessions": _ROWS},
    "calendar": {
        "events": _ROWS,
        "timetable": _ROWS,
        "feed": {"read": ACCOUNTS, "create": ACCOUNTS, "delete": ACCOUNTS, "subscribe": EVERYBODY},
    },
    "cards": {"sets": _ROWS, "cards": _ROWS, "reviews": _ROWS, "media": {"read": ACCOUNTS, "delete": ACCOUNTS}},
    "quizzes": {"quizzes": _ROWS, "attempts": _ROWS, "exams": _ROWS},
    "insight": {
        "statistics": {"read": ACCOUNTS},
        "advice": {"read": ACCOUNTS},
        "achievements": {"read": ACCOUNTS, "delete": ACCOUNTS},
        "exports": {"read": ACCOUNTS},
    },
    "vault": {
        "keys": {"read": ACCOUNTS, "change": ACCOUNTS, "delete": ACCOUNTS, "rotate": ACCOUNTS},
        "server_keys": {"read": ADMINS, "change": ADMINS, "delete": ADMINS, "rotate": ADMINS},
    },
    "security": {"alerts": {"read": ADMINS, "acknowledge": ADMINS}},
    "rooms": {
        # Which rooms there are for an account, it finds out by itself: its own, open ones, and by an invitation.
        "list": {"read": ACCOUNTS, "create": ACCOUNTS, "join": ACCOUNTS},
        "room": {"read": ROOM_MEMBERS, "change": ROOM_MODERATORS, "delete": ROOM_OWNER},
        "members": {"moderate": ROOM_MODERATORS, "change_roles": ROOM_OWNER},
        "invitations": {"create": ROOM_MODERATORS},
        "messages": {"send": ROOM_MEMBERS},
        "timer": {"control": ROOM_MEMBERS},
    },
}
PERMISSIONS: Final[Mapping[Permission, frozenset[Role]]] = {
    Permission(service, resource, action): roles
    for service, resources in _TABLE.items()
    for resource, actions in resources.items()
    for action, roles in actions.items()
}


def is_allowed(role: Role, *, service: str, resource: str, action: str) -> bool:
    """Return whether a role is allowed an action; nobody is allowed what is not in the table."""
    return role in PERMISSIONS.get(Permission(service, resource, action), frozenset())
