"""The limit of questions by one user."""

import math
from collections.abc import Callable
from typing import Final
from uuid import UUID

from alcove.apps.study.native_api import LimitReached
from alcove.apps.study.tutor.model import question_limit_key
from alcove.foundation.deps import Deps
from alcove.foundation.errors import RETRY_SOON, AppError
from alcove.foundation.ratelimit import LimiterUnavailable, Rule

_MINUTE: Final = 60.0


class LimitUnknown(AppError):
    """The limit of questions cannot be checked now; Retry-After says when to try again."""

    status = 503
    code = "limit_unknown"
    default_headers = RETRY_SOON


class QuestionLimiter:
    """Counts questions, whichever address they come to."""

    def __init__(self, deps: Deps, *, per_minute: Callable[[], int]) -> None:
        self._limits = deps.limits
        self._clock = deps.clock
        self._per_minute = per_minute

    async def count(self, user_id: UUID) -> None:
        """Count a question; LimitReached, LimitUnknown."""
        rule = Rule(self._per_minute(), _MINUTE)
        try:
            seconds = await self._limits.start(question_limit_key(user_id), rule)
        except LimiterUnavailable as error:
            raise LimitUnknown("The limit of questions cannot be checked now. Try again in a moment.") from error
        if seconds <= 0:
            return
        wait = max(1, math.ceil(seconds))
        headers = {
            "Retry-After": str(wait),
            "X-RateLimit-Limit": str(rule.limit),
            "X-RateLimit-Remaining": "0",
            "X-RateLimit-Reset": str(math.ceil(self._clock.now().timestamp() + wait)),
        }
        raise LimitReached(f"There were too many questions. Try again in {wait} seconds.", headers=headers)
