"""All SQL of the vectors."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from alcove.apps.study.embeddings.model import EmbeddingModel
from alcove.foundation.database import Connection, Pool

CHANNEL: Final = "study_passages"
"""Notified when passages are added or changed."""

_READ_REVISIONS = """
SELECT string_agg(int8send(revision), '' ORDER BY revision)
FROM study.passage_embeddings WHERE user_id = $1 AND model = $2
"""

_READ_VECTORS = """
SELECT string_agg(int8send(revision), '' ORDER BY revision) AS keys,
       string_agg(int4send(octet_length(vector) / (2 * dimension)), '' ORDER BY revision) AS counts,
       string_agg(vector, '' ORDER BY revision) AS vectors
FROM study.passage_embeddings WHERE user_id = $1 AND model = $2 AND revision = ANY($3::bigint[])
"""

_READ_PASSAGE_IDS = """
SELECT revision, passage_id FROM study.passage_embeddings
WHERE user_id = $1 AND model = $2 AND revision = ANY($3::bigint[])
"""

# No model reads more of a passage than its start.
_LIST_MISSING = """
SELECT p.id, left(study.embedded_text(p), $3) AS content,
       CASE WHEN p.kind = 'material' THEN left(p.title, $3) ELSE '' END AS title,
       sha256(convert_to(study.embedded_text(p), 'UTF8')) AS digest
FROM study.passages AS p
WHERE NOT EXISTS (SELECT FROM study.passage_embeddings AS e WHERE e.passage_id = p.id AND e.model = $1)
LIMIT $2
"""

# A passage that has changed since it was read gets no vector. The lock waits for a change that is under way.
_ADD_VECTORS = """
WITH current AS (
    SELECT p.id, p.user_id, added.vector
    FROM unnest($1::uuid[], $2::bytea[], $3::bytea[]) AS added (id, digest, vector)
    JOIN study.passages AS p
        ON p.id = added.id AND sha256(convert_to(study.embedded_text(p), 'UTF8')) = added.digest
    ORDER BY p.id FOR SHARE OF p)
INSERT INTO study.passage_embeddings (passage_id, model, user_id, dimension, vector)
SELECT id, $4, user_id, $5, vector FROM current ORDER BY id
ON CONFLICT (passage_id, model) DO NOTHING
"""

_COUNT = """
SELECT (SELECT count(*) FROM study.passages),
       (SELECT count(*) FROM study.passage_embeddings WHERE model = $1)
"""

_LIST_MODELS = """
SELECT name, dimension, folder, completed_at IS NOT NULL AS is_complete
FROM study.embedding_models ORDER BY completed_at DESC NULLS LAST, name
"""

_ADD_MODEL = """
INSERT INTO study.embedding_models AS m (name, dimension, folder, signature) VALUES ($1, $2, $3, $4)
ON CONFLICT (name) DO UPDATE SET folder = excluded.folder, signature = excluded.signature
WHERE (m.folder, m.signature) <> (excluded.folder, excluded.signature)
"""

_FIND_MODEL = "SELECT name FROM study.embedding_models WHERE folder = $1 AND signature = $2 ORDER BY name LIMIT 1"

_HAS_PASSAGES = "SELECT EXISTS (SELECT FROM study.passages)"

_HAS_WORK = """
SELECT EXISTS (SELECT FROM study.embedding_models WHERE name <> $1 OR completed_at IS NULL) OR EXISTS (
    SELECT FROM study.passages AS p WHERE NOT EXISTS (
        SELECT FROM study.passage_embeddings AS e WHERE e.passage_id = p.id AND e.model = $1))
"""

_COMPLETE_MODEL = """
UPDATE study.embedding_models AS m SET completed_at = now()
WHERE m.name = $1 AND m.completed_at IS NULL AND NOT EXISTS (
    SELECT FROM study.passages AS p WHERE NOT EXISTS (
        SELECT FROM study.passage_embeddings AS e WHERE e.passage_id = p.id AND e.model = $1))
"""

# Processes learn within a minute that another model answers now.
_REMOVE_OLD_VECTORS = """
DELETE FROM study.passage_embeddings WHERE (passage_id, model) IN (
    SELECT passage_id, model FROM study.passage_embeddings
    WHERE model <> $1 AND EXISTS (
        SELECT FROM study.embedding_models WHERE name = $1 AND completed_at < now() - interval '1 minute')
    LIMIT $2)
