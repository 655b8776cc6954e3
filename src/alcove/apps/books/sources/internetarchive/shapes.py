"""What the Internet Archive answers: any field may be one value or many, numbers may be texts."""

from typing import Any

import msgspec


class Hits(msgspec.Struct, frozen=True, kw_only=True):
    """The items of a page."""

    docs: list[dict[str, Any]] = []


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """A page of a search, or what was wrong with it."""

    response: Hits | None = None
    error: Any = None


class File(msgspec.Struct, frozen=True, kw_only=True):
    """A file of an item."""

    name: str = ""
    format: str = ""
    size: str | int | None = None
    md5: str = ""
    sha1: str = ""
    private: str | bool = False


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """The record of an item; an unknown one has none of the fields."""

    metadata: dict[str, Any] = {}
    files: list[dict[str, Any]] = []
    is_dark: bool | str = False
    server: str = ""
    dir: str = ""

    @property
    def identifier(self) -> str:
        """Return the item's name, '' for an unknown one."""
        return first(self.metadata.get("identifier"))

    def readable_files(self) -> list[File]:
        """Return the files that are described as they should be."""
        found = []
        for one in self.files:
            try:
                found.append(msgspec.convert(one, File))
            except msgspec.ValidationError:
                continue
        return found


def many(value: Any) -> tuple[str, ...]:
    """Return the values of a field, one or many, as texts."""
    values = value if isinstance(value, list) else [value]
    return tuple(str(one) for one in values if isinstance(one, str | int | float) and str(one).strip())


def first(value: Any) -> str:
    """Return the first value of a field, '' for none."""
    return next(iter(many(value)), "")
