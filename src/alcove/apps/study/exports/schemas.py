"""The queries and bodies of exports."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from alcove.foundation.web import openapi_schema


class ExportFormat(StrEnum):
    """How a file is written."""

    JSON = "json"
    CSV = "csv"
    PDF = "pdf"


class ListExportQuery(msgspec.Struct, frozen=True, kw_only=True):
    """How to write a file."""

    format: Annotated[str, Meta(description="json, csv or pdf.", extra=openapi_schema(enum=list(ExportFormat)))] = (
        "json"
    )


class ListExportBody(msgspec.Struct, frozen=True, kw_only=True):
    """A list as JSON; the members of a row are the columns of the CSV."""

    name: str
    exported_at: datetime
    rows: Sequence[Mapping[str, Any]]
