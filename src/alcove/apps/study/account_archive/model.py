"""What an archive of an account contains."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec

from alcove.apps.study.account_archive.learning import Learning
from alcove.foundation.errors import AppError

DOCUMENT: Final = "account.json"
"""The document of `GET /api/export`."""
OBJECTS: Final = "files.json"
FILES: Final = "files/"
MEDIA: Final = "card_media/"
"""Before the SHA-256 of an image or sound of cards."""
FORMAT: Final = 1
MAX_DOCUMENT: Final = 256 * 2**20
MAX_OBJECTS: Final = 100_000
MAX_FILE: Final = 5 * 2**30
MAX_ROWS: Final = 1_000_000


class ArchiveError(AppError):
    """A file is no archive of an account, or has something that no export writes; nothing was changed."""

    status = 422
    code = "study_archive_refused"


class ArchivedUser(msgspec.Struct, frozen=True):
    """The account as its owner sees it."""

    id: UUID
    email: str | None = None
    user_metadata: Mapping[str, Any] = {}


class AccountDocument(Learning, frozen=True, kw_only=True):
    """The parts of the document that an import reads; `data` has the rows of each table."""

    format: int
    user: ArchivedUser
    data: Mapping[str, Sequence[Mapping[str, Any]]]


class ArchivedObject(msgspec.Struct, frozen=True, kw_only=True):
    """A file of the account in a bucket; its content is `files/<bucket>/<name>`."""

    bucket: str
    name: str
    size: int
    sha256: str
    mimetype: str = "application/octet-stream"
    cache_control: str = "no-cache"
    user_metadata: Mapping[str, Any] | None = None
    created_at: datetime | None = None

    @property
    def path(self) -> str:
        """The name of its content in the archive."""
        return f"{FILES}{self.bucket}/{self.name}"


@dataclass(slots=True, kw_only=True)
class ArchiveSummary:
    """What was written."""

    files: int = 0
    bytes: int = 0
    missing: list[str] = field(default_factory=list)
    """Files that the account's rows name and this server does not have, or whose names lead elsewhere."""
