"""A question to the tutor, what it was answered with, and where the answer comes from."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final, TypeAlias
from uuid import UUID

from alcove.apps.study.ai_calls.model import Attempt
from alcove.apps.study.passage_search.model import FoundPassage
from alcove.wires.ai_providers import MessageRole, TokenUsage

MAX_MESSAGE: Final = 10_000
"""Characters of a question, and of one turn of its history."""
MAX_TURNS: Final = 20
MAX_HISTORY: Final = 40_000
"""Characters of all turns; the oldest ones are dropped."""
MAX_NAME: Final = 200
"""Characters of a subject or level."""
MAX_TOKENS: Final = 32_768
DEFAULT_TEMPERATURE: Final = 0.7
DEFAULT_TOKENS: Final = 2000
MATERIALS: Final = "materials"
"""Stands for provider and model of an answer that no provider has made."""
_CONTROLS: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\s]+")


class TutorMode(StrEnum):
    """How a question is to be answered; REASONING selects the reasoning model of a provider."""

    CHAT = "chat"
    REASONING = "reasoning"
    STRUCTURED = "structured"


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """An earlier message of a conversation, of the user or of the assistant."""

    role: MessageRole
    content: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question with its conversation. `grace` are the seconds for which its answer goes on without a reader.

    `replaces` is the id of an earlier question of the chat that is asked again, perhaps in other words; such an answer
    is never one of the cache. `material_ids` are the materials that are searched, all of them if it is empty.
    """

    user_id: UUID
    message: str
    history: Sequence[Turn] = ()
    subject: str = ""
    level: str = ""
    mode: TutorMode = TutorMode.CHAT
    temperature: float = DEFAULT_TEMPERATURE
    top_p: float | None = None
    max_tokens: int = DEFAULT_TOKENS
    provider: str | None = None
    model: str | None = None
    session_id: UUID | None = None
    replaces: UUID | None = None
    material_ids: Sequence[UUID] = ()
    only_materials: bool = False
    grace: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A verbatim quote of a passage; `material_id` is that of the material, the set of cards or the chat."""

    material_id: UUID
    chunk_id: UUID
    title: str
    quote: str
    page: int | None = None

    def describe(self) -> dict[str, Any]:
        """Return it as clients get it."""
        page = {} if self.page is None else {"page": self.page}
        return {
            "material_id": str(self.material_id),
            "chunk_id": str(self.chunk_id),
            "title": self.title,
            "quote": self.quote,
            **page,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerFacts:
    """Who has made an answer, and from what; the cache stores it with the text.

    `reason` is why not the requested or first provider has answered: the outcome of its call, or why no provider could
    be called. `requested_provider` is None when none was requested and none is configured.
    """

    provider: str
    model: str
    finish_reason: str
    requested_provider: str | None
    reason: str | None = None
    citations: Sequence[Citation] = ()

    @property
    def has_fallen_back(self) -> bool:
        """Whether another provider than the requested or first one has spoken."""
        return self.reason is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class TutorResult:
    """Everything that is known of an answer at its end.

    `usage` is None when no provider was called, and `is_counted` whether the one that has ended the answer counted its
    part. `ms` is the whole handling time.
    """

    answer_id: str
    text: str
    facts: AnswerFacts
    usage: TokenUsage | None = None
    usage_is_estimated: bool = False
    is_counted: bool = False
    cost_usd: Decimal | None = None
    attempts: Sequence[Attempt] = ()
    is_cached: bool = False
    is_answered: bool = True
    closest: Sequence[Citation] = ()
    ms: int = 0


DescribeResult: TypeAlias = Callable[[TutorResult], Mapping[str, Any]]
"""Returns what the end of an answer tells its clients: usage, metadata, and so on."""


def question_limit_key(user_id: UUID) -> str:
    """Return what questions of a user are counted by, at all addresses."""
    return f"study tutor {user_id}"


def clean_name(text: str) -> str:
    """Return a subject or level in one line, without control characters, and not too long."""
    return _CONTROLS.sub(" ", text).strip()[:MAX_NAME].strip()


def cite(found: FoundPassage) -> Citation:
    """Return the citation of a passage; a quote that is not verbatim is replaced by the beginning of the passage."""
    passage = found.passage
    quote = found.quote if found.quote and found.quote in passage.content else passage.content[:300].strip()
    return Citation(
        material_id=passage.source_id, chunk_id=passage.id, title=passage.title, quote=quote, page=passage.page
    )
