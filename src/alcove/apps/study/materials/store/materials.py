"""SQL of materials as the native API reads and writes them."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from alcove.apps.study.materials.model import (
    Material,
    MaterialChanges,
    MaterialFile,
    MaterialState,
    NewMaterial,
    PassageRows,
)
from alcove.foundation.database import Connection, Pool

# One statement: the import is there before the trigger of materials looks for it, and nothing has to be queued.
_ADD_READY: Final = """
WITH material AS (
    INSERT INTO public.materials (id, user_id, subject_id, title, type, content)
    VALUES ($1, $2, $3, $4, 'document', $5)
), import AS (
    INSERT INTO study.material_imports (material_id, user_id, state, progress, pages, chunks)
    VALUES ($1, $2, 'ready', 100, $6, cardinality($7::uuid[]))
)
INSERT INTO study.passages (id, user_id, kind, source_id, position, page, title, content)
SELECT p.id, $2, 'material', $1, p.position, p.page, $4, p.content
FROM unnest($7::uuid[], $8::integer[], $9::integer[], $10::text[]) AS p (id, position, page, content)
"""
_ADD_QUEUED: Final = """
INSERT INTO public.materials (id, user_id, subject_id, title, type, content) VALUES ($1, $2, $3, $4, 'document', $5)
"""
_ADD_FILE: Final = """
WITH material AS (
    INSERT INTO public.materials (id, user_id, subject_id, title, type, file_size, mime_type)
    VALUES ($1, $2, $3, $4, 'document', $5, $6)
), file AS (
    UPDATE study.material_files SET sha256 = $9 WHERE version = $7
)
INSERT INTO study.material_imports (material_id, user_id, file_version, file_kind) VALUES ($1, $2, $7, $8)
"""
_COUNT: Final = """
SELECT coalesce(sum(chunks), 0)::integer AS chunks,
    count(*) FILTER (WHERE state IN ('queued', 'working'))::integer AS unfinished
FROM study.material_imports WHERE user_id = $1
"""
_COLUMNS: Final = """
m.id, m.title, m.subject_id, coalesce(i.state, 'ready') AS state, i.reason, i.progress, i.pages, i.chunks,
m.mime_type AS media_type, m.file_size AS size, m.created_at, greatest(m.updated_at, i.updated_at) AS updated_at
FROM public.materials AS m LEFT JOIN study.material_imports AS i ON i.material_id = m.id
"""
_FIND: Final = f"SELECT {_COLUMNS} WHERE m.id = $1 AND m.user_id = $2"
_LIST: Final = f"""
SELECT {_COLUMNS}
WHERE m.user_id = $1 AND ($2::uuid IS NULL OR m.subject_id = $2)
  AND ($3::text IS NULL OR coalesce(i.state, 'ready') = $3)
ORDER BY m.created_at DESC, m.id LIMIT $4 OFFSET $5
"""
_TOTAL: Final = """
SELECT count(*) FROM public.materials AS m LEFT JOIN study.material_imports AS i ON i.material_id = m.id
WHERE m.user_id = $1 AND ($2::uuid IS NULL OR m.subject_id = $2)
  AND ($3::text IS NULL OR coalesce(i.state, 'ready') = $3)
"""
# The import is touched so that readers of the list hear of it.
_CHANGE: Final = """
WITH changed AS (
    UPDATE public.materials SET title = coalesce($3, title), subject_id = CASE WHEN $4 THEN $5::uuid ELSE subject_id END
    WHERE id = $1 AND user_id = $2 RETURNING id
), import AS (
    UPDATE study.material_imports AS i SET updated_at = now() FROM changed AS c WHERE i.material_id = c.id
)
SELECT id FROM changed
"""
# The version is that of before the deletion: all parts of a statement see the same rows.
_DELETE: Final = """
WITH deleted AS (DELETE FROM public.materials WHERE id = $1 AND user_id = $2 RETURNING id)
SELECT d.id, i.file_version FROM deleted AS d LEFT JOIN study.material_imports AS i ON i.material_id = d.id
"""


async def add_ready(pool: Pool, material_id: UUID, *, new: NewMaterial, text: str, rows: PassageRows) -> None:
    """Add a material with its passages."""
    pages = max((page for page in rows.pages if page is not None), default=None)
    await pool.execute(
        _ADD_READY, material_id, new.user_id, new.subject_id, new.title, text, pages,
        rows.ids, rows.positions, rows.pages, rows.contents,
    )  # fmt: skip


async def add_queued(pool: Pool, material_id: UUID, *, new: NewMaterial, text: str) -> None:
    """Add a material whose passages a job makes; triggers queue it."""
    await pool.execute(_ADD_QUEUED, material_id, new.user_id, new.subject_id, new.title, text)


async def add_file(connection: Connection, material_id: UUID, *, new: NewMaterial, file: MaterialFile) -> None:
    """Add a material whose text is still in a file."""
    await connection.execute(
        _ADD_FILE, material_id, new.user_id, new.subject_id, new.title, file.size, file.media_type, file.version,
        file.kind, file.sha256,
    )  # fmt: skip


async def count_material(pool: Pool, user_id: UUID) -> tuple[int, int]:
    """Return how many passages the materials of an account have, and how many materials are unfinished."""
    row = await pool.fetchrow(_COUNT, user_id)
    return row["chunks"], row["unfinished"]


async def find_material(pool: Pool, material_id: UUID, *, user_id: UUID) -> Material | None:
    """Return a material of an account."""
    row = await pool.fetchrow(_FIND, material_id, user_id)
    return _material(row) if row else None


async def list_materials(
    pool: Pool, user_id: UUID, *, subject_id: UUID | None, state: MaterialState | None, limit: int, offset: int
) -> Sequence[Material]:
    """Return materials of an account, the newest first."""
    rows = await pool.fetch(_LIST, user_id, subject_id, state, limit, offset)
    return [_material(row) for row in rows]


async def count_materials(pool: Pool, user_id: UUID, *, subject_id: UUID | None, state: MaterialState | None) -> int:
    """Return how many materials of an account there are."""
    return int(await pool.fetchval(_TOTAL, user_id, subject_id, state))


async def change_material(pool: Pool, material_id: UUID, *, user_id: UUID, changes: MaterialChanges) -> bool:
    """Change the title or the subject of a material; triggers rename its passages. False when there is none."""
    changed = await pool.fetchval(
        _CHANGE, material_id, user_id, changes.title, changes.has_subject, changes.subject_id
    )  # fmt: skip
    return changed is not None


async def delete_material(pool: Pool, material_id: UUID, *, user_id: UUID) -> tuple[bool, str | None]:
    """Delete a material with its passages; return whether it was there, and the version of its file."""
    row = await pool.fetchrow(_DELETE, material_id, user_id)
    return row is not None, row["file_version"] if row else None


def _material(row: Mapping[str, Any]) -> Material:
    return Material(**{**row, "state": MaterialState(row["state"])})
