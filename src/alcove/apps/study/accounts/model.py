"""Accounts as the commands show them, and the errors of their administration."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from alcove.foundation.errors import AppError


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyAccount:
    """An account; `due_at` is when it is deleted, None if it stays."""

    id: UUID
    email: str | None
    created_at: datetime | None
    last_sign_in_at: datetime | None
    owns_app: bool
    due_at: datetime | None

    @property
    def name(self) -> str:
        """The e-mail address, or the id of an account without one."""
        return self.email or str(self.id)


class AccountMissing(AppError):
    """There is no account with this address or id."""

    status = 404
    code = "study_account_missing"


class OwnerKept(AppError):
    """The account owns an app, so that it is not deleted."""

    status = 409
    code = "study_owner_kept"


class NotToBeDeleted(AppError):
    """The account is not to be deleted, so that there is nothing to restore."""

    status = 409
    code = "study_account_kept"
