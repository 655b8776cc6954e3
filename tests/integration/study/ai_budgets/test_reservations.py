"""Budgets are reserved before a call and counted after it."""

import asyncio
import math
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import asyncpg
import pytest

from alcove.apps.study.ai_budgets import service
from alcove.apps.study.ai_errors import BudgetExceeded, ModelUnpriced
from alcove.foundation.database import Pool
from alcove.wires.ai_providers import TokenUsage
from integration.study.ai_budgets.world import ANSWERED, add_learner, make_budgets, question, read_usage
from support.clock import FakeClock
from support.until import until_async


async def test_an_answer_counts_a_request_its_tokens_and_its_cost(pool: Pool) -> None:
    """What the provider counted stands in the usage of the day, the month, the total, and in the log."""
    budgets, account = make_budgets(pool, requests=10), await add_learner(pool)
    reservation = await budgets.reserve(account, question(), provider="openai")
    used = await budgets.record_usage(reservation, TokenUsage(prompt=1000, completion=500), is_answered=True)
    assert (used.usage.total, used.is_estimated, used.cost_usd) == (1500, False, Decimal("0.00045"))
    assert await read_usage(pool, account) == (1, 1500, Decimal("0.00045"))
    assert await read_usage(pool, account, period="month") == (1, 1500, Decimal("0.00045"))
    assert tuple(await pool.fetchrow("SELECT requests, tokens, usd FROM study.ai_total_usage")) == (
        1,
        1500,
        Decimal("0.00045"),
    )
    log = await pool.fetchrow("SELECT provider, model, tokens_used, success FROM public.api_usage_logs")
    assert tuple(log) == ("openai", "gpt-4o-mini", 1500, True)
    assert await pool.fetchval("SELECT count(*) FROM study.ai_reservations") == 0


async def test_a_call_that_is_recorded_twice_counts_once(pool: Pool) -> None:
    """The connection may be lost at the commit: the next try finds what the first one has stored."""
    budgets, account = make_budgets(pool, requests=10), await add_learner(pool)
    reservation = await budgets.reserve(account, question(), provider="openai")
    for _ in range(2):
        await budgets.record_usage(reservation, ANSWERED, is_answered=True)
    assert (await read_usage(pool, account))[:2] == (1, ANSWERED.total)
    assert await pool.fetchval("SELECT count(*) FROM public.api_usage_logs") == 1


async def test_a_failed_call_counts_its_tokens_and_no_request(pool: Pool) -> None:
    """Without a count of the provider the tokens are estimated from what was sent so far."""
    budgets, account = make_budgets(pool, requests=1), await add_learner(pool)
    for _ in range(3):
        reservation = await budgets.reserve(account, question("x" * 40), provider="openai")
        used = await budgets.record_usage(reservation, None, is_answered=False, text="y" * 20)
        assert (used.usage, used.is_estimated) == (TokenUsage(prompt=10, completion=5), True)
    assert (await read_usage(pool, account))[:2] == (0, 45)


async def test_a_spent_budget_of_requests_renews_at_midnight(pool: Pool) -> None:
    """The refusal says when; the next day the first request is answered."""
    clock = FakeClock(datetime(2026, 3, 1, 23, 0, tzinfo=UTC))
    budgets, account = make_budgets(pool, requests=1, clock=clock), await add_learner(pool)
    await budgets.record_usage(
        await budgets.reserve(account, question(), provider="openai"), ANSWERED, is_answered=True
    )
    with pytest.raises(BudgetExceeded) as refused:
        await budgets.reserve(account, question(), provider="openai")
    assert (refused.value.status, refused.value.code) == (429, "BUDGET_EXCEEDED")
    assert refused.value.headers["Retry-After"] == "3600"
    clock.advance(3600)
    await budgets.reserve(account, question(), provider="openai")
    await budgets.close()


async def test_a_month_renews_with_its_first_day_but_the_wait_is_at_most_a_day(pool: Pool) -> None:
    """A client is never sent away for more than a day."""
    clock = FakeClock(datetime(2026, 2, 10, tzinfo=UTC))
    budgets, account = make_budgets(pool, user_usd="0.0001", clock=clock), await add_learner(pool)
    with pytest.raises(BudgetExceeded) as refused:
        await budgets.reserve(account, question(max_tokens=10_000), provider="openai")
    assert refused.value.headers["Retry-After"] == "86400"


