"""A real Chromium, driven over the WebDriver protocol with nothing but the standard library."""

import base64
import json
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, Final

from e2e.processes.running import free_port, until

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
KEYS: Final = {"Enter": "\ue007", "ArrowLeft": "\ue012", "ArrowRight": "\ue014", "ArrowDown": "\ue015"}
Json = dict[str, Any]


def missing() -> str:
    """Return what must be installed before a browser can run, or ''."""
    lacking = [name for name in ("chromium", "chromedriver") if shutil.which(name) is None]
    return f"{' and '.join(lacking)} not installed" if lacking else ""


class Refused(Exception):
    """The browser could not do what was asked."""


class Browser:
    """One window."""

    def __init__(self, port: int, profile: Path) -> None:
        self._port = port
        self._asked: dict[str, str] = {}
        chrome = {"args": [*FLAGS, f"--user-data-dir={profile}", "--window-size=1280,800"]}
        wanted = {"goog:chromeOptions": chrome, "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"}}
        answer = self._ask("POST", "/session", {"capabilities": {"alwaysMatch": wanted}})
        self._session = f"/session/{answer['sessionId']}"

    def _ask(self, method: str, path: str, body: Json | None = None) -> Any:
        connection = HTTPConnection("127.0.0.1", self._port, timeout=30)
        try:
            text = json.dumps(body or {}) if method == "POST" else None
            connection.request(method, path, body=text, headers={"Content-Type": "application/json"})
            value = json.loads(connection.getresponse().read())["value"]
        finally:
            connection.close()
        if isinstance(value, dict) and "error" in value:
            raise Refused(f"{value['error']}: {value['message']}")
        return value

    def _here(self, path: str, body: Json | None = None) -> Any:
        return self._ask("POST", self._session + path, body)

    def go(self, address: str) -> None:
        """Open an address."""
        self._here("/url", {"url": address})

    @property
    def address(self) -> str:
        """Where the window is."""
        return str(self._ask("GET", f"{self._session}/url"))

    def run(self, script: str, *arguments: object) -> Any:
        """Return what a piece of JavaScript returns."""
        return self._here("/execute/sync", {"script": script, "args": list(arguments)})

    def all(self, css: str) -> list[str]:
        """Return the texts of all elements that match."""
        found: list[str] = self.run("return [...document.querySelectorAll(arguments[0])].map(e => e.innerText)", css)
        return found

    def text(self, css: str = "main") -> str:
        """Return the text of the first element that matches, or ''."""
        return next(iter(self.all(css)), "")

    def wait(self, check: Callable[[], bool], *, within: float = 15.0) -> None:
        """Wait until `check` holds; say what the page shows when it never does."""
        until(check, within=within, what=lambda: f"{self.address}\n{self.text()}")

    def wait_for(self, words: str, *, css: str = "main", within: float = 15.0) -> None:
        """Wait until the words stand on the page."""
        self.wait(lambda: any(words in text for text in self.all(css)), within=within)

    def find(self, *, css: str = "", xpath: str = "") -> str:
        """Return an element by CSS or XPath, waiting for it to come."""
        end = time.monotonic() + 10
        using, value = ("css selector", css) if css else ("xpath", xpath)
        while True:
            try:
                element: str = self._here("/element", {"using": using, "value": value})[ELEMENT]
            except Refused:
                assert time.monotonic() < end, f"no {value} on {self.address}:\n{self.text()}"
                time.sleep(0.05)
            else:
                return element

    def click(self, **where: str) -> None:
        """Click an element as a person does: it must be in sight and nothing may cover it."""
        self._here(f"/element/{self.find(**where)}/click")

    def press(self, words: str) -> None:
        """Click the button or link that says these words."""
        self.click(xpath=f"//*[self::button or self::a][contains(normalize-space(.), '{words}')]")

    def type(self, css: str, words: str) -> None:
        """Type into a field, in place of what it held."""
        element = self.find(css=css)
        self._here(f"/element/{element}/clear")
        self._here(f"/element/{element}/value", {"text": words})

    def key(self, name: str) -> None:
        """Press and release one key, wherever the focus is."""
        value = KEYS.get(name, name)
        pressed = [{"type": kind, "value": value} for kind in ("keyDown", "keyUp")]
        self._here("/actions", {"actions": [{"type": "key", "id": "keys", "actions": pressed}]})

    def complaints(self) -> list[str]:
        """Return the errors on the console and the requests that failed since it was asked last."""
        console: list[Json] = self._here("/se/log", {"type": "browser"})
        bad = [entry["message"] for entry in console if entry["level"] in {"SEVERE", "WARNING"}]
        return [*bad, *self._failed_requests()]

    def _failed_requests(self) -> Iterator[str]:
        entries: list[Json] = self._here("/se/log", {"type": "performance"})
        for entry in entries:
            message = json.loads(entry["message"])["message"]
            kind, params = message["method"], message["params"]
            if kind == "Network.requestWillBeSent":
                self._asked[params["requestId"]] = params["request"]["url"]
            elif kind == "Network.loadingFailed" and not params.get("canceled"):
                # What no page has asked for is the browser's own.
                asked = self._asked.get(params["requestId"])
                yield from [f"{params['errorText']} {asked}"] if asked else []
            elif kind == "Network.responseReceived" and params["response"]["status"] >= 400:
                yield f"{params['response']['status']} {params['response']['url']}"

    def tell(self, command: str, **params: object) -> Any:
        """Send one command of the DevTools protocol."""
        return self._here("/goog/cdp/execute", {"cmd": command, "params": params})

    def resize(self, width: int, height: int, *, dark: bool = False) -> None:
        """Become a screen of this size and theme; narrow ones are phones."""
        phone = width < 600
        self.tell("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=phone)
        theme = [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]
        self.tell("Emulation.setEmulatedMedia", features=theme)

    def picture(self, file: Path) -> None:
        """Store what is in sight as a PNG."""
        file.write_bytes(base64.b64decode(self._ask("GET", f"{self._session}/screenshot")))

    def close(self) -> None:
        """Close the window."""
        self._ask("DELETE", self._session)


@contextmanager
def chromium(folder: Path) -> Iterator[Browser]:
    """Open a browser with a profile of its own, and end it."""
    port = free_port()
    with (folder / "chromedriver.log").open("wb") as log:
        driver = subprocess.Popen(["chromedriver", f"--port={port}"], stdout=log, stderr=log)
        try:
            until(lambda: _answers(port), what=(folder / "chromedriver.log").read_text)
            browser = Browser(port, folder / "profile")
            try:
                yield browser
            finally:
                browser.close()
        finally:
            driver.terminate()
            driver.wait(20)


def _answers(port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/status")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()
