"""What calls of AI providers may cost: prices, reservations, and the errors of a spent budget."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final, Protocol
from uuid import UUID

from alcove.wires.ai_providers import ChatRequest, TokenUsage


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelPrice:
    """US dollars for a million tokens."""

    prompt: Decimal
    completion: Decimal

    def cost(self, usage: TokenUsage) -> Decimal:
        """Return the cost of a call."""
        return (self.prompt * usage.prompt + self.completion * usage.completion) / 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Reservation:
    """What one call may use at most, held until its use is recorded or it has expired."""

    id: UUID
    user_id: UUID
    day: date
    provider: str
    request: ChatRequest
    price: ModelPrice | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedUsage:
    """What a call used; `cost_usd` is None for a model without a price."""

    usage: TokenUsage
    is_estimated: bool
    cost_usd: Decimal | None


MESSAGE_TOKENS: Final = 16
"""Tokens that a message costs besides its text, at most."""
DEFAULT_ANSWER_TOKENS: Final = 4_096
_CHARACTERS_PER_TOKEN: Final = 4


def highest_usage(request: ChatRequest) -> TokenUsage:
    """Return the most that a call can use: a token has at least one byte of UTF-8."""
    prompt = sum(len(message.content.encode("utf-8", "surrogatepass")) + MESSAGE_TOKENS for message in request.messages)
    completion = DEFAULT_ANSWER_TOKENS if request.max_tokens is None else request.max_tokens
    return TokenUsage(prompt=prompt, completion=completion)


def estimate_usage(request: ChatRequest, answer: str) -> TokenUsage:
    """Return about what a call has used: a token for four characters."""
    characters = sum(len(message.content) for message in request.messages)
    return TokenUsage(
        prompt=-(-characters // _CHARACTERS_PER_TOKEN), completion=-(-len(answer) // _CHARACTERS_PER_TOKEN)
    )


class Budgets(Protocol):
    """Reserves before a call of a provider, and records what it used after it; each is one statement."""

    async def reserve(
        self, user_id: UUID, request: ChatRequest, *, provider: str, is_billed: bool = True
    ) -> Reservation:
        """Return the reservation of one attempt: one request, the tokens of decision 30, their cost.

        A call that is not billed to the server, with a key of the account, has no cost, and needs no price.
        BudgetExceeded when the budget is spent, also after waiting for open reservations of others (10 s);
        ModelUnpriced for a model without a price under a cap on money.
        """
        ...

    async def record_usage(
        self, reservation: Reservation, usage: TokenUsage | None, *, is_answered: bool, text: str = ""
    ) -> RecordedUsage:
        """Replace the reservation by what was used, and log it; a failed call counts its tokens but no request.

        Without `usage` the tokens are estimated from the request and from `text`, which the provider has sent so far.
        """
        ...

    async def count_cached(self, user_id: UUID) -> None:
        """Count an answer from the cache: one request, no tokens; BudgetExceeded."""
        ...
