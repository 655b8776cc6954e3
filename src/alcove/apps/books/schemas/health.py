"""The shapes of the probe and of answers that are not a success."""

from typing import Literal

from msgspec import UNSET, Struct, UnsetType


class BooksHealth(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Whether books can be fetched, and what fails, by part."""

    status: Literal["ok", "error"]
    failed: dict[str, str] = {}


class BooksErrorBody(Struct, frozen=True, kw_only=True):
    """An answer that is not a success: words for a person; `request_id` finds it in the log."""

    error: str
    message: str | UnsetType = UNSET
    request_id: str | UnsetType = UNSET
