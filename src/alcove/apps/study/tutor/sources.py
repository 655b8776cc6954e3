"""Passages of a learner's materials that fit a question."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from alcove.apps.study.passage_search.model import FoundPassage, PassageKind, PassageSearch
from alcove.apps.study.tutor.material_answer import is_own_answer
from alcove.apps.study.tutor.model import Citation, Question, cite
from alcove.apps.study.tutor.prompt import MAX_PASSAGES

OWN_KINDS: Final = frozenset({PassageKind.MATERIAL, PassageKind.CARD})
_MESSAGES: Final = frozenset({PassageKind.MESSAGE})
_LIMIT: Final = 10
_NEAR: Final = 0.5
"""A passage fits if its score is at least this part of the best one's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """Passages that answer a question, best first; when there are none, `closest` has the nearest ones."""

    passages: Sequence[FoundPassage] = ()
    closest: Sequence[FoundPassage] = ()
    has_materials: bool = False
    """Whether the search has found any material or card at all."""

    @property
    def citations(self) -> Sequence[Citation]:
        """The quotes of the passages that answer the question."""
        return [cite(found) for found in self.passages]


async def find_sources(search: PassageSearch, question: Question) -> Sources:
    """Return what fits a question: materials and cards, or else earlier messages that say it.

    Of a question about certain materials, only passages of these.
    """
    user_id, text, chosen = question.user_id, question.message, question.material_ids
    own = await search.search(user_id, text, kinds=OWN_KINDS, limit=_LIMIT, for_answer=True, source_ids=chosen)
    if own.holds_answer and own.passages:
        return Sources(passages=_select(own.passages), has_materials=True)
    if chosen:
        return Sources(closest=own.passages, has_materials=bool(own.passages))
    messages = await search.search(user_id, text, kinds=_MESSAGES, limit=_LIMIT, for_answer=True)
    # The answer that is replaced is still among the messages; what was said before it is in the history.
    replaced = question.session_id if question.replaces is not None else None
    others = [found for found in messages.passages if found.passage.source_id != replaced]
    # One that was stored by a page says nothing of what it is.
    useful = [found for found in others if not is_own_answer(found.passage.content)]
    if messages.holds_answer and useful and useful[0] is others[0]:
        return Sources(passages=_select(useful), has_materials=bool(own.passages))
    return Sources(closest=[*own.passages, *useful], has_materials=bool(own.passages))


def _select(passages: Sequence[FoundPassage]) -> Sequence[FoundPassage]:
    best = passages[0].score
    return [found for found in passages[:MAX_PASSAGES] if found.score >= _NEAR * best]
