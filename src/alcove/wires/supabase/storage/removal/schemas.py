"""Bodies of removals."""

from collections.abc import Sequence

import msgspec

from alcove.wires.supabase.storage.errors import StorageError, invalid_request


class ObjectName(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """An object to remove; with a version, only while that is the current one."""

    path: str
    version_id: str | None = None


class RemovalBody(msgspec.Struct, frozen=True, kw_only=True):
    """`DELETE /object/<bucket>`; `prefixes` are names of objects, for all that they are called."""

    prefixes: list[str | ObjectName]

    def read_names(self, *, most: int) -> Sequence[ObjectName]:
        """Return the names; StorageError unless there are some, but not too many."""
        if not self.prefixes:
            raise _wrong_count("fewer than 1")
        if len(self.prefixes) > most:
            raise _wrong_count(f"more than {most}")
        return [ObjectName(path=entry) if isinstance(entry, str) else entry for entry in self.prefixes]


def _wrong_count(count: str) -> StorageError:
    return invalid_request(f"body/prefixes must NOT have {count} items")
