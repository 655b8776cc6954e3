"""A Solver that opens the page in Chromium and waits until its challenge has passed."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from alcove.apps.books.sources.solver.challenge import CHALLENGE_STATUSES, has_challenge_marker
from alcove.apps.books.sources.solver.chromium.devtools import BrowserError, CommandError, DevTools, Event, Json
from alcove.apps.books.sources.solver.chromium.process import VENDOR_HOSTS, Browser, launch_browser
from alcove.apps.books.sources.solver.clearance import ChallengeNotSolved, Clearance, Cookie, make_clearance
from alcove.foundation.clock import Clock
from alcove.foundation.fetch import FetchError, ForwardProxy, Network
from alcove.foundation.settings import Secret
from alcove.foundation.telemetry import get_logger

POLL_INTERVAL_S: Final = 0.25
_PAGE_STATE_SCRIPT: Final = """(() => ({
  text: [location.href, document.title, document.documentElement.outerHTML.slice(0, 200000)].join("\\n"),
  length: document.body ? document.body.innerText.length : 0,
  complete: document.readyState === "complete",
  status: (performance.getEntriesByType("navigation")[0] || {}).responseStatus || 0,
  agent: navigator.userAgent,
}))()"""

_log = get_logger("books")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Limits on the time, memory and number of pages of a browser."""

    seconds: float = 60.0
    memory: int = 1024 * 1024 * 1024
    pages: int = 20
    """Number of pages after which the browser is restarted."""
    idle: float = 120.0
    """Seconds after which an unused browser is stopped."""
    waiting: int = 8
    """Maximum number of pages that wait for the browser."""


class Chromium:
    """A Solver with one browser that opens one page at a time."""

    def __init__(
        self,
        program: Path,
        *,
        network: Network,
        clock: Clock,
        allow_private: Collection[str] = (),
        limits: Limits | None = None,
    ) -> None:
        self._program = program
        self._network = network
        self._clock = clock
        self._allow_private = frozenset(allow_private)
        self._limits = limits or Limits()
        self._proxy = ForwardProxy(network, allow_private=self._allow_private, blocked_hosts=VENDOR_HOSTS)
        self._lock = asyncio.Lock()
        self._waiting = 0
        self._pages = 0
        self._browser: Browser | None = None
        self._idle_timer: asyncio.Task[None] | None = None

    async def solve(self, url: str) -> Clearance:
        """Open the page, wait until its challenge has passed, and return its cookies. Raise ChallengeNotSolved."""
        try:
            await self._network.check(url, allow_private=self._allow_private)
        except FetchError as error:
            raise ChallengeNotSolved(f"the page is not opened: {error}") from error
        if self._waiting >= self._limits.waiting:
            raise ChallengeNotSolved("too many pages are waiting for the browser")
        self._waiting += 1
        try:
            async with self._lock:
                return await self._solve_locked(url)
        finally:
            self._waiting -= 1

    async def close(self) -> None:
        """Stop the browser."""
        async with self._lock:
            self._cancel_idle_timer()
            await self._stop_browser()

    async def _solve_locked(self, url: str) -> Clearance:
        self._cancel_idle_timer()
        try:
            async with asyncio.timeout(self._limits.seconds):
                browser = await self._get_browser()
                async with self._memory_limit(browser):
                    return await self._solve_page(browser.tools, url)
        except TimeoutError:
            raise ChallengeNotSolved(f"the challenge did not pass within {self._limits.seconds:.0f} s") from None
        except (BrowserError, CommandError, OSError) as error:
            await self._stop_browser()
            raise ChallengeNotSolved(f"the browser failed: {error}") from error
        finally:
            self._idle_timer = asyncio.create_task(self._stop_when_idle())

    async def _get_browser(self) -> Browser:
        if self._browser is not None and (not self._browser.running or self._pages >= self._limits.pages):
            await self._stop_browser()
        if self._browser is None:
            port = await self._proxy.open()
            self._browser = await launch_browser(self._program, proxy_port=port)
            self._pages = 0
        self._pages += 1
        self._proxy.reset_byte_limit()
        return self._browser

    async def _solve_page(self, tools: DevTools, url: str) -> Clearance:
        context = (await tools.call("Target.createBrowserContext", disposeOnDetach=True))["browserContextId"]
        try:
            page = _Page(tools, context)
            await page.open(url)
            user_agent = await page.wait_until_passed()
            cookies = [_cookie(data) for data in await page.cookies(url)]
            return make_clearance(url, cookies, user_agent=user_agent, now=self._clock.now())
        finally:
            with contextlib.suppress(BrowserError, CommandError):
                await tools.call("Target.disposeBrowserContext", browserContextId=context)

    @contextlib.asynccontextmanager
    async def _memory_limit(self, browser: Browser) -> AsyncIterator[None]:
        """Kill the browser when it uses too much memory; whoever waits for it then gets a BrowserError."""

        async def watch() -> None:
            while True:
                used = await asyncio.to_thread(browser.memory)
                if used > self._limits.memory:
                    _log.warning("browser_killed", megabytes=used >> 20)
                    browser.kill()
                await asyncio.sleep(2 * POLL_INTERVAL_S)

        watcher = asyncio.create_task(watch())
        try:
            yield
        finally:
            watcher.cancel()
            await asyncio.gather(watcher, return_exceptions=True)

    def _cancel_idle_timer(self) -> None:
        timer, self._idle_timer = self._idle_timer, None
        if timer is not None:
            timer.cancel()

    async def _stop_when_idle(self) -> None:
        await asyncio.sleep(self._limits.idle)
        async with self._lock:
            await self._stop_browser()

    async def _stop_browser(self) -> None:
        browser, self._browser = self._browser, None
        if browser is not None:
            await browser.close()
        await self._proxy.close()


