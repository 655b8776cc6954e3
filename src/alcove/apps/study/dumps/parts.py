"""What a dump consists of: statements, and blocks of rows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeAlias

from alcove.apps.study.project import ObjectName, Statement
from alcove.foundation.errors import AppError

MAX_STATEMENT: Final = 64 * 2**20
"""Characters of one statement, or bytes of one row."""


class DumpError(AppError):
    """A dump cannot be read, or has something that an import does not do; nothing was changed."""

    status = 422
    code = "study_dump_refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class DataBlock:
    """Rows of a table in the text format of COPY; `chunks` are read once, and in full, before the next part.

    Without `columns` they are all columns of the table, in order.
    """

    table: ObjectName
    columns: Sequence[str]
    line: int
    chunks: Iterator[bytes]

    def drain(self) -> None:
        """Read over the rows."""
        for _ in self.chunks:
            pass

    def require_columns(self) -> None:
        """Raise DumpError unless the block names its columns, whose order is not known here."""
        if not self.columns:
            raise DumpError(
                f"the rows of {self.table} (line {self.line}) do not name their columns. Nothing was changed: make the"
                " dump with --column-inserts, or without --inserts"
            )


Part: TypeAlias = Statement | DataBlock


class Action(StrEnum):
    """What an import does with a statement."""

    SKIP = "skip"
    """Nothing: `reason` says why."""
    SCHEMA = "schema"
    """Create the schema that it names."""
    EXTENSION = "extension"
    """Create the extension that it names."""
    CREATE = "create"
    """Run it before rows are loaded."""
    COMPLETE = "complete"
    """Run it after rows were loaded: it checks them, or would run for each."""
    POLICY = "policy"
    """Run it after rows were loaded, with the rights of the server: it is a policy of a table of the server."""
    PUBLISH = "publish"
    """Add the table that it names to the publication."""
    SEQUENCE = "sequence"
    """Set the sequence that it names to the value in `values`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A statement with what to do about it."""

    statement: Statement
    action: Action
    target: ObjectName
    reason: str = ""
    values: tuple[str, ...] = ()
