"""What the guides and the README tell a reader to type exists."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import msgspec
import pytest
import typer.main

from alcove.main.apps import APPS
from alcove.main.commands import build_command_line
from alcove.main.configuration import setting_kinds
from arch.tree import ROOT, expect_none

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs" / "guides").glob("*.md"))]
REFERENCE = ROOT / "docs" / "reference"
BLOCK = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)
VARIABLE = re.compile(r"`([A-Z][A-Z0-9]*_[A-Z0-9_]*)(?:=[^`]*)?`")
ASSIGNED = re.compile(r"(?:^|\s)([A-Z][A-Z0-9_]*)=")
NO_SETTINGS = {
    # Of the older programs; the guide says what becomes of each.
    "CONFIG_DIR", "AA_CONTENT_TYPE_ROUTING", "USE_CONTENT_TYPE_DIRECTORIES", "AA_DEFAULT_SORT",
    "ENABLE_LOGGING", "LOG_ROOT",
    # Of a command and of the page's build.
    "ALCOVE_IMPORT_FROM", "ALCOVE_URL",
    # Names inside of a module that a reader writes or reads.
    "BUILT_IN",
}  # fmt: skip

WRONG_USAGE = cast("type[Exception]", typer.BadParameter.__base__)
"""What the parser raises for any wrong argument; it is typer's own and has no public name."""


def lines(page: Path) -> Iterator[str]:
    """Return what a page tells to type."""
    for block in BLOCK.findall(page.read_text()):
        yield from (line.removeprefix("$ ") for line in block.splitlines() if line.startswith("$ "))


def commands(page: Path) -> Iterator[list[str]]:
    """Return the arguments of every `alcove` that a page tells to type."""
    for line in lines(page):
        for part in re.split(r"\s(?:\||&&|;)\s", line):
            words = shlex.split(part, comments=True)
            while words and ASSIGNED.match(words[0]):
                del words[0]
            if words and words[0].rpartition("/")[2] == "alcove":
                yield words[1:]


def of_absent_apps(kind: str, pattern: str) -> set[str]:
    """Return what the reference pages of apps that are not in this tree name: guides go on telling of it."""
    here = {app.name for app in APPS}
    pages = [page for page in REFERENCE.glob(f"{kind}-*.md") if page.stem.removeprefix(f"{kind}-") not in here]
    return {name for page in pages for name in re.findall(pattern, page.read_text(), re.MULTILINE)}


def problem(arguments: list[str]) -> str:
    """Return what is wrong with a command line, '' for nothing; nothing is run."""
    command: Any = typer.main.get_command(build_command_line(APPS))
    context: Any = None
    rest = list(arguments)
    while hasattr(command, "commands"):
        if not rest or rest[0] not in command.commands:
            return f"alcove {' '.join(arguments)}: there is no such command"
        command, context = command.commands[rest.pop(0)], None
    try:
        command.make_context(command.name, rest, parent=context)
    except WRONG_USAGE as error:
        return f"alcove {' '.join(arguments)}: {error}"
    return ""


def settings() -> set[str]:
    """Return the names of all settings, of the files that may hold them, and of what they were called once."""
    names = {field.name.upper() for kind in setting_kinds(APPS) for field in msgspec.structs.fields(kind)}
    return names | {f"{name}_FILE" for name in names}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_exists(page: Path) -> None:
    """Each `alcove ...` of a console block is a command with these options, and its values are of the right kind."""
    absent = of_absent_apps("cli", r"^## alcove (\w+)$")
    told = [arguments for arguments in commands(page) if not arguments or arguments[0] not in absent]
    expect_none([found for arguments in told if (found := problem(arguments))])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_setting_exists(page: Path) -> None:
    """Each variable that a page names or sets is a setting."""
    named = set(VARIABLE.findall(page.read_text()))
    for line in lines(page):
        named |= set(ASSIGNED.findall(line.partition("  # ")[0]))
    absent = of_absent_apps("settings", r"^\| `([A-Z0-9_]+)` \|")
    known = settings() | NO_SETTINGS | absent | {f"{name}_FILE" for name in absent}
    older = {name for app in APPS for name in named - known if set(app.aliases({name: "x"})) - {name}}
    expect_none(sorted(named - known - older))


def test_the_check_finds_what_is_wrong() -> None:
    """A command that is not there, an option that is not, and a value of the wrong kind are found."""
    assert list(commands(ROOT / "README.md"))
    assert "no such command" in problem(["simulate", "weather"])
    assert "--loudly" in problem(["doctor", "--loudly"])
    assert problem(["serve", "--port", "soon"])
    assert not problem(["serve", "--port", "30"])
