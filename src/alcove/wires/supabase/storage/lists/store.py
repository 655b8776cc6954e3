"""The statements of lists: folders by index probes, one for each, and files by an index on their folder.

Conditions compare columns with parameters and nothing else. PostgreSQL trusts such a comparison before the policies, so
that it can use an index; with a call in it, such as coalesce, the policies are checked for row after row of the bucket.
"""

from dataclasses import dataclass
from typing import Any, Final, cast

from alcove.foundation.database import Connection
from alcove.wires.supabase.storage.lists.model import (
    Cursor,
    Direction,
    FolderPage,
    ListPage,
    NameRange,
    Order,
    PageColumn,
    split_range,
)

# $1 is the bucket, $2 the folder, $3 and $4 the range of folders, $5 and $6 that of files, $7 how many of both at most.
# Each step finds an object in the next folder and goes on behind that folder: after `a/` comes `a0`, because `0` is the
# character after the slash.
_FOLDERS: Final[dict[Direction, str]] = {
    "asc": """
step (number, path, bound) AS (
    SELECT 0, NULL::text COLLATE "C", $3::text COLLATE "C" WHERE {is_needed}
    UNION ALL
    SELECT step.number + 1, next.path, left(next.path, -1) || '0'
    FROM step CROSS JOIN LATERAL (
        SELECT $2 || split_part(substr(o.folder, length($2) + 1), '/', 1) || '/' AS path
        FROM storage.objects AS o
        WHERE o.bucket_id = $1 AND o.folder >= step.bound AND o.folder < $4
        ORDER BY o.folder LIMIT 1
    ) AS next
)""",
    "desc": """
step (number, path, bound) AS (
    SELECT 0, NULL::text COLLATE "C", $4::text COLLATE "C" WHERE {is_needed}
    UNION ALL
    SELECT step.number + 1, next.path, next.path
    FROM step CROSS JOIN LATERAL (
        SELECT $2 || split_part(substr(o.folder, length($2) + 1), '/', 1) || '/' AS path
        FROM storage.objects AS o
        WHERE o.bucket_id = $1 AND o.folder >= $3 AND o.folder < step.bound
        ORDER BY o.folder DESC LIMIT 1
    ) AS next
)""",
}
_TIMES: Final = ", ".join(
    f"""'{column}', to_char({column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')"""
    for column in ("updated_at", "created_at", "last_accessed_at")
)
_FILE_COLUMNS: Final = "o.id, o.updated_at, o.created_at, o.last_accessed_at, o.metadata"
_NO_FILE: Final = """
NULL::uuid AS id, NULL::timestamptz AS updated_at, NULL::timestamptz AS created_at,
NULL::timestamptz AS last_accessed_at, NULL::jsonb AS metadata
"""
_IN_RANGE: Final = 'o.bucket_id = $1 AND o.name COLLATE "C" >= $5 AND o.name COLLATE "C" < $6'


@dataclass(frozen=True, slots=True)
class FoundPage:
    """A page as JSON: the arrays of its folders and objects, and its last entry if there are more entries."""

    folders: str
    objects: str
    last: Cursor | None


async def list_folder(session: Connection, bucket_id: str, *, page: FolderPage) -> bytes:
    """Return the entries of a folder as a JSON array, as far as the caller may see its objects."""
    bounds = _bounds(page.names, page.names)
    pattern = f"{_escape(page.search)}%"
    statement = _folder_statement(page.order)
    text: str = await session.fetchval(statement, bucket_id, *bounds, page.limit + page.offset, page.offset, pattern)
    return text.encode()


async def list_page(session: Connection, bucket_id: str, *, page: ListPage) -> FoundPage:
    """Return a page of the names in a range, as far as the caller may see the objects."""
    folders, files = split_range(page)
    arguments: list[Any] = [*_bounds(folders, files), page.limit + 1]
    if page.order.column != "name":
        cursor = page.cursor
        arguments += (None, None) if cursor is None else (cursor.time, cursor.name)
    row = await session.fetchrow(_page_statement(page), bucket_id, *arguments)
    last = None
    if row["count"] > page.limit:
        column = cast("PageColumn", page.order.column)
        last = Cursor(column=column, direction=page.order.direction, name=row["last_name"], time=row["last_time"])
    return FoundPage(row["folders"], row["objects"], last)


