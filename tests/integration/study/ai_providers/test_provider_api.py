"""`/api/ai/providers` over HTTP: the list, who may read it, and what a lost database does."""

import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

import asyncpg
import httpx2
import pytest

from alcove.apps.study.ai_providers import build_provider_registry
from alcove.apps.study.keys import KeyStore
from alcove.apps.study.settings import StudySettings
from alcove.foundation.clock import SystemClock
from alcove.foundation.database import Pool, close_pool, open_pool
from alcove.foundation.settings import Configuration
from alcove.main.build import build_server, open_deps
from alcove.main.configuration import read_configuration
from alcove.wires.ai_providers import Outcome
from integration.study.ai_providers.registries import SilentClient, fail, make_registry, take
from integration.study.callers import add_account
from integration.study.served import StudyServer, serve_study
from support.clock import FakeClock
from support.deps import make_deps
from support.golden import check
from support.http_client import blocking_http_client
from support.postgres import Databases
from support.servers import serve_opened

GOLDEN: Final = Path(__file__).parent / "golden"
PATH: Final = "/api/ai/providers"
KEYS: Final = {
    "OPENAI_API_KEY": "sk-planted-1", "OPENAI_API_KEY_2": "sk-planted-2", "CLAUDE_API_KEY": "sk-planted-3",
    "OLLAMA_MODEL": "llama3.2", "STUDY_PROVIDER_ORDER": "openai,anthropic,deepseek,ollama",
}  # fmt: skip


