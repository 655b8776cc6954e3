"""The Chromium solver: it passes challenges, cannot reach private addresses, and is always stopped."""

import asyncio
import contextlib
import os
import stat
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from alcove.apps.books.sources.solver import ChallengeClient, ChallengeNotSolved
from alcove.apps.books.sources.solver.chromium import Chromium, Limits, find_program
from alcove.foundation.clock import SystemClock
from alcove.foundation.fetch import Network
from alcove.foundation.settings import Secret
from integration.books.solver.challenge_site import StaticResolver, make_client, make_network, serve_challenge_site
from support.proxies import Proxy, http_proxy, socks_proxy
from support.servers import serve_async
from support.until import until_async

PROGRAM = find_program()
pytestmark = pytest.mark.skipif(PROGRAM is None, reason="chromium is not installed")
LOOPBACK = ("127.0.0.1",)


@contextlib.asynccontextmanager
async def chromium(
    *, network: Network | None = None, allow: tuple[str, ...] = LOOPBACK, program: Path | None = None, **limits: Any
) -> AsyncIterator[Chromium]:
    """Yield a solver and stop its browser."""
    solver = Chromium(
        program or PROGRAM or Path(),
        network=network or make_network("127.0.0.1"),
        clock=SystemClock(),
        allow_private=allow,
        limits=Limits(**limits),
    )
    try:
        yield solver
    finally:
        await solver.close()


def running_pids(leader: int) -> list[int]:
    """Return the pids of a process group that still run."""
    pids = []
    for entry in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            state, _, group = entry.read_text().rpartition(")")[2].split()[:3]
            if int(group) == leader and state != "Z":
                pids.append(int(entry.parent.name))
    return pids


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/", "http://nas/", "http://inside.example/", "file:///etc/passwd"])
async def test_private_url_is_not_opened(url: str) -> None:
    """For a URL that a client would refuse, no browser is started."""
    async with chromium(allow=()) as solver:
        with pytest.raises(ChallengeNotSolved, match="not opened"):
            await solver.solve(url)
        assert solver._browser is None


