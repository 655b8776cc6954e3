"""The rows that a request asks for at its root: `limit`, `offset` and the Range header together."""

import re

from alcove.wires.supabase.rest.request.errors import InvalidRange
from alcove.wires.supabase.rest.syntax.model import QueryString, Window

_RANGE = re.compile(r"([0-9]{1,18})-([0-9]{0,18})")
_EMPTY_RANGE = "The lower boundary must be lower than or equal to the upper boundary in the Range header."
_NEGATIVE_LIMIT = "Limit should be greater than or equal to zero."


def parse_window(query: QueryString, *, range_header: str | None) -> Window:
    """Return the rows that both the query string and the Range header select; other units of ranges are ignored."""
    window = next((scoped.value for scoped in query.windows if not scoped.path), Window())
    if window.limit is not None and window.limit < 0:
        raise InvalidRange(_NEGATIVE_LIMIT)
    if window.limit == 0:
        return Window(limit=0)
    if range_header is None:
        return window
    match = _RANGE.fullmatch(range_header.strip())
    if match is None:
        return window
    lower, upper = int(match[1]), int(match[2]) if match[2] else None
    return _intersect(window, lower=lower, upper=upper)


def _intersect(window: Window, *, lower: int, upper: int | None) -> Window:
    offset = max(window.offset, lower)
    ends = [] if upper is None else [upper + 1]
    if window.limit is not None:
        ends.append(window.offset + window.limit)
    if not ends:
        return Window(offset=offset)
    limit = min(ends) - offset
    if limit <= 0:
        raise InvalidRange(_EMPTY_RANGE)
    return Window(offset=offset, limit=limit)