@pytest.fixture(scope="module")
def server(_databases: Databases, _template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[StudyServer]:
    """Yield a server with providers whose addresses nobody may call in a test."""
    folder = tmp_path_factory.mktemp("data")
    with _databases.clone(_template) as dsn, serve_study(dsn, folder, ALCOVE_TOKEN="t" * 30, **KEYS) as served:
        yield served


@pytest.fixture
async def account(server: StudyServer) -> uuid.UUID:
    """Return an account."""
    connection = await asyncpg.connect(server.dsn)
    try:
        return await add_account(connection)
    finally:
        await connection.close()


def get(server: StudyServer, path: str = PATH, **headers: str) -> httpx2.Response:
    """Return the response to a GET request."""
    with blocking_http_client(server.address) as client:
        return client.get(path, headers=headers)


async def hold(server: StudyServer, outcome: Outcome, *, times: int, retry_after: float | None = None) -> None:
    """Let calls of OpenAI end with an outcome, in another process."""
    pool = await open_pool(server.dsn)
    try:
        await fail(make_registry(pool, SystemClock(), KEYS), outcome, times=times, retry_after=retry_after)
    finally:
        await close_pool(pool)


def make_token(configuration: Configuration) -> str:
    """Return the access token of an account of a server."""
    store = KeyStore(configuration.load(StudySettings), data_dir=configuration.data_dir, clock=SystemClock())
    return StudyServer(address="", dsn="", keys=store.keys).token(uuid.uuid4())


def describe(response: httpx2.Response) -> Any:
    """Return what is pinned of a response; times are checked apart from that."""
    body = response.json()
    for provider in body["providers"]:
        provider["until"] = provider["until"] and "..."
    return {"status": response.status_code, "body": body}


async def test_the_list_is_pinned(server: StudyServer, account: uuid.UUID) -> None:
    """Names, models and reasons are as in the contract, in an order that does not change; no key is in the response."""
    headers = {"Authorization": f"Bearer {server.token(account)}"}
    answers = {"healthy": describe(get(server, **headers))}
    await hold(server, Outcome.RATE_LIMITED, times=1, retry_after=600)
    answers["cooling"] = describe(get(server, "/api/study/ai/providers", **headers))
    await server.execute("UPDATE study.ai_provider_health SET cooling_until = NULL")
    await hold(server, Outcome.SERVER_ERROR, times=5)
    response = get(server, **headers)
    answers["open"] = describe(response)
    check(GOLDEN / "providers.json", answers)
    until = response.json()["providers"][1]["until"]
    left = datetime.fromisoformat(until) - SystemClock().now()
    assert timedelta(seconds=30) < left <= timedelta(seconds=60)
    assert "planted" not in response.text


def test_only_accounts_may_read_it(server: StudyServer) -> None:
    """Without a session it is 401, with a key 403, in the native shape."""
    expected = {"": 401, "nonsense": 401, server.keys.anon_key: 403, server.keys.service_role_key: 403}
    for bearer, status in expected.items():
        for path in (PATH, "/api/study/ai/providers"):
            response = get(server, path, **({"Authorization": f"Bearer {bearer}"} if bearer else {}))
            assert (response.status_code, "request_id" in response.json()) == (status, True)


async def test_health_and_metrics_say_that_the_breaker_is_open(server: StudyServer) -> None:
    """The gauge is that of the shared state in a process that has made no call itself; the server stays healthy."""
    headers = {"Authorization": f"Bearer {'t' * 30}"}
    await server.execute("DELETE FROM study.ai_provider_health")
    assert 'alcove_ai_breaker_open{provider="openai"} 0.0' in get(server, "/metrics", **headers).text
    await hold(server, Outcome.TIMEOUT, times=5)
    text = get(server, "/metrics", **headers).text
    assert 'alcove_ai_breaker_open{provider="openai"} 1.0' in text
    assert 'alcove_ai_breaker_open{provider="gemini"}' not in text
    part = next(part for part in get(server, "/health/ready").json()["parts"] if part["name"] == "study AI providers")
    assert part["state"] == "degraded"
    assert part["detail"].startswith("claude, ollama ok; openai open until 20")


async def test_a_lost_database_is_unavailable(dsn: str) -> None:
    """Acquiring, recording and listing raise the error with 503 and Retry-After; a success needs no database."""
    pool = await open_pool(dsn)
    registry = make_registry(pool, FakeClock())
    permit = await take(registry)
    await close_pool(pool)
    for attempt in (
        lambda: registry.acquire("openai"),
        lambda: registry.record(permit, Outcome.TIMEOUT),
        registry.list_statuses,
    ):
        with pytest.raises(Exception, match="database") as caught:
            await attempt()
        assert (getattr(caught.value, "status", 0), dict(getattr(caught.value, "headers", {}))) == (
            503,
            {"Retry-After": "5"},
        )
    await registry.record(permit, Outcome.OK)


def test_a_lost_database_is_503_over_http(dsn: str, tmp_path: Path) -> None:
    """The endpoint answers 503 with Retry-After, and the check of the providers is only degraded."""
    environ = {"ALCOVE_DATA_DIR": str(tmp_path), "DATABASE_URL": dsn, **KEYS}
    configuration = read_configuration(environ)

    @asynccontextmanager
    async def open_server() -> AsyncIterator[Any]:
        async with open_deps(configuration, dsn, name="alcove-test") as deps:
            main = build_server(deps).main
            await deps.pool.close()
            yield main

    with serve_opened(open_server()) as address, blocking_http_client(address) as client:
        response = client.get(PATH, headers={"Authorization": f"Bearer {make_token(configuration)}"})
        assert (response.status_code, response.headers["retry-after"]) == (503, "5")
        part = next(
            part for part in client.get("/health/ready").json()["parts"] if part["name"] == "study AI providers"
        )
        assert part["state"] == "degraded"


async def test_clients_are_opened_once_and_closed_with_the_process(pool: Pool, dsn: str, tmp_path: Path) -> None:
    """A process has one client for each provider that it has called, and closes it in the end."""
    opened: list[SilentClient] = []

    def open_client(provider: Any) -> SilentClient:
        opened.append(SilentClient(provider))
        return opened[-1]

    deps = make_deps(dsn, pool=pool, data_dir=tmp_path, environ=KEYS)
    async with deps.exit_stack:
        registry = build_provider_registry(deps, open_client=open_client)
        for name in ("openai", "anthropic", "openai", "claude", "gemini"):
            await registry.acquire(name)
        assert [client.provider.name for client in opened] == ["openai", "claude"]
        assert not any(client.is_closed for client in opened)
    assert all(client.is_closed for client in opened)


async def test_the_requested_provider_comes_first(pool: Pool) -> None:
    """`order` has the configured providers only; an unknown, absent or unconfigured name changes nothing."""
    registry = make_registry(pool, FakeClock(), KEYS)
    configured = ["openai", "claude", "ollama"]
    for requested in (None, "", "nobody", "deepseek", "gemini", "x\x00", "\ud800"):
        assert [provider.name for provider in registry.order(requested)] == configured
    for requested in ("claude", "anthropic", " Anthropic "):
        assert [provider.name for provider in registry.order(requested)] == ["claude", "openai", "ollama"]
