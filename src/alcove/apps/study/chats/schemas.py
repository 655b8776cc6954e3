"""The JSON of chats, and of the passages that their answers cite."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Final, Literal
from uuid import UUID

import msgspec
from msgspec import UNSET, Meta, UnsetType

MAX_TITLE: Final = 200
MAX_MATERIALS: Final = 50
MAX_MESSAGES: Final = 200
Title = Annotated[str, Meta(min_length=1, max_length=MAX_TITLE)]
Materials = Annotated[list[UUID], Meta(max_length=MAX_MATERIALS, description="Only these are searched; all if empty.")]


class ChatFields(msgspec.Struct, frozen=True, kw_only=True):
    """A new chat."""

    title: Title = "New chat"
    subject_id: UUID | None = None
    material_ids: Materials = []


class ChatChanges(msgspec.Struct, frozen=True, kw_only=True):
    """What to change of a chat."""

    title: Title | UnsetType = UNSET
    subject_id: UUID | UnsetType | None = UNSET
    material_ids: Materials | UnsetType = UNSET


class ChatListQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Which chats to list; `q` is a part of the title."""

    q: Annotated[str, Meta(max_length=200)] = ""
    limit: Annotated[int, Meta(ge=1, le=100)] = 50
    offset: Annotated[int, Meta(ge=0, le=1_000_000)] = 0


class ChatQuery(msgspec.Struct, frozen=True, kw_only=True):
    """How many of the latest messages to read, and before which one: its time, and its id among those of that time."""

    limit: Annotated[int, Meta(ge=1, le=MAX_MESSAGES)] = 100
    before: datetime | None = None
    before_id: UUID | None = None


class ChatSummary(msgspec.Struct, frozen=True, kw_only=True):
    """A chat; `running` is the id of an answer that is being made."""

    id: UUID
    title: str
    subject_id: UUID | None
    subject: str | None
    material_ids: Sequence[UUID]
    messages: int
    running: str | None
    created_at: datetime
    updated_at: datetime


class ChatListBody(msgspec.Struct, frozen=True, kw_only=True):
    """A page of chats, the latest first."""

    chats: Sequence[ChatSummary]
    total: int
    limit: int
    offset: int


class EntryCitation(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A verbatim quote of a passage: `chunk_id` is that of the passage."""

    material_id: UUID
    chunk_id: UUID
    title: str
    quote: str
    page: int | None = None


class ChatEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A message; what is only known of answers is null in questions.

    `answer_id` is that of the answer, also in its question. `cost_usd` is null where the price is not known, and
    `milliseconds` is from the question to the end.
    """

    id: UUID
    role: Literal["user", "assistant", "system"]
    content: str
    created_at: datetime
    answer_id: str | None
    state: str | None
    provider: str | None
    model: str | None
    reason: str | None
    tokens: int | None
    cost_usd: float | None
    milliseconds: int | None
    cached: bool | None
    citations: Sequence[EntryCitation]
    closest: Sequence[EntryCitation]


class AnswerFailure(msgspec.Struct, frozen=True, kw_only=True):
    """Why the last question has no answer."""

    answer_id: str
    code: str
    message: str


class ChatDetails(ChatSummary, frozen=True, kw_only=True):
    """A chat with its latest messages in their order; `has_earlier` tells whether there are more before them."""

    message_list: Sequence[ChatEntry]
    has_earlier: bool
    failure: AnswerFailure | None


class PassageBody(msgspec.Struct, frozen=True, kw_only=True):
    """A passage with what stands before and after it; `position` counts from 0 and is null for a message.

    `offset` is where `quote` of the query begins in the passage, in characters, null where it is not in it.
    """

    id: UUID
    kind: Literal["material", "card", "message"]
    material_id: UUID
    title: str
    content: str
    page: int | None
    position: int | None
    offset: int | None
    previous: str | None
    next: str | None


class PassageQuery(msgspec.Struct, frozen=True, kw_only=True):
    """The quote whose place in the passage is wanted."""

    quote: Annotated[str, Meta(max_length=5000)] = ""


class TutorChoices(msgspec.Struct, frozen=True, kw_only=True):
    """What an account has chosen: with `only_materials` no question is sent to an AI provider."""

    only_materials: bool
