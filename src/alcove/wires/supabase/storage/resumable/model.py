"""A resumable upload, as its row keeps it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from alcove.wires.supabase.storage.upload import Upload, UploadMode

LIFETIME: Final = timedelta(hours=24)
"""How long an upload can be continued."""
OPERATION: Final = "storage.tus.upload.create"
PART_OPERATION: Final = "storage.tus.upload.part"


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """What a client says about a content: `header` is Upload-Metadata, `user_metadata` JSON."""

    bucket_id: str
    name: str
    header: str
    mimetype: str
    cache_control: str
    user_metadata: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumableUpload:
    """An upload; `id` names its file, and later the version of the object.

    `owner_id` and `role` are those of whoever may continue it. `length` is None until the client knows it,
    `completed_size` until the object is there.
    """

    id: str
    description: Description
    owner_id: str | None
    role: str
    is_upsert: bool
    is_signed: bool
    length: int | None
    created_at: datetime
    expires_at: datetime
    completed_size: int | None = None

    def to_upload(self, operation: str) -> Upload:
        """Return the object to write, and what policies are told."""
        return Upload(
            bucket_id=self.description.bucket_id,
            name=self.description.name,
            mode=UploadMode.UPSERT if self.is_upsert else UploadMode.CREATE,
            owner_id=self.owner_id,
            operation=operation,
        )
