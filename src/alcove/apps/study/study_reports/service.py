"""Study reports: written by an AI provider where the learner allows it, completed or replaced by computed values."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final
from uuid import UUID

from alcove.apps.study.ai_calls.model import AiCall
from alcove.apps.study.ai_errors import AiError
from alcove.apps.study.ai_parts import AiParts
from alcove.apps.study.content_rules.model import ContentRefused
from alcove.apps.study.study_reports import store
from alcove.apps.study.study_reports.computed_reports import compute_analytics, compute_recommendations
from alcove.apps.study.study_reports.model import StudyFacts
from alcove.apps.study.study_reports.request_text import build_report_messages, restore_titles
from alcove.apps.study.study_reports.shapes import (
    ANALYTICS,
    RECOMMENDATIONS,
    complete_report,
    read_outermost_object,
)
from alcove.foundation.telemetry import get_logger
from alcove.wires.ai_providers import ChatMessage

PROVIDER: Final = "openai"
"""The provider that is asked first; the others follow in their order."""
TEMPERATURE: Final = 0.7
MAX_TOKENS: Final = 2000

log = get_logger("alcove.study")


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A report with the numbers on which it is based; `is_sent` when a provider has written at least a part of it."""

    content: Mapping[str, Any]
    facts: StudyFacts
    is_sent: bool


class StudyReports:
    """Makes reports."""

    def __init__(self, parts: AiParts, *, seconds: float) -> None:
        """Take the seconds in which a provider has to answer; after them a report is computed."""
        self._parts = parts
        self._seconds = seconds

    async def analyze(self, user_id: UUID, *, asks_provider: bool = True) -> Report:
        """Return the study report of a learner."""
        facts = await store.read_facts(self._parts.deps.pool, user_id)
        sent = await self._ask(user_id, facts, shape=ANALYTICS) if asks_provider else {}
        content = complete_report(restore_titles(sent, facts), compute_analytics(facts), shape=ANALYTICS)
        return Report(content=content, facts=facts, is_sent=bool(sent))

    async def recommend(self, user_id: UUID, body: Mapping[str, Any], *, asks_provider: bool = True) -> Report:
        """Return recommendations for a learner, who may have sent something about the learning."""
        facts = await store.read_facts(self._parts.deps.pool, user_id)
        sent = await self._ask(user_id, facts, shape=RECOMMENDATIONS, body=body) if asks_provider else {}
        content = complete_report(sent, compute_recommendations(facts, body), shape=RECOMMENDATIONS)
        return Report(content=content, facts=facts, is_sent=bool(sent))

    async def _ask(
        self, user_id: UUID, facts: StudyFacts, *, shape: Mapping[str, Any], body: Mapping[str, Any] | None = None
    ) -> Mapping[str, Any]:
        """Return the JSON object of a provider, an empty one when there is none."""
        if not facts.ai_suggestions_enabled:
            return {}
        try:
            call = self._build_call(user_id, build_report_messages(facts, shape=shape, body=body))
            async with asyncio.timeout(self._seconds):
                result = await self._parts.calls.complete(call)
            return read_outermost_object(result.text)
        except (AiError, ContentRefused, TimeoutError) as error:
            log.info("study_report_computed", reason=type(error).__name__)
            return {}

    def _build_call(self, user_id: UUID, messages: Sequence[ChatMessage]) -> AiCall:
        """Return the call, with the replacements of the owner's rules; ContentRefused."""
        *system, numbers = messages
        checked = replace(numbers, content=self._parts.rules.check_question(numbers.content))
        return AiCall(
            user_id=user_id,
            messages=[*system, checked],
            max_tokens=MAX_TOKENS,
            temperature=TEMPERATURE,
            provider=PROVIDER,
        )
