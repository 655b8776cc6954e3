"""The JSON of buckets."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType, field

MimeTypes = Annotated[list[Annotated[str, Meta(max_length=200)]], Meta(max_length=200)]
SizeLimit = int | float | str


class BucketBody(Struct, frozen=True, kw_only=True):
    """A bucket in a response."""

    id: str
    name: str
    owner: str
    public: bool
    type: str
    file_size_limit: int | None
    allowed_mime_types: Sequence[str] | None
    created_at: datetime | None
    updated_at: datetime | None


class BucketCreation(Struct, frozen=True, kw_only=True):
    """The body of a request for a new bucket."""

    name: str | None = None
    id: str | None = None
    public: bool | None = None
    type: str | None = None
    file_size_limit: SizeLimit | None = None
    allowed_mime_types: MimeTypes | None = None


class BucketUpdate(Struct, frozen=True, kw_only=True):
    """The body of a change; what is not there stays, null removes a limit."""

    public: bool | UnsetType | None = UNSET
    file_size_limit: SizeLimit | UnsetType | None = UNSET
    allowed_mime_types: MimeTypes | UnsetType | None = UNSET


class BucketName(Struct, frozen=True):
    """The response to a creation."""

    name: str


class Message(Struct, frozen=True):
    """The response to a change."""

    message: str = field()
