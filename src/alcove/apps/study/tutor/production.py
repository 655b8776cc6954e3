"""Makes one answer: from the cache, by a provider, or from the learner's materials."""

from collections.abc import Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

import msgspec

from alcove.apps.study.ai_calls.model import (
    AiCall,
    AiResult,
    CallDone,
    CallFailed,
    ReasoningAdded,
    TextAdded,
)
from alcove.apps.study.ai_errors import AiError, NoProvider, ProvidersFailed, ProvidersHeld, ProvidersLimited
from alcove.apps.study.answer_cache.model import CachedAnswer
from alcove.apps.study.answers.model import AnswerProducer, AnswerState, ProducerEnd, ReasoningIncrement, TextIncrement
from alcove.apps.study.content_rules.model import ContentRefused, ContentRules
from alcove.apps.study.tutor.material_answer import MAX_CLOSEST, MAX_QUOTES, write_absence, write_answer
from alcove.apps.study.tutor.model import (
    MATERIALS,
    AnswerFacts,
    Citation,
    DescribeResult,
    Question,
    TutorResult,
    cite,
)
from alcove.apps.study.tutor.parts import TutorParts
from alcove.apps.study.tutor.sources import OWN_KINDS, Sources
from alcove.foundation.clock import Clock

NO_PROVIDER: Final = "no_provider"
PROVIDERS_HELD: Final = "providers_held"
ONLY_MATERIALS: Final = "only_materials"
INCOMPLETE: Final = "incomplete"
STOPPED: Final = "stopped"
REFUSED: Final = "content_filter"
_NO_MATERIALS: Final = (
    "You have chosen answers from your materials only, and there are none yet. Add a material, or change the choice."
)
_NOTHING: Final = Decimal(0)
_UNAVAILABLE: Final = (NoProvider, ProvidersHeld, ProvidersLimited, ProvidersFailed)


