"""What an entry of the audit log says; actions and members are GoTrue's."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any, Final
from uuid import UUID

from alcove.wires.supabase.auth.users.model import User

_NOBODY: Final = UUID(int=0)


class AuditAction(Enum):
    """An action, and the type of entry it is listed under."""

    LOGIN = ("login", "account")
    LOGOUT = ("logout", "account")
    INVITE_ACCEPTED = ("invite_accepted", "account")
    USER_SIGNED_UP = ("user_signedup", "team")
    USER_INVITED = ("user_invited", "team")
    USER_DELETED = ("user_deleted", "team")
    TOKEN_REVOKED = ("token_revoked", "token")
    TOKEN_REFRESHED = ("token_refreshed", "token")
    USER_MODIFIED = ("user_modified", "user")
    USER_RECOVERY_REQUESTED = ("user_recovery_requested", "user")
    USER_CONFIRMATION_REQUESTED = ("user_confirmation_requested", "user")
    USER_REPEATED_SIGN_UP = ("user_repeated_signup", "user")
    USER_REAUTHENTICATION_REQUESTED = ("user_reauthenticate_requested", "user")
    USER_UPDATED_PASSWORD = ("user_updated_password", "user")
    IDENTITY_UNLINKED = ("identity_unlinked", "user")
    FACTOR_ENROLLED = ("factor_in_progress", "factor")
    FACTOR_UNENROLLED = ("factor_unenrolled", "factor")
    CHALLENGE_CREATED = ("challenge_created", "factor")
    VERIFICATION_ATTEMPTED = ("verification_attempted", "factor")
    FACTOR_DELETED = ("factor_deleted", "factor")
    FACTOR_UPDATED = ("factor_updated", "factor")

    def __init__(self, text: str, log_type: str) -> None:
        self.text = text
        self.log_type = log_type


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who acts: a user, or an administrator who is known by the role of a token alone."""

    id: UUID = _NOBODY
    username: str
    name: str | None = None
    via_sso: bool = False

    @classmethod
    def of_user(cls, user: User) -> "Actor":
        """Return a user as actor."""
        name = user.user_metadata.get("full_name")
        return cls(
            id=user.id,
            username=user.email or user.phone or "",
            name=name if isinstance(name, str) else None,
            via_sso=user.is_sso_user,
        )

    @classmethod
    def of_claims(cls, claims: Mapping[str, Any]) -> "Actor":
        """Return the actor of an administrator's token."""
        username = str(claims.get("email") or claims.get("role") or "")
        # PostgreSQL's texts have no NUL, and filters of the log read members as texts.
        return cls(username=username.replace("\0", ""))


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """An entry as it is stored; `payload` is JSON."""

    id: UUID
    payload: str
    created_at: datetime | None
    ip_address: str


def build_payload(action: AuditAction, *, actor: Actor, traits: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return the payload of an entry."""
    payload: dict[str, Any] = {
        "action": action.text,
        "actor_id": actor.id,
        "actor_username": actor.username,
        "actor_via_sso": actor.via_sso,
        "log_type": action.log_type,
    }
    if actor.name is not None:
        payload["actor_name"] = actor.name
    if traits:
        payload["traits"] = traits
    return payload
