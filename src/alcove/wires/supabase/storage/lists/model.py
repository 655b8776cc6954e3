"""What lists of objects ask for: a range of names, an order, and a position."""

import base64
import binascii
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Literal

import msgspec

from alcove.wires.supabase.storage.errors import StorageError

Column = Literal["name", "updated_at", "created_at", "last_accessed_at"]
PageColumn = Literal["name", "updated_at", "created_at"]
Direction = Literal["asc", "desc"]

FIRST: Final = "\x01"
"""The smallest character of a text in PostgreSQL."""
_LAST: Final = "\U0010ffff"
_SURROGATES: Final = range(0xD800, 0xE000)
_MAX_CURSOR: Final = 8192


@dataclass(frozen=True, slots=True, kw_only=True)
class NameRange:
    """Names from `low` up to but without `high`, compared by bytes; `folder` is what they have in common up to a slash.

    Names with a slash after `folder` are in folders below it, the others are the folder's own files.
    """

    folder: str
    low: str
    high: str

    @classmethod
    def of_prefix(cls, prefix: str) -> "NameRange":
        """Return the names that begin with a prefix and have more than its folders."""
        folder = prefix[: prefix.rfind("/") + 1]
        low = prefix + FIRST if prefix == folder else prefix
        return cls(folder=folder, low=low, high=_next_text(prefix))


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """The order of files; folders have a name only."""

    column: Column = "name"
    direction: Direction = "asc"


class Cursor(msgspec.Struct, frozen=True, kw_only=True, array_like=True, forbid_unknown_fields=True):
    """The last entry of a page, after which the next one starts, and the order of both.

    `time` is that of a file in an order by time; a folder has none, its `name` ends with a slash.
    """

    column: PageColumn
    direction: Direction
    name: str
    time: datetime | None = None

    @property
    def order(self) -> Order:
        """The order of the pages."""
        return Order(column=self.column, direction=self.direction)

    def encode(self) -> str:
        """Return the text that clients send back."""
        return base64.urlsafe_b64encode(msgspec.json.encode(self)).rstrip(b"=").decode()

    @classmethod
    def decode(cls, text: str) -> "Cursor":
        """Return the cursor that a client sends; StorageError unless it is one of ours."""
        try:
            content = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
            cursor = msgspec.json.decode(content[:_MAX_CURSOR], type=cls)
        except (binascii.Error, ValueError, RecursionError) as error:
            raise _invalid_cursor() from error
        if "\0" in cursor.name or (cursor.time is not None and cursor.time.tzinfo is None):
            raise _invalid_cursor()
        return cursor


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderPage:
    """A part of the entries of one folder: first its folders, then its files."""

    names: NameRange
    order: Order
    search: str
    limit: int
    offset: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPage:
    """A page of the names in a range, from a cursor on; with a delimiter, names in deeper folders count as folders."""

    names: NameRange
    order: Order
    limit: int
    cursor: Cursor | None
    with_delimiter: bool


def split_range(page: ListPage) -> tuple[NameRange, NameRange]:
    """Return where the folders of a page may be, and where its files may be.

    In an order by name, both are behind the cursor. In an order by time, the folders come first, and the cursor is
    either one of them or a file, whose time counts.
    """
    names, cursor = page.names, page.cursor
    if cursor is None or cursor.time is not None:
        return names, names
    behind = cursor.name
    is_folder = behind.endswith("/")
    if page.order.direction == "desc":
        folders = replace(names, high=min(names.high, behind))
        files = folders
    else:
        # All that is in the folder `a/` comes before `a0`.
        folders = replace(names, low=max(names.low, f"{behind[:-1]}0" if is_folder else behind))
        files = replace(names, low=max(names.low, behind + FIRST))
    return folders, files if page.order.column == "name" else names


def _invalid_cursor() -> StorageError:
    return StorageError("Invalid Parameter cursor", code="400", error="InvalidParameter")


def _next_text(prefix: str) -> str:
    """Return the smallest text above all that begin with a prefix."""
    stem = prefix.rstrip(_LAST)
    if not stem:
        # Nothing is above; no name is this long.
        return _LAST * 1025
    code = ord(stem[-1]) + 1
    return stem[:-1] + chr(_SURROGATES.stop if code in _SURROGATES else code)
