"""An ordinary Chromium opens the guarded page and waits, as a person with the page before them would."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from alcove.apps.books.sources.solver.challenge import STATUSES, has_marks
from alcove.apps.books.sources.solver.chromium.devtools import BrowserGone, DevTools, Event, Json, Refused
from alcove.apps.books.sources.solver.chromium.process import OWN_HOSTS, Browser, start
from alcove.apps.books.sources.solver.clearance import Clearance, Cookie, Unsolved, make_clearance
from alcove.foundation.clock import Clock
from alcove.foundation.fetch import FetchError, ForwardProxy, Network
from alcove.foundation.settings import Secret
from alcove.foundation.telemetry import get_logger

LOOK_SECONDS: Final = 0.25
_LOOK: Final = """(() => ({
  words: [location.href, document.title, document.documentElement.outerHTML.slice(0, 200000)].join("\\n"),
  length: document.body ? document.body.innerText.length : 0,
  whole: document.readyState === "complete",
  status: (performance.getEntriesByType("navigation")[0] || {}).responseStatus || 0,
  agent: navigator.userAgent,
}))()"""

_log = get_logger("books")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a browser may cost."""

    seconds: float = 60.0
    memory: int = 1024 * 1024 * 1024
    pages: int = 20
    """Pages after which a browser is replaced."""
    idle: float = 120.0
    """Seconds after which a browser that nobody needs is ended."""
    waiting: int = 8
    """Most pages that wait for their turn."""


class Chromium:
    """A Solver with one browser, one page at a time."""

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
        self._allowed = frozenset(allow_private)
        self._limits = limits or Limits()
        self._proxy = ForwardProxy(network, allow_private=self._allowed, blocked_hosts=OWN_HOSTS)
        self._turn = asyncio.Lock()
        self._waiting = 0
        self._pages = 0
        self._browser: Browser | None = None
        self._idle: asyncio.Task[None] | None = None

    async def clear(self, url: str) -> Clearance:
        """Open the page, wait until it lets us in, and return its cookies; Unsolved."""
        try:
            await self._network.check(url, allow_private=self._allowed)
        except FetchError as error:
            raise Unsolved(f"the page is not opened: {error}") from error
        if self._waiting >= self._limits.waiting:
            raise Unsolved("too many guarded pages wait for the browser")
        self._waiting += 1
        try:
            async with self._turn:
                return await self._in_turn(url)
        finally:
            self._waiting -= 1

    async def close(self) -> None:
        """End the browser."""
        async with self._turn:
            self._rest()
            await self._end()

    async def _in_turn(self, url: str) -> Clearance:
        self._rest()
        try:
            async with asyncio.timeout(self._limits.seconds):
                browser = await self._ready()
                async with self._watched(browser):
                    return await self._visit(browser.tools, url)
        except TimeoutError:
            raise Unsolved(f"the page did not let the browser in within {self._limits.seconds:.0f} s") from None
        except (BrowserGone, Refused, OSError) as error:
            await self._end()
            raise Unsolved(f"the browser failed: {error}") from error
        finally:
            self._idle = asyncio.create_task(self._end_when_idle())

    async def _ready(self) -> Browser:
        if self._browser is not None and (not self._browser.running or self._pages >= self._limits.pages):
            await self._end()
        if self._browser is None:
            port = await self._proxy.open()
            self._browser = await start(self._program, gateway=port)
            self._pages = 0
        self._pages += 1
        self._proxy.reset_byte_limit()
        return self._browser

    async def _visit(self, tools: DevTools, url: str) -> Clearance:
        context = (await tools.ask("Target.createBrowserContext", disposeOnDetach=True))["browserContextId"]
        try:
            page = _Page(tools, context)
            await page.open(url)
            agent = await page.passed()
            cookies = [_cookie(each) for each in await page.cookies(url)]
            return make_clearance(url, cookies, user_agent=agent, now=self._clock.now())
        finally:
            with contextlib.suppress(BrowserGone, Refused):
                await tools.ask("Target.disposeBrowserContext", browserContextId=context)

    @contextlib.asynccontextmanager
    async def _watched(self, browser: Browser) -> AsyncIterator[None]:
        """End a browser that takes too much memory, at which whoever waits for it hears that it is gone."""

        async def watch() -> None:
            while True:
                held = await asyncio.to_thread(browser.memory)
                if held > self._limits.memory:
                    _log.warning("browser ended", megabytes=held >> 20)
                    browser.kill()
                await asyncio.sleep(2 * LOOK_SECONDS)

        watching = asyncio.create_task(watch())
        try:
            yield
        finally:
            watching.cancel()
            await asyncio.gather(watching, return_exceptions=True)

    def _rest(self) -> None:
        idle, self._idle = self._idle, None
        if idle is not None:
            idle.cancel()

    async def _end_when_idle(self) -> None:
        await asyncio.sleep(self._limits.idle)
        async with self._turn:
            await self._end()

    async def _end(self) -> None:
        browser, self._browser = self._browser, None
        if browser is not None:
            await browser.close()
        await self._proxy.close()