"""

_REMOVE_OLD_MODELS = """
DELETE FROM study.embedding_models AS m WHERE m.name <> $1
  AND NOT EXISTS (SELECT FROM study.passage_embeddings AS e WHERE e.model = m.name)
  AND EXISTS (SELECT FROM study.embedding_models WHERE name = $1 AND completed_at < now() - interval '1 minute')
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingPassage:
    """A passage without a vector: the start of what is embedded, its title if that is a part, the whole's SHA-256."""

    id: UUID
    content: str
    title: str
    digest: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredVectors:
    """Vectors (float16) of passages by their revisions (big-endian int64); `counts` (int32): how many each one has."""

    keys: bytes
    counts: bytes
    vectors: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredModel:
    """A model with which passages were embedded; `is_complete` once all had a vector."""

    name: str
    dimension: int
    folder: str
    is_complete: bool


async def read_revisions(pool: Pool, user_id: UUID, *, model: str) -> bytes:
    """Return the revisions of all vectors of an account: big-endian int64, in ascending order."""
    revisions: bytes | None = await pool.fetchval(_READ_REVISIONS, user_id, model)
    return revisions or b""


async def read_vectors(pool: Pool, user_id: UUID, *, model: str, revisions: Sequence[int]) -> StoredVectors:
    """Return the vectors of those revisions that are still there."""
    row = await pool.fetchrow(_READ_VECTORS, user_id, model, revisions)
    return StoredVectors(keys=row["keys"] or b"", counts=row["counts"] or b"", vectors=row["vectors"] or b"")


async def read_passage_ids(pool: Pool, user_id: UUID, *, model: str, revisions: Sequence[int]) -> dict[int, UUID]:
    """Return the ids of the passages by the revisions of their vectors."""
    return dict(await pool.fetch(_READ_PASSAGE_IDS, user_id, model, revisions))


async def has_passages(pool: Pool) -> bool:
    """Return whether there is any passage."""
    found: bool = await pool.fetchval(_HAS_PASSAGES)
    return found


async def has_work(pool: Pool, *, model: str) -> bool:
    """Return whether a passage has no vector of the model, or the change from another model is not over."""
    found: bool = await pool.fetchval(_HAS_WORK, model)
    return found


async def list_missing(pool: Pool, *, model: str, limit: int, characters: int) -> list[MissingPassage]:
    """Return passages without a vector of the model, in no order."""
    return [MissingPassage(**row) for row in await pool.fetch(_LIST_MISSING, model, limit, characters)]


async def add_vectors(
    connection: Connection, passages: Sequence[MissingPassage], *, vectors: Sequence[bytes], model: EmbeddingModel
) -> int:
    """Add the vectors (float16) of passages that have not changed since they were read; return how many."""
    ids, digests = [passage.id for passage in passages], [passage.digest for passage in passages]
    status: str = await connection.execute(_ADD_VECTORS, ids, digests, list(vectors), model.name, model.dimension)
    return int(status.rpartition(" ")[2])


async def count_passages(pool: Pool, *, model: str) -> tuple[int, int]:
    """Return how many passages there are, and how many have a vector of the model."""
    row = await pool.fetchrow(_COUNT, model)
    return row[0], row[1]


async def list_models(pool: Pool) -> list[StoredModel]:
    """Return the models, the one that was completed last first."""
    return [StoredModel(**row) for row in await pool.fetch(_LIST_MODELS)]


async def add_model(pool: Pool, model: EmbeddingModel, *, folder: str, signature: str) -> None:
    """Add a model, or change the folder of its weights."""
    await pool.execute(_ADD_MODEL, model.name, model.dimension, folder, signature)


async def find_model_name(pool: Pool, *, folder: str, signature: str) -> str | None:
    """Return the name of the model in a folder, if its weights have been used; None otherwise."""
    name: str | None = await pool.fetchval(_FIND_MODEL, folder, signature)
    return name


async def complete_model(pool: Pool, name: str) -> None:
    """Let a model answer from now on if every passage has a vector of it."""
    await pool.execute(_COMPLETE_MODEL, name)


async def remove_old_vectors(pool: Pool, *, current: str, limit: int) -> int:
    """Remove vectors of other models once the current one answers everywhere; return how many."""
    status: str = await pool.execute(_REMOVE_OLD_VECTORS, current, limit)
    return int(status.rpartition(" ")[2])


async def remove_old_models(pool: Pool, *, current: str) -> None:
    """Remove other models that have no vectors any more."""
    await pool.execute(_REMOVE_OLD_MODELS, current)