class _Page:
    """One page in a browser context of its own, so that it starts without cookies."""

    def __init__(self, tools: DevTools, context: str) -> None:
        self._tools = tools
        self._context = context
        self._session = ""
        self._is_download = False
        self._tasks: set[asyncio.Task[Any]] = set()

    async def open(self, url: str) -> None:
        """Navigate to a URL. Raise ChallengeNotSolved when it cannot be opened."""
        tools = self._tools
        tools.set_event_handler(self._handle_event)
        await tools.call(
            "Browser.setDownloadBehavior", behavior="deny", browserContextId=self._context, eventsEnabled=True
        )
        created = await tools.call("Target.createTarget", url="about:blank", browserContextId=self._context)
        attached = await tools.call("Target.attachToTarget", targetId=created["targetId"], flatten=True)
        self._session = attached["sessionId"]
        await self._call("Page.enable")
        result = await self._call("Page.navigate", url=url)
        error = result.get("errorText")
        if error and not self._is_download and error != "net::ERR_ABORTED":
            raise ChallengeNotSolved(f"the browser cannot open the page: {error}")

    async def wait_until_passed(self) -> str:
        """Wait until the page is no longer a challenge, or becomes a download; return the User-Agent."""
        while True:
            state = await self._page_state()
            if state and (self._is_download or _is_passed(state)):
                return str(state["agent"])
            await asyncio.sleep(POLL_INTERVAL_S)

    async def cookies(self, url: str) -> list[Json]:
        """Return the cookies that the browser would send to a URL."""
        cookies: list[Json] = (await self._call("Network.getCookies", urls=[url]))["cookies"]
        return cookies

    async def _page_state(self) -> Json:
        try:
            result = await self._call("Runtime.evaluate", expression=_PAGE_STATE_SCRIPT, returnByValue=True)
        except CommandError:
            # The page is just being replaced by the next one.
            return {}
        value = result.get("result", {}).get("value")
        return value if isinstance(value, dict) else {}

    async def _call(self, method: str, **params: Any) -> Json:
        return await self._tools.call(method, session=self._session, **params)

    def _handle_event(self, event: Event) -> None:
        if event.method == "Browser.downloadWillBegin":
            self._is_download = True
        elif event.method == "Page.javascriptDialogOpening" and event.session == self._session:
            # An open dialog blocks the scripts of the page.
            task = asyncio.create_task(self._dismiss_dialog())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _dismiss_dialog(self) -> None:
        with contextlib.suppress(CommandError, BrowserError):
            await self._call("Page.handleJavaScriptDialog", accept=False)


def _is_passed(state: Json) -> bool:
    return (
        state.get("complete") is True
        and state.get("status") not in CHALLENGE_STATUSES
        and int(state.get("length", 0)) > 0
        and not has_challenge_marker(str(state.get("text", "")))
    )


def _cookie(data: Json) -> Cookie:
    expires = float(data.get("expires", -1))
    return Cookie(
        name=str(data.get("name", "")),
        value=Secret(str(data.get("value", ""))),
        domain=str(data.get("domain", "")).lower(),
        path=str(data.get("path", "/")),
        secure=bool(data.get("secure")),
        expires=datetime.fromtimestamp(min(expires, 4e10), tz=UTC) if expires > 0 else None,
    )
