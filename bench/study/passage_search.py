"""Searches in the passages of an account: 1,000, 2,040 and 20,000 chunks, by words alone and fused with cosines."""

import asyncio
import random
import time
import uuid
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from statistics import median
from typing import Final

from alcove.apps.study.embeddings.model import NearPassage, NearPassages
from alcove.apps.study.passage_search.service import WordAndMeaningSearch
from alcove.foundation.database import Pool, close_pool, open_pool
from bench.environment import get_environment
from bench.figures import Figure

TITLE: Final = "Search in the passages of study"
ROUNDS: Final = 60
BUDGET: Final = 30.0
"""Milliseconds of a search by words in 1,000 passages."""

CHARACTERS: Final = 1_000
VOCABULARY: Final = 8_000
QUESTION_WORDS: Final = 7

_ACCOUNT: Final = "INSERT INTO auth.users (id, email, created_at, updated_at) VALUES ($1, $2, now(), now())"
_ADD: Final = """
INSERT INTO study.passages (user_id, kind, source_id, title, content)
SELECT $1, 'material', gen_random_uuid(), 'Chapter ' || number, content
FROM unnest($2::text[]) WITH ORDINALITY AS t (content, number)
"""
_IDS: Final = "SELECT id FROM study.passages WHERE user_id = $1 ORDER BY id LIMIT 200"


@dataclass(frozen=True, slots=True)
class FixedNearness:
    """A search by meaning that always knows the same passages, at no cost."""

    ids: Sequence[uuid.UUID]

    async def find_near(self, user_id: uuid.UUID, query: str, *, limit: int) -> NearPassages | None:  # noqa: ARG002
        """Return the passages, None without any."""
        near = [NearPassage(passage_id=identifier, cosine=0.5) for identifier in self.ids[:limit]]
        return NearPassages(embedding=[0.0], passages=near) if near else None

    async def embed_query(self, query: str) -> Sequence[float] | None:  # noqa: ARG002
        """Return None."""
        return None


def measure() -> Iterator[Figure]:
    """Yield the median milliseconds of a search by the size of the account, in one process, without HTTP."""
    sizes = (1_000,) if get_environment().quick else (1_000, 2_040, 20_000)
    yield from asyncio.run(_measure(sizes))


async def _measure(sizes: Sequence[int]) -> list[Figure]:
    choice = random.Random(7)
    texts = _TextSource(choice)
    figures = []
    async with _open_pool() as pool:
        accounts = [await _add_account(pool, texts, count=size) for size in sizes]
        await pool.execute("VACUUM ANALYZE study.passages")
        for account, size in zip(accounts, sizes, strict=True):
            ids = [row["id"] for row in await pool.fetch(_IDS, account)]
            for name, near in (("words alone", []), ("fused, besides the embedding", ids)):
                search = WordAndMeaningSearch(pool, embeddings=FixedNearness(near))
                milliseconds = await _time(search, account, texts=texts)
                figures.append(
                    Figure(
                        name=f"{name}, {size:,} passages",
                        value=round(milliseconds, 1),
                        unit="ms",
                        at_most=BUDGET if size == sizes[0] else None,
                        note=f"questions of {QUESTION_WORDS} words, one of them misspelt; {ROUNDS} rounds",
                    )
                )
    return figures


@asynccontextmanager
async def _open_pool() -> AsyncIterator[Pool]:
    pool = await open_pool(get_environment().dsn)
    try:
        yield pool
    finally:
        await close_pool(pool)


class _TextSource:
    """Makes texts of words that are as unequally frequent as those of a language."""

    def __init__(self, choice: random.Random) -> None:
        self._choice = choice
        syllables = [first + second for first in "bdfgklmnprst" for second in ("a", "e", "i", "o", "u", "en", "ar")]
        self._words = ["".join(choice.choices(syllables, k=choice.randint(2, 4))) for _ in range(VOCABULARY)]
        self._frequencies = [1 / rank for rank in range(3, VOCABULARY + 3)]

    def make_passage(self) -> str:
        """Return a text of about 1,000 characters."""
        words = self._choice.choices(self._words, self._frequencies, k=CHARACTERS // 7)
        return ". ".join(" ".join(words[start : start + 14]).capitalize() for start in range(0, len(words), 14))

    def make_question(self) -> str:
        """Return a question of frequent and rare words, one of which no passage has."""
        words = self._choice.choices(self._words, self._frequencies, k=QUESTION_WORDS - 1)
        rare = self._choice.choice(self._words)
        return " ".join([*words, rare[:-1] + "z"])


async def _add_account(pool: Pool, texts: _TextSource, *, count: int) -> uuid.UUID:
    account = uuid.uuid4()
    await pool.execute(_ACCOUNT, account, f"{account}@example.org")
    for start in range(0, count, 500):
        await pool.execute(_ADD, account, [texts.make_passage() for _ in range(min(500, count - start))])
    return account


async def _time(search: WordAndMeaningSearch, account: uuid.UUID, *, texts: _TextSource) -> float:
    times = []
    for number in range(ROUNDS + 5):
        question = texts.make_question()
        started = time.perf_counter()
        result = await search.search(account, question)
        elapsed = (time.perf_counter() - started) * 1000
        if not result.passages:
            raise RuntimeError(f"nothing was found: {question}")
        # The first ones prepare statements.
        times += [elapsed] if number >= 5 else []
    return median(times)
