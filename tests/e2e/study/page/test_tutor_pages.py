"""The tutor in a real browser: citations, a reload in mid-answer, Stop, a room, and the data of two people."""

import re
from typing import Any

import httpx2
import pytest

from support.browser import Browser
from support.http_client import blocking_http_client
from support.processes import AlcoveProcess
from support.until import until

QUESTION = "How does a fuse work?"
GROWING = "return document.querySelector('[aria-busy=true]')?.innerText ?? ''"
ANSWERS = "return [...document.querySelectorAll('article[aria-label=Answer]')].map(answer => answer.innerText)"
SOURCE = "[aria-label=Sources] li:first-child button"
SILENT = {"dialect": "openai", "queue": [{"ending": "silence"}]}
ENDLESS = {"dialect": "openai", "queue": [{"after": 20, "delay": 0.01, "ending": "hang"}]}


def press(browser: Browser, name: str) -> None:
    """Press a button by its text."""
    browser.click(xpath=f"//button[normalize-space()='{name}']")


def ask(browser: Browser, question: str) -> None:
    """Ask in the form of the page, and wait until the answer grows."""
    browser.type("main textarea", question)
    press(browser, "Send")
    browser.wait(lambda: len(browser.run(GROWING)) > 20 and "reading" not in browser.run(GROWING))


def control_provider(demo: AlcoveProcess) -> httpx2.Client:
    """Return a client for the controls of the simulated provider."""
    found = re.search(r"A simulated AI provider runs at (\S+)", demo.output)
    assert found is not None
    return blocking_http_client(found[1])


def read_log(provider: httpx2.Client, *, after: int = 0) -> Any:
    """Return the requests that the simulated provider has had."""
    return provider.get("/control/requests", params={"after": after}).json()["requests"]


def wait_for_materials(demo: AlcoveProcess) -> None:
    """Wait until the demonstration's materials can be searched."""
    with blocking_http_client(f"http://127.0.0.1:{demo.port}", headers={"X-Alcove-Page": "1"}) as client:

        def count() -> bool:
            materials = client.get("/api/materials").json()["materials"]
            return len([material for material in materials if material["state"] == "ready"]) >= 4

        until(count, describe=lambda: demo.output)


@pytest.mark.slow
def test_a_question_a_citation_a_reload_and_stop(window: Browser, demo: AlcoveProcess) -> None:
    """By clicks alone: an answer that a reload does not end or double, its passage, another answer, and its stop."""
    wait_for_materials(demo)
    window.open(f"http://127.0.0.1:{demo.port}/study/tutor")
    window.wait_for("Tutor", css="h1")
    ask(window, QUESTION)
    window.open(window.address)
    window.wait_for("Regenerate")
    (answer,) = window.run(ANSWERS)
    assert answer.count("You would like to know") == 1
    assert "$" in answer
    assert window.all("article[aria-label='Your question']") == [f"{QUESTION}\n\nEdit"]

    window.click(css=SOURCE)
    window.wait_for("A fuse is a thin wire that melts", css="[role=dialog] mark")
    window.key("Escape")
    window.wait(lambda: window.all("[role=dialog]") == [])
    assert window.run("return document.activeElement === document.querySelector(arguments[0])", SOURCE)
    assert window.run("return document.activeElement.textContent").startswith("Source 1: Physics: circuits")

    with control_provider(demo) as provider:
        before = read_log(provider)[-1]["number"]
        # However slow the machine is, this answer does not end before it is stopped.
        provider.post("/control/script", json=ENDLESS).raise_for_status()
        press(window, "Regenerate")
        window.wait(lambda: "You would like to know" in window.run(GROWING))
        assert [call["end"] for call in read_log(provider, after=before)] == [""]
        press(window, "Stop")
        window.wait_for("You stopped this answer")
        until(lambda: [call["end"] for call in read_log(provider, after=before)] == ["disconnected"])
        (stopped,) = window.run(ANSWERS)
        assert len(stopped) < len(answer)

        # An answer can be stopped before the page knows its name; one without a word says so.
        provider.post("/control/script", json=SILENT).raise_for_status()
        press(window, "Regenerate")
        press(window, "Stop")
        window.wait_for("Send", css="main form button")
        window.wait_for("Stopped before the first word")
        until(lambda: {call["end"] for call in read_log(provider, after=before)} == {"disconnected"})
        provider.post("/control/script", json={**SILENT, "queue": []}).raise_for_status()
        window.open(window.address)
        press(window, "Retry")
        window.wait_for("Regenerate")
    assert window.take_problems() == []


@pytest.mark.slow
def test_a_room_has_a_timer_and_a_chat(window: Browser, demo: AlcoveProcess) -> None:
    """A new room is connected, shows its message and its owner, and its timer runs."""
    window.open(f"http://127.0.0.1:{demo.port}/study/rooms")
    press(window, "New room")
    window.type("[role=dialog] input[type=text]", "Physics group")
    press(window, "Create")
    window.wait_for("Connected")
    window.wait_for("Physics group", css="h1")
    window.type("main form input", "Hello everybody")
    press(window, "Send")
    window.wait_for("Hello everybody", css="main article")
    press(window, "Start")
    window.wait_for("24:5", css="[role=timer]")
    window.wait_for("You", css="main li")
