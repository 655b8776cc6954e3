"""Sets of vectors in memory, which are compared with a vector one by one.

A key has one or several vectors: that of a whole text, and those of its sentences. How near a text is, is a mean of how
near the whole is and how near its nearest sentence is.
"""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from alcove.apps.study.embeddings.embedder.weights import Floats

MAX_BYTES: Final = 96 * 2**20
"""Memory for all sets; those that were not used for the longest time are dropped first."""
BLOCK: Final = 2048
"""Vectors that are compared at a time."""
SENTENCE_SHARE: Final = 0.6
"""The share of the nearest sentence; chosen on the data sets of the search."""
DECIMALS: Final = 6
"""Those of a cosine; equal vectors have equal cosines, wherever in a set they are."""

Keys = NDArray[np.int64]


class VectorSets:
    """Sets by name, with a bound on their memory; at least the last one is kept."""

    def __init__(self, *, max_bytes: int = MAX_BYTES) -> None:
        self._max_bytes = max_bytes
        self._sets: dict[str, _VectorSet] = {}

    @property
    def size(self) -> int:
        """How many bytes the sets take."""
        return sum(entry.size for entry in self._sets.values())

    def hold(self, name: str, *, dimension: int, keys: bytes, counts: bytes, vectors: bytes) -> None:
        """Add vectors (float16) to a set; ValueError when there are not as many as the counts (int32) of keys say."""
        numbers, sizes = _read_keys(keys), np.frombuffer(counts, dtype=">i4").astype(np.int64)
        if sizes.size != numbers.size or (sizes < 1).any():
            raise ValueError("each key needs the number of its vectors")
        added = np.frombuffer(vectors, dtype="<f2").reshape(int(sizes.sum()), dimension)
        entry = self._sets.pop(name, None)
        if entry is None or entry.dimension != dimension:
            entry = _VectorSet(dimension)
        entry.add(numbers, sizes, vectors=added)
        self._sets[name] = entry
        while self.size > self._max_bytes and len(self._sets) > 1:
            del self._sets[next(iter(self._sets))]

    def find_missing(self, name: str, keys: bytes) -> bytes:
        """Return those of the keys whose vectors are not held; vectors with other keys are dropped."""
        entry = self._sets.pop(name, None)
        if entry is None:
            return keys
        # The last one was used last.
        self._sets[name] = entry
        return entry.keep_only(_read_keys(keys)).astype(">i8").tobytes()

    def rank(self, name: str, vector: Floats, *, limit: int) -> tuple[list[int], list[float]]:
        """Return the keys of the nearest vectors and their cosines, best first; of equal ones the smallest key."""
        entry = self._sets.get(name)
        return entry.rank(vector, limit=limit) if entry is not None else ([], [])


class _VectorSet:
    def __init__(self, dimension: int) -> None:
        self.dimension = dimension
        self._keys: Keys = np.empty(0, dtype=np.int64)
        self._counts: Keys = np.empty(0, dtype=np.int64)
        self._vectors: NDArray[np.float16] = np.empty((0, dimension), dtype=np.float16)

    @property
    def size(self) -> int:
        return self._keys.nbytes + self._counts.nbytes + self._vectors.nbytes

    def add(self, keys: Keys, counts: Keys, *, vectors: NDArray[Any]) -> None:
        new = ~np.isin(keys, self._keys)
        self._keys = np.concatenate([self._keys, keys[new]])
        self._vectors = np.concatenate([self._vectors, vectors[np.repeat(new, counts)]])
        self._counts = np.concatenate([self._counts, counts[new]])

    def keep_only(self, keys: Keys) -> Keys:
        if np.array_equal(keys, self._keys):
            return keys[:0]
        kept = np.isin(self._keys, keys)
        if not kept.all():
            self._vectors = self._vectors[np.repeat(kept, self._counts)]
            self._keys, self._counts = self._keys[kept], self._counts[kept]
        missing: Keys = keys[~np.isin(keys, self._keys)]
        return missing

    def rank(self, vector: Floats, *, limit: int) -> tuple[list[int], list[float]]:
        if not self._keys.size:
            return [], []
        cosines = np.round(self._compare(vector), DECIMALS)
        candidates = _find_largest(cosines, limit)
        order = candidates[np.lexsort((self._keys[candidates], -cosines[candidates]))][:limit]
        return self._keys[order].tolist(), [round(cosine, DECIMALS) for cosine in cosines[order].tolist()]

    def _compare(self, vector: Floats) -> Floats:
        """Return how near each text is; a text with one vector has its cosine."""
        cosines = np.empty(len(self._vectors), dtype=np.float32)
        for start in range(0, len(cosines), BLOCK):
            block = self._vectors[start : start + BLOCK].astype(np.float32)
            np.matmul(block, vector, out=cosines[start : start + BLOCK])
        if len(cosines) == len(self._keys):
            return cosines
        firsts = np.cumsum(self._counts) - self._counts
        wholes = cosines[firsts]
        # The whole is no sentence, unless it is the only one.
        cosines[firsts[self._counts > 1]] = -1.0
        nearest = np.maximum.reduceat(cosines, firsts)
        mixed: Floats = (1 - SENTENCE_SHARE) * wholes + SENTENCE_SHARE * nearest
        return mixed.astype(np.float32, copy=False)


def _read_keys(keys: bytes) -> Keys:
    return np.frombuffer(keys, dtype=">i8").astype(np.int64)


def _find_largest(cosines: Floats, limit: int) -> NDArray[np.intp]:
    """Return the places of the `limit` largest numbers, and of those that equal the smallest of them."""
    if limit >= cosines.size:
        return np.arange(cosines.size)
    smallest = np.partition(cosines, cosines.size - limit)[cosines.size - limit]
    return np.flatnonzero(cosines >= smallest)
