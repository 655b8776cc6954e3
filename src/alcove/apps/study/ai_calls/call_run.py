"""The attempts of one call: who is called next, what all of them used together, and why nobody answers."""

from collections.abc import Awaitable
from decimal import Decimal
from typing import Final

from alcove.apps.study.ai_budgets.model import Budgets
from alcove.apps.study.ai_calls.attempt import ProviderAttempt
from alcove.apps.study.ai_calls.candidates import Candidates
from alcove.apps.study.ai_calls.failures import explain_silence
from alcove.apps.study.ai_calls.model import AiCall, AiResult, CallFailed
from alcove.apps.study.ai_errors import AiError, Attempt, ModelUnpriced
from alcove.apps.study.ai_providers import (
    count_fallback,
    count_incomplete,
    count_request,
    count_usage,
    observe_first_token,
)
from alcove.apps.study.ai_providers.model import CallPermit, ProviderRegistry
from alcove.foundation.clock import Clock
from alcove.foundation.errors import AppError, DatabaseUnavailable, DiskFull
from alcove.foundation.telemetry import get_logger
from alcove.wires.ai_providers import Outcome, TokenUsage

CALL_SECONDS: Final = 600.0
"""Longest time of one call, all attempts together."""
MAX_ATTEMPTS: Final = 12
_FAILURES_IN_ANSWER: Final = 2
log = get_logger("alcove.study")


