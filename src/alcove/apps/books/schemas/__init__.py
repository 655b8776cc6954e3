"""The shapes of the wire of the books app."""

from typing import Literal

from msgspec import Struct


class BooksHealth(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Whether books can be fetched; what fails, by part."""

    status: Literal["ok", "error"]
    failed: dict[str, str] = {}
