"""The pages of study in a real browser: a task that is planned and studied, and a deck that is reviewed by keys."""

from datetime import UTC, datetime
from typing import Any

from support.browser import Browser
from support.http_client import blocking_http_client
from support.processes import AlcoveProcess

DAY_OF_TASK = """return [...document.querySelectorAll('[data-kind=task]')]
    .find(item => item.innerText.includes('Read chapter 4'))?.closest('[data-day]').dataset.day ?? ''"""
FOCUS_TASK = """[...document.querySelectorAll('[data-kind=task]')]
    .find(item => item.innerText.includes('Read chapter 4')).focus()"""
DRAG_HANDLE = "document.querySelector('[aria-label=\"Move Read chapter 4\"]').focus()"
FOCUSED_DAY = "return document.activeElement.dataset.day ?? ''"
TITLE = "return document.querySelector('[role=dialog] input[type=text]')?.value ?? ''"
OPTION = "//label[normalize-space()='{}']"
HAS_FOCUS = "return document.activeElement.innerText.includes(arguments[0])"
CHOOSE = """const files = new DataTransfer();
    files.items.add(new File([arguments[0]], 'words.csv', {type: 'text/csv'}));
    const input = document.querySelector('[role=dialog] input[type=file]');
    input.files = files.files;
    input.dispatchEvent(new Event('change', {bubbles: true}))"""


def press(browser: Browser, name: str) -> None:
    """Press a button or a link by its accessible name, in the dialog if one is open."""
    browser.click(xpath=f"//*[self::button or self::a][normalize-space()='{name}']")


def submit(browser: Browser, name: str) -> None:
    """Press a button of the dialog."""
    browser.click(xpath=f"//*[@role='dialog']//button[normalize-space()='{name}']")


def test_a_task_is_planned_moved_by_keys_and_studied(window: Browser, demo: AlcoveProcess) -> None:
    """From a new task over the calendar to a session whose timer is in the tab's title and survives a reload."""
    window.open(f"http://127.0.0.1:{demo.port}/study/plan")
    window.wait_for("This week")
    press(window, "New task")
    window.type("[role=dialog] input[type=text]", "Read chapter 4")
    submit(window, "Add task")
    window.wait(lambda: window.run(DAY_OF_TASK) != "")
    before = window.run(DAY_OF_TASK)
    window.run(FOCUS_TASK)
    # Upwards is the week before, so the task leaves this one, and a second time by the message's button.
    window.key("Alt+ArrowUp")
    window.wait_for("Moved Read chapter 4", css="body")
    window.wait(lambda: window.run(DAY_OF_TASK) == "")
    press(window, "Undo")
    window.wait(lambda: window.run(DAY_OF_TASK) == before)
    window.wait(lambda: window.run(HAS_FOCUS, "Read chapter 4"))

    # With the handle, Enter begins to drag, the focus is on a day, and Enter drops it there.
    window.run(DRAG_HANDLE)
    window.key("Enter")
    window.wait(lambda: window.run(FOCUSED_DAY) not in {"", before})
    target = window.run(FOCUSED_DAY)
    window.key("Enter")
    window.wait(lambda: window.run(DAY_OF_TASK) == target)
    window.wait(lambda: window.run(HAS_FOCUS, "Read chapter 4"))
    window.drag(f"[data-day='{target}'] li:has([data-kind=task])", f"[data-day='{before}']")
    window.wait(lambda: window.run(DAY_OF_TASK) == before)

    window.open(f"http://127.0.0.1:{demo.port}/study/focus?subject=Algebra")
    # Another test may have begun a session, by the key for it.
    window.wait(lambda: bool({"Length", "Discard"} & set(window.text().splitlines())))
    if "Discard" in window.text():
        press(window, "Discard")
    window.wait_for("Length")
    press(window, "Start")
    window.wait(lambda: "Focus · Algebra" in window.run("return document.title"))
    window.open(f"http://127.0.0.1:{demo.port}/study/focus")
    window.wait(lambda: "Focus · Algebra" in window.run("return document.title"))
    press(window, "Pause")
    window.wait_for("Paused")
    press(window, "Resume")
    window.wait(lambda: "Focus · Algebra" in window.run("return document.title"))
    press(window, "Complete")
    window.wait_for("Session complete")
    window.wait_for("Algebra")