async def test_tokens_are_reserved_by_bytes_messages_and_the_longest_answer(pool: Pool) -> None:
    """A question that could pass the cap is refused before it is asked, one that just fits is not."""
    account = await add_learner(pool)
    with pytest.raises(BudgetExceeded):
        await make_budgets(pool, tokens=4 + 16 + 99).reserve(
            account, question("abcd", max_tokens=100), provider="openai"
        )
    budgets = make_budgets(pool, tokens=4 + 16 + 100)
    await budgets.reserve(account, question("abcd", max_tokens=100), provider="openai")
    await budgets.close()


async def test_the_cost_of_all_users_has_a_cap_of_its_own(pool: Pool) -> None:
    """Another account that has used nothing is refused as well."""
    first, second = await add_learner(pool), await add_learner(pool)
    budgets = make_budgets(pool, total_usd="0.001")
    reservation = await budgets.reserve(first, question(max_tokens=1000), provider="openai")
    await budgets.record_usage(reservation, TokenUsage(prompt=0, completion=1500), is_answered=True)
    with pytest.raises(BudgetExceeded, match="this server"):
        await budgets.reserve(second, question(max_tokens=1000), provider="openai")


async def test_a_model_without_a_price_is_refused_only_under_a_cap_on_money(pool: Pool) -> None:
    """The refusal names the model; without such a cap its cost is unknown, and said to be."""
    account, unpriced = await add_learner(pool), question(model="house-model")
    with pytest.raises(ModelUnpriced, match="house-model") as refused:
        await make_budgets(pool, total_usd="1").reserve(account, unpriced, provider="openai")
    assert (refused.value.status, refused.value.code) == (400, "VALIDATION_ERROR")
    budgets = make_budgets(pool, tokens=10_000)
    used = await budgets.record_usage(
        await budgets.reserve(account, unpriced, provider="openai"), ANSWERED, is_answered=True
    )
    assert used.cost_usd is None


async def test_a_call_waits_for_others_that_may_leave_something(pool: Pool) -> None:
    """A call that would fit alone is answered as soon as another one has used less than it had reserved."""
    budgets, account = make_budgets(pool, tokens=300), await add_learner(pool)
    first = await budgets.reserve(account, question("abcd", max_tokens=200), provider="openai")
    second = asyncio.create_task(budgets.reserve(account, question("abcd", max_tokens=200), provider="openai"))
    done, _ = await asyncio.wait([second], timeout=0.3)
    assert not done
    await budgets.record_usage(first, ANSWERED, is_answered=True)
    await asyncio.wait_for(second, 60)
    await budgets.close()


async def test_a_wait_ends_after_ten_seconds(pool: Pool) -> None:
    """A call that never ends does not keep others waiting for longer."""
    clock = FakeClock()
    budgets, account = make_budgets(pool, requests=1, clock=clock), await add_learner(pool)
    await budgets.reserve(account, question(), provider="openai")
    before = clock.monotonic()
    with pytest.raises(BudgetExceeded) as refused:
        await budgets.reserve(account, question(), provider="openai")
    assert math.isclose(clock.monotonic() - before, service.WAIT_SECONDS, abs_tol=0.2)
    assert refused.value.headers["Retry-After"] == "10"
    await budgets.close()


async def test_a_lost_call_is_charged_until_it_reports_after_all(pool: Pool) -> None:
    """What a killed process had reserved counts as used, without a request; a late report corrects it."""
    budgets, account = make_budgets(pool, tokens=1000), await add_learner(pool)
    reservation = await budgets.reserve(account, question("abcd", max_tokens=80), provider="openai")
    await budgets.close()
    await pool.execute("UPDATE study.ai_reservations SET lease_until = now() - interval '1 second'")
    assert await pool.fetchval("SELECT study.charge_lost_ai_calls()") == 1
    assert await pool.fetchval("SELECT study.charge_lost_ai_calls()") == 0
    assert (await read_usage(pool, account))[:2] == (0, 100)
    await budgets.record_usage(reservation, ANSWERED, is_answered=True)
    assert (await read_usage(pool, account))[:2] == (1, 15)


