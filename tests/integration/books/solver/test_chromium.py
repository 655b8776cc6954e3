"""This machine's Chromium as solver: it passes what an ordinary browser passes, reaches nothing else, and ends."""

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

from alcove.apps.books.sources.solver import Unsolved, Visitor
from alcove.apps.books.sources.solver.chromium import Chromium, Limits, find_program
from alcove.foundation.clock import SystemClock
from alcove.foundation.fetch import Network
from alcove.foundation.settings import Secret
from integration.books.solver.guarded import Names, guarded, network_of, plain_client
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
    """Give a solver and end its browser."""
    solver = Chromium(
        program or PROGRAM or Path(),
        network=network or network_of("127.0.0.1"),
        clock=SystemClock(),
        allow_private=allow,
        limits=Limits(**limits),
    )
    try:
        yield solver
    finally:
        await solver.close()


def processes(leader: int) -> list[int]:
    """Return what still runs in a group."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            state, _, group = entry.read_text().rpartition(")")[2].split()[:3]
            if int(group) == leader and state != "Z":
                found.append(int(entry.parent.name))
    return found


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/", "http://nas/", "http://inside.example/", "file:///etc/passwd"])
async def test_a_private_page_is_not_opened(url: str) -> None:
    """What a client would refuse no browser is started for."""
    async with chromium(allow=()) as solver:
        with pytest.raises(Unsolved, match="not opened"):
            await solver.clear(url)
        assert solver._browser is None


async def test_a_page_cannot_lead_the_browser_inside() -> None:
    """Redirects, frames, pictures and scripts of a page reach no private address, by number or by name."""
    reached: list[str] = []

    async def inside(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            reached.append(scope["path"])
            await Response("secret", headers={"Access-Control-Allow-Origin": "*"})(scope, receive, send)

    async def page(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            await HTMLResponse(text, headers={"Set-Cookie": "cf_clearance=x; Path=/"})(scope, receive, send)

    async with serve_async(inside) as secret, serve_async(page) as base:
        port = secret.rpartition(":")[2]
        targets = [f"http://{host}:{port}" for host in ("localhost", "127.0.0.1", "[::1]", "rebind.example", "nas")]
        parts = [f'<img src="{each}/img"><iframe src="{each}/frame"></iframe>' for each in targets]
        calls = ",".join(f'fetch("{each}/fetch").catch(() => 0)' for each in targets)
        text = f"<body>welcome{''.join(parts)}<script>Promise.all([{calls}])</script></body>"
        async with chromium(network=Network(resolver=Hosts()), allow=("site.example",)) as solver:
            found = await solver.clear(base.replace("127.0.0.1", "site.example"))
            await asyncio.sleep(0.5)
    assert found.cookies
    assert reached == []


class Hosts(Names):
    """A name service in which every name leads inside, and one of them may."""

    async def resolve(self, _host: str, _port: int) -> list[str]:
        """Return loopback."""
        return ["127.0.0.1"]


@pytest.mark.parametrize("kind", ["http", "socks5"])
async def test_the_browser_goes_through_the_owners_proxy(kind: str) -> None:
    """Pages of public names are fetched through the configured proxy, which is signed in to."""
    opened, scheme = (http_proxy, "http") if kind == "http" else (socks_proxy, "socks5h")
    proxy = Proxy(hosts={"catalog.example": "127.0.0.1"}, login=("me", "word"))
    async with guarded() as (_, base), opened(proxy):
        address = Secret(f"{scheme}://me:word@127.0.0.1:{proxy.port}")
        network = network_of(**{"http_proxy" if kind == "http" else "socks5_proxy": address})
        async with chromium(network=network, allow=()) as solver:
            found = await solver.clear(base.replace("127.0.0.1", "catalog.example"))
    assert [each.name for each in found.cookies] == ["cf_clearance"]
    assert all("catalog.example" in each for each in proxy.asked)


async def test_it_is_replaced_after_a_number_of_pages() -> None:
    """No browser grows old."""
    async with guarded() as (_, base), chromium(pages=1) as solver:
        await solver.clear(base)
        first = solver._browser
        await solver.clear(base)
        assert solver._browser is not first
        assert first is not None
        assert not first.running


async def test_memory_is_bounded() -> None:
    """A page that takes too much ends with the browser, and the next page gets a new one."""

    async def greedy(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            request = Request(scope, receive)
            cookie = {"Set-Cookie": "cf_clearance=x; Path=/"}
            text = "<title>Just a moment</title><script>window.kept = []; setInterval(() => kept.push("
            text += "new Uint8Array(2e7).fill(1)), 10)</script>" if request.url.path == "/greedy" else "welcome"
            text = text if request.url.path == "/greedy" else "<body>welcome</body>"
            await HTMLResponse(text, headers=cookie)(scope, receive, send)

    async with serve_async(greedy) as base, chromium(memory=600 << 20) as solver:
        with pytest.raises(Unsolved, match="browser failed"):
            await solver.clear(f"{base}/greedy")
        assert (await solver.clear(base)).cookies


async def test_a_program_that_is_no_browser_is_told(tmp_path: Path) -> None:
    """What does not start, or is something else, ends in its own last words."""
    program = tmp_path / "chromium"
    program.write_text("#!/bin/sh\necho there is no usable sandbox >&2\nexit 1\n")
    program.chmod(0o755)
    for folder in (tmp_path, *tmp_path.parents[:3]):
        folder.chmod(folder.stat().st_mode | 0o055)
    async with guarded() as (_, base):
        async with chromium(program=program) as solver:
            with pytest.raises(Unsolved, match="no usable sandbox"):
                await solver.clear(base)
        async with chromium(program=tmp_path / "missing") as solver:
            with pytest.raises(Unsolved, match="does not start"):
                await solver.clear(base)


async def test_a_guarded_site_is_passed_and_used() -> None:
    """One visit of the browser earns what plain calls and streams use; the browser is a plain one and says so."""
    async with guarded() as (guard, base), plain_client() as client, chromium() as solver:
        visitor = Visitor(solver, clock=SystemClock())
        answer = await visitor.request(client, f"{base}/opds")
        assert answer.content == b"welcome to /opds"
        assert "HeadlessChrome" in answer.headers["x-agent"]
        async with visitor.stream(client, f"{base}/file") as found:
            assert sum([len(chunk) async for chunk in found.chunks]) == 300_000
        assert guard.challenged == 2
        # A visit begins without cookies; a page that turns into a file is passed, and the file is not kept.
        earned = await solver.clear(f"{base}/file")
        assert [each.name for each in earned.cookies] == ["cf_clearance"]
        assert guard.challenged == 3
        assert solver._browser is not None
        assert not list(solver._browser._folder.rglob("*.epub*"))


async def test_a_dialog_stops_nothing_and_a_page_that_never_passes_ends() -> None:
    """Dialogs are dismissed, the time is bounded, few may wait, and the browser is good for the next page."""

    async def page(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            text = "<body>welcome<script>alert('hello')</script></body>"
            await HTMLResponse(text, headers={"Set-Cookie": "cf_clearance=x; Path=/"})(scope, receive, send)

    async with (
        serve_async(page) as talkative,
        guarded(relents=False) as (_, base),
        chromium(waiting=1) as solver,
    ):
        assert (await solver.clear(talkative)).cookies
        solver._limits = replace(solver._limits, seconds=1.0)
        shut = asyncio.create_task(solver.clear(base))
        await asyncio.sleep(0)
        with pytest.raises(Unsolved, match="too many"):
            await solver.clear(talkative)
        with pytest.raises(Unsolved, match="within 1 s"):
            await shut
        solver._limits = replace(solver._limits, seconds=60.0)
        assert (await solver.clear(talkative)).cookies


async def test_the_browser_knows_nothing_of_us_and_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its environment, user, group and folder are its own, nothing of it listens, and in the end nothing is left."""
    monkeypatch.setenv("DB_PASSWORD", "very-hidden")
    async with guarded() as (_, base), chromium() as solver:
        await solver.clear(base)
        browser = solver._browser
        assert browser is not None
        leader, folder = browser._process.pid, browser._folder
        look_into(leader)
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    async with asyncio.timeout(60):
        await gone(leader)
    assert not folder.exists()


