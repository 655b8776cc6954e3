"""The deletion of an account, the tables that have rows of accounts, and errors."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from alcove.foundation.errors import AppError


@dataclass(frozen=True, slots=True, kw_only=True)
class Deletion:
    """An account that is deleted at `due_at`."""

    user_id: UUID
    requested_at: datetime
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DueAccount:
    """An account that is deleted now; `names` are its addresses and names in lower case."""

    user_id: UUID
    email: str | None
    names: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnedTable:
    """A table whose rows belong to accounts; `rows` is the statement that returns those of one as JSON."""

    schema: str
    name: str
    rows: str


class AccountMissing(AppError):
    """There is no account with this address or id."""

    status = 404
    code = "study_account_missing"


class AccountKept(AppError):
    """The account is not to be deleted, or cannot be."""

    status = 409
    code = "study_account_kept"