@dataclass(slots=True, kw_only=True)
class AnswerProduction:
    """One answer that is made."""

    parts: TutorParts
    clock: Clock
    answer_id: str
    question: Question
    call: AiCall
    sources: Sources
    describe: DescribeResult
    began: float
    cache_key: str
    _pieces: list[str] = field(default_factory=list)
    _cancelled: CallFailed | None = None

    async def repeat(self, text: str, facts: AnswerFacts) -> AnswerProducer:
        """Yield an answer of the cache."""
        yield TextIncrement(text)
        yield self._complete(text=text, facts=facts, cost_usd=_NOTHING, is_cached=True)

    async def produce(self) -> AnswerProducer:
        """Yield the answer of a provider, or one from the materials when none can be asked; the errors of calls."""
        unavailable: AiError | None = NoProvider(_NO_MATERIALS) if self.question.only_materials else None
        try:
            if unavailable is None:
                async with aclosing(self._ask_providers()) as increments:
                    async for increment in increments:
                        yield increment
        except _UNAVAILABLE as error:
            unavailable = error
        if unavailable is not None:
            async with aclosing(self._quote_materials(unavailable)) as increments:
                async for increment in increments:
                    yield increment

    async def _ask_providers(self) -> AnswerProducer:
        async with aclosing(self.parts.calls.stream(self.call, on_cancelled=self._note_cancelled)) as events:
            async for event in events:
                if isinstance(event, TextAdded):
                    self._pieces.append(event.text)
                    yield TextIncrement(event.text)
                elif isinstance(event, ReasoningAdded):
                    yield ReasoningIncrement(event.text)
                elif isinstance(event, CallDone):
                    yield await self._finish(event.result)
                else:
                    yield self._fail(event)

    async def _finish(self, result: AiResult) -> ProducerEnd:
        text = "".join(self._pieces)
        facts = AnswerFacts(
            provider=result.provider,
            model=result.model,
            finish_reason=result.finish_reason,
            requested_provider=result.requested_provider,
            reason=result.fallback_reason.value if result.fallback_reason is not None else None,
            citations=self._filter_citations(self.sources.citations),
        )
        answer = CachedAnswer(content=text, payload=msgspec.to_builtins(facts))
        await self.parts.cache.store(self.question.user_id, self.cache_key, answer=answer)
        return self._complete(
            text=text,
            facts=facts,
            usage=result.usage,
            usage_is_estimated=result.usage_is_estimated,
            is_counted=result.is_counted,
            cost_usd=result.cost_usd,
            attempts=result.attempts,
        )

    async def _quote_materials(self, error: AiError) -> AnswerProducer:
        """Yield an answer of quotes; the error itself for a learner without materials."""
        citations = self._filter_citations(self.sources.citations)[:MAX_QUOTES]
        if not (citations or self.sources.has_materials or await self._has_materials()):
            raise error
        closest = (
            [] if citations else self._filter_citations([cite(found) for found in self.sources.closest])[:MAX_CLOSEST]
        )
        write, quoted = (write_answer, citations) if citations else (write_absence, closest)
        is_chosen = self.question.only_materials
        text = self.parts.rules.filter_answer(write(self.question.message, quoted, is_chosen=is_chosen))
        yield TextIncrement(text)
        facts = AnswerFacts(
            provider=MATERIALS,
            model=MATERIALS,
            finish_reason="stop",
            requested_provider=self._find_requested(),
            reason=self._explain_materials(error),
            citations=citations,
        )
        yield self._complete(
            text=text, facts=facts, attempts=error.attempts, is_answered=bool(citations), closest=closest
        )

    def _explain_materials(self, error: AiError) -> str:
        if self.question.only_materials:
            return ONLY_MATERIALS
        return NO_PROVIDER if isinstance(error, NoProvider) else PROVIDERS_HELD

    def describe_cut(self, state: AnswerState) -> Mapping[str, Any]:
        """Return what the end tells of an answer that was stopped, or that ended without its provider's end."""
        finish_reason = STOPPED if state is AnswerState.STOPPED else INCOMPLETE
        cancelled = self._cancelled
        if cancelled is not None:
            return self._describe_failed(cancelled, finish_reason=finish_reason)
        facts = AnswerFacts(
            provider=self.question.provider or "",
            model=self.question.model or "",
            finish_reason=finish_reason,
            requested_provider=self._find_requested(),
            citations=self._filter_citations(self.sources.citations),
        )
        return self._describe(text="".join(self._pieces), facts=facts)

    def _note_cancelled(self, cancelled: CallFailed) -> None:
        self._cancelled = cancelled

    def _find_requested(self) -> str | None:
        """Return the provider that was requested, or else the first configured one."""
        if self.question.only_materials:
            return None
        configs = self.parts.providers.order(self.question.provider)
        return self.question.provider or (configs[0].name if configs else None)

    async def _has_materials(self) -> bool:
        return await self.parts.search.has_passages(self.question.user_id, kinds=OWN_KINDS)

    def _filter_citations(self, citations: Sequence[Citation]) -> Sequence[Citation]:
        """Return the citations whose quotes no rule changes: a quote is verbatim, or it is none."""
        return [citation for citation in citations if _is_unchanged(self.parts.rules, citation.quote)]

    def _complete(self, *, facts: AnswerFacts, **values: Any) -> ProducerEnd:
        return ProducerEnd(payload=self._describe(facts=facts, **values), is_complete=True)

    def _fail(self, failed: CallFailed) -> ProducerEnd:
        finish_reason = REFUSED if isinstance(failed.error, ContentRefused) else INCOMPLETE
        payload = self._describe_failed(failed, finish_reason=finish_reason)
        return ProducerEnd(payload=payload, is_complete=False, error=failed.error)

    def _describe_failed(self, failed: CallFailed, *, finish_reason: str) -> Mapping[str, Any]:
        reason = failed.fallback_reason
        facts = AnswerFacts(
            provider=failed.provider,
            model=failed.model or self.question.model or "",
            finish_reason=finish_reason,
            requested_provider=failed.requested_provider,
            reason=None if reason is None else reason.value,
            citations=self._filter_citations(self.sources.citations),
        )
        return self._describe(
            text="".join(self._pieces),
            facts=facts,
            usage=failed.usage,
            usage_is_estimated=failed.usage_is_estimated,
            is_counted=not failed.usage_is_estimated,
            cost_usd=failed.cost_usd,
            attempts=failed.attempts,
        )

    def _describe(self, **values: Any) -> Mapping[str, Any]:
        ms = round((self.clock.monotonic() - self.began) * 1000)
        return self.describe(TutorResult(answer_id=self.answer_id, ms=ms, **values))


def _is_unchanged(rules: ContentRules, text: str) -> bool:
    try:
        return rules.filter_answer(text) == text
    except ContentRefused:
        return False
