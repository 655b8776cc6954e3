"""Rows of a dump as text, in temporary tables: nothing of them is interpreted before they are checked."""

from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from alcove.foundation.database import Connection

LOAD_TIMEOUT: Final = 6 * 3600.0
"""Seconds for one statement that loads or checks the rows of a table."""

_ROWS: Final = "SELECT count(*) FROM {table}"


@dataclass(frozen=True, slots=True, kw_only=True)
class StagingTable:
    """A temporary table with a column of text for each column of a block of rows."""

    name: str
    columns: Sequence[str]

    @property
    def address(self) -> str:
        """The name as SQL writes it."""
        return f"pg_temp.{quote(self.name)}"


def quote(name: str) -> str:
    """Return an identifier as SQL writes it."""
    return '"' + name.replace('"', '""') + '"'


def quote_text(value: str) -> str:
    """Return a text as a literal."""
    escaped = value.replace("\\", "\\\\").replace("'", "''")
    return f"E'{escaped}'"


async def create_staging(connection: Connection, name: str, *, columns: Sequence[str]) -> StagingTable:
    """Create an empty table for rows of a dump; one of that name is replaced."""
    table = StagingTable(name=name, columns=tuple(columns))
    listed = ", ".join(f"{quote(column)} text" for column in columns)
    await connection.execute(f"DROP TABLE IF EXISTS {table.address}; CREATE TEMP TABLE {quote(name)} ({listed})")
    return table


async def add_columns(connection: Connection, table: StagingTable, *, columns: Sequence[str]) -> None:
    """Add columns that a block of rows does not have."""
    for column in columns:
        await connection.execute(f"ALTER TABLE {table.address} ADD COLUMN IF NOT EXISTS {quote(column)} text")


async def load_rows(
    connection: Connection, table: StagingTable, *, chunks: Iterator[bytes], columns: Sequence[str]
) -> int:
    """Append rows in the text format of COPY; return how many."""
    status = await connection.copy_to_table(
        table.name, source=_iterate(chunks), columns=list(columns), format="text", timeout=LOAD_TIMEOUT
    )
    return int(status.rsplit(" ", 1)[1])


async def drop_staging(connection: Connection, table: StagingTable) -> None:
    """Drop the table."""
    await connection.execute(f"DROP TABLE {table.address}")


async def _iterate(chunks: Iterator[bytes]) -> AsyncIterator[bytes]:
    for chunk in chunks:
        yield chunk
