"""The JSON of imports, exports and media."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from alcove.apps.study.card_decks.model import DeckFormat
from alcove.foundation.web import openapi_schema


class DeckImportForm(msgspec.Struct, frozen=True, kw_only=True):
    """A form with a file: a deck of Anki or a text. The other fields are for texts, except the set."""

    file: Annotated[bytes, Meta(description="`.apkg`, `.colpkg`, `.csv`, `.tsv` or `.txt`.")]
    set_id: Annotated[UUID | None, Meta(description="All cards go into this set; otherwise decks become sets.")] = None
    delimiter: Annotated[str, Meta(description="comma, semicolon, tab or pipe; by default it is found out.")] = ""
    encoding: Annotated[str, Meta(description="utf-8, utf-16, windows-1252 or iso-8859-1.")] = ""
    header: Annotated[str, Meta(description="Whether the first line has names of columns: auto, yes or no.")] = "auto"


class ImportedSet(msgspec.Struct, frozen=True, kw_only=True):
    """A set that has cards of the file."""

    id: UUID
    title: str


class DeckImportResult(msgspec.Struct, frozen=True, kw_only=True):
    """What an import did; `skipped` counts what was left out, by reason."""

    added: int
    changed: int
    unchanged: int
    skipped: dict[str, int]
    media: int
    new_sets: int
    sets: list[ImportedSet]


class DeckImportBody(msgspec.Struct, frozen=True, kw_only=True):
    """An import; `cards` counts those of the file when it has been read, `reason` says why it failed."""

    id: UUID
    state: Literal["queued", "working", "done", "failed"]
    reason: str | None
    set_id: UUID | None
    size: int
    cards: int | None
    result: DeckImportResult | None
    created_at: datetime
    updated_at: datetime


class DeckImportListBody(msgspec.Struct, frozen=True, kw_only=True):
    """The last imports, the newest first."""

    imports: list[DeckImportBody]


class DeckExportQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Which kind of file to write."""

    format: Annotated[
        str,
        Meta(description="apkg, colpkg or csv.", extra=openapi_schema(enum=[format_.value for format_ in DeckFormat])),
    ] = DeckFormat.APKG.value


class MediaBody(msgspec.Struct, frozen=True, kw_only=True):
    """An image or a sound."""

    name: str
    media_type: str
    size: int
    added_at: datetime


class MediaListBody(msgspec.Struct, frozen=True, kw_only=True):
    """A page of images and sounds by name; `total` counts all of them."""

    media: list[MediaBody]
    total: int
    limit: int
    offset: int


class MediaQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Which images and sounds to list."""

    limit: Annotated[int, Meta(ge=1, le=500)] = 100
    offset: Annotated[int, Meta(ge=0, le=1_000_000)] = 0