class _Page:
    """One page in a browser of its own cookies."""

    def __init__(self, tools: DevTools, context: str) -> None:
        self._tools = tools
        self._context = context
        self._session = ""
        self._file = False
        self._chores: set[asyncio.Task[Any]] = set()

    async def open(self, url: str) -> None:
        """Open an address."""
        tools = self._tools
        tools.hear(self._heard)
        await tools.ask(
            "Browser.setDownloadBehavior", behavior="deny", browserContextId=self._context, eventsEnabled=True
        )
        made = await tools.ask("Target.createTarget", url="about:blank", browserContextId=self._context)
        attached = await tools.ask("Target.attachToTarget", targetId=made["targetId"], flatten=True)
        self._session = attached["sessionId"]
        await self._ask("Page.enable")
        found = await self._ask("Page.navigate", url=url)
        if found.get("errorText") and not self._file and found["errorText"] != "net::ERR_ABORTED":
            raise Unsolved(f"the browser cannot open the page: {found['errorText']}")

    async def passed(self) -> str:
        """Wait until the page is no challenge, or turns into a file, and return the User-Agent."""
        while True:
            seen = await self._look()
            if seen and (self._file or _is_passed(seen)):
                return str(seen["agent"])
            await asyncio.sleep(LOOK_SECONDS)

    async def cookies(self, url: str) -> list[Json]:
        """Return the cookies that go to an address."""
        found: list[Json] = (await self._ask("Network.getCookies", urls=[url]))["cookies"]
        return found

    async def _look(self) -> Json:
        try:
            found = await self._ask("Runtime.evaluate", expression=_LOOK, returnByValue=True)
        except Refused:
            # The page is being replaced by the next one.
            return {}
        value = found.get("result", {}).get("value")
        return value if isinstance(value, dict) else {}

    async def _ask(self, method: str, **params: Any) -> Json:
        return await self._tools.ask(method, session=self._session, **params)

    def _heard(self, event: Event) -> None:
        if event.method == "Browser.downloadWillBegin":
            self._file = True
        elif event.method == "Page.javascriptDialogOpening" and event.session == self._session:
            # An open dialog would stop everything on the page.
            chore = asyncio.create_task(self._dismiss())
            self._chores.add(chore)
            chore.add_done_callback(self._chores.discard)

    async def _dismiss(self) -> None:
        with contextlib.suppress(Refused, BrowserGone):
            await self._ask("Page.handleJavaScriptDialog", accept=False)


def _is_passed(seen: Json) -> bool:
    return (
        seen.get("whole") is True
        and seen.get("status") not in STATUSES
        and int(seen.get("length", 0)) > 0
        and not has_marks(str(seen.get("words", "")))
    )


def _cookie(found: Json) -> Cookie:
    ends = float(found.get("expires", -1))
    return Cookie(
        name=str(found.get("name", "")),
        value=Secret(str(found.get("value", ""))),
        domain=str(found.get("domain", "")).lower(),
        path=str(found.get("path", "/")),
        secure=bool(found.get("secure")),
        expires=datetime.fromtimestamp(min(ends, 4e10), tz=UTC) if ends > 0 else None,
    )
