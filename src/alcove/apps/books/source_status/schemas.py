"""The wire structs of the state of sources."""

from datetime import datetime
from typing import Annotated, Literal

from msgspec import Meta, Struct

SourcePhase = Literal["ok", "held", "failed", "needs_settings", "unknown"]


class SourceState(Struct, frozen=True, kw_only=True):
    """One source, and what is known about it."""

    name: str
    display_name: str
    state: Annotated[SourcePhase, Meta(description="`unknown` until it has been asked for the first time")]
    reason: Annotated[str | None, Meta(description="why it failed, is held or cannot be used")]
    held_until: Annotated[datetime | None, Meta(description="until when nothing is fetched from it")]
    succeeded_at: datetime | None
    failed_at: datetime | None
    left_out: Annotated[str | None, Meta(description="what its last results left out, and why")]
    waiting: Annotated[int, Meta(description="queued books that are fetched from it")]


class SourceStates(Struct, frozen=True, kw_only=True):
    """All sources in the order of preference."""

    sources: list[SourceState]


class SourceTest(Struct, frozen=True, kw_only=True):
    """The result of a test, and the state of the source after it."""

    success: bool
    message: str
    source: SourceState