def _bounds(folders: NameRange, files: NameRange) -> tuple[str, ...]:
    return folders.folder, folders.low, folders.high, files.low, files.high


def _escape(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")


def _sort_files(order: Order) -> str:
    name = f'o.name COLLATE "C" {order.direction}'
    return name if order.column == "name" else f"{_time(order)} {order.direction}, {name}"


def _time(order: Order) -> str:
    """Return the time by which files are ordered: another program may have left it out."""
    return "NULL::timestamptz" if order.column == "name" else f"coalesce(o.{order.column}, 'epoch')"


def _folder_statement(order: Order) -> str:
    # Folders have no time: they come first, in the order of their names.
    direction = order.direction if order.column == "name" else "asc"
    # Paths have the order of bytes, in which only ASCII has cases; searches ignore those of all letters.
    relative = 'substr(left(step.path, -1), length($2) + 1) COLLATE "default"'
    return f"""
WITH RECURSIVE {_FOLDERS[direction].format(is_needed="true")},
folder AS (
    SELECT 0 AS kind, step.number::bigint AS number, {relative} AS name, {_NO_FILE}
    FROM step WHERE step.number > 0 AND lower({relative}) LIKE lower($9) LIMIT $7
),
file AS (
    SELECT 1 AS kind, row_number() OVER (ORDER BY {_sort_files(order)}) AS number,
        substr(o.name, length($2) + 1) AS name, {_FILE_COLUMNS}
    FROM storage.objects AS o
    WHERE {_IN_RANGE} AND o.folder = $2 AND lower(substr(o.name, length($2) + 1)) LIKE lower($9)
    ORDER BY {_sort_files(order)} LIMIT $7
),
entry AS (
    SELECT * FROM (SELECT * FROM folder UNION ALL SELECT * FROM file) AS found
    ORDER BY kind, number LIMIT $7 - $8 OFFSET $8
)
SELECT coalesce(json_agg(json_build_object('name', name, 'id', id, {_TIMES}, 'metadata', metadata)
    ORDER BY kind, number), '[]')::text
FROM entry
"""  # noqa: S608 - constants of this module


def _page_statement(page: ListPage) -> str:
    order = page.order
    direction, is_by_time = order.direction, order.column != "name"
    conditions = [_IN_RANGE]
    is_needed = "true" if page.with_delimiter else "false"
    if page.with_delimiter:
        conditions.append("o.folder = $2")
    if is_by_time:
        # Folders have no time: in an order by time they come first, in the order of their names.
        is_needed += " AND $8::timestamptz IS NULL"
        comparison = ">" if direction == "asc" else "<"
        conditions.append(f'($8 IS NULL OR ({_time(order)}, o.name COLLATE "C") {comparison} ($8, $9::text))')
    sort = f"kind, time {direction}, name {direction}" if is_by_time else f"name {direction}"
    return f"""
WITH RECURSIVE {_FOLDERS[direction].format(is_needed=is_needed)},
folder AS (
    SELECT 0 AS kind, step.path AS name, NULL::timestamptz AS time, {_NO_FILE}
    FROM step WHERE step.number > 0 LIMIT $7
),
file AS (
    SELECT 1 AS kind, o.name COLLATE "C" AS name, {_time(order)} AS time, {_FILE_COLUMNS}
    FROM storage.objects AS o WHERE {" AND ".join(conditions)}
    ORDER BY {_sort_files(order)} LIMIT $7
),
numbered AS (
    SELECT found.*, row_number() OVER (ORDER BY {sort}) AS number
    FROM (SELECT * FROM folder UNION ALL SELECT * FROM file) AS found
    ORDER BY number LIMIT $7
),
shown AS (SELECT * FROM numbered WHERE number < $7)
SELECT (SELECT count(*) FROM numbered) AS count,
    (SELECT coalesce(json_agg(json_build_object('name', name, 'key', left(name, -1)) ORDER BY number), '[]')::text
        FROM shown WHERE kind = 0) AS folders,
    (SELECT coalesce(json_agg(json_build_object('name', name, 'key', name, 'id', id, {_TIMES},
        'metadata', metadata) ORDER BY number), '[]')::text FROM shown WHERE kind = 1) AS objects,
    (SELECT name FROM shown ORDER BY number DESC LIMIT 1) AS last_name,
    (SELECT time FROM shown ORDER BY number DESC LIMIT 1) AS last_time
"""  # noqa: S608 - constants of this module
