"""Who may listen."""

from collections.abc import Mapping
from typing import Protocol

from alcove.apps.books.model.identity import Identity


class People(Protocol):
    """Knows who sends which headers."""

    async def who(self, headers: Mapping[bytes, bytes], /) -> Identity | None:
        """Return who sends these headers, None when nobody is signed in."""
        ...
