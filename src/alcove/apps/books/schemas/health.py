"""The shape of the probe."""

from typing import Literal

from msgspec import Struct


class BooksHealth(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Whether books can be fetched; what fails, and what works by halves, by part."""

    status: Literal["ok", "error"]
    failed: dict[str, str] = {}
    degraded: dict[str, str] = {}
