"""A real Chromium for tests of pages: Playwright drives the one that is installed."""

import asyncio
import os
import shutil
import signal
from collections.abc import Callable, Coroutine, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final, TypeVar

import pytest
from playwright.async_api import Browser as ChromiumProcess
from playwright.async_api import BrowserContext, Error, Page, Request, Response, ViewportSize, async_playwright

from support.until import WITHIN, until

T = TypeVar("T")

FLAGS: Final = (
    "--disable-gpu",
    "--disable-quic",
    "--disable-component-update",
    "--disable-sync",
)
TEXTS: Final = "return [...document.querySelectorAll(arguments[0])].map(element => element.innerText)"
SCREEN: Final[ViewportSize] = {"width": 1280, "height": 800}
GRACE: Final = 20.0
"""Seconds in which Chromium ends by itself."""
LEFT_BEHIND: Final = "Execution context was destroyed"
"""What Playwright says when the page moved on to another address meanwhile."""


class Browser:
    """One page in a context of its own: no cookies, no storage, no cache from elsewhere.

    Playwright lives in a thread with an event loop of its own, so that any test and any thread may use the page.
    """

    def __init__(self, context: BrowserContext, page: Page, *, loop: asyncio.AbstractEventLoop) -> None:
        self._context = context
        self._page = page
        self._loop = loop
        self._problems: list[str] = []
        page.on("console", lambda message: self._record(message.text, is_problem=message.type in {"error", "warning"}))
        page.on("pageerror", lambda error: self._record(str(error)))
        page.on("requestfailed", self._record_failed_request)
        page.on("response", self._record_response)

    def _run(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    def open(self, address: str) -> None:
        """Open an address and wait until it is loaded."""
        self._run(self._page.goto(address))

    @property
    def address(self) -> str:
        """The address of the page."""
        return self._page.url

    def run(self, script: str, *arguments: object) -> Any:
        """Return what the body of a JavaScript function returns for the arguments."""
        function = f"values => (function () {{ {script} }}).apply(null, values)"
        return self._run(self._page.evaluate(function, list(arguments)))

    def all(self, css: str) -> list[str]:
        """Return the texts of all elements that match."""
        try:
            texts: list[str] = self.run(TEXTS, css)
        except Error as error:
            if LEFT_BEHIND in error.message:
                return []
            raise
        return texts

    def text(self, css: str = "main") -> str:
        """Return the text of the first element that matches, or ''."""
        return next(iter(self.all(css)), "")

    def wait(self, check: Callable[[], bool], *, within: float = WITHIN) -> None:
        """Wait until `check` holds; a failure shows the page's address and text."""
        until(check, within=within, describe=lambda: f"{self.address}\n{self.text()}")

    def wait_for(self, words: str, *, css: str = "main", within: float = WITHIN) -> None:
        """Wait until an element that matches shows the words."""
        self.wait(lambda: any(words in text for text in self.all(css)), within=within)

    def click(self, *, css: str = "", xpath: str = "") -> None:
        """Click the first element that matches, once it is visible, enabled and not covered."""
        self._run(self._page.locator(css or f"xpath={xpath}").first.click())

    def click_text(self, words: str) -> None:
        """Click the button or link that says these words."""
        self.click(xpath=f"//*[self::button or self::a][contains(normalize-space(.), '{words}')]")

    def press(self, name: str, *, css: str = "main") -> None:
        """Click the first button with exactly this accessible name in the first element that matches."""
        self._run(self._page.locator(css).first.get_by_role("button", name=name, exact=True).first.click())

    def type(self, css: str, words: str) -> None:
        """Fill in a field, in place of what it held."""
        self._run(self._page.locator(css).first.fill(words))

    def key(self, name: str) -> None:
        """Press and release a key, wherever the focus is."""
        self._run(self._page.keyboard.press(name))

    def drag(self, css: str, target: str) -> None:
        """Drag an element with the pointer, and drop it on another one."""
        self._run(self._page.locator(css).first.drag_to(self._page.locator(target).first))

    def swipe(self, css: str, *, by: int) -> None:
        """Move a finger sideways over the first element that matches."""
        self._run(self._swipe(css, by=by))

    def take_problems(self) -> list[str]:
        """Return the console errors and failed requests since the last call."""
        problems, self._problems = self._problems, []
        return problems

    def close(self) -> None:
        """Close the page with its context."""
        self._run(self._context.close())

    def clear_cookies(self) -> None:
        """Delete the cookies, as when a session has ended."""
        self._run(self._context.clear_cookies())

    def resize(self, width: int, height: int, *, dark: bool = False) -> None:
        """Set the size of the screen and its theme."""
        self._run(self._page.set_viewport_size({"width": width, "height": height}))
        self._run(self._page.emulate_media(color_scheme="dark" if dark else "light"))

    async def _swipe(self, css: str, *, by: int) -> None:
        box = await self._page.locator(css).first.bounding_box()
        assert box is not None, css
        left, top = box["x"] + box["width"] / 2 - by / 2, box["y"] + box["height"] / 2
        session = await self._context.new_cdp_session(self._page)
        for name, moved in (("Start", 0.0), ("Move", 0.3), ("Move", 0.7), ("Move", 1.0)):
            point = {"x": left + moved * by, "y": top}
            await session.send("Input.dispatchTouchEvent", {"type": f"touch{name}", "touchPoints": [point]})
        await session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        await session.detach()

    def _record(self, words: str, *, is_problem: bool = True) -> None:
        if is_problem:
            self._problems.append(words)

    def _record_failed_request(self, request: Request) -> None:
        # A request that the page itself cancels is not a failure.
        self._record(f"{request.failure} {request.url}", is_problem=request.failure != "net::ERR_ABORTED")

    def _record_response(self, response: Response) -> None:
        self._record(f"{response.status} {response.url}", is_problem=response.status >= 400)


class Chromium:
    """A running Chromium."""

    def __init__(self, process: ChromiumProcess, *, loop: asyncio.AbstractEventLoop) -> None:
        self._process = process
        self.loop = loop

    @contextmanager
    def open_page(self) -> Iterator[Browser]:
        """Open a page in a new context for the block."""
        browser = asyncio.run_coroutine_threadsafe(self._open(), self.loop).result()
        try:
            yield browser
        finally:
            browser.close()

    async def _open(self) -> Browser:
        context = await self._process.new_context(viewport=SCREEN, color_scheme="light")
        context.set_default_timeout(WITHIN * 1000)
        return Browser(context, await context.new_page(), loop=self.loop)


@contextmanager
def chromium(*, hosts: Mapping[str, int] | None = None) -> Iterator[Chromium]:
    """Run the installed Chromium for the block; skip the test where there is none.

    `hosts` are names that lead to ports on loopback, whose certificates are then not checked.
    """
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("chromium is not installed")
    started: Future[Chromium] = Future()
    stop = asyncio.Event()

    async def run() -> None:
        try:
            async with async_playwright() as playwright:
                process = await playwright.chromium.launch(executable_path=program, args=_list_flags(hosts or {}))
                started.set_result(Chromium(process, loop=asyncio.get_running_loop()))
                await stop.wait()
                await process.close()
        except BaseException as error:
            # A thread's error reaches nobody by itself: the waiting test raises it.
            if started.done():
                raise
            started.set_exception(error)

    with ThreadPoolExecutor(1, thread_name_prefix="chromium") as thread:
        ended = thread.submit(asyncio.run, run())
        running = started.result()
        try:
            yield running
        finally:
            running.loop.call_soon_threadsafe(stop.set)
            if not wait([ended], timeout=GRACE).done:
                _kill_drivers()


def _list_flags(hosts: Mapping[str, int]) -> list[str]:
    rules = [f"MAP {name} 127.0.0.1:{port}" for name, port in hosts.items()]
    rules += ["MAP * ~NOTFOUND", "EXCLUDE 127.0.0.1"]
    certificates = ["--ignore-certificate-errors"] if hosts else []
    return [*FLAGS, f"--host-resolver-rules={', '.join(rules)}", *certificates]


def _kill_drivers() -> None:
    """Kill Playwright's driver, and with it a Chromium that does not end, so that the tests end."""
    for file in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            parent = int(file.read_text().rpartition(")")[2].split()[1])
            if parent == os.getpid() and b"run-driver" in file.with_name("cmdline").read_bytes():
                os.kill(int(file.parent.name), signal.SIGKILL)
