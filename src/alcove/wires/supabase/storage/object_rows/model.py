"""Objects and buckets as operations on objects see them."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import msgspec

from alcove.wires.supabase.storage.files import StoredFile

DEFAULT_TYPE = "application/octet-stream"
DEFAULT_CACHE_CONTROL = "no-cache"


@dataclass(frozen=True, slots=True, kw_only=True)
class BucketInfo:
    """What a bucket allows; None for a limit or types that it does not set."""

    id: str
    is_public: bool
    file_size_limit: int | None
    allowed_mime_types: Sequence[str] | None


class FileMetadata(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """The metadata of an object in its row; unknown members, such as those of another server, are kept by SQL alone.

    `e_tag` is the SHA-256 of the content in hexadecimal digits, between quotation marks.
    """

    e_tag: str = ""
    size: int | None = None
    mimetype: str = DEFAULT_TYPE
    cache_control: str = DEFAULT_CACHE_CONTROL
    last_modified: str = ""
    content_length: int | None = None
    http_status_code: int | None = None
    content_encoding: str | None = None

    def to_json(self) -> str:
        """Return the metadata as a row has it: without what is not known."""
        known = {name: value for name, value in msgspec.to_builtins(self).items() if value not in (None, "")}
        return msgspec.json.encode(known).decode()

    @classmethod
    def of_file(
        cls, file: StoredFile, *, mimetype: str, cache_control: str, now: datetime, content_encoding: str | None = None
    ) -> "FileMetadata":
        """Return the metadata of a file that was just stored."""
        return cls(
            e_tag=f'"{file.sha256}"',
            size=file.size,
            mimetype=mimetype,
            cache_control=cache_control,
            last_modified=format_time(now),
            content_length=file.size,
            http_status_code=200,
            content_encoding=content_encoding,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredObject:
    """The row of an object; `metadata` and `user_metadata` are JSON, None without any."""

    id: str
    bucket_id: str
    name: str
    version: str | None
    owner_id: str | None
    metadata: str | None
    user_metadata: str | None
    created_at: datetime
    updated_at: datetime
    last_accessed_at: datetime

    def read_metadata(self) -> FileMetadata:
        """Return what the row says of its file; the defaults where another program wrote something else."""
        try:
            return msgspec.json.decode(self.metadata or "{}", type=FileMetadata)
        except msgspec.ValidationError:
            return FileMetadata()


def read_owner(owner_id: str | None) -> UUID | None:
    """Return the id of an account as the older column has it, None for what is no UUID."""
    with suppress(ValueError):
        return UUID(owner_id) if owner_id else None
    return None


def format_time(time: datetime) -> str:
    """Return a time as Supabase writes it, with milliseconds."""
    return time.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
