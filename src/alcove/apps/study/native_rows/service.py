"""List, create, read, change and delete rows of accounts."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias
from uuid import UUID

from alcove.apps.study.native_rows import store
from alcove.apps.study.native_rows.errors import REFUSALS, explain_refusal, refuse_unknown
from alcove.apps.study.native_rows.fields import read_values
from alcove.apps.study.native_rows.model import Page, Resource, Values
from alcove.foundation.database import Connection, Pool, run_transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A row that is about to be written in a transaction: its id, None for a new one, and the fields that are sent.

    `values` are by the names of the JSON fields or of columns; DEFAULT is the default of a column.
    """

    connection: Connection
    user_id: UUID
    row_id: UUID | None
    values: Values


Prepare: TypeAlias = Callable[[Change], Awaitable[Values]]
"""Returns the values to write; it may read and change other rows of the account in the same transaction."""


class Rows:
    """The rows of a resource; every method is about those of one account only, and returns JSON."""

    def __init__(self, pool: Pool, resource: Resource, *, prepare: Prepare | None = None) -> None:
        """Take what completes the values of a row before it is written."""
        self.resource = resource
        self._pool = pool
        self._prepare = prepare

    async def list(self, user_id: UUID, page: Page) -> bytes:
        """Return a page of rows."""
        return await store.list_rows(self._pool, self.resource, user_id=user_id, page=page)

    async def find(self, row_id: UUID, *, user_id: UUID) -> bytes:
        """Return a row; RowNotFound."""
        row = await store.find_row(self._pool, self.resource, row_id=row_id, user_id=user_id)
        if row is None:
            raise refuse_unknown(self.resource)
        return row

    async def create(self, user_id: UUID, body: Mapping[str, Any]) -> bytes:
        """Add a row from a JSON object; InvalidFields, RowConflict."""
        values = read_values(body, self.resource.fields, is_partial=False)

        async def add(connection: Connection) -> bytes:
            change = Change(connection=connection, user_id=user_id, row_id=None, values=values)
            ready = await self._prepare(change) if self._prepare is not None else values
            row_id = await store.add_row(connection, self.resource, user_id=user_id, values=ready)
            return await self._read_again(connection, row_id, user_id=user_id)

        return await self._run(add)

    async def change(self, row_id: UUID, *, user_id: UUID, body: Mapping[str, Any], replaces: bool) -> bytes:
        """Change a row to a JSON object; RowNotFound, InvalidFields, RowConflict.

        Fields that are not sent stay, or get their default if the body `replaces` the row.
        """
        values = read_values(body, self.resource.fields, is_partial=not replaces)
        return await self.write(row_id, user_id=user_id, values=values)

    async def write(self, row_id: UUID, *, user_id: UUID, values: Values, prepare: Prepare | None = None) -> bytes:
        """Change fields of a row; RowNotFound, InvalidFields, RowConflict.

        The row is locked while `prepare` completes them, by default like those of a request.
        """
        complete = prepare or self._prepare

        async def write(connection: Connection) -> bytes:
            if not await store.lock_row(connection, self.resource, row_id=row_id, user_id=user_id):
                raise refuse_unknown(self.resource)
            change = Change(connection=connection, user_id=user_id, row_id=row_id, values=values)
            ready = await complete(change) if complete is not None else values
            await store.change_row(connection, self.resource, row_id=row_id, values=ready)
            return await self._read_again(connection, row_id, user_id=user_id)

        return await self._run(write)

    async def delete(self, row_id: UUID, *, user_id: UUID) -> None:
        """Delete a row; RowNotFound."""

        async def delete(connection: Connection) -> bool:
            return await store.delete_row(connection, self.resource, row_id=row_id, user_id=user_id)

        if not await run_transaction(self._pool, delete):
            raise refuse_unknown(self.resource)

    async def _read_again(self, connection: Connection, row_id: UUID, *, user_id: UUID) -> bytes:
        """Return a row that was written, with what triggers have made of it."""
        row = await store.find_row(connection, self.resource, row_id=row_id, user_id=user_id)
        assert row is not None, "the transaction has written it"
        return row

    async def _run(self, work: Callable[[Connection], Awaitable[bytes]]) -> bytes:
        try:
            return await run_transaction(self._pool, work)
        except REFUSALS as error:
            raise explain_refusal(error, self.resource) from error
