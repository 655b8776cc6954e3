"""Asks the AI providers in their order until one answers; an answer that breaks off is continued by the next one."""

import asyncio
from collections.abc import AsyncGenerator, Coroutine
from contextlib import aclosing, suppress
from typing import Any, Final

from alcove.apps.study.ai_budgets.model import Budgets
from alcove.apps.study.ai_calls.attempt import ProviderAttempt
from alcove.apps.study.ai_calls.call_run import CallRun
from alcove.apps.study.ai_calls.model import AiCall, AiEvent, AiResult, CallDone, OnCancelled, TextAdded
from alcove.apps.study.ai_calls.streamed_answer import StreamedAnswer
from alcove.apps.study.ai_errors import CallCancelled, QuestionTooLong
from alcove.apps.study.ai_providers.model import ProviderRegistry
from alcove.apps.study.content_rules.model import ContentRefused, ContentRules
from alcove.foundation.clock import Clock
from alcove.foundation.database import DATABASE_LOST, explain_unavailable
from alcove.foundation.errors import AppError
from alcove.wires.ai_providers import Completion, Outcome

MAX_MESSAGES: Final = 200
MAX_QUESTION: Final = 2_000_000
"""Characters of all messages."""
_COMPLETE_FACTOR: Final = 5
"""How often the time until a first token passes before a complete answer is given up, if its client waits longer."""
_RECORD_SECONDS: Final = 5.0


class AiCalls:
    """Calls of the configured providers."""

    def __init__(
        self,
        *,
        registry: ProviderRegistry,
        budgets: Budgets,
        rules: ContentRules,
        clock: Clock,
        first_token_seconds: float,
    ) -> None:
        self._registry = registry
        self._budgets = budgets
        self._rules = rules
        self._clock = clock
        self._first_token_seconds = first_token_seconds
        self._records: set[asyncio.Task[None]] = set()

    async def close(self) -> None:
        """Wait for a limited time until what cancelled calls used is recorded."""
        if self._records:
            await asyncio.wait(self._records, timeout=_RECORD_SECONDS)

    async def complete(self, call: AiCall) -> AiResult:
        """Return the answer; the errors of `ai_errors` when nobody answers, ContentRefused."""
        run = await self._open_run(call)
        seconds = _COMPLETE_FACTOR * self._first_token_seconds
        try:
            while (attempt := await run.begin()) is not None:
                result = await self._complete(attempt, run=run, seconds=seconds)
                if result is not None:
                    return result
            raise await run.explain()
        finally:
            await self._abandon(run)

    async def stream(self, call: AiCall, *, on_cancelled: OnCancelled | None = None) -> AsyncGenerator[AiEvent, None]:
        """Yield the answer in increments, CallDone or CallFailed as the last event."""
        run, answer = await self._open_run(call), StreamedAnswer(call, rules=self._rules)
        try:
            error: AppError | None = None
            while error is None:
                attempt = await _begin(run, answer.partial)
                if not isinstance(attempt, ProviderAttempt):
                    error = attempt
                    break
                async with aclosing(answer.follow(attempt)) as events:
                    async for event in events:
                        yield event
                await self._record(run.finish(attempt, is_in_answer=answer.has_text))
                if attempt.outcome is Outcome.OK:
                    yield CallDone(run.build_result(attempt, text=answer.text, reasoning=answer.reasoning))
                    return
                error = answer.refusal
            if not answer.has_spoken:
                raise error
            if rest := answer.flush():
                yield TextAdded(rest)
            yield run.build_failure(answer.refusal or error)
        except (asyncio.CancelledError, GeneratorExit):
            await self._abandon(run)
            if on_cancelled is not None:
                on_cancelled(run.build_failure(CallCancelled("The answer was cancelled.")))
            raise
        finally:
            await self._abandon(run)

    async def _open_run(self, call: AiCall) -> CallRun:
        length = sum(len(message.content) for message in call.messages)
        if len(call.messages) > MAX_MESSAGES or length > MAX_QUESTION:
            raise QuestionTooLong(
                "The conversation is too long for one question.",
                details=f"messages: at most {MAX_MESSAGES}, with {MAX_QUESTION} characters in all",
            )
        return CallRun(
            call,
            registry=await self._registry.for_account(call.user_id, purpose="call of an AI provider"),
            budgets=self._budgets,
            clock=self._clock,
            first_token_seconds=self._first_token_seconds,
        )

    async def _complete(self, attempt: ProviderAttempt, *, run: CallRun, seconds: float) -> AiResult | None:
        completion = await attempt.complete(seconds)
        try:
            checked = self._apply_rules(completion) if completion else None
            attempt.apply_rules(self._rules.filter_answer)
        except ContentRefused:
            attempt.refuse()
            await self._record(run.finish(attempt))
            raise
        await self._record(run.finish(attempt))
        if checked is None:
            return None
        return run.build_result(attempt, text=checked.text, reasoning=checked.reasoning, body=checked.body)

    def _apply_rules(self, completion: Completion) -> Completion:
        return Completion(
            text=self._rules.filter_answer(completion.text),
            model=completion.model,
            finish_reason=completion.finish_reason,
            usage=completion.usage,
            body=self._rules.filter_json(completion.body),
            reasoning=self._rules.filter_answer(completion.reasoning),
        )

    async def _abandon(self, run: CallRun) -> None:
        """Record what a call used that was cancelled."""
        if run.is_running:
            with suppress(TimeoutError):
                async with asyncio.timeout(_RECORD_SECONDS):
                    await self._record(run.abandon())

    async def _record(self, record: Coroutine[Any, Any, None]) -> None:
        """Wait for a record, which goes on even if nobody waits for it any more."""
        task = asyncio.create_task(record)
        self._records.add(task)
        task.add_done_callback(self._records.discard)
        await asyncio.shield(task)


async def _begin(run: CallRun, partial: str) -> ProviderAttempt | AppError:
    """Return the next attempt, or why there is none."""
    try:
        return await run.begin(partial) or await run.explain()
    except AppError as error:
        return error
    except DATABASE_LOST as error:
        if (explained := explain_unavailable(error)) is None:
            raise
        return explained
