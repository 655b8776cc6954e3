"""Passages as the database returns them to a search, with what their words have in common with the question's."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from alcove.apps.study.passage_search.model import Passage, PassageKind


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPassages:
    """How many passages an account has, and their mean length."""

    passages: int
    characters: float


@dataclass(frozen=True, slots=True, kw_only=True)
class WordStatistics:
    """A word of the question by its position, the number of passages that have it, and the weight of its rarity."""

    word: int
    passages: int
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A passage with its BM25 score and the positions of the question's words that it has."""

    id: UUID
    kind: PassageKind
    source_id: UUID
    role: str | None
    title: str
    content: str
    page: int | None
    words: Sequence[int]
    score: float

    def to_passage(self) -> Passage:
        """Return the passage alone."""
        return Passage(
            id=self.id,
            kind=self.kind,
            source_id=self.source_id,
            title=self.title,
            content=self.content,
            page=self.page,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidates:
    """What a question's words have found."""

    own: OwnPassages
    words: Sequence[WordStatistics]
    found: Sequence[Candidate]
