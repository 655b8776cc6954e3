"""The pages over all apps in a real browser: Today, Activity, palette, keys, appearance, and a server that is away."""

import itertools
import re
import signal
import urllib.request
from typing import Any, Final

import msgspec
import pytest

from support.browser import Browser
from support.page_crawl import set_first_run
from support.processes import AlcoveProcess
from support.until import until
from support.web_page import build_page
from support.world import World

PAGES: Final = ("/", "/activity", "/notifications", "/settings", "/settings/account", "/settings/appearance",
                "/settings/notifications", "/settings/data", "/settings/status", "/status", "/home",
                "/sign-in")  # fmt: skip
FOCUS: Final = "return document.activeElement.tagName"
HEADINGS: Final = "return [...document.querySelectorAll('h1')].map(heading => heading.innerText)"
DIALOGS: Final = "return document.querySelectorAll('[role=dialog]').length"
KEYS: Final = "[role=dialog] dl > div dt"
EVERYWHERE: Final = "[role=dialog] section[aria-label=Everywhere] dt .sr-only"
RESULT: Final = """
    const opened = document.querySelectorAll('[role=dialog]').length
    return [location.pathname, opened, document.querySelectorAll('[aria-label=Messages] p').length]
"""
"""What a key changes: it opens another page or a dialog, or does something and says so."""
FOCUS_ON: Final = """
    const kinds = {
        body: () => document.activeElement.blur(),
        button: () => document.querySelector('header button').focus(),
        link: () => document.querySelector('header nav a').focus(),
        radio: () => document.querySelector('main input[type=radio]:checked').focus(),
    }
    kinds[arguments[0]]()
"""
FOCUSED: Final = ("body", "button", "link", "radio")
FIELD: Final = "section[aria-labelledby=destinations] input[type=text]"
OVERFLOW: Final = "return document.documentElement.scrollWidth - document.documentElement.clientWidth"


def read(server: AlcoveProcess, path: str) -> Any:
    """Return the JSON at a path."""
    status, body = server.get(path)
    assert status == 200, body
    return msgspec.json.decode(body)


def address(server: AlcoveProcess, path: str = "/") -> str:
    """Return an address of the server."""
    return f"http://127.0.0.1:{server.port}{path}"


def list_items(server: AlcoveProcess) -> list[Any]:
    """Return what the apps have today."""
    return [item for app in read(server, "/api/today")["apps"] for item in app["items"]]


def show_heading(browser: Browser, heading: str) -> None:
    """Wait until the page has one `h1`, with this text and with the focus."""
    browser.wait(lambda: browser.run(HEADINGS) == [heading])
    browser.wait(lambda: browser.run(FOCUS) == "H1")


def use_keys(window: Browser, focus: str) -> None:
    """List the keys and open pages with them while an element of this kind has the focus."""
    window.run(FOCUS_ON, focus)
    window.key("?")
    window.wait(lambda: window.run(DIALOGS) == 1)
    assert len(window.all(KEYS)) > 4
    window.key("Escape")
    window.wait(lambda: window.run(DIALOGS) == 0)
    window.run(FOCUS_ON, focus)
    window.key("g")
    window.key("a")
    show_heading(window, "Activity")
    window.key("g")
    window.key(",")
    show_heading(window, "Settings")
    window.click(css="main a[href='/settings/appearance']")
    show_heading(window, "Appearance")
    window.wait_for("Dark")


def press_all_keys(demo: AlcoveProcess, window: Browser) -> None:
    """Press all keys that are listed, each with the focus on each kind of element, and see that each does something."""
    window.key("?")
    window.wait(lambda: window.run(DIALOGS) == 1)
    listed = [keys for keys in window.all(EVERYWHERE) if keys != "?"]
    assert len(listed) == len(set(listed)) > 10
    for keys, focus in itertools.product(listed, FOCUSED):
        window.open(address(demo, "/settings/appearance"))
        window.wait_for("Dark")
        press_and_wait(window, keys, focus=focus)


def press_and_wait(window: Browser, keys: str, *, focus: str) -> None:
    """Press keys with the focus on something, and wait until the page is another one, or says something."""
    before = window.run(RESULT)
    window.run(FOCUS_ON, focus)
    for key in keys.replace("Ctrl+K", "Control+k").split(" then "):
        window.key(key)
    window.wait(lambda: window.run(RESULT) != before)


