"""The wantlists of all users."""

from datetime import datetime

import msgspec


class Want(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of a wantlist."""

    release_id: int
    added: datetime
    rating: int = 0
    notes: str = ""


class WantlistStore:
    """The wantlists by user, newest entry last."""

    def __init__(self) -> None:
        self._lists: dict[str, dict[int, Want]] = {}

    def entries(self, username: str) -> list[Want]:
        """Return the entries of a user."""
        return list(self._lists.get(username.casefold(), {}).values())

    def find(self, username: str, release_id: int) -> Want | None:
        """Return one entry, None if there is none."""
        return self._lists.get(username.casefold(), {}).get(release_id)

    def put(self, username: str, want: Want) -> None:
        """Add an entry, or replace the one for its release."""
        self._lists.setdefault(username.casefold(), {})[want.release_id] = want

    def remove(self, username: str, release_id: int) -> bool:
        """Remove an entry; return False if there was none."""
        return self._lists.get(username.casefold(), {}).pop(release_id, None) is not None
