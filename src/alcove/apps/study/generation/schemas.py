"""The JSON of making cards and quizzes."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from alcove.apps.study.generation.model import (
    DEFAULT_ITEMS,
    MAX_ITEMS,
    GenerationKind,
    GenerationMethod,
    GenerationState,
    MethodUsed,
)
from alcove.apps.study.quizzes.model import MAX_TITLE, QuestionType


class CardOptionsBody(msgspec.Struct, frozen=True, kw_only=True):
    """Which cards are wanted: how many, the title of their set (by default the material's), and by which method."""

    count: Annotated[int, Meta(ge=1, le=MAX_ITEMS)] = DEFAULT_ITEMS
    title: Annotated[str, Meta(max_length=MAX_TITLE)] = ""
    method: GenerationMethod = GenerationMethod.AUTO


class QuizOptionsBody(CardOptionsBody, frozen=True, kw_only=True):
    """Which quiz is wanted; `types` are those of its questions."""

    types: Annotated[list[QuestionType], Meta(max_length=len(QuestionType))] = []


class ShownGeneration(msgspec.Struct, frozen=True, kw_only=True):
    """A generation; `progress` is in per cent, `reason` says why it failed or which part no provider has written."""

    id: UUID
    material_id: UUID
    kind: GenerationKind
    state: GenerationState
    progress: int
    method: MethodUsed | None
    reason: str | None
    item_count: int
    rejected_count: int
    set_id: UUID | None
    quiz_id: UUID | None
    created_at: datetime
    updated_at: datetime


class GenerationListBody(msgspec.Struct, frozen=True, kw_only=True):
    """A page of generations, the newest first; `total` counts all of them."""

    generations: list[ShownGeneration]
    total: int
    limit: int
    offset: int


class GenerationListQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Which generations to list."""

    limit: Annotated[int, Meta(ge=1, le=100)] = 50
    offset: Annotated[int, Meta(ge=0, le=1_000_000)] = 0
    material_id: str = ""
