"""Commands and settings in the README and the guides exist."""

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
from alcove.wires.supabase.rest.config.settings import SETTINGS as REST_SETTINGS
from arch.tree import ROOT, expect_none

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs" / "guides").glob("*.md"))]
REFERENCE = ROOT / "docs" / "reference"
BLOCK = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)
VARIABLE = re.compile(r"`([A-Z][A-Z0-9]*_[A-Z0-9_]*)(?:=[^`]*)?`")
ASSIGNED = re.compile(r"(?:^|\s)([A-Z][A-Z0-9_]*)=")
NO_SETTINGS = {
    # Settings of older programs; the guide says what replaces each.
    "CONFIG_DIR", "AA_CONTENT_TYPE_ROUTING", "USE_CONTENT_TYPE_DIRECTORIES", "AA_DEFAULT_SORT",
    "ENABLE_LOGGING", "LOG_ROOT",
    # Codes of errors.
    "BUDGET_EXCEEDED", "CONTENT_REFUSED",
    # Read by one command and by the build of the page.
    "ALCOVE_IMPORT_FROM", "ALCOVE_URL",
    # Constants of a module that the reader writes.
    "BUILT_IN", "LINKED_SOURCES",
}  # fmt: skip

WRONG_USAGE = cast("type[Exception]", typer.BadParameter.__base__)
"""What the parser raises for any wrong argument; it is typer's own and has no public name."""


def lines(page: Path) -> Iterator[str]:
    """Yield the lines that a reader is asked to type."""
    for block in BLOCK.findall(page.read_text()):
        yield from (line.removeprefix("$ ") for line in block.splitlines() if line.startswith("$ "))


def commands(page: Path) -> Iterator[list[str]]:
    """Yield the arguments of every `alcove` command in console blocks."""
    for line in lines(page):
        for part in re.split(r"\s(?:\||&&|;)\s", line):
            words = shlex.split(part, comments=True)
            while words and ASSIGNED.match(words[0]):
                del words[0]
            if words and words[0].rpartition("/")[2] == "alcove":
                yield words[1:]


def names_of_absent_apps(kind: str, pattern: str) -> set[str]:
    """Return the names on the reference pages of apps that are not in this tree; guides may still mention them."""
    here = {app.name for app in APPS}
    pages = [page for page in REFERENCE.glob(f"{kind}-*.md") if page.stem.removeprefix(f"{kind}-") not in here]
    return {name for page in pages for name in re.findall(pattern, page.read_text(), re.MULTILINE)}


def problem(arguments: list[str]) -> str:
    """Return what is wrong with a command line, or '' when it is valid; nothing is run."""
    command: Any = typer.main.get_command(build_command_line(APPS))
    context: Any = None
    rest = list(arguments)
    while hasattr(command, "commands"):
        if command.invoke_without_command and (not rest or rest[0].startswith("-")):
            break
        if not rest or rest[0] not in command.commands:
            return f"alcove {' '.join(arguments)}: there is no such command"
        command, context = command.commands[rest.pop(0)], None
    try:
        command.make_context(command.name, rest, parent=context)
    except WRONG_USAGE as error:
        return f"alcove {' '.join(arguments)}: {error}"
    return ""


def settings() -> set[str]:
    """Return the names of all settings, with and without the suffix `_FILE`."""
    names = {field.name.upper() for kind in setting_kinds(APPS) for field in msgspec.structs.fields(kind)}
    others = set(re.findall(r"`([A-Z0-9_]+)`", (REFERENCE / "auth-settings.md").read_text()))
    return names | {f"{name}_FILE" for name in names} | {setting.variable for setting in REST_SETTINGS} | others


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_exists(page: Path) -> None:
    """Each `alcove ...` of a console block is a command with these options, and its values are of the right kind."""
    absent = names_of_absent_apps("cli", r"^## alcove (\w+)$")
    present = [arguments for arguments in commands(page) if not arguments or arguments[0] not in absent]
    expect_none([found for arguments in present if (found := problem(arguments))])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_setting_exists(page: Path) -> None:
    """Each variable that a page names or sets is a setting."""
    variables = set(VARIABLE.findall(page.read_text()))
    for line in lines(page):
        variables |= set(ASSIGNED.findall(line.partition("  # ")[0]))
    absent = names_of_absent_apps("settings", r"^\| `([A-Z0-9_]+)` \|")
    allowed = settings() | NO_SETTINGS | absent | {f"{name}_FILE" for name in absent}
    older = {name for app in APPS for name in variables - allowed if set(app.aliases({name: "x"})) - {name}}
    expect_none(sorted(variables - allowed - older))


def test_the_check_finds_what_is_wrong() -> None:
    """A command that is not there, an option that is not, and a value of the wrong kind are found."""
    assert list(commands(ROOT / "README.md"))
    assert "no such command" in problem(["simulate", "weather"])
    assert "--verbose" in problem(["doctor", "--verbose"])
    assert problem(["serve", "--port", "soon"])
    assert not problem(["serve", "--port", "30"])
