"""Materials as the native API shows them, and the limits of their texts and passages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID, uuid5

from alcove.apps.study.materials.chunks import Chunk

MAX_TITLE: Final = 500
MAX_JSON: Final = 2 * 2**20
"""Bytes of a request with a text."""
MAX_TEXT: Final = 16 * 2**20
"""Bytes of the text of one material, in UTF-8."""
MAX_CHUNKS: Final = 20_000
"""Passages of one material."""
MAX_ACCOUNT_CHUNKS: Final = 100_000
"""Passages of all materials of one account."""
MAX_UNFINISHED: Final = 1_000
"""Materials of one account whose passages are not made yet."""
DIRECT_TEXT: Final = 30_000
"""Characters of a text whose passages are made in the request that brings it, in a few milliseconds."""
CHANNEL: Final = "study_materials"
"""The topic on which changes of an account's imports are announced; the payload is the account's id."""


class MaterialState(StrEnum):
    """How far the passages of a material are."""

    QUEUED = "queued"
    WORKING = "working"
    READY = "ready"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMaterial:
    """What the learner says about a material."""

    user_id: UUID
    title: str
    subject_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MaterialChanges:
    """What changes of a material: the title unless it is None, and the subject where `has_subject`."""

    title: str | None
    subject_id: UUID | None
    has_subject: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AddedMaterial:
    """A material that was added."""

    id: UUID
    state: MaterialState


@dataclass(frozen=True, slots=True, kw_only=True)
class MaterialFile:
    """A received file: its version in the folder, what it is, and what the learner's row says about it."""

    version: str
    kind: str
    media_type: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """A material with the state of its import; `progress` is in per cent."""

    id: UUID
    title: str
    subject_id: UUID | None
    state: MaterialState
    reason: str | None
    progress: int | None
    pages: int | None
    chunks: int | None
    media_type: str | None
    size: int | None
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PassageRows:
    """Passages as columns: ids, positions, pages and contents."""

    ids: Sequence[UUID]
    positions: Sequence[int]
    pages: Sequence[int | None]
    contents: Sequence[str]

    def __len__(self) -> int:
        return len(self.ids)

    def part(self, start: int, end: int) -> "PassageRows":
        """Return some of them."""
        return PassageRows(
            ids=self.ids[start:end],
            positions=self.positions[start:end],
            pages=self.pages[start:end],
            contents=self.contents[start:end],
        )


def number_passages(material_id: UUID, chunks: Sequence[Chunk]) -> PassageRows:
    """Return the rows of passages.

    An id depends on the text and on how often it came before: passages that an edit does not touch keep their ids, and
    with them what was computed from them.
    """
    repeated: dict[str, int] = {}
    ids = []
    for chunk in chunks:
        number = repeated[chunk.content] = repeated.get(chunk.content, 0) + 1
        ids.append(uuid5(material_id, f"{number} {chunk.content}"))
    return PassageRows(
        ids=ids,
        positions=list(range(len(chunks))),
        pages=[chunk.page for chunk in chunks],
        contents=[chunk.content for chunk in chunks],
    )


def clean_text(text: str) -> str:
    """Return a text that PostgreSQL can store: without NUL characters and halves of surrogate pairs."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()