async def test_an_answer_from_the_cache_counts_as_a_request_without_tokens(pool: Pool) -> None:
    """So that a budget of requests limits all answers; nothing is logged as a call of a provider."""
    budgets, account = make_budgets(pool, requests=2), await add_learner(pool)
    await budgets.count_cached(account)
    await budgets.count_cached(account)
    with pytest.raises(BudgetExceeded):
        await budgets.count_cached(account)
    assert (await read_usage(pool, account))[:2] == (2, 0)
    assert await pool.fetchval("SELECT count(*) FROM public.api_usage_logs") == 0


async def test_without_caps_usage_is_counted_all_the_same(pool: Pool) -> None:
    """An owner who sets a cap later finds what was used before."""
    budgets, account = make_budgets(pool), await add_learner(pool)
    await budgets.record_usage(
        await budgets.reserve(account, question(), provider="openai"), ANSWERED, is_answered=True
    )
    assert (await read_usage(pool, account))[:2] == (1, 15)


async def test_an_account_that_is_deleted_in_mid_call_leaves_no_row(pool: Pool) -> None:
    """Its reservation and its usage go with it; the total keeps what was spent."""
    budgets, account = make_budgets(pool, requests=5), await add_learner(pool)
    reservation = await budgets.reserve(account, question(), provider="openai")
    await pool.execute("DELETE FROM auth.users WHERE id = $1", account)
    await budgets.record_usage(reservation, ANSWERED, is_answered=True)
    assert await pool.fetchval("SELECT count(*) FROM study.ai_user_usage") == 0
    assert await pool.fetchval("SELECT tokens FROM study.ai_total_usage") == ANSWERED.total
    with pytest.raises(asyncpg.ForeignKeyViolationError):
        await budgets.reserve(uuid4(), question(), provider="openai")


async def test_days_are_those_of_the_reservation(pool: Pool) -> None:
    """A call over midnight counts to the day on which it was reserved."""
    clock = FakeClock(datetime(2026, 1, 31, 23, 59, 59, tzinfo=UTC))
    budgets, account = make_budgets(pool, requests=1, clock=clock), await add_learner(pool)
    reservation = await budgets.reserve(account, question(), provider="openai")
    clock.advance(timedelta(seconds=5).total_seconds())
    await budgets.record_usage(reservation, ANSWERED, is_answered=True)
    days = await pool.fetch("SELECT period, starts_on::text FROM study.ai_user_usage WHERE requests = 1 ORDER BY 1")
    assert [tuple(row) for row in days] == [("day", "2026-01-31"), ("month", "2026-01-01")]
    await budgets.close()


async def test_a_caller_who_leaves_while_it_is_reserved_leaves_nothing(pool: Pool) -> None:
    """What the database reserves for a call that was cancelled meanwhile is released, and never counts as used."""
    account = await add_learner(pool)
    budgets = make_budgets(pool, requests=1)
    await budgets.record_usage(await budgets.reserve(account, question(), provider="openai"), None, is_answered=False)
    used = await read_usage(pool, account)
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute("SELECT FROM study.ai_user_usage WHERE user_id = $1 FOR UPDATE", account)
        waiting = asyncio.create_task(budgets.reserve(account, question(), provider="openai"))
        blocker = await connection.fetchval("SELECT pg_backend_pid()")
        await until_async(lambda: _blocks_others(pool, blocker))
        waiting.cancel()
        await asyncio.sleep(0)
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert await pool.fetchval("SELECT count(*) FROM study.ai_reservations") == 0
    assert await read_usage(pool, account) == used
    assert await budgets.reserve(account, question(), provider="openai")
    await budgets.close()


async def _blocks_others(pool: Pool, blocker: int) -> bool:
    """Return whether another session waits for a lock of a session; a transaction would see one state for ever."""
    query = "SELECT count(*) FROM pg_stat_activity WHERE $1 = ANY(pg_blocking_pids(pid))"
    return bool(await pool.fetchval(query, blocker))
