"""Calls of simulated providers over HTTP, with the health and the budgets of a database of the test."""

import random
import uuid
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from alcove.apps.study.ai_budgets.service import StoredBudgets
from alcove.apps.study.ai_calls.model import AiCall, AiEvent, AiResult, CallDone, CallFailed, TextAdded
from alcove.apps.study.ai_calls.service import AiCalls
from alcove.apps.study.ai_providers.configuration import NO_KEY, fingerprint_key, read_providers
from alcove.apps.study.ai_providers.model import ProviderConfig
from alcove.apps.study.ai_providers.service import SharedProviderRegistry
from alcove.apps.study.content_rules import load_content_rules
from alcove.apps.study.settings import StudySettings
from alcove.foundation.clock import SystemClock
from alcove.foundation.database import Pool
from alcove.foundation.settings import Secret, fields_set, load_settings
from alcove.wires.ai_providers import AnswerTimeouts, ChatMessage, ChatProvider, MessageRole
from alcove.wires.ai_providers.build import build_chat_provider
from integration.study.ai_budgets.world import add_learner, make_budgets
from support.ai_provider import AiProviderSite

CLOCK = SystemClock()
NAMES = ("deepseek", "openai", "claude", "gemini")


@dataclass(frozen=True, slots=True, kw_only=True)
class CallWorld:
    """The calls of one process, a learner, and the providers that are called."""

    calls: AiCalls
    registry: SharedProviderRegistry
    budgets: StoredBudgets
    site: AiProviderSite
    pool: Pool
    learner: uuid.UUID

    def call(self, text: str = "Why do plants need light?", **values: Any) -> AiCall:
        """Return a question of the learner."""
        messages = [ChatMessage(role=MessageRole.USER, content=text)]
        return AiCall(**{"user_id": self.learner, "messages": messages, "max_tokens": 2000, **values})

    async def ask(self, **values: Any) -> "Transcript":
        """Return all events of a question."""
        return Transcript([event async for event in self.calls.stream(self.call(**values))])

    async def count_answers(self) -> tuple[int, int]:
        """Return the requests and tokens of the learner today."""
        row = await self.pool.fetchrow(
            "SELECT requests, tokens FROM study.ai_user_usage WHERE user_id = $1 AND period = 'day'", self.learner
        )
        return (row["requests"], row["tokens"]) if row else (0, 0)


@dataclass(frozen=True, slots=True)
class Transcript:
    """The events of one answer."""

    events: Sequence[AiEvent]

    @property
    def text(self) -> str:
        """The text that was sent."""
        return "".join(event.text for event in self.events if isinstance(event, TextAdded))

    @property
    def result(self) -> AiResult:
        """The result; fails for an incomplete answer."""
        last = self.events[-1]
        assert isinstance(last, CallDone), last
        return last.result

    @property
    def failure(self) -> CallFailed:
        """The failure; fails for a complete answer."""
        last = self.events[-1]
        assert isinstance(last, CallFailed), last
        return last

    @property
    def attempts(self) -> Sequence[tuple[str, str]]:
        """The providers that were called, and how."""
        last = self.events[-1]
        attempts = last.result.attempts if isinstance(last, CallDone) else self.failure.attempts
        return [(attempt.provider, attempt.outcome.value) for attempt in attempts]


@asynccontextmanager
async def open_world(
    pool: Pool,
    site: AiProviderSite,
    *,
    names: Sequence[str] = NAMES,
    environ: Mapping[str, str] | None = None,
    budgets: StoredBudgets | None = None,
) -> AsyncIterator[CallWorld]:
    """Open the calls of a process that knows these providers."""
    variables = {**(site.settings(*names) if names else {}), "STUDY_PROVIDER_ORDER": ",".join(names), **(environ or {})}
    variables = {"STUDY_FIRST_TOKEN_TIMEOUT": "5", **variables}
    settings = load_settings(StudySettings, environ=variables)
    timeouts = AnswerTimeouts(first_token=settings.study_first_token_timeout, stall=1.0)
    clients: list[ChatProvider] = []
    rng = random.Random(1)  # noqa: S311 - no secret

    def open_client(provider: ProviderConfig) -> ChatProvider:
        client = build_chat_provider(
            provider.dialect.value,
            name=provider.name,
            base_url=provider.base_url,
            timeouts=timeouts,
            clock=CLOCK,
            rng=rng,
        )
        clients.append(client)
        return client

    def fingerprint(key: Secret) -> str:
        return fingerprint_key(key, secret="s" * 32)

    registry = SharedProviderRegistry(
        read_providers(settings, fields_set=fields_set(StudySettings, environ=variables), fingerprint=fingerprint),
        pool=pool,
        clock=CLOCK,
        open_client=open_client,
        keyless_fingerprint=fingerprint(NO_KEY),
        rng=rng,
    )
    used = budgets or make_budgets(pool)
    calls = AiCalls(
        registry=registry,
        budgets=used,
        rules=load_content_rules(settings),
        clock=CLOCK,
        first_token_seconds=settings.study_first_token_timeout,
    )
    learner = await add_learner(pool)
    yield CallWorld(calls=calls, registry=registry, budgets=used, site=site, pool=pool, learner=learner)
    await calls.close()
    await used.close()
    for client in clients:
        await client.close()


def words_of(text: str) -> list[str]:
    """Return the words of a text as the rule on repeats counts them."""
    return [word.strip(".,;:!?\"'()").lower() for word in text.split()]


def find_repeat(text: str, *, length: int = 8) -> str:
    """Return a run of words that a text has twice, nothing if there is none."""
    words = words_of(text)
    seen: set[tuple[str, ...]] = set()
    for start in range(len(words) - length + 1):
        run = tuple(words[start : start + length])
        if run in seen:
            return " ".join(run)
        seen.add(run)
    return ""
