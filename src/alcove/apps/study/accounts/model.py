"""Accounts as the commands show them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyAccount:
    """An account; `due_at` is when it is deleted, None if it stays."""

    id: UUID
    email: str | None
    created_at: datetime | None
    confirmed_at: datetime | None
    last_sign_in_at: datetime | None
    banned_until: datetime | None
    roles: Mapping[str, str]
    due_at: datetime | None

    @property
    def name(self) -> str:
        """The e-mail address, or the id of an account without one."""
        return self.email or str(self.id)
