"""Start, show and cancel the making of cards and quizzes."""

from typing import Final
from uuid import UUID, uuid4

from alcove.apps.study.generation import store
from alcove.apps.study.generation.errors import (
    MaterialNotReady,
    MaterialWithoutText,
    refuse_generation,
    refuse_material,
)
from alcove.apps.study.generation.model import MAX_UNFINISHED, GenerationKind, GenerationOptions
from alcove.apps.study.native_api import LimitReached
from alcove.foundation.database import Connection, Pool, run_transaction
from alcove.foundation.jobs import defer

_WAIT: Final = {"Retry-After": "10"}


class Generations:
    """The generations of accounts."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def start(
        self, material_id: UUID, *, user_id: UUID, kind: GenerationKind, options: GenerationOptions
    ) -> bytes:
        """Queue a generation, and return it as JSON, or the one of the kind that is unfinished.

        GenerationNotFound for a material, MaterialNotReady, MaterialWithoutText, LimitReached.
        """

        async def add(connection: Connection) -> bytes:
            await store.lock_account(connection, user_id)
            unfinished = await self._check_material(connection, material_id, user_id=user_id)
            generation_id = uuid4()
            is_added = await store.add_generation(
                connection, generation_id, user_id=user_id, material_id=material_id, kind=kind, options=options
            )
            if not is_added:
                return await store.find_unfinished(connection, material_id, kind=kind) or b"null"
            if unfinished >= MAX_UNFINISHED:
                message = f"{unfinished} of your generations are still waiting: start more when they are ready."
                raise LimitReached(message, headers=_WAIT)
            await defer(connection, store.generation_job(generation_id))
            return await store.find_generation(connection, generation_id, user_id=user_id) or b"null"

        return await run_transaction(self._pool, add)

    async def find(self, generation_id: UUID, *, user_id: UUID) -> bytes:
        """Return a generation as JSON; GenerationNotFound."""
        found = await store.find_generation(self._pool, generation_id, user_id=user_id)
        if found is None:
            raise refuse_generation()
        return found

    async def list(self, user_id: UUID, *, material_id: UUID | None, limit: int, offset: int) -> bytes:
        """Return a page of generations as JSON, the newest first."""
        return await store.list_generations(self._pool, user_id, material_id=material_id, limit=limit, offset=offset)

    async def delete(self, generation_id: UUID, *, user_id: UUID) -> None:
        """Delete a generation and end its job; what it has made stays. GenerationNotFound."""
        if not await store.delete_generation(self._pool, generation_id, user_id=user_id):
            raise refuse_generation()

    async def _check_material(self, connection: Connection, material_id: UUID, *, user_id: UUID) -> int:
        """Return how many generations of the account are unfinished."""
        material = await store.find_material(connection, material_id, user_id=user_id)
        if material is None:
            raise refuse_material()
        if material["state"] in ("queued", "working"):
            raise MaterialNotReady("The material is still being read: try again when it is ready.", headers=_WAIT)
        if not material["has_text"]:
            raise MaterialWithoutText("The material has no text to make something of.")
        return int(material["unfinished"])
