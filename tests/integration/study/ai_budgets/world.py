"""Budgets on a database of a test."""

import uuid
from decimal import Decimal

import asyncpg

from alcove.apps.study.ai_budgets import load_prices
from alcove.apps.study.ai_budgets.service import StoredBudgets
from alcove.apps.study.ai_budgets.store import Caps
from alcove.foundation.clock import Clock, SystemClock
from alcove.foundation.database import Pool
from alcove.foundation.telemetry import get_logger
from alcove.wires.ai_providers import ChatMessage, ChatRequest, MessageRole, TokenUsage
from integration.study.callers import add_account

MODEL = "gpt-4o-mini"
ANSWERED = TokenUsage(prompt=10, completion=5)


def make_budgets(
    pool: Pool,
    *,
    requests: int = 0,
    tokens: int = 0,
    user_usd: str = "0",
    total_usd: str = "0",
    clock: Clock | None = None,
) -> StoredBudgets:
    """Return budgets with caps."""
    caps = Caps(user_requests=requests, user_tokens=tokens, user_usd=Decimal(user_usd), total_usd=Decimal(total_usd))
    log = get_logger("alcove.study")
    return StoredBudgets(pool, caps=lambda: caps, prices=load_prices(None), clock=clock or SystemClock(), log=log)


def question(text: str = "Why is the sky blue?", *, max_tokens: int = 100, model: str = MODEL) -> ChatRequest:
    """Return a request with one message."""
    return ChatRequest(model=model, messages=[ChatMessage(role=MessageRole.USER, content=text)], max_tokens=max_tokens)


async def add_learner(pool: Pool) -> uuid.UUID:
    """Add an account."""
    async with pool.acquire() as connection:
        return await add_account(connection)


async def read_usage(
    pool: Pool | asyncpg.Connection, account: uuid.UUID, *, period: str = "day"
) -> tuple[int, int, Decimal]:
    """Return requests, tokens and cost of an account."""
    row = await pool.fetchrow(
        "SELECT requests, tokens, usd FROM study.ai_user_usage WHERE user_id = $1 AND period = $2", account, period
    )
    return (row["requests"], row["tokens"], row["usd"]) if row else (0, 0, Decimal(0))
