"""The tutor: answers questions by AI providers, or from the learner's materials."""

from functools import partial

from alcove.apps.study.ai_parts import AiParts
from alcove.apps.study.settings import StudySettings
from alcove.apps.study.tutor.cache_key import read_rules_version
from alcove.apps.study.tutor.model import question_limit_key
from alcove.apps.study.tutor.payload import describe_attempts, describe_native
from alcove.apps.study.tutor.service import FinishedAnswer, StartedAnswer, Tutor
from alcove.apps.study.tutor.store import read_choices

__all__ = [
    "FinishedAnswer",
    "StartedAnswer",
    "Tutor",
    "build_tutor",
    "describe_attempts",
    "describe_native",
    "question_limit_key",
    "stream_events",
]


def build_tutor(parts: AiParts) -> Tutor:
    """Return the tutor of this process."""
    settings = parts.deps.load(StudySettings)
    return Tutor(
        parts,
        clock=parts.deps.clock,
        rules_version=read_rules_version(settings.study_content_rules),
        read_choices=partial(read_choices, parts.deps.pool),
    )
