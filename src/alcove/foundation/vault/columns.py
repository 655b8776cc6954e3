"""Where secrets are stored: columns of tables that a rotation encrypts again."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretColumn:
    """A column with ciphertexts, in a table whose key is a uuid in the column `id`.

    A secret's context is `purpose`, then the text of the columns in `context`, "" for NULL. The names come from the
    code, never from outside.
    """

    table: str
    """With its schema."""
    column: str
    purpose: str
    context: tuple[str, ...]
    renewed_at: str = ""
    """The column with the time of the last new data key, if there is one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretRow:
    """A stored secret; `id` is the text of the row's key."""

    id: str
    ciphertext: str
    context: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyUse:
    """How many secrets of a column are under a master key."""

    table: str
    key_id: str
    secrets: int


def count_by_key(uses: Sequence[KeyUse]) -> dict[str, int]:
    """Return the number of secrets under master keys, by key id."""
    counts: dict[str, int] = {}
    for use in uses:
        counts[use.key_id] = counts.get(use.key_id, 0) + use.secrets
    return counts
