"""Add, show and delete materials."""

from collections.abc import Sequence
from uuid import UUID, uuid4

import asyncpg

from alcove.apps.study.materials.chunks import split_text
from alcove.apps.study.materials.errors import refuse_passages, refuse_unknown
from alcove.apps.study.materials.files import MaterialFiles
from alcove.apps.study.materials.model import (
    DIRECT_TEXT,
    MAX_ACCOUNT_CHUNKS,
    MAX_UNFINISHED,
    AddedMaterial,
    Material,
    MaterialChanges,
    MaterialState,
    NewMaterial,
    number_passages,
)
from alcove.apps.study.materials.store import materials as store
from alcove.apps.study.native_api import InvalidFields, LimitReached, NotSignedIn
from alcove.foundation.database import Pool
from alcove.foundation.errors import AppError

_SUBJECT_KEY = "materials_subject_id_fkey"


class Materials:
    """The materials of accounts."""

    def __init__(self, pool: Pool, *, files: MaterialFiles) -> None:
        self._pool = pool
        self._files = files

    async def add_text(self, new: NewMaterial, text: str) -> AddedMaterial:
        """Add a text; a short one is ready at once. InvalidFields, TooManyPassages, LimitReached."""
        chunks, _ = await self.check_account(new.user_id)
        material_id = uuid4()
        try:
            if len(text) > DIRECT_TEXT:
                await store.add_queued(self._pool, material_id, new=new, text=text)
                return AddedMaterial(id=material_id, state=MaterialState.QUEUED)
            rows = number_passages(material_id, split_text(text))
            if chunks + len(rows) > MAX_ACCOUNT_CHUNKS:
                raise refuse_passages(MAX_ACCOUNT_CHUNKS)
            await store.add_ready(self._pool, material_id, new=new, text=text, rows=rows)
        except asyncpg.ForeignKeyViolationError as error:
            raise explain_reference(error) from error
        return AddedMaterial(id=material_id, state=MaterialState.READY)

    async def check_account(self, user_id: UUID) -> tuple[int, int]:
        """Return the passages and the unfinished materials of an account; TooManyPassages, LimitReached."""
        chunks, unfinished = await store.count_material(self._pool, user_id)
        if chunks >= MAX_ACCOUNT_CHUNKS:
            raise refuse_passages(MAX_ACCOUNT_CHUNKS)
        if unfinished >= MAX_UNFINISHED:
            message = f"{unfinished:,} of your materials are still waiting: add more when they are ready."
            raise LimitReached(message, headers={"Retry-After": "30"})
        return chunks, unfinished

    async def find(self, material_id: UUID, *, user_id: UUID) -> Material:
        """Return a material; MaterialNotFound."""
        material = await store.find_material(self._pool, material_id, user_id=user_id)
        if material is None:
            raise refuse_unknown()
        return material

    async def list(
        self, user_id: UUID, *, subject_id: UUID | None, state: MaterialState | None, limit: int, offset: int
    ) -> tuple[Sequence[Material], int]:
        """Return materials, the newest first, and how many there are."""
        found = await store.list_materials(
            self._pool, user_id, subject_id=subject_id, state=state, limit=limit, offset=offset
        )
        return found, await store.count_materials(self._pool, user_id, subject_id=subject_id, state=state)

    async def change(self, material_id: UUID, *, user_id: UUID, changes: MaterialChanges) -> Material:
        """Change the title or the subject of a material; MaterialNotFound, InvalidFields."""
        try:
            is_changed = await store.change_material(self._pool, material_id, user_id=user_id, changes=changes)
        except asyncpg.ForeignKeyViolationError as error:
            raise explain_reference(error) from error
        if not is_changed:
            raise refuse_unknown()
        return await self.find(material_id, user_id=user_id)

    async def delete(self, material_id: UUID, *, user_id: UUID) -> None:
        """Delete a material with its passages and its file; MaterialNotFound."""
        is_deleted, version = await store.delete_material(self._pool, material_id, user_id=user_id)
        if not is_deleted:
            raise refuse_unknown()
        if version is not None:
            await self._files.remove(version)


def explain_reference(error: asyncpg.ForeignKeyViolationError) -> AppError:
    """Return the error for a row that refers to one that is not the caller's."""
    if error.constraint_name == _SUBJECT_KEY:
        return InvalidFields({"subject_id": "is not one of your subjects"})
    return NotSignedIn("The account does not exist any more.")
