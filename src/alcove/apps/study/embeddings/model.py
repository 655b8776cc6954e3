"""Vectors of texts, from a model that runs in a process of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbeddingModel:
    """A model, as each vector's row names it."""

    name: str
    dimension: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NearPassage:
    """A passage with its cosine to the query: a mean of those of the whole and of its nearest sentence."""

    passage_id: UUID
    cosine: float


@dataclass(frozen=True, slots=True, kw_only=True)
class NearPassages:
    """The vector of a query, and the passages of an account by their nearness, best first."""

    embedding: Sequence[float]
    passages: Sequence[NearPassage]


class EmbedderUnavailable(Exception):
    """The embedder does not run, ended during a request, has too much to do, or cannot use the model."""


class ModelUnusable(EmbedderUnavailable):
    """The files of the model cannot be used; the text says why."""


class EmbeddingSearch(Protocol):
    """Finds passages by meaning."""

    async def find_near(self, user_id: UUID, query: str, *, limit: int) -> NearPassages | None:
        """Return the nearest passages by an exact scan; None without the weights, or without an answer in time."""
        ...

    async def embed_query(self, query: str) -> Sequence[float] | None:
        """Return the normalised vector of a text, None as above."""
        ...
