"""Accounts: the check of a token, sign-ins beside the bare hash of their password, and refreshes of sessions."""

import asyncio
import json
import time
from collections.abc import Iterator
from functools import cache
from http.client import HTTPConnection
from statistics import median
from typing import Any

from alcove.foundation.clock import SystemClock
from alcove.foundation.identity import PasswordHasher
from alcove.wires.supabase.tokens import TokenSettings, TokenVerifier
from bench.environment import BenchEnvironment, get_environment
from bench.figures import Figure
from bench.load import Outcome, Plan
from bench.processes import run_load
from bench.study.operations import SECRET, sign

TITLE = "Accounts of study: a token, sign-ins and refreshes through one api process"
TOKEN_BUDGET = 40.0
REFRESH_BUDGET = 1000.0
CHECKS = 20_000
SESSIONS = 64
"""Sessions that are refreshed in turn, so that each use of a token is some requests after the last one."""
SIGN_INS = 2
"""Connections that sign in: as many as passwords are checked at a time."""
PASSWORD = "correct horse battery"  # noqa: S105 - of a temporary account
SETTINGS = {
    "STUDY_JWT_SECRET": SECRET,
    "STUDY_SIGN_UPS_PER_HOUR": "0",
    "STUDY_SIGN_UPS_PER_DAY": "0",
    "STUDY_AUTOCONFIRM": "1",
}


def measure() -> Iterator[Figure]:
    """Yield the figures of tokens, sign-ins and refreshes."""
    env = get_environment()
    yield _measure_tokens(quick=env.quick)
    with env.api(SETTINGS) as (_, port):
        session = _call(port, "signup", {"email": "bench@example.org", "password": PASSWORD})
        yield _measure_sign_ins(env, port, email=session["user"]["email"])
        yield _measure_refreshes(env, port, email=session["user"]["email"])


def _measure_tokens(*, quick: bool) -> Figure:
    verifier = TokenVerifier(TokenSettings(secret=SECRET), clock=SystemClock())
    token, count = sign("authenticated"), CHECKS // 20 if quick else CHECKS
    verifier.verify(token)
    started = time.perf_counter()
    for _ in range(count):
        verifier.verify(token)
    microseconds = 1e6 * (time.perf_counter() - started) / count
    return Figure(
        name="check of a known token", value=round(microseconds, 2), unit="µs", at_most=TOKEN_BUDGET,
        note=f"mean of {count:,}",
    )  # fmt: skip


def _measure_sign_ins(env: BenchEnvironment, port: int, *, email: str) -> Figure:
    seconds = 1.0 if env.quick else 4.0
    request = _request("token?grant_type=password", {"email": email, "password": PASSWORD})
    rounds = 1 if env.quick else 3
    bare, outcomes = [], []
    for _ in range(rounds):
        bare.append(asyncio.run(_count_hashes(seconds)))
        outcomes.append(run_load(Plan(port=port, requests=[request], connections=SIGN_INS, seconds=seconds)))
    rate = median(outcome.rate for outcome in outcomes)
    return Figure(
        name="sign-in with a password", value=round(rate / median(bare), 3), unit="of the bare hash",
        note=f"{rate:,.0f}/s, {median(bare):,.0f} hashes/s{_count_errors(outcomes)}",
    )  # fmt: skip


async def _count_hashes(seconds: float) -> float:
    """Return how many passwords a second are checked, as many at a time as the sign-ins."""
    hasher = PasswordHasher()
    known = await hasher.hash(PASSWORD)
    started, count = time.perf_counter(), 0
    while time.perf_counter() - started < seconds:
        await asyncio.gather(*(hasher.check(known, PASSWORD) for _ in range(SIGN_INS)))
        count += SIGN_INS
    return count / (time.perf_counter() - started)


def _measure_refreshes(env: BenchEnvironment, port: int, *, email: str) -> Figure:
    seconds = 1.0 if env.quick else 5.0
    outcome = asyncio.run(_refresh(port, _list_tokens(port, email), seconds=seconds))
    return Figure(
        name="refresh of a session", value=round(outcome.rate), unit="/s", at_least=REFRESH_BUDGET,
        note=f"{SESSIONS} sessions, each token used once; p50 {outcome.percentile(0.5):.1f} ms,"
        f" p99 {outcome.percentile(0.99):.1f} ms{_count_errors([outcome])}",
    )  # fmt: skip


def _list_tokens(port: int, email: str) -> list[str]:
    body = {"email": email, "password": PASSWORD}
    return [_call(port, "token?grant_type=password", body)["refresh_token"] for _ in range(SESSIONS)]


async def _refresh(port: int, tokens: list[str], *, seconds: float) -> Outcome:
    """Refresh each session with the token of the last response, until the time is over."""
    outcome, started = Outcome(), time.perf_counter()
    await asyncio.gather(*(_refresh_session(outcome, port, token, until=started + seconds) for token in tokens))
    outcome.seconds = time.perf_counter() - started
    return outcome


async def _refresh_session(outcome: Outcome, port: int, token: str, *, until: float) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    while (started := time.perf_counter()) < until:
        writer.write(_request("token?grant_type=refresh_token", {"refresh_token": token}).encode())
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        length = int(head.partition(b"\r\ncontent-length:")[2].partition(b"\r\n")[0])
        body = await reader.readexactly(length)
        outcome.requests += 1
        outcome.times.append(time.perf_counter() - started)
        if not head.startswith(b"http/1.1 200"):
            outcome.errors += 1
            break
        token = body.partition(b'"refresh_token":"')[2].partition(b'"')[0].decode()
    writer.close()


def _call(port: int, path: str, body: Any) -> Any:
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("POST", f"/auth/v1/{path}", json.dumps(body), _fields())
        response = connection.getresponse()
        content = response.read()
        if response.status != 200:
            raise RuntimeError(f"{path}: {content.decode()}")
        return json.loads(content)
    finally:
        connection.close()


def _request(path: str, body: Any) -> str:
    content = json.dumps(body)
    fields = {"Host": "127.0.0.1", **_fields(), "Content-Length": str(len(content))}
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return f"POST /auth/v1/{path} HTTP/1.1\r\n{head}\r\n{content}"


@cache
def _fields() -> dict[str, str]:
    return {"apikey": sign("anon"), "Content-Type": "application/json", "X-Supabase-Api-Version": "2024-01-01"}


def _count_errors(outcomes: list[Outcome]) -> str:
    errors = sum(outcome.errors for outcome in outcomes)
    return f"; {errors} ERRORS" if errors else ""
