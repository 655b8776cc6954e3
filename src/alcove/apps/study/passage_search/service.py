"""Search in what a learner has: by words, and by meaning where the weights are installed."""

from collections.abc import Collection, Mapping, Sequence
from typing import Final
from uuid import UUID

from alcove.apps.study.embeddings.model import EmbeddingSearch, NearPassages
from alcove.apps.study.passage_search import store
from alcove.apps.study.passage_search.candidates import Candidate, Candidates
from alcove.apps.study.passage_search.model import ALL_KINDS, FoundPassage, PassageKind, SearchResult
from alcove.apps.study.passage_search.quotes import find_quote
from alcove.apps.study.passage_search.words import find_search_words, split_words
from alcove.foundation.database import Pool

MOST_PASSAGES: Final = 50
TITLE_WEIGHT: Final = 1.0
MEANING_WEIGHT: Final = 0.6


class WordAndMeaningSearch:
    """Ranks the passages of an account by the words of a question and by their vectors."""

    def __init__(self, pool: Pool, *, embeddings: EmbeddingSearch) -> None:
        self._pool = pool
        self._embeddings = embeddings

    async def search(
        self, user_id: UUID, query: str, *, kinds: Collection[PassageKind] = ALL_KINDS, limit: int = 10
    ) -> SearchResult:
        """Return the nearest passages, at most 50; see the protocol."""
        words = find_search_words(query)
        limit = max(0, min(limit, MOST_PASSAGES))
        if not words or not limit:
            return SearchResult(passages=[], holds_answer=False)
        near = await self._find_near(user_id, query)
        cosines = {passage.passage_id: passage.cosine for passage in near.passages} if near else {}
        candidates = await store.find_candidates(
            self._pool,
            user_id,
            words=words,
            kinds=kinds,
            near=list(cosines)[: store.CANDIDATES],
            title_weight=TITLE_WEIGHT,
        )
        ranked = rank(candidates, words=words, cosines=cosines)
        found = [
            FoundPassage(
                passage=candidate.to_passage(), score=score, quote=_quote(candidate, words=words, candidates=candidates)
            )
            for candidate, score in ranked[:limit]
        ]
        return SearchResult(
            passages=found,
            holds_answer=bool(ranked) and ranked[0][1] >= 0.5,  # noqa: PLR2004
            embedding=near.embedding if near else None,
        )

    async def has_passages(self, user_id: UUID) -> bool:
        """Return whether the account has any passage."""
        return await store.has_passages(self._pool, user_id)

    async def read_version(self, user_id: UUID) -> str:
        """Return the version of the account's passages."""
        return await store.read_version(self._pool, user_id)

    async def _find_near(self, user_id: UUID, query: str) -> NearPassages | None:
        return await self._embeddings.find_near(user_id, query, limit=4 * store.CANDIDATES)


def rank(
    candidates: Candidates, *, words: Sequence[str], cosines: Mapping[UUID, float]
) -> Sequence[tuple[Candidate, float]]:
    """Return the candidates with their scores between 0 and 1, best first."""
    weights = {word.word: word.weight for word in candidates.words}
    missing = max(weights.values(), default=1.0)
    most = 2.2 * sum(weights.get(number, missing) for number in range(len(words)))
    scored = []
    for candidate in candidates.found:
        by_words = min(1.0, candidate.score / most)
        cosine = cosines.get(candidate.id, 0.0)
        score = (1 - MEANING_WEIGHT) * by_words + MEANING_WEIGHT * cosine if cosines else by_words
        scored.append((candidate, max(0.0, min(1.0, score))))
    return sorted(scored, key=lambda pair: -pair[1])


def _quote(candidate: Candidate, *, words: Sequence[str], candidates: Candidates) -> str:
    """Return the sentences that have most of the question's words, by their rarity."""
    weights = {words[word.word]: word.weight for word in candidates.words if word.word in candidate.words}

    def rate(sentence: str) -> float:
        own = set(split_words(sentence))
        return sum(
            weight
            for word, weight in weights.items()
            if word in own or any(other.startswith(word[: max(4, len(word) - 2)]) for other in own)
        )

    return find_quote(candidate.content, rate=rate)
