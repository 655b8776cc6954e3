"""Why nobody answers: the error for the caller, which has no text of a provider."""

import math
from collections.abc import Sequence
from datetime import datetime

from alcove.apps.study.ai_errors import AiError, Attempt, NoProvider, ProvidersFailed, ProvidersHeld, ProvidersLimited
from alcove.apps.study.ai_providers.model import ProviderStatus
from alcove.wires.ai_providers import Outcome


def explain_silence(attempts: Sequence[Attempt], statuses: Sequence[ProviderStatus], *, now: datetime) -> AiError:
    """Return the error when all configured providers have failed or are held; `statuses` are those of now.

    A failure makes it ProvidersFailed unless a provider has asked to wait; the wait is that of the first to come back.
    """
    held = [status for status in statuses if status.until is not None]
    wait = min((_count_seconds(status, now=now) for status in held), default=None)
    headers = {} if wait is None else {"Retry-After": str(wait)}
    error: AiError
    if any(attempt.outcome is not Outcome.RATE_LIMITED for attempt in attempts):
        names = ", ".join(dict.fromkeys(f"{attempt.provider} ({attempt.outcome.value})" for attempt in attempts))
        # With nobody else left the caller waits for the first one that has asked to wait: no failure of a gateway.
        kind = ProvidersHeld if _is_limit(attempts, statuses) else ProvidersFailed
        when = f"in {wait} s" if kind is ProvidersHeld else "in a moment"
        error = kind(f"No AI provider has answered: {names}. Try again {when}.", headers=headers)
    elif attempts or (held and all(status.is_limited for status in held)):
        headers = headers or {"Retry-After": "1"}
        message = f"All AI providers ask for fewer requests. Try again in {headers['Retry-After']} s."
        error = ProvidersLimited(message, headers=headers)
    elif statuses:
        headers = headers or {"Retry-After": "1"}
        message = f"No AI provider can be called now. Try again in {headers['Retry-After']} s."
        error = ProvidersHeld(message, headers=headers)
    else:
        error = NoProvider("No AI provider is configured.")
    error.attempts = tuple(attempts)
    return error


def _is_limit(attempts: Sequence[Attempt], statuses: Sequence[ProviderStatus]) -> bool:
    """Return whether nobody is left that was not called, and a provider has asked to wait."""
    called = {attempt.provider for attempt in attempts}
    is_nobody_left = all(status.until is not None or status.name in called for status in statuses)
    return is_nobody_left and any(status.is_limited for status in statuses)


def _count_seconds(status: ProviderStatus, *, now: datetime) -> int:
    wait = (status.until - now).total_seconds() if status.until else 0.0
    return max(1, math.ceil(wait))
