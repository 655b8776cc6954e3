"""Bodies of lists."""

from typing import Annotated, Final, Literal

import msgspec

from alcove.wires.supabase.storage.lists.model import Column, Direction, Order, PageColumn

MAX_ENTRIES: Final = 10_000
"""The most entries of a list by offset. A larger limit is refused: a shorter answer would look like the end."""
_MAX_OFFSET: Final = 2**31 - 1

Others = Literal["exclude", "include", "only"]
"""Which old versions or marks of deletion a list shows; no bucket has any."""


class SortBy(msgspec.Struct, frozen=True, kw_only=True):
    """The order of a list."""

    column: Column = "name"
    order: Direction | None = "asc"

    def read(self) -> Order:
        """Return the order."""
        return Order(column=self.column, direction=self.order or "asc")


class PageSortBy(msgspec.Struct, frozen=True, kw_only=True):
    """The order of pages."""

    column: PageColumn = "name"
    order: Direction | None = "asc"

    def read(self) -> Order:
        """Return the order."""
        return Order(column=self.column, direction=self.order or "asc")


class FolderListBody(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """`POST /object/list/<bucket>`."""

    prefix: str
    limit: Annotated[int, msgspec.Meta(ge=1, le=MAX_ENTRIES)] = 100
    offset: Annotated[int, msgspec.Meta(ge=0, le=_MAX_OFFSET)] = 0
    sort_by: SortBy | None = None
    search: str | None = None
    noncurrent_versions: Others = "exclude"
    delete_markers: Others = "exclude"
    exact_match: bool = False


class PageListBody(msgspec.Struct, frozen=True, kw_only=True):
    """`POST /object/list-v2/<bucket>`."""

    prefix: str | None = None
    limit: Annotated[int, msgspec.Meta(ge=1)] | None = None
    cursor: str | None = None
    with_delimiter: bool | None = None
    sort_by: PageSortBy | None = msgspec.field(name="sortBy", default=None)
    noncurrent_versions: Others = msgspec.field(name="noncurrentVersions", default="exclude")
    delete_markers: Others = msgspec.field(name="deleteMarkers", default="exclude")
    exact_match: bool = msgspec.field(name="exactMatch", default=False)