class CallRun:
    """One call on its way through the providers."""

    def __init__(
        self, call: AiCall, *, registry: ProviderRegistry, budgets: Budgets, clock: Clock, first_token_seconds: float
    ) -> None:
        self._call = call
        self._registry = registry
        self._budgets = budgets
        self._clock = clock
        self._first_token_seconds = first_token_seconds
        self._deadline = clock.monotonic() + CALL_SECONDS
        self._candidates = Candidates(call, registry=registry)
        self._running: ProviderAttempt | None = None
        self._last: ProviderAttempt | None = None
        self._attempts: list[Attempt] = []
        self._failures_in_answer = 0
        self._unpriced: ModelUnpriced | None = None
        self._usage = TokenUsage(prompt=0, completion=0)
        self._is_estimated = False
        self._cost: Decimal | None = Decimal(0)

    async def begin(self, partial: str = "") -> ProviderAttempt | None:
        """Return the next attempt, reserved, or None when nobody is left to call.

        With a partial answer it continues that one. BudgetExceeded, ModelUnpriced, DatabaseUnavailable.
        """
        permit = await self._acquire_after_failure(is_in_answer=bool(partial))
        while permit is not None:
            attempt = await self._reserve(permit, partial=partial)
            if attempt is not None:
                return attempt
            permit = await self._candidates.acquire()
        return None

    async def finish(self, attempt: ProviderAttempt, *, is_in_answer: bool = False) -> None:
        """Record how an attempt ended, and what it used."""
        self._running, self._last = None, attempt
        outcome = attempt.outcome or Outcome.CANCELLED
        self._attempts.append(Attempt(provider=attempt.provider, outcome=outcome, ms=attempt.ms))
        if is_in_answer and outcome not in (Outcome.OK, Outcome.AUTH_FAILED):
            self._failures_in_answer += 1
        self._count(attempt, outcome)
        # First of all, so that no other call of this process follows one that was refused.
        await _without_loss(self._record_health(attempt, outcome))
        # An answer that somebody has stopped reading was an answer.
        is_answered = outcome is Outcome.OK or (outcome is Outcome.CANCELLED and bool(attempt.said))
        recorded = await self._budgets.record_usage(
            attempt.reservation, attempt.usage, is_answered=is_answered, text=attempt.said
        )
        count_usage(attempt.provider, recorded.usage, cost_usd=recorded.cost_usd)
        self._usage = TokenUsage(
            prompt=self._usage.prompt + recorded.usage.prompt,
            completion=self._usage.completion + recorded.usage.completion,
        )
        self._is_estimated |= recorded.is_estimated
        has_no_price = self._cost is None or (recorded.cost_usd is None and recorded.usage.total > 0)
        self._cost = None if has_no_price else (self._cost or Decimal(0)) + (recorded.cost_usd or Decimal(0))

    async def abandon(self) -> None:
        """Record the attempt that still runs as cancelled."""
        if (attempt := self._running) is not None:
            attempt.cancel()
            await self.finish(attempt)

    @property
    def is_running(self) -> bool:
        """Whether an attempt has begun that was not recorded."""
        return self._running is not None

    def build_result(self, attempt: ProviderAttempt, *, text: str, reasoning: str, body: bytes = b"") -> AiResult:
        """Return the answer, which this attempt has completed."""
        return AiResult(
            text=text,
            provider=attempt.provider,
            model=attempt.model,
            finish_reason=attempt.finish_reason,
            usage=self._usage,
            usage_is_estimated=self._is_estimated,
            cost_usd=self._cost,
            attempts=tuple(self._attempts),
            requested_provider=self._candidates.requested,
            fallback_reason=self._candidates.reason,
            reasoning=reasoning,
            body=body,
            is_counted=attempt.usage is not None,
        )

    def build_failure(self, error: AppError) -> CallFailed:
        """Return the end of an answer that stays incomplete."""
        if isinstance(error, AiError):
            error.attempts = tuple(self._attempts)
        return CallFailed(
            error=error,
            attempts=tuple(self._attempts),
            usage=self._usage,
            usage_is_estimated=self._is_estimated,
            cost_usd=self._cost,
            provider=self._last.provider if self._last else "",
            model=self._last.model if self._last else "",
            requested_provider=self._candidates.requested,
            fallback_reason=self._candidates.reason,
        )

    async def explain(self) -> AppError:
        """Return why nobody answers."""
        if self._unpriced is not None and not self._attempts and not self._candidates.held:
            return self._unpriced
        names = self._candidates.names
        statuses = [status for status in await self._registry.list_statuses() if status.name in names] if names else ()
        return explain_silence(self._attempts, statuses, now=self._clock.now())

    async def _acquire_after_failure(self, *, is_in_answer: bool) -> CallPermit | None:
        """Return the next permit: of another key after one that was refused, else of the next provider."""
        failed, self._last = self._last, None
        if failed is not None and failed.outcome is not None:
            if failed.outcome is Outcome.AUTH_FAILED:
                permit = await self._candidates.acquire_other_key()
                if permit is not None:
                    return permit
                self._failures_in_answer += is_in_answer
            self._candidates.pass_over(failed.outcome)
        is_over = self._clock.monotonic() >= self._deadline or len(self._attempts) >= MAX_ATTEMPTS
        if is_over or self._failures_in_answer >= _FAILURES_IN_ANSWER:
            return None
        return await self._candidates.acquire()

    async def _reserve(self, permit: CallPermit, *, partial: str) -> ProviderAttempt | None:
        """Return the attempt, None where the model of a further provider has no price."""
        config = permit.provider
        request = self._candidates.build_request(config, partial=partial)
        reservation = None
        try:
            reservation = await self._budgets.reserve(
                self._call.user_id, request, provider=config.name, is_billed=not permit.is_own_key
            )
        except ModelUnpriced as error:
            self._unpriced = error
            if self._candidates.is_first(config):
                raise
        except AiError as error:
            error.attempts = tuple(self._attempts)
            raise
        finally:
            if reservation is None:
                await _without_loss(self._registry.record(permit, Outcome.CANCELLED))
        if reservation is None:
            self._candidates.skip()
            return None
        if (passed := self._candidates.take_passed()) is not None:
            count_fallback(passed[0], config.name, reason=passed[1])
        self._running = ProviderAttempt(
            permit,
            request,
            reservation=reservation,
            clock=self._clock,
            deadline=self._deadline,
            first_token_seconds=self._first_token_seconds,
        )
        return self._running

    async def _record_health(self, attempt: ProviderAttempt, outcome: Outcome) -> None:
        failure = attempt.failure
        # A model that only the caller knows, or a conversation that is too long, says nothing about the provider.
        is_callers = outcome is Outcome.BAD_ANSWER and (
            self._candidates.names_unknown_model(attempt.permit.provider)
            or (failure is not None and failure.is_of_request)
        )
        health = Outcome.CANCELLED if is_callers else outcome
        await self._registry.record(attempt.permit, health, retry_after=failure.retry_after if failure else None)

    def _count(self, attempt: ProviderAttempt, outcome: Outcome) -> None:
        count_request(attempt.provider, outcome)
        if attempt.first_token is not None and attempt.said:
            observe_first_token(attempt.provider, attempt.first_token)
        if attempt.is_cut:
            count_incomplete(attempt.provider)
        if attempt.failure is not None:
            log.warning("ai_call_failed", provider=attempt.provider, outcome=outcome.value, ms=attempt.ms)


async def _without_loss(record: Awaitable[None]) -> None:
    """Wait for a record that an answer can do without when the database is lost."""
    try:
        await record
    except (DatabaseUnavailable, DiskFull) as error:
        log.warning("ai_health_not_recorded", error=error.code)
