"""All SQL of native rows. Names of tables and columns come from declarations, never from requests."""

from functools import lru_cache
from typing import Any, Final
from uuid import UUID

import msgspec

from alcove.apps.study.native_rows.model import DEFAULT, Filter, Operator, Page, Resource, Values
from alcove.foundation.database import Connection, Pool, WhereClause, like_pattern, read_json

_NULL: Final = b"null"


async def list_rows(source: Pool | Connection, resource: Resource, *, user_id: UUID, page: Page) -> bytes:
    """Return a page of the rows of an account, and how many there are, as JSON."""
    where = WhereClause()
    where.add(f"t.{resource.owner} = {{}}", user_id)
    for item, value in page.filters:
        _add_filter(where, resource, item=item, value=value)
    column = page.order.removeprefix("-")
    direction = "DESC" if page.order.startswith("-") else "ASC"
    condition = where.sql
    limit, offset = where.bind(page.limit), where.bind(page.offset)
    sql = f"""
        SELECT json_build_object(
            '{resource.plural}', coalesce((SELECT json_agg(r) FROM (
                SELECT {_columns(resource)} FROM {resource.table} AS t WHERE {condition}
                ORDER BY t.{column} {direction} NULLS LAST, t.id
                LIMIT {limit}::integer OFFSET {offset}::integer) AS r), '[]'),
            'total', (SELECT count(*) FROM {resource.table} AS t WHERE {condition}),
            'limit', {limit}::integer, 'offset', {offset}::integer)"""
    return await read_json(source, sql, *where.args)


async def find_row(source: Pool | Connection, resource: Resource, *, row_id: UUID, user_id: UUID) -> bytes | None:
    """Return a row of an account as JSON."""
    sql = f"""
        SELECT row_to_json(r) FROM (
            SELECT {_columns(resource)} FROM {resource.table} AS t
            WHERE t.id = $1 AND t.{resource.owner} = $2) AS r"""
    return _read_optional(await read_json(source, sql, row_id, user_id))


async def lock_row(connection: Connection, resource: Resource, *, row_id: UUID, user_id: UUID) -> bool:
    """Lock a row of an account until the transaction ends; False when there is none."""
    sql = f"SELECT FROM {resource.table} WHERE id = $1 AND {resource.owner} = $2 FOR UPDATE"
    return await connection.fetchrow(sql, row_id, user_id) is not None


async def add_row(connection: Connection, resource: Resource, *, user_id: UUID, values: Values) -> UUID:
    """Add a row, and return its id."""
    stored = _encode_values(resource, values)
    names = ", ".join((resource.owner, *stored))
    placeholders = ", ".join(f"${number}" for number in range(1, len(stored) + 2))
    sql = f"INSERT INTO {resource.table} ({names}) VALUES ({placeholders}) RETURNING id"
    row_id: UUID = await connection.fetchval(sql, user_id, *stored.values())
    return row_id


async def change_row(connection: Connection, resource: Resource, *, row_id: UUID, values: Values) -> None:
    """Change a row that the caller's transaction has locked."""
    stored = _encode_values(resource, values)
    changes = [f"{name} = ${number}" for number, name in enumerate(stored, start=2)]
    changes += [f"{resource.column(name)} = DEFAULT" for name, value in values.items() if value is DEFAULT]
    if changes:
        await connection.execute(
            f"UPDATE {resource.table} SET {', '.join(changes)} WHERE id = $1", row_id, *stored.values()
        )


async def delete_row(connection: Connection, resource: Resource, *, row_id: UUID, user_id: UUID) -> bool:
    """Delete a row of an account; False when there was none."""
    sql = f"DELETE FROM {resource.table} WHERE id = $1 AND {resource.owner} = $2 RETURNING id"
    return await connection.fetchval(sql, row_id, user_id) is not None


@lru_cache(maxsize=64)
def _columns_of(body: type[msgspec.Struct], names: tuple[tuple[str, str], ...]) -> str:
    expressions = dict(names)
    return ", ".join(
        f'{expressions.get(field.encode_name, f"t.{field.encode_name}")} AS "{field.encode_name}"'
        for field in msgspec.structs.fields(body)
    )


def _columns(resource: Resource) -> str:
    renamed = {name: f"t.{column}" for name, column in resource.columns.items()}
    return _columns_of(resource.body, tuple({**renamed, **resource.computed}.items()))


def _encode_values(resource: Resource, values: Values) -> dict[str, Any]:
    """Return the values of columns as PostgreSQL takes them, without those that get their default."""
    stored = {resource.column(name): value for name, value in values.items() if value is not DEFAULT}
    for name in resource.json_columns & stored.keys():
        stored[name] = msgspec.json.encode(stored[name]).decode()
    return stored


def _add_filter(where: WhereClause, resource: Resource, *, item: Filter, value: Any) -> None:
    column = f"t.{item.column or resource.column(item.name)}"
    match item.operator:
        case Operator.ANY_OF:
            where.add(f"{column} = ANY ({{}})", value)
        case Operator.CONTAINS:
            where.add(f"{column} ILIKE {{}}", like_pattern(value))
        case Operator.HAS:
            where.add(f"{column} @> ARRAY[{{}}]::text[]", value)
        case _:
            where.add(f"{column} {item.operator.value} {{}}", value)


def _read_optional(row: bytes) -> bytes | None:
    return None if row == _NULL else row
