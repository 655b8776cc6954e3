"""Sets of vectors: an exact comparison with all of them, within a bound on memory."""

from typing import TypeAlias

import numpy as np
import pytest

from alcove.apps.study.embeddings.embedder.vector_sets import BLOCK, SENTENCE_SHARE, VectorSets
from alcove.apps.study.embeddings.service import clean_text

DIMENSION = 24
Vectors: TypeAlias = np.ndarray[tuple[int, ...], np.dtype[np.float16]]


def make_vectors(count: int, *, seed: int = 5) -> Vectors:
    """Return normalised vectors of float16."""
    vectors = np.random.default_rng(seed).standard_normal((count, DIMENSION))
    normalised: Vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float16)
    return normalised


def pack(keys: list[int]) -> bytes:
    """Return keys as they are sent."""
    return np.array(keys, dtype=">i8").tobytes()


def ones(count: int) -> bytes:
    """Return the counts of keys that have one vector each."""
    return np.ones(count, dtype=">i4").tobytes()


def hold(sets: VectorSets, name: str, keys: list[int], *, seed: int = 5) -> Vectors:
    """Add vectors to a set, and return them."""
    vectors = make_vectors(len(keys), seed=seed)
    sets.hold(name, dimension=DIMENSION, keys=pack(keys), counts=ones(len(keys)), vectors=vectors.tobytes())
    return vectors


@pytest.mark.parametrize("count", [1, 7, BLOCK, 2 * BLOCK + 3])
@pytest.mark.parametrize("limit", [1, 10, 100_000])
def test_the_nearest_are_those_of_a_full_scan(count: int, limit: int) -> None:
    """The result has the same keys in the same order as all cosines, sorted."""
    sets = VectorSets()
    keys = list(range(100, 100 + count))
    vectors = hold(sets, "a", keys).astype(np.float64)
    query = make_vectors(1, seed=9)[0].astype(np.float32)
    found, cosines = sets.rank("a", query, limit=limit)
    exact = vectors @ query.astype(np.float64)
    assert len(found) == min(limit, count)
    assert cosines == pytest.approx(sorted(exact, reverse=True)[:limit], abs=2e-6)
    assert [exact[key - 100] for key in found] == pytest.approx(cosines, abs=2e-6)


def test_equal_vectors_are_in_the_order_of_their_keys() -> None:
    """Of equal cosines the smallest keys come first, also at the limit and across blocks."""
    sets = VectorSets()
    keys = list(range(3 * BLOCK, 0, -1))
    same = np.repeat(make_vectors(1), len(keys), axis=0)
    sets.hold("a", dimension=DIMENSION, keys=pack(keys), counts=ones(len(keys)), vectors=same.tobytes())
    found, cosines = sets.rank("a", make_vectors(1)[0].astype(np.float32), limit=5)
    assert found == [1, 2, 3, 4, 5]
    assert len(set(cosines)) == 1


def test_only_vectors_that_are_missing_are_wanted() -> None:
    """After a change the set wants the new keys, and forgets those that are gone."""
    sets = VectorSets()
    assert sets.find_missing("a", pack([1, 2])) == pack([1, 2])
    hold(sets, "a", [1, 2, 3])
    assert sets.find_missing("a", pack([1, 2, 3])) == b""
    assert sets.find_missing("a", pack([1, 3, 9])) == pack([9])
    hold(sets, "a", [9], seed=6)
    found, _ = sets.rank("a", make_vectors(1)[0].astype(np.float32), limit=10)
    assert sorted(found) == [1, 3, 9]


def test_vectors_that_arrive_twice_are_held_once() -> None:
    """Two processes that send the same vectors at the same time do not double the results."""
    sets = VectorSets()
    hold(sets, "a", [1, 2])
    hold(sets, "a", [1, 2])
    found, _ = sets.rank("a", make_vectors(1)[0].astype(np.float32), limit=10)
    assert sorted(found) == [1, 2]


def test_memory_has_a_bound() -> None:
    """The sets that were not used for the longest time are dropped; the last one stays, however large."""
    size = 10 * (DIMENSION * 2 + 16)
    sets = VectorSets(max_bytes=2 * size)
    keys = list(range(10))
    hold(sets, "a", keys)
    hold(sets, "b", keys)
    assert sets.find_missing("a", pack(keys)) == b""
    hold(sets, "c", keys)
    assert sets.size == 2 * size
    assert sets.find_missing("b", pack(keys)) == pack(keys)
    assert sets.find_missing("a", pack(keys)) == b""
    hold(sets, "d", list(range(100)))
    assert sets.size == 10 * size
    assert sets.find_missing("d", pack(list(range(100)))) == b""


def test_vectors_that_do_not_fit_their_keys_are_refused() -> None:
    """A message with fewer vectors than keys is an error, and changes nothing."""
    sets = VectorSets()
    with pytest.raises(ValueError, match="reshape"):
        sets.hold("a", dimension=DIMENSION, keys=pack([1, 2]), counts=ones(2), vectors=make_vectors(1).tobytes())
    for counts in (ones(1), np.array([2, 0], dtype=">i4").tobytes()):
        with pytest.raises(ValueError, match="number of its vectors"):
            sets.hold("a", dimension=DIMENSION, keys=pack([1, 2]), counts=counts, vectors=make_vectors(2).tobytes())
    assert sets.size == 0


def test_a_text_is_as_near_as_the_whole_and_its_nearest_sentence() -> None:
    """The cosines of the whole and of the nearest sentence are mixed; a text with one vector has its cosine."""
    sets = VectorSets()
    vectors = make_vectors(6)
    counts = np.array([3, 1, 2], dtype=">i4").tobytes()
    sets.hold("a", dimension=DIMENSION, keys=pack([1, 2, 3]), counts=counts, vectors=vectors.tobytes())
    query = make_vectors(1, seed=9)[0].astype(np.float32)
    cosines = vectors.astype(np.float32) @ query
    expected = {
        1: (1 - SENTENCE_SHARE) * cosines[0] + SENTENCE_SHARE * max(cosines[1], cosines[2]),
        2: cosines[3],
        3: (1 - SENTENCE_SHARE) * cosines[4] + SENTENCE_SHARE * cosines[5],
    }
    assert dict(zip(*sets.rank("a", query, limit=9), strict=True)) == pytest.approx(expected, abs=2e-6)
    assert sets.find_missing("a", pack([2, 3])) == b""
    assert dict(zip(*sets.rank("a", query, limit=9), strict=True)) == pytest.approx(
        {key: expected[key] for key in (2, 3)}, abs=2e-6
    )


def test_texts_are_cleaned_before_they_are_sent() -> None:
    """What is no Unicode character is replaced, and what no model reads is left out."""
    assert clean_text("a\ud800b") == "a?b"
    assert clean_text("\x00ü🙂") == "\x00ü🙂"
    assert len(clean_text("x" * 10**6)) == 32_768
