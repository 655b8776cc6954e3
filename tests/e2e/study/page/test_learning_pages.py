"""The pages of study in a real browser: a task that is planned and studied, and a deck that is reviewed by keys."""

from support.browser import Browser
from support.processes import AlcoveProcess

DAY_OF_TASK = """return [...document.querySelectorAll('[data-kind=task]')]
    .find(item => item.innerText.includes('Read chapter 4'))?.closest('[data-day]').dataset.day ?? ''"""
FOCUS_TASK = """[...document.querySelectorAll('[data-kind=task]')]
    .find(item => item.innerText.includes('Read chapter 4')).focus()"""
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

    window.open(f"http://127.0.0.1:{demo.port}/study/focus?subject=Algebra")
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
