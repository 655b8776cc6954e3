"""List, create, read, change and delete rows of accounts."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from alcove.apps.study.native_rows import store
from alcove.apps.study.native_rows.errors import REFUSALS, explain_refusal, refuse_unknown
from alcove.apps.study.native_rows.fields import read_values
from alcove.apps.study.native_rows.model import Change, Page, Prepare, Resource, Values
from alcove.foundation.database import Connection, Pool, run_transaction


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
            ready = await self._complete(connection, values=values, user_id=user_id, row_id=None)
            return await store.add_row(connection, self.resource, user_id=user_id, values=ready)

        try:
            return await run_transaction(self._pool, add)
        except REFUSALS as error:
            raise explain_refusal(error, self.resource) from error

    async def change(self, row_id: UUID, *, user_id: UUID, body: Mapping[str, Any], replaces: bool) -> bytes:
        """Change a row to a JSON object; RowNotFound, InvalidFields, RowConflict.

        Fields that are not sent stay, or get their default if the body `replaces` the row.
        """
        values = read_values(body, self.resource.fields, is_partial=not replaces)
        return await self.write(row_id, user_id=user_id, values=values)

    async def write(self, row_id: UUID, *, user_id: UUID, values: Values) -> bytes:
        """Change fields of a row; RowNotFound, InvalidFields, RowConflict."""

        async def write(connection: Connection) -> bytes:
            if not await store.lock_row(connection, self.resource, row_id=row_id, user_id=user_id):
                raise refuse_unknown(self.resource)
            ready = await self._complete(connection, values=values, user_id=user_id, row_id=row_id)
            row = await store.change_row(connection, self.resource, row_id=row_id, user_id=user_id, values=ready)
            if row is None:
                raise refuse_unknown(self.resource)
            return row

        try:
            return await run_transaction(self._pool, write)
        except REFUSALS as error:
            raise explain_refusal(error, self.resource) from error

    async def delete(self, row_id: UUID, *, user_id: UUID) -> None:
        """Delete a row; RowNotFound."""

        async def delete(connection: Connection) -> bool:
            return await store.delete_row(connection, self.resource, row_id=row_id, user_id=user_id)

        if not await run_transaction(self._pool, delete):
            raise refuse_unknown(self.resource)

    async def _complete(self, connection: Connection, *, values: Values, user_id: UUID, row_id: UUID | None) -> Values:
        if self._prepare is None:
            return values
        return await self._prepare(Change(connection=connection, user_id=user_id, row_id=row_id, values=values))
