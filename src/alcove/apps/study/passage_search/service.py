"""Search in what a learner has: by words, and by meaning where the weights are installed."""

from collections.abc import Collection
from dataclasses import replace
from typing import Final
from uuid import UUID

from alcove.apps.study.embeddings.model import EmbeddingSearch, NearPassages
from alcove.apps.study.passage_search import similar, store
from alcove.apps.study.passage_search.candidates import Candidate, Candidates
from alcove.apps.study.passage_search.common_words import weigh_word
from alcove.apps.study.passage_search.model import ALL_KINDS, FoundPassage, PassageKind, SearchResult
from alcove.apps.study.passage_search.quotes import WordRating, find_quote
from alcove.apps.study.passage_search.scores import holds_answer, rank
from alcove.apps.study.passage_search.words import LONGEST_QUESTION, find_search_words, is_english, is_stop_word
from alcove.foundation.cache import Cache
from alcove.foundation.clock import Clock
from alcove.foundation.database import Pool

MOST_PASSAGES: Final = 50
NEAR: Final = 200
"""Passages that are near by meaning: only the first are candidates by themselves, the others are so by their words."""
KEPT_QUESTIONS: Final = 32
KEPT_SECONDS: Final = 1.0
"""How long the next search for the same answer, in other kinds of passages, uses what is near to its question."""


class WordAndMeaningSearch:
    """Ranks the passages of an account by the words of a question and by their vectors."""

    def __init__(self, pool: Pool, *, embeddings: EmbeddingSearch, clock: Clock | None = None) -> None:
        """Take the parts; with `clock` the searches for one answer embed its question once."""
        self._pool = pool
        self._embeddings = embeddings
        self._near: Cache[tuple[UUID, str], NearPassages | None] | None = None
        if clock is not None:
            self._near = Cache(size=KEPT_QUESTIONS, ttl=KEPT_SECONDS, clock=clock)

    async def search(
        self,
        user_id: UUID,
        query: str,
        *,
        kinds: Collection[PassageKind] = ALL_KINDS,
        limit: int = 10,
        for_answer: bool = False,
        source_ids: Collection[UUID] = (),
    ) -> SearchResult:
        """Return the nearest passages, at most 50; see the protocol."""
        query = query[:LONGEST_QUESTION].replace("\x00", " ").encode(errors="ignore").decode()
        words = find_search_words(query)
        limit = max(0, min(limit, MOST_PASSAGES))
        if not words or not limit or not kinds:
            return SearchResult(passages=[], holds_answer=False)
        if for_answer and not await self.has_passages(user_id, kinds=kinds):
            # Most of the time of a search would go into the vector of the question.
            return SearchResult(passages=[], holds_answer=False)
        near = await self._find_near(user_id, query, is_kept=for_answer)
        cosines = {passage.passage_id: passage.cosine for passage in near.passages} if near else {}
        wanted = store.Wanted(
            words=words,
            kinds=kinds,
            near=list(cosines)[: store.CANDIDATES],
            source_ids=source_ids,
            has_own_messages=not for_answer,
            # Without cosines frequent words are all that there is of many a question.
            factors=[weigh_word(word) for word in words] if cosines else (),
        )
        candidates, wanted = await self._find(user_id, wanted)
        ranked = rank(candidates, cosines=cosines, is_english=is_english(query))
        rating = _rate_words(candidates, wanted=wanted)
        return SearchResult(
            passages=[_to_found(passage.candidate, passage.score, rating=rating) for passage in ranked[:limit]],
            # "How does it work?" says nothing of what is meant.
            holds_answer=not all(map(is_stop_word, words)) and holds_answer(ranked, has_cosines=bool(cosines)),
            embedding=near.embedding if near else None,
        )

    async def has_passages(self, user_id: UUID, *, kinds: Collection[PassageKind] = ALL_KINDS) -> bool:
        """Return whether the account has any passage."""
        return await store.has_passages(self._pool, user_id, kinds=kinds)

    async def read_version(self, user_id: UUID, *, kinds: Collection[PassageKind] = ALL_KINDS) -> str:
        """Return the version of the account's passages."""
        return await store.read_version(self._pool, user_id, kinds=kinds)

    async def _find_near(self, user_id: UUID, query: str, *, is_kept: bool) -> NearPassages | None:
        async def load() -> NearPassages | None:
            return await self._embeddings.find_near(user_id, query, limit=NEAR)

        if self._near is None or not is_kept:
            return await load()
        return await self._near.get((user_id, query), load)

    async def _find(self, user_id: UUID, wanted: store.Wanted) -> tuple[Candidates, store.Wanted]:
        """Return the candidates, where a word is unknown those of similar words, and what was looked for."""
        candidates = await store.find_candidates(self._pool, user_id, wanted=wanted)
        unknown = similar.choose_unknown(wanted.words, known={word.word for word in candidates.words})
        if not unknown or not candidates.own.passages:
            return candidates, wanted
        parts = {part for word in unknown.values() for part in similar.split_compound(word)}
        varied = {other for word in unknown.values() for other in similar.vary(word)}
        starts = {similar.find_start(word) for word in unknown.values()}
        found = await store.find_lexemes(self._pool, user_id, lexemes=parts | varied, starts=starts)
        forms = similar.choose_forms(unknown, similar=found, parts=parts & set(found))
        if not forms:
            return candidates, wanted
        wanted = replace(wanted, forms=forms)
        return await store.find_candidates(self._pool, user_id, wanted=wanted), wanted


def _rate_words(candidates: Candidates, *, wanted: store.Wanted) -> WordRating:
    weights = {word.word: word.weight for word in candidates.words}
    own = {wanted.words[number]: weight for number, weight in weights.items()}
    return WordRating({**own, **{form.lexeme: weights.get(form.word, 0.0) for form in wanted.forms}})


def _to_found(candidate: Candidate, score: float, *, rating: WordRating) -> FoundPassage:
    return FoundPassage(
        passage=candidate.to_passage(), score=score, quote=find_quote(candidate.content, rate=rating.rate)
    )
