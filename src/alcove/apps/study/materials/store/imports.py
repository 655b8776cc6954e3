"""SQL of the jobs that extract texts and make passages of them.

A step locks the material first and its import second, as the triggers of materials do. A step of an outdated revision
changes nothing.
"""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from alcove.apps.study.materials.model import PassageRows
from alcove.foundation.database import Connection, Pool

# One job of all workers does this at a time, so whatever is being worked on was left by a run that has ended.
_CLAIM: Final = """
WITH claimed AS (
    UPDATE study.material_imports SET state = 'working', updated_at = now() WHERE material_id = (
        SELECT material_id FROM study.material_imports
        WHERE state IN ('queued', 'working') AND file_version IS NULL
        ORDER BY queued_at, material_id LIMIT 1)
    RETURNING material_id, user_id, revision, progress
)
SELECT c.material_id, c.user_id, c.revision, c.progress, m.content,
    (SELECT coalesce(sum(o.chunks), 0) FROM study.material_imports AS o
     WHERE o.user_id = c.user_id AND o.material_id <> c.material_id)::integer AS other_chunks
FROM claimed AS c JOIN public.materials AS m ON m.id = c.material_id
"""
_CLAIM_FILE: Final = """
UPDATE study.material_imports SET state = 'working', starts = starts + 1, updated_at = now()
WHERE material_id = $1 AND file_version IS NOT NULL AND state IN ('queued', 'working')
RETURNING material_id, revision, file_version, file_kind, starts
"""
_RELEASE_FILE: Final = """
UPDATE study.material_imports SET state = 'queued', starts = greatest(starts - 1, 0), updated_at = now()
WHERE material_id = $1 AND revision = $2 AND state = 'working' AND file_version IS NOT NULL
"""
_LOCK_MATERIAL: Final = "SELECT title FROM public.materials WHERE id = $1 FOR SHARE"
_SET_PROGRESS: Final = """
UPDATE study.material_imports SET progress = $3, updated_at = now()
WHERE material_id = $1 AND revision = $2 AND state = 'working'
"""
_REMOVE_OTHERS: Final = """
DELETE FROM study.passages WHERE source_id = $1 AND kind = 'material' AND id <> ALL ($2::uuid[])
"""
_ADD_PASSAGES: Final = """
INSERT INTO study.passages AS p (id, user_id, kind, source_id, position, page, title, content)
SELECT n.id, i.user_id, 'material', i.material_id, n.position, n.page, $2, n.content
FROM unnest($3::uuid[], $4::integer[], $5::integer[], $6::text[]) AS n (id, position, page, content)
CROSS JOIN study.material_imports AS i WHERE i.material_id = $1
ON CONFLICT (id) DO UPDATE SET position = excluded.position, page = excluded.page
WHERE (p.position, p.page) IS DISTINCT FROM (excluded.position, excluded.page)
"""
_FINISH: Final = """
UPDATE study.material_imports SET state = 'ready', progress = 100, pages = $3, chunks = $4, updated_at = now()
WHERE material_id = $1 AND revision = $2
"""
_FAIL: Final = """
UPDATE study.material_imports SET state = 'failed', reason = $3, chunks = 0, file_version = NULL, updated_at = now()
WHERE material_id = $1 AND revision = $2 AND state = 'working'
"""
_SET_CONTENT: Final = "UPDATE public.materials SET content = $2 WHERE id = $1"
# The trigger of the new content has queued the import again.
_KEEP_EXTRACTED: Final = """
UPDATE study.material_imports SET state = 'working', progress = $2, reason = $3 WHERE material_id = $1
"""
_LOCK_REVISION: Final = """
SELECT EXISTS (SELECT FROM study.material_imports WHERE material_id = $1 AND revision = $2 AND file_version IS NOT NULL)
"""
_LIST_WAITING_FILES: Final = """
SELECT material_id FROM study.material_imports
WHERE file_version IS NOT NULL AND state IN ('queued', 'working') AND queued_at < now() - interval '1 minute'
ORDER BY queued_at LIMIT $1
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimedText:
    """A text to make passages of; `other_chunks` counts those of the account's other materials."""

    material_id: UUID
    user_id: UUID
    revision: int
    progress: int
    content: str
    other_chunks: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimedFile:
    """A file to extract the text of; `starts` counts this one."""

    material_id: UUID
    revision: int
    file_version: str
    file_kind: str
    starts: int


async def claim_text(pool: Pool) -> ClaimedText | None:
    """Return the text that has waited longest, None when there is none."""
    row = await pool.fetchrow(_CLAIM)
    return ClaimedText(**{**row, "content": row["content"] or ""}) if row else None


async def claim_file(pool: Pool, material_id: UUID) -> ClaimedFile | None:
    """Return the file of a material, None when its text is not needed any more."""
    row = await pool.fetchrow(_CLAIM_FILE, material_id)
    return ClaimedFile(**row) if row else None


async def release_file(pool: Pool, material_id: UUID, *, revision: int) -> None:
    """Queue a file again whose extraction was interrupted."""
    await pool.execute(_RELEASE_FILE, material_id, revision)


async def begin_step(connection: Connection, material_id: UUID, *, revision: int, progress: int) -> str | None:
    """Lock a material in the caller's transaction and set its progress; return its title, None when it has changed."""
    title: str | None = await connection.fetchval(_LOCK_MATERIAL, material_id)
    status = await connection.execute(_SET_PROGRESS, material_id, revision, progress)
    return title if status == "UPDATE 1" else None


async def remove_other_passages(connection: Connection, material_id: UUID, *, rows: PassageRows) -> None:
    """Remove the passages of a material that are not among some."""
    await connection.execute(_REMOVE_OTHERS, material_id, rows.ids)


async def add_passages(connection: Connection, material_id: UUID, *, title: str, rows: PassageRows) -> None:
    """Add passages of a material; those that are there get their position and page."""
    await connection.execute(_ADD_PASSAGES, material_id, title, rows.ids, rows.positions, rows.pages, rows.contents)


async def finish(connection: Connection, material_id: UUID, *, revision: int, pages: int | None, chunks: int) -> None:
    """Make a material ready."""
    await connection.execute(_FINISH, material_id, revision, pages, chunks)


async def fail(source: Pool | Connection, material_id: UUID, *, revision: int, reason: str) -> None:
    """End an import with a reason, unless it has changed."""
    await source.execute(_FAIL, material_id, revision, reason)


async def set_progress(pool: Pool, material_id: UUID, *, revision: int, progress: int) -> bool:
    """Set the progress of an import; return False when it has changed."""
    return bool(await pool.execute(_SET_PROGRESS, material_id, revision, progress) == "UPDATE 1")


async def keep_text(
    connection: Connection, claimed: ClaimedFile, *, content: str, notice: str | None, progress: int
) -> None:
    """Make an extracted text the content of its material in the caller's transaction, unless it has changed."""
    await connection.fetchval(_LOCK_MATERIAL, claimed.material_id)
    if await connection.fetchval(_LOCK_REVISION, claimed.material_id, claimed.revision):
        await connection.execute(_SET_CONTENT, claimed.material_id, content)
        await connection.execute(_KEEP_EXTRACTED, claimed.material_id, progress, notice)


async def list_waiting_files(pool: Pool, *, limit: int) -> list[UUID]:
    """Return materials whose file has waited for a minute."""
    return [row["material_id"] for row in await pool.fetch(_LIST_WAITING_FILES, limit)]