def test_a_deck_is_imported_and_reviewed_by_keys(window: Browser, demo: AlcoveProcess) -> None:
    """Space shows the answer, a number rates it, and u undoes also the rating of the last card."""
    window.open(f"http://127.0.0.1:{demo.port}/study/cards")
    press(window, "Import")
    window.wait_for("Choose a file", css="body")
    window.run(CHOOSE, "front,back,tags,set\nLuna,moon,,Keys\nSol,sun,,Keys\n")
    window.wait_for("2 added", css="[role=dialog]")
    submit(window, "Close")
    window.click(xpath="//a[@aria-label='Review Keys']")
    for front, back in (("Luna", "moon"), ("Sol", "sun")):
        window.wait_for(front)
        assert back not in window.text()
        window.key("Space")
        window.wait_for(back)
        window.key("4")
    window.wait_for("All cards are reviewed")
    window.key("u")
    window.wait_for("sun")
    window.wait_for("1 card reviewed, 1 left")
    window.key("3")
    window.wait_for("2 cards reviewed")


def add_and_find(origin: str) -> dict[str, str]:
    """Add one thing of each kind, and return the addresses of the results that name them, by kind."""
    first = {"type": "multiple_choice", "question": "Which are primes?", "options": ["2", "4", "5"], "answer": [0, 2]}
    second = {"type": "short_answer", "question": "What is next?", "answer": "7"}
    with blocking_http_client(origin, headers={"X-Alcove-Page": "1"}) as client:

        def add(path: str, **body: Any) -> None:
            client.post(path, json=body).raise_for_status()

        add("/api/tasks", title="Zebra task", due_date="2026-01-07T12:00:00Z")
        add("/api/calendar", title="Zebra event", event_date=datetime.now(UTC).date().isoformat())
        add("/api/flashcard-sets", title="Zebra set")
        add("/api/quizzes", title="Zebra quiz", questions=[first, second])
        add("/api/materials", title="Zebra material", text="Stripes confuse flies.")
        groups = client.get("/api/find", params={"q": "zebra"}).json()["groups"]
        (found,) = (group["results"] for group in groups if group["app"] == "study")
    return {result["kind"]: origin + result["url"] for result in found}


def test_what_is_found_is_opened_and_a_quiz_is_changed_and_answered(window: Browser, demo: AlcoveProcess) -> None:
    """Each result opens what it names; cards are made live; a question with two right answers needs both."""
    origin = f"http://127.0.0.1:{demo.port}"
    urls = add_and_find(origin)
    assert sorted(urls) == ["event", "material", "quiz", "set", "task"]
    window.open(urls["task"])
    window.wait(lambda: window.run(TITLE) == "Zebra task")
    window.open(urls["material"])
    window.wait(lambda: window.run(TITLE) == "Zebra material")
    window.open(urls["event"])
    window.wait(lambda: window.run(HAS_FOCUS, "Zebra event"))
    window.open(urls["set"])
    window.wait_for("Zebra set", css="h1")
    window.open(f"{origin}/goals")
    window.wait(lambda: window.address == f"{origin}/study/plan?view=goals")

    # The page reads a generation again when the server says so: while its stream is open, it never asks by itself.
    window.open(f"{origin}/study/materials")
    window.press("Make cards from Physics: circuits")
    submit(window, "Make cards")
    window.wait_for("Open the cards")

    window.open(urls["quiz"])
    window.wait_for("Zebra quiz", css="h1")
    window.press("More actions")
    window.click(xpath="//*[@role='menuitem'][normalize-space()='Edit the quiz']")
    window.press("Remove question 2", css="[role=dialog]")
    submit(window, "Save")
    window.wait_for("1 question")
    press(window, "Start")
    window.click(xpath=OPTION.format("2"))
    window.click(xpath=OPTION.format("5"))
    press(window, "Submit")
    window.wait_for("100 %")
    window.wait_for("Your answers: 2, 5")
    assert window.take_problems() == []
