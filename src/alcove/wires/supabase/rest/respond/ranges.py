"""The range of rows in a response, and the status that follows from it."""

from alcove.wires.supabase.rest.respond.errors import RangeNotSatisfiable


def content_range(*, first: int, last: int, total: int | None) -> str:
    """Return the Content-Range header; `last` before `first` means no row."""
    span = "*" if last < first or total == 0 else f"{first}-{last}"
    return f"{span}/{'*' if total is None else total}"


def range_status(*, first: int, page: int, total: int | None, is_exact: bool) -> int:
    """Return 200, or 206 for a part of the rows; RangeNotSatisfiable when the offset is past an exact count."""
    if total is None:
        return 200
    if first > total:
        if is_exact:
            raise RangeNotSatisfiable(offset=first, total=total)
        return 200
    return 206 if page < total else 200
