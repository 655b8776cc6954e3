"""Passages of tests, and the embedder that embeds them."""

import os
from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

import pytest

from alcove.apps.study.embeddings.model_files import find_model
from alcove.foundation.database import Pool
from integration.study.callers import add_account

MISSING = "The embedding model is not installed: make embeddings"

_ADD = """
INSERT INTO study.passages (user_id, kind, source_id, position, title, content)
SELECT $1, 'card', gen_random_uuid(), position, 'Notes', content
FROM unnest($2::text[]) WITH ORDINALITY AS added (content, position)
RETURNING id
"""


def require_model() -> Path:
    """Return the folder of the model; skip the test where it is not installed, fail in continuous integration."""
    found = find_model(None).model
    if found is None:
        if os.environ.get("CI"):
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    return found


async def add_owner(pool: Pool) -> UUID:
    """Return a new account."""
    async with pool.acquire() as connection:
        owner: UUID = await add_account(connection)
    return owner


async def add_passages(pool: Pool, owner: UUID, contents: Sequence[str]) -> list[UUID]:
    """Add passages of cards, whose titles are not embedded; return their ids in that order."""
    return [row["id"] for row in await pool.fetch(_ADD, owner, list(contents))]
