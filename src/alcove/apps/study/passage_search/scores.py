"""Scores of passages, and whether the best passage answers the question.

The numbers were chosen on one half of a data set and are proved on the other (tests/fixtures/study/passages).
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from alcove.apps.study.passage_search.candidates import Candidate, Candidates

OTHER_PASSAGES: Final = 500
"""Passages that are counted beside the account's own: in few passages no word would be rare."""

FULL_SCORE: Final = 3.0
"""A passage that has this many words which no other has, once, gets the highest score by words."""

COSINE_WEIGHT: Final = 0.8
FOREIGN_COSINE_WEIGHT: Final = 0.5
"""The share of the cosine in the score, in English and in other languages: the model knows English best."""

OWN_QUESTION: Final = 0.4
"""What the score of a learner's own message is multiplied by: a question is not answered by an earlier one."""

BACKGROUND_RANK: Final = 4
"""The place of the passage whose score is the background: up to four passages may say the same."""

LOWEST_BACKGROUND: Final = 0.2
LOWEST_BACKGROUND_OF_WORDS: Final = 0.15
"""The background in few passages: any two texts have something in common."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """The best passage answers when `score` times its score and `lead` times its lead exceed 1."""

    score: float
    lead: float


WITH_COSINES: Final = Threshold(score=0.0, lead=16.0)
WORDS_ALONE: Final = Threshold(score=1.63, lead=4.02)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoredPassage:
    """A candidate with its score between 0 and 1."""

    candidate: Candidate
    score: float


def rank(candidates: Candidates, *, cosines: Mapping[UUID, float], is_english: bool = True) -> Sequence[ScoredPassage]:
    """Return the candidates by their scores, best first; by words alone without cosines."""
    share = (COSINE_WEIGHT if is_english else FOREIGN_COSINE_WEIGHT) if cosines else 0.0
    # Of passages that are not among the nearest nothing else is known.
    farthest = min(cosines.values(), default=0.0)
    highest = FULL_SCORE * rarest_weight(candidates.own.passages)
    scored = []
    for candidate in candidates.found:
        by_words = min(1.0, candidate.score / highest)
        score = (1 - share) * by_words + share * cosines.get(candidate.id, farthest)
        factor = OWN_QUESTION if candidate.role == "user" else 1.0
        scored.append(ScoredPassage(candidate=candidate, score=max(0.0, min(1.0, factor * score))))
    return sorted(scored, key=lambda passage: (-passage.score, passage.candidate.id))


def rarest_weight(passages: int) -> float:
    """Return the weight of a word that no passage has."""
    return math.log(1 + (passages + OTHER_PASSAGES + 0.5) / 0.5)


def holds_answer(ranked: Sequence[ScoredPassage], *, has_cosines: bool) -> bool:
    """Return whether the best passage is both near enough and nearer than the passages that only sound alike."""
    scores = [passage.score for passage in ranked if passage.candidate.role != "user"]
    if not scores:
        return False
    threshold = WITH_COSINES if has_cosines else WORDS_ALONE
    background = scores[BACKGROUND_RANK] if len(scores) > BACKGROUND_RANK else 0.0
    background = max(background, LOWEST_BACKGROUND if has_cosines else LOWEST_BACKGROUND_OF_WORDS)
    return threshold.score * scores[0] + threshold.lead * (scores[0] - background) > 1
