"""The JSON of the materials' endpoints."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import UNSET, Meta, UnsetType

from alcove.apps.study.materials.model import MAX_TITLE, AddedMaterial, Material, MaterialState


class TextBody(msgspec.Struct, frozen=True, kw_only=True):
    """A material that is a text; the title is at most 500 characters long."""

    title: str
    text: str
    subject_id: str | None = None


class ChangeBody(msgspec.Struct, frozen=True, kw_only=True):
    """What changes of a material; without a subject it belongs to none."""

    title: Annotated[str, Meta(max_length=MAX_TITLE)] | UnsetType = UNSET
    subject_id: UUID | UnsetType | None = UNSET


class FileBody(msgspec.Struct, frozen=True, kw_only=True):
    """A form with a file."""

    file: Annotated[bytes, Meta(description="PDF, DOCX, EPUB, HTML, Markdown or plain text.")]
    title: Annotated[str, Meta(max_length=MAX_TITLE, description="By default the name of the file.")] = ""
    subject_id: UUID | None = None


class AddedBody(msgspec.Struct, frozen=True, kw_only=True):
    """The material that was added."""

    id: UUID
    state: MaterialState


class MaterialBody(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A material; `progress` is in per cent while it is queued or worked on, `reason` says why it failed."""

    id: UUID
    title: str
    state: MaterialState
    created_at: datetime
    updated_at: datetime
    progress: int | None = None
    reason: str | None = None
    pages: int | None = None
    chunks: int | None = None
    subject_id: UUID | None = None
    media_type: str | None = None
    size: int | None = None


class MaterialListBody(msgspec.Struct, frozen=True, kw_only=True):
    """A page of materials, the newest first; `total` counts all of them."""

    materials: list[MaterialBody]
    total: int
    limit: int
    offset: int


class ListQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Which materials to list."""

    limit: Annotated[int, Meta(ge=1, le=100)] = 50
    offset: Annotated[int, Meta(ge=0, le=1_000_000)] = 0
    subject_id: str = ""
    state: str = ""


def added_body(added: AddedMaterial) -> AddedBody:
    """Return what the caller gets for a new material."""
    return AddedBody(id=added.id, state=added.state)


def material_body(material: Material) -> MaterialBody:
    """Return a material as the caller sees it."""
    is_unfinished = material.state in (MaterialState.QUEUED, MaterialState.WORKING)
    return MaterialBody(
        id=material.id,
        title=material.title,
        state=material.state,
        created_at=material.created_at,
        updated_at=material.updated_at,
        progress=material.progress if is_unfinished else None,
        reason=material.reason,
        pages=material.pages,
        chunks=material.chunks,
        subject_id=material.subject_id,
        media_type=material.media_type,
        size=material.size,
    )
