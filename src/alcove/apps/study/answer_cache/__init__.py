"""Answers of the tutor that are given again, to the same account only."""

from datetime import timedelta

from alcove.apps.study.answer_cache.model import AnswerCache
from alcove.apps.study.answer_cache.store import forget_expired
from alcove.apps.study.settings import StudySettings
from alcove.foundation.deps import Deps

__all__ = ["build_answer_cache", "forget_expired"]


def build_answer_cache(deps: Deps) -> AnswerCache:
    """Return the cache of all api processes; with STUDY_ANSWER_CACHE_SECONDS=0 it keeps nothing."""
    from alcove.apps.study.answer_cache.service import NoCache, StoredCache  # noqa: PLC0415 - on first use

    seconds = deps.load(StudySettings).study_answer_cache_seconds
    if not seconds:
        return NoCache()
    return StoredCache(deps.pool, lifetime=timedelta(seconds=seconds), clock=deps.clock)
