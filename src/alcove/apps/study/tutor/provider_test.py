"""`/api/ai/providers/{name}/test`: one short call of a provider, with the caller's key where there is one."""

from collections.abc import Mapping, Sequence
from typing import Final, Literal

import msgspec

from alcove.apps.study.ai_calls.model import AiCall
from alcove.apps.study.ai_errors import AiError, BudgetExceeded
from alcove.apps.study.ai_parts import AiParts
from alcove.apps.study.ai_setting_checks import find_provider
from alcove.apps.study.native_api import InvalidFields, LimitReached, NotAllowed, NotSignedIn
from alcove.apps.study.native_callers import CallerIdentifier
from alcove.apps.study.native_rows import RowNotFound, both_paths
from alcove.apps.study.tutor.chat_limits import LimitUnknown, QuestionLimiter
from alcove.foundation.errors import CrossOriginForbidden
from alcove.foundation.web import Access, Api, Call
from alcove.wires.ai_providers import ChatMessage, MessageRole, Outcome

_QUESTION: Final = "Reply with the single word OK."
_MAX_TOKENS: Final = 64
_NOT_CALLED: Final = "not_called"
_ADVICE: Final[Mapping[str, str]] = {
    Outcome.AUTH_FAILED: "The provider refuses the key. Copy it again from the provider's page, or make a new one.",
    Outcome.RATE_LIMITED: "The provider asks for fewer requests, or the account there has no credit. Try again later.",
    Outcome.SERVER_ERROR: "The provider has an error of its own. Try again later.",
    Outcome.TIMEOUT: "The provider does not answer in time. Try again later.",
    Outcome.CONNECTION_LOST: "The provider cannot be reached from this server. Check its network.",
    _NOT_CALLED: "The provider was not called: it has no key, or is held after failures. Add a key, or wait.",
}
_OTHERWISE: Final = "The provider has sent an answer that cannot be used."


class ProviderTestBody(msgspec.Struct, frozen=True, kw_only=True):
    """How the call ended; `message` says what to do where it failed."""

    provider: str
    ok: bool
    outcome: Literal[
        "ok", "auth_failed", "rate_limited", "server_error", "timeout", "connection_lost", "incomplete", "bad_answer",
        "filtered", "cancelled", "not_called",
    ]  # fmt: skip
    message: str
    model: str | None = None
    cost_usd: float | None = None


def register_provider_test(
    apis: Sequence[Api], parts: AiParts, *, callers: CallerIdentifier, limiter: QuestionLimiter
) -> None:
    """Declare the endpoint; a test counts as a question of the account."""

    async def test_provider(call: Call[None, None]) -> ProviderTestBody:
        user_id = (await callers.identify(call)).user.id
        name = find_provider(call.path["name"])
        if name is None:
            raise RowNotFound("There is no AI provider of this name.")
        await limiter.count(user_id)
        question = ChatMessage(role=MessageRole.USER, content=_QUESTION)
        wanted = AiCall(
            user_id=user_id, messages=[question], max_tokens=_MAX_TOKENS, provider=name, has_substitutes=False
        )
        try:
            result = await parts.calls.complete(wanted)
        except BudgetExceeded:
            raise
        except AiError as error:
            outcome = str(error.attempts[-1].outcome) if error.attempts else _NOT_CALLED
            return _describe_failure(name, outcome)
        cost = float(result.cost_usd) if result.cost_usd is not None else None
        return ProviderTestBody(
            provider=name, ok=True, outcome="ok", message="The provider answers.", model=result.model, cost_usd=cost
        )

    for api in apis:
        api.route(
            "POST", *both_paths("ai/providers/{name}/test"), response_model=ProviderTestBody,
            errors=(
                NotSignedIn, NotAllowed, CrossOriginForbidden, RowNotFound, InvalidFields, LimitReached, LimitUnknown,
                BudgetExceeded,
            ),
            access=Access.PUBLIC, summary="Call a provider once, with the account's key if it has one",
        )(test_provider)  # fmt: skip


def _describe_failure(name: str, outcome: str) -> ProviderTestBody:
    message = _ADVICE.get(outcome, _OTHERWISE)
    return msgspec.convert({"provider": name, "ok": False, "outcome": outcome, "message": message}, ProviderTestBody)
