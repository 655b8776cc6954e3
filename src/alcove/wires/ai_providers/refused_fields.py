"""Optional fields that some models and servers refuse, such as a temperature: learnt from their errors."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

MAX_REMEMBERED: Final = 1_000
_REFUSALS: Final = frozenset({400, 422})
# What is said of a field that is never accepted, rather than of a value that one caller has sent: a limit of tokens
# that is out of range is an error of that request only.
_UNSUPPORTED: Final = re.compile(
    rb"(?i)unsupported|not support|unrecogni[sz]ed|unknown|unexpected|not permitted|not allowed|cannot both|extra"
    rb"|deprecated|not available"
)


class RefusedFields:
    """The fields that a provider has refused, by model.

    Which models take which fields changes with every generation, and compatible servers differ, so no list of names
    would stay right. A request that was refused has cost nothing, and is sent again without the field.
    """

    def __init__(self, *fields: str, renames: Mapping[str, str] | None = None) -> None:
        """Learn about `fields`, in this order where an error names several; `renames` has newer names of fields."""
        self._fields: Sequence[str] = fields
        self._renames = renames or {}
        self._refused: set[tuple[str, str]] = set()

    @property
    def most_refusals(self) -> int:
        """The number of refusals from which something can be learnt for one request."""
        return len(self._fields)

    def remove_from(self, body: dict[str, Any]) -> dict[str, Any]:
        """Return the body of a request without the fields that its model refuses."""
        model = body["model"]
        refused = [field for field in self._fields if (model, field) in self._refused and field in body]
        if not refused:
            return body
        kept = {name: value for name, value in body.items() if name not in refused}
        return kept | {self._renames[field]: body[field] for field in refused if field in self._renames}

    def learn(self, status: int, error: bytes, *, sent: Mapping[str, Any]) -> bool:
        """Return whether an error refuses one of the fields in the body that was sent; it is left out from now on."""
        if status not in _REFUSALS or not _UNSUPPORTED.search(error):
            return False
        for field in self._fields:
            if field in sent and re.search(rb"\b%s\b" % field.encode(), error):
                if len(self._refused) >= MAX_REMEMBERED:
                    self._refused.clear()
                self._refused.add((sent["model"], field))
                return True
        return False
