"""What is made of materials: cards and questions, each with the passage that it comes from."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated, Final
from uuid import UUID

import msgspec
from msgspec import Meta

from alcove.apps.study.quizzes.model import MAX_TITLE, Question, QuestionType, Source

MAX_ITEMS: Final = 100
DEFAULT_ITEMS: Final = 10
MAX_PASSAGES: Final = 2_000
"""Passages of one material that are read; of more an even selection."""
MAX_UNFINISHED: Final = 5
"""Generations of one account that are not finished yet."""
KEPT: Final = 100
"""Generations of one account that are listed; older ones are forgotten, what they made stays."""
MAX_STARTS: Final = 5
"""How often a job may begin: what ends workers is given up."""


class GenerationKind(StrEnum):
    """What is made."""

    CARDS = "cards"
    QUIZ = "quiz"


class GenerationMethod(StrEnum):
    """Who makes it: whoever can, an AI provider alone, or nobody but the text."""

    AUTO = "auto"
    PROVIDER = "provider"
    CLOZE = "cloze"


class MethodUsed(StrEnum):
    """Who has made it."""

    PROVIDER = "provider"
    CLOZE = "cloze"
    MIXED = "mixed"


class GenerationState(StrEnum):
    """How far it is."""

    QUEUED = "queued"
    WORKING = "working"
    READY = "ready"
    FAILED = "failed"


class GenerationOptions(msgspec.Struct, frozen=True, kw_only=True):
    """What is wanted; without a title it is that of the material. `types` are those of a quiz's questions."""

    count: Annotated[int, Meta(ge=1, le=MAX_ITEMS)] = DEFAULT_ITEMS
    title: Annotated[str, Meta(max_length=MAX_TITLE)] = ""
    method: GenerationMethod = GenerationMethod.AUTO
    types: Annotated[list[QuestionType], Meta(max_length=len(QuestionType))] = []


class Passage(msgspec.Struct, frozen=True, kw_only=True):
    """A passage of a material."""

    id: UUID
    material_id: UUID
    title: str
    content: str
    page: int | None = None

    @property
    def source(self) -> Source:
        """What a card or question says about it."""
        return Source(material_id=self.material_id, passage_id=self.id, title=self.title[:MAX_TITLE], page=self.page)


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """A card; `quote` is what its source says, verbatim."""

    front: str
    back: str
    source: Source
    quote: str


Item = Card | Question
DEFAULT_TYPES: Final = (QuestionType.MULTIPLE_CHOICE, QuestionType.CLOZE, QuestionType.TRUE_FALSE)


def spread(total: int, *, count: int) -> Sequence[int]:
    """Return the indexes below `total`, so that the first `count` of them are evenly apart."""
    first = [index * total // count for index in range(count)] if 0 < count < total else list(range(total))
    chosen = set(first)
    return [*first, *(index for index in range(total) if index not in chosen)]
