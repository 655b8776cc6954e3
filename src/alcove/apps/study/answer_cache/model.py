"""Cached answers, and what their key consists of."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class CachedAnswer:
    """A complete answer, with what was told at its end: usage, metadata, quality."""

    content: str
    payload: Mapping[str, Any]


class AnswerCache(Protocol):
    """Keeps complete answers of an account.

    A key is any text that contains everything on which the answer depends: the question with its history and options,
    the providers and models that would be asked, the owner's rules, and the version of the account's materials.
    """

    async def find(self, user_id: UUID, key: str) -> CachedAnswer | None:
        """Return the answer of this account with this key, None when there is none or it has expired."""
        ...

    async def store(self, user_id: UUID, key: str, *, answer: CachedAnswer) -> None:
        """Keep an answer; a full disk or a lost database keeps nothing."""
        ...