async def test_page_cannot_reach_private_addresses() -> None:
    """Redirects, frames, images and scripts of a page reach no private address, neither by IP address nor by name."""
    reached: list[str] = []

    async def private_app(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            reached.append(scope["path"])
            await Response("secret", headers={"Access-Control-Allow-Origin": "*"})(scope, receive, send)

    async def page_app(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            await HTMLResponse(text, headers={"Set-Cookie": "cf_clearance=x; Path=/"})(scope, receive, send)

    async with serve_async(private_app) as private, serve_async(page_app) as base:
        port = private.rpartition(":")[2]
        targets = [f"http://{host}:{port}" for host in ("localhost", "127.0.0.1", "[::1]", "rebind.example", "nas")]
        parts = [f'<img src="{target}/img"><iframe src="{target}/frame"></iframe>' for target in targets]
        calls = ",".join(f'fetch("{target}/fetch").catch(() => 0)' for target in targets)
        text = f"<body>welcome{''.join(parts)}<script>Promise.all([{calls}])</script></body>"
        async with chromium(network=Network(resolver=LoopbackResolver()), allow=("site.example",)) as solver:
            clearance = await solver.solve(base.replace("127.0.0.1", "site.example"))
            await asyncio.sleep(0.5)
    assert clearance.cookies
    assert reached == []


class LoopbackResolver(StaticResolver):
    """A Resolver that returns loopback for every name."""

    async def resolve(self, _host: str, _port: int) -> list[str]:
        """Return loopback."""
        return ["127.0.0.1"]


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["http", "socks5"])
async def test_browser_uses_the_configured_proxy(kind: str) -> None:
    """Public pages are fetched through the configured proxy, with its user name and password."""
    serve_proxy, scheme = (http_proxy, "http") if kind == "http" else (socks_proxy, "socks5h")
    proxy = Proxy(hosts={"catalog.example": "127.0.0.1"}, login=("me", "word"))
    async with serve_challenge_site() as (_, base), serve_proxy(proxy):
        address = Secret(f"{scheme}://me:word@127.0.0.1:{proxy.port}")
        network = make_network(**{"http_proxy" if kind == "http" else "socks5_proxy": address})
        async with chromium(network=network, allow=()) as solver:
            clearance = await solver.solve(base.replace("127.0.0.1", "catalog.example"))
    assert [cookie.name for cookie in clearance.cookies] == ["cf_clearance"]
    assert all("catalog.example" in target for target in proxy.requests)


@pytest.mark.slow
async def test_browser_is_restarted_after_a_number_of_pages() -> None:
    """After `pages` pages the browser is replaced by a new one; closing the solver removes the last one."""
    async with serve_challenge_site() as (_, base), chromium(pages=1) as solver:
        await solver.solve(base)
        first = solver._browser
        await solver.solve(base)
        second = solver._browser
        assert first is not None
        assert second is not None
        assert second is not first
        assert not first.running
    assert not second.running
    assert not second._folder.exists()


@pytest.mark.slow
async def test_memory_is_limited() -> None:
    """A page that uses too much memory ends its browser; the next page gets a new one."""

    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            request = Request(scope, receive)
            cookie = {"Set-Cookie": "cf_clearance=x; Path=/"}
            text = "<title>Just a moment</title><script>window.kept = []; setInterval(() => kept.push("
            text += "new Uint8Array(2e7).fill(1)), 10)</script>" if request.url.path == "/greedy" else "welcome"
            text = text if request.url.path == "/greedy" else "<body>welcome</body>"
            await HTMLResponse(text, headers=cookie)(scope, receive, send)

    async with serve_async(app) as base, chromium(memory=600 << 20) as solver:
        with pytest.raises(ChallengeNotSolved, match="browser failed"):
            await solver.solve(f"{base}/greedy")
        assert (await solver.solve(base)).cookies


async def test_start_failure_is_reported(tmp_path: Path) -> None:
    """A program that does not start, or is not a browser, raises an error with its last output line."""
    program = tmp_path / "chromium"
    program.write_text("#!/bin/sh\necho there is no usable sandbox >&2\nexit 1\n")
    program.chmod(0o755)
    for folder in (tmp_path, *tmp_path.parents[:3]):
        folder.chmod(folder.stat().st_mode | 0o055)
    async with serve_challenge_site() as (_, base):
        async with chromium(program=program) as solver:
            with pytest.raises(ChallengeNotSolved, match="no usable sandbox"):
                await solver.solve(base)
        async with chromium(program=tmp_path / "missing") as solver:
            with pytest.raises(ChallengeNotSolved, match="does not start"):
                await solver.solve(base)


async def test_challenge_is_solved_and_clearance_used() -> None:
    """One page load yields a clearance for requests and streams; the browser does not hide that it is headless."""
    async with serve_challenge_site() as (site, base), make_client() as client, chromium() as solver:
        challenge_client = ChallengeClient(solver, clock=SystemClock())
        answer = await challenge_client.request(client, f"{base}/opds")
        assert answer.content == b"welcome to /opds"
        assert "HeadlessChrome" in answer.headers["x-agent"]
        async with challenge_client.stream(client, f"{base}/file") as stream:
            assert sum([len(chunk) async for chunk in stream.chunks]) == 300_000
        assert site.challenge_count == 2
        # Each page starts without cookies; a page that becomes a download counts as passed, and the file is not kept.
        clearance = await solver.solve(f"{base}/file")
        assert [cookie.name for cookie in clearance.cookies] == ["cf_clearance"]
        assert site.challenge_count == 3
        assert solver._browser is not None
        assert not list(solver._browser._folder.rglob("*.epub*"))


@pytest.mark.slow
async def test_dialogs_are_dismissed_and_time_is_limited() -> None:
    """Dialogs are dismissed, time and queue are limited, and the browser can be used for the next page."""

    async def page_app(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            text = "<body>welcome<script>alert('hello')</script></body>"
            await HTMLResponse(text, headers={"Set-Cookie": "cf_clearance=x; Path=/"})(scope, receive, send)

    async with (
        serve_async(page_app) as dialog_url,
        serve_challenge_site(passable=False) as (_, base),
        chromium(waiting=1) as solver,
    ):
        assert (await solver.solve(dialog_url)).cookies
        limits, solver._limits = solver._limits, replace(solver._limits, seconds=1.0)
        blocked = asyncio.create_task(solver.solve(base))
        await asyncio.sleep(0)
        with pytest.raises(ChallengeNotSolved, match="too many"):
            await solver.solve(dialog_url)
        with pytest.raises(ChallengeNotSolved, match="within 1 s"):
            await blocked
        solver._limits = limits
        assert (await solver.solve(dialog_url)).cookies


@pytest.mark.slow
async def test_browser_is_isolated_and_stopped_when_idle(monkeypatch: pytest.MonkeyPatch) -> None:
    """Environment, user, process group and folder are its own; after `idle` seconds all of it is removed."""
    monkeypatch.setenv("DB_PASSWORD", "very-hidden")
    async with serve_challenge_site() as (_, base), chromium() as solver:
        await solver.solve(base)
        browser = solver._browser
        assert browser is not None
        leader, folder = browser._process.pid, browser._folder
        check_isolation(leader)
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        solver._limits = replace(solver._limits, idle=0.1)
        await solver.solve(base)
        async with asyncio.timeout(60):
            await wait_until_ended(leader)
            while solver._browser is not None or folder.exists():  # noqa: ASYNC110 - there is no event to wait for
                await asyncio.sleep(0.02)


def check_isolation(leader: int) -> None:
    """Check environment, group, arguments and user of a running browser."""
    for pid in running_pids(leader):
        with contextlib.suppress(OSError):
            assert b"very-hidden" not in Path(f"/proc/{pid}/environ").read_bytes()
    assert os.getpgid(leader) == leader != os.getpgid(0)
    arguments = Path(f"/proc/{leader}/cmdline").read_bytes()
    assert b"--no-sandbox" not in arguments
    assert b"--remote-debugging-port" not in arguments
    assert Path(f"/proc/{leader}").stat().st_uid != 0


async def wait_until_ended(leader: int) -> None:
    """Wait until no process of a group runs."""
    await until_async(lambda: not running_pids(leader))


async def test_crash_is_reported() -> None:
    """When the browser is killed, the call raises an error."""
    async with serve_challenge_site(passable=False) as (_, base), chromium() as solver:
        task = asyncio.create_task(solver.solve(base))
        browser = await until_async(lambda: solver._browser)
        assert browser is not None
        browser.kill()
        with pytest.raises(ChallengeNotSolved, match="browser failed"):
            await task