def look_into(leader: int) -> None:
    """Check what can be seen of a running browser."""
    for pid in processes(leader):
        with contextlib.suppress(OSError):
            assert b"very-hidden" not in Path(f"/proc/{pid}/environ").read_bytes()
    assert os.getpgid(leader) == leader != os.getpgid(0)
    arguments = Path(f"/proc/{leader}/cmdline").read_bytes()
    assert b"--no-sandbox" not in arguments
    assert b"--remote-debugging-port" not in arguments
    assert Path(f"/proc/{leader}").stat().st_uid != 0


async def gone(leader: int) -> None:
    """Wait until nothing of a group runs."""
    await until_async(lambda: not processes(leader))


async def test_it_ends_when_nobody_needs_it() -> None:
    """An idle browser is ended."""
    async with guarded() as (_, base), chromium(idle=0.2) as solver:
        await solver.clear(base)
        first = solver._browser
        assert first is not None
        async with asyncio.timeout(60):
            await first._process.wait()
        assert solver._browser is None


async def test_a_browser_that_dies_is_told() -> None:
    """A killed browser ends the visit with a reason."""
    async with guarded(relents=False) as (_, base), chromium() as solver:
        visit = asyncio.create_task(solver.clear(base))
        browser = await until_async(lambda: solver._browser)
        assert browser is not None
        browser.kill()
        with pytest.raises(Unsolved, match="browser failed"):
            await visit
