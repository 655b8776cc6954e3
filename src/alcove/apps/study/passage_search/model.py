"""Passages of a learner's materials, cards and messages, and what a search finds in them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol
from uuid import UUID


class PassageKind(StrEnum):
    """What a passage is a part of."""

    MATERIAL = "material"
    CARD = "card"
    MESSAGE = "message"


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A passage; `id` is that of the chunk, card or message, `source_id` that of the material, set or chat."""

    id: UUID
    kind: PassageKind
    source_id: UUID
    title: str
    content: str
    page: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundPassage:
    """A passage with its score between 0 and 1, and the sentences of it that fit best, verbatim."""

    passage: Passage
    score: float
    quote: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchResult:
    """Passages, best first; `holds_answer` tells whether the best one is near enough to answer the question.

    `embedding` is that of the query, None without the weights of the model.
    """

    passages: Sequence[FoundPassage]
    holds_answer: bool
    embedding: Sequence[float] | None = None


ALL_KINDS = frozenset(PassageKind)


class PassageSearch(Protocol):
    """Searches what belongs to one account."""

    async def search(
        self,
        user_id: UUID,
        query: str,
        *,
        kinds: Collection[PassageKind] = ALL_KINDS,
        limit: int = 10,
        for_answer: bool = False,
        source_ids: Collection[UUID] = (),
    ) -> SearchResult:
        """Return the nearest passages: by words, and by meaning where the weights are installed.

        With `source_ids`, only of these materials, sets of cards or chats.

        With `for_answer` the learner's own messages are left out, which ask and do not answer. They never decide
        `holds_answer`.
        """
        ...

    async def has_passages(self, user_id: UUID, *, kinds: Collection[PassageKind] = ALL_KINDS) -> bool:
        """Return whether the account has any material, card or message that could be searched."""
        ...

    async def read_version(self, user_id: UUID, *, kinds: Collection[PassageKind] = ALL_KINDS) -> str:
        """Return a text that changes whenever the passages of an account do."""
        ...
