"""The wire structs of the ingest folder."""

from datetime import datetime
from typing import Annotated, Literal

from msgspec import Meta, Struct


class IngestState(Struct, frozen=True, kw_only=True):
    """The folder of finished files, and whether books can be delivered into it."""

    folder: str
    state: Literal["ok", "failed"]
    problem: Annotated[str | None, Meta(description="why books cannot be delivered, and what to do")]
    free_bytes: Annotated[int | None, Meta(description="free space of its disk; null when it cannot be read")]
    waiting: Annotated[int, Meta(description="queued books that wait for the folder")]
    delivered: Annotated[int, Meta(description="files that were delivered and are still there")]
    checked_at: datetime


class WriteTest(IngestState, frozen=True, kw_only=True):
    """The result of writing a file into the folder."""

    success: bool
    message: str
