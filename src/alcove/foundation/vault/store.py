"""All SQL of rotations. Names of tables and columns are those of `SecretColumn`, constants of the code."""

from collections.abc import Sequence

from alcove.foundation.database import Connection, Pool, read_table
from alcove.foundation.vault.columns import KeyUse, SecretColumn, SecretRow


def _key_id(column: SecretColumn) -> str:
    """Return the expression of a master key's id; an index on it and `id` makes all of these statements fast."""
    return f"split_part(t.{column.column}, '.', 2)"


async def list_key_ids(pool: Pool | Connection, column: SecretColumn) -> Sequence[str]:
    """Return the ids of the master keys under which the column has secrets; an index is jumped through."""
    key_id = _key_id(column)
    following = f"SELECT {key_id} FROM {column.table} AS t WHERE {key_id} > {{}} ORDER BY 1 LIMIT 1"  # noqa: S608
    sql = f"""
    WITH RECURSIVE ids (key_id) AS (
        ({following.format("''")})
        UNION ALL
        SELECT ({following.format("ids.key_id")}) FROM ids WHERE ids.key_id IS NOT NULL)
    SELECT key_id FROM ids WHERE key_id IS NOT NULL LIMIT 1000
    """  # noqa: S608
    return [row["key_id"] for row in await read_table(pool, sql)]


async def count_secrets(pool: Pool | Connection, column: SecretColumn) -> Sequence[KeyUse]:
    """Return how many secrets of the column are under which master key."""
    key_id = _key_id(column)
    sql = f"SELECT {key_id} AS key_id, count(*) AS secrets FROM {column.table} AS t WHERE {key_id} > '' GROUP BY 1"  # noqa: S608
    return [KeyUse(table=column.table, **row) for row in await read_table(pool, sql)]


async def read_secrets(
    connection: Connection, column: SecretColumn, *, key_id: str, after: str, limit: int
) -> Sequence[SecretRow]:
    """Return the next secrets under a master key, by the key of their rows."""
    parts = ", ".join(f"coalesce(t.{name}::text, '')" for name in column.context)
    sql = f"""
    SELECT t.id::text AS id, t.{column.column} AS ciphertext, ARRAY[{parts}]::text[] AS context
    FROM {column.table} AS t WHERE {_key_id(column)} = $1 AND t.id > $2::uuid ORDER BY t.id LIMIT $3
    """  # noqa: S608
    rows = await connection.fetch(sql, key_id, after, limit)
    return [
        SecretRow(id=row["id"], ciphertext=row["ciphertext"], context=(column.purpose, *row["context"])) for row in rows
    ]


async def replace_secrets(
    connection: Connection, column: SecretColumn, *, changes: Sequence[tuple[SecretRow, str]], is_renewal: bool
) -> int:
    """Replace ciphertexts, unless somebody has changed them meanwhile; return how many were replaced."""
    renewed = f", {column.renewed_at} = now()" if is_renewal and column.renewed_at else ""
    sql = f"""
    UPDATE {column.table} AS t SET {column.column} = c.new{renewed}
    FROM unnest($1::uuid[], $2::text[], $3::text[]) AS c (id, old, new)
    WHERE t.id = c.id AND t.{column.column} = c.old
    """  # noqa: S608
    ids, old = [row.id for row, _ in changes], [row.ciphertext for row, _ in changes]
    status = await connection.execute(sql, ids, old, [new for _, new in changes])
    return int(status.rpartition(" ")[2])
