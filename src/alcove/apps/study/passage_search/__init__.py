"""Search in what a learner has."""

from alcove.apps.study.embeddings.model import EmbeddingSearch
from alcove.apps.study.passage_search.common_words import weigh_word
from alcove.apps.study.passage_search.model import PassageSearch
from alcove.apps.study.passage_search.service import WordAndMeaningSearch
from alcove.apps.study.passage_search.words import is_stop_word
from alcove.foundation.deps import Deps

__all__ = ["build_passage_search", "is_stop_word", "weigh_word"]


def build_passage_search(deps: Deps, *, embeddings: EmbeddingSearch) -> PassageSearch:
    """Return the search in what a learner has of this process."""
    return WordAndMeaningSearch(deps.pool, embeddings=embeddings, clock=deps.clock)
