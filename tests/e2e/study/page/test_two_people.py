"""The study of two people who have signed in on the same server, and of its local owner, in real browsers."""

import uuid
from typing import Any, Final

import pytest

from support.browser import Browser, Chromium
from support.http_client import blocking_http_client
from support.page_crawl import open_page
from support.processes import AlcoveProcess
from support.world import World

PASSWORD: Final = "correct horse battery"
SEND: Final = """return fetch(arguments[0], {
    method: 'POST', headers: {'Content-Type': 'application/json', 'X-Alcove-Page': '1'},
    body: JSON.stringify(arguments[1])}).then(async answer => [answer.status, await answer.text()])"""
READ: Final = "return fetch(arguments[0], {headers: {'X-Alcove-Page': '1'}}).then(answer => answer.text())"
PAGES: Final = (
    "/", "/activity", "/study", "/study/plan?view=tasks", "/study/plan?view=goals", "/study/materials", "/study/cards",
    "/study/quiz", "/study/tutor", "/study/rooms", "/study/analytics",
)  # fmt: skip
OF_OWNER: Final = ("Calvin cycle", "parallel circuits", "Physics: circuits", "Die Hanse", "Geschichte")
"""Words of tasks, materials, decks and subjects that the demonstration has made for the local owner."""


def sign_in(page: Browser, demo: AlcoveProcess, world: World) -> str:
    """Sign a new person in on the page, and return the word in all that this person makes."""
    origin, word = f"http://127.0.0.1:{demo.port}", uuid.uuid4().hex
    key = world.run_json("study", "keys", ALCOVE_DATA_DIR=str(world.data_dir / "demo"))["publishable_key"]
    with blocking_http_client(origin, headers={"apikey": key}) as client:
        body = {"email": f"{word}@example.org", "password": PASSWORD}
        client.post("/auth/v1/signup", json=body).raise_for_status()
    open_page(page, demo, "/sign-in")
    page.type("main input[name=name]", body["email"])
    page.type("main input[name=password]", PASSWORD)
    page.press("Sign in")
    page.wait_for("Sign out", css="header")
    return word


def send(page: Browser, path: str, body: object) -> None:
    """Send what the forms of the page would send."""
    status, text = page.run(SEND, path, body)
    assert status in {200, 201, 202}, text


def make_study(page: Browser, word: str) -> None:
    """Make something of every kind, with the word in it."""
    named: dict[str, Any] = {"title": f"Mine {word}"}
    for path in ("/api/tasks", "/api/flashcard-sets", "/api/ai/chats"):
        send(page, path, named)
    send(page, "/api/goals", {**named, "target_value": 3})
    send(page, "/api/subjects", {"name": f"Subject {word}"})
    send(page, "/api/rooms", {"name": f"Room {word}"})
    send(page, "/api/materials", {**named, "text": f"The word {word} stands in a material."})


def list_foreign(page: Browser, demo: AlcoveProcess, words: tuple[str, ...]) -> list[str]:
    """Return the pages that show one of the words, and the search if it finds one."""
    found: list[str] = []
    for path in PAGES:
        open_page(page, demo, path)
        found += [f"{path} shows {word}" for word in words if word in page.text("body")]
    for word in words:
        answer = page.run(READ, f"/api/find?q={word}")
        found += [f"the search finds {word}"] if '"app" : "study"' in answer else []
    return found


@pytest.mark.slow
def test_nobody_sees_the_study_of_another_person(chromium: Chromium, demo: AlcoveProcess, demo_world: World) -> None:
    """Neither of two people sees a task, card, chat, material or room of the other, or of the local owner."""
    with chromium.open_page() as first, chromium.open_page() as second, chromium.open_page() as owner:
        ours, theirs = (sign_in(page, demo, demo_world) for page in (first, second))
        make_study(first, ours)
        make_study(second, theirs)
        assert list_foreign(first, demo, (theirs, *OF_OWNER)) == []
        assert list_foreign(second, demo, (ours, *OF_OWNER)) == []
        assert list_foreign(owner, demo, (ours, theirs)) == []
        open_page(first, demo, "/study/tutor")
        first.wait_for(f"Mine {ours}")
        open_page(first, demo, "/study/materials")
        first.wait_for(f"Mine {ours}")