def type_all_keys(demo: AlcoveProcess, window: Browser) -> None:
    """Type the keys into a field, where they are text and open nothing."""
    window.open(address(demo, "/settings/notifications"))
    window.wait_for("Webhooks and Apprise")
    window.click(css=FIELD)
    for key in "gt?/nszvku,":
        window.key(key)
    assert window.run("return document.querySelector(arguments[0]).value", FIELD) == "gt?/nszvku,"
    assert (window.run(DIALOGS), window.address) == (0, address(demo, "/settings/notifications"))


@pytest.mark.slow
def test_pages_are_used_with_keys(demo: AlcoveProcess, window: Browser) -> None:
    """Today fills by itself, keys work wherever the focus is but in fields, and the search opens what it finds."""
    set_first_run(window, demo, is_done=False)
    window.open(address(demo))
    until(lambda: list_items(demo) != [], describe=lambda: demo.output)
    # What is due changes while the demo fills, so the server and the page are compared at the same time.
    window.wait(lambda: any(item["title"] in window.text() for item in list_items(demo)))
    window.wait_for("Choose your apps")
    window.wait_for("Try the demo's data")
    window.click_text("Later")
    window.wait(lambda: "Choose your apps" not in window.text())
    window.key("Control+k")
    window.wait(lambda: window.run(DIALOGS) == 1)
    title = list_items(demo)[0]["title"]
    window.type("[role=dialog] input", title)
    window.wait_for(title, css="[role=menuitem]")
    window.key("Escape")
    window.key("Escape")
    window.wait(lambda: window.run(DIALOGS) == 0)
    window.open(address(demo, "/settings/appearance"))
    window.wait_for("Dark")
    for focus in FOCUSED:
        use_keys(window, focus)
    window.click(xpath="//label[contains(., 'Dark')]")
    window.wait(lambda: window.run("return document.documentElement.dataset.theme") == "dark")
    window.wait(lambda: read(demo, "/api/account/preferences")["appearance"] == "dark")
    press_all_keys(demo, window)
    type_all_keys(demo, window)
    window.open(address(demo, "/activity?state=done"))
    window.wait_for("Done")
    window.resize(390, 800)
    assert window.run(OVERFLOW) == 0
    assert window.take_problems() == []


def test_every_address_opens_directly(demo: AlcoveProcess) -> None:
    """Each page of the server answers with the page itself, with and without a slash, under a policy of its own."""
    for path in PAGES:
        for written in {path, path.rstrip("/") + "/"}:
            request = urllib.request.Request(address(demo, written), headers={"Accept": "text/html"})  # noqa: S310 - of the test's server
            with urllib.request.urlopen(request) as answer:  # noqa: S310 - the same
                assert (answer.status, b'id="root"' in answer.read()) == (200, True), written
                policy = answer.headers["Content-Security-Policy"]
    directives = dict(part.strip().partition(" ")[::2] for part in policy.split(";"))
    assert directives["default-src"] == "'self'"
    assert directives["img-src"] == "'self' data: blob:"
    assert directives["connect-src"] == "'self'"
    assert re.fullmatch(r"'self' 'nonce-[\w-]{22}'", directives["script-src"])
    assert "unsafe" not in policy
    assert "https:" not in policy


@pytest.mark.slow
def test_a_lost_server_is_reported_until_it_is_back(world: World, window: Browser) -> None:
    """When the server is killed a banner appears, what was typed stays, and the banner goes away with its return."""
    page = str(build_page())
    server = world.start("serve", SERVE_FRONTEND_DIR=page).wait_ready()
    window.open(address(server, "/settings/notifications"))
    window.wait_for("Webhooks and Apprise")
    window.type(FIELD, "https://example.org/hook")
    server.stop(number=signal.SIGKILL)
    window.wait_for("The server does not answer", css="[role=alert]")
    world.start("serve", SERVE_FRONTEND_DIR=page).wait_ready()
    window.wait(lambda: not any("does not answer" in text for text in window.all("[role=alert]")))
    assert window.run("return document.querySelector(arguments[0]).value", FIELD) == "https://example.org/hook"
