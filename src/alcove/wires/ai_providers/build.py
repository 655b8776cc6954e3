"""Builds the client of one provider."""

import random
from typing import Final
from urllib.parse import urlsplit

from alcove import __version__
from alcove.foundation.clock import Clock
from alcove.foundation.fetch import Client, Network, NoLimit, Policy, Timeouts, private_server
from alcove.wires.ai_providers.anthropic_dialect import AnthropicDialect
from alcove.wires.ai_providers.dialect import Dialect
from alcove.wires.ai_providers.google_dialect import GoogleDialect
from alcove.wires.ai_providers.model import AnswerTimeouts, ChatProvider
from alcove.wires.ai_providers.openai_dialect import DEFAULT_BASE_URL, OPENROUTER_BASE_URL, OpenAiDialect
from alcove.wires.ai_providers.provider import HttpChatProvider

MAX_CONNECTIONS: Final = 2_000
CONNECT_TIMEOUT_S: Final = 10.0


def build_chat_provider(
    dialect: str,
    *,
    name: str,
    base_url: str,
    timeouts: AnswerTimeouts,
    clock: Clock,
    rng: random.Random,
    network: Network | None = None,
) -> ChatProvider:
    """Return the client of a provider that speaks `dialect` (openai, anthropic or google) below `base_url`.

    `name` stands in messages, logs and metrics. The base address may be private, because the owner has named it.
    Nothing is repeated here, and no circuit opens: that is up to the caller. ValueError for an unknown dialect.
    """
    longest = max(timeouts.first_token, timeouts.stall, timeouts.answer)
    hosts = {urlsplit(base_url).hostname or ""}
    if base_url.rstrip("/") == DEFAULT_BASE_URL:
        hosts.add(urlsplit(OPENROUTER_BASE_URL).hostname or "")
    policy = Policy(
        name=f"ai-{name}",
        base_url=base_url,
        user_agent=f"Alcove/{__version__}",
        # The provider's own time-outs are shorter; these end what nobody waits for.
        timeout=Timeouts(connect=min(CONNECT_TIMEOUT_S, longest), read=longest + 1, total=longest + 1),
        retries=0,
        retry_statuses=frozenset(),
        retry_methods=frozenset(),
        max_refusals=0,
        breaker=None,
        redirects=0,
        max_connections=MAX_CONNECTIONS,
        hosts=frozenset(hosts),
        allow_private=frozenset({private_server(base_url)}),
    )
    return HttpChatProvider(
        name,
        dialect=_build_dialect(dialect, base_url, name=name),
        client=Client(policy, limiter=NoLimit(), clock=clock, rng=rng, network=network),
        timeouts=timeouts,
        clock=clock,
    )


def _build_dialect(dialect: str, base_url: str, *, name: str) -> Dialect:
    match dialect:
        case "openai":
            # Other providers with this dialect have models of their own.
            return OpenAiDialect(base_url, takes_openrouter_keys=name == "openai")
        case "anthropic":
            return AnthropicDialect()
        case "google":
            return GoogleDialect()
    raise ValueError(f"there is no dialect {dialect!r}")
