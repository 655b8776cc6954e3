"""`main/apps.py` is the only list of apps: no other part of the server names one."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from arch.tree import ROOT, SOURCE, expect_none, location, parse_file, sources

APPS = sorted(path.name for path in (SOURCE / "apps").iterdir() if (path / "__init__.py").is_file())
FOLDERS = (
    "src/alcove/main", "src/alcove/foundation", "src/alcove/wires", "src/alcove/simulators", "tests/support",
    "tests/faults",
)  # fmt: skip
FAULTS = ROOT / "tests" / "faults"
THE_LIST = SOURCE / "main" / "apps.py"
WORDS = re.compile(r"[\w-]+")


@pytest.mark.parametrize("folder", FOLDERS)
def test_no_app_is_named(folder: str) -> None:
    """Neither a file's name, an identifier nor a text such as "records" or "alcove.apps.records" names an app."""
    expect_none(
        f"{location(path, line)} {name}"
        for path in sources(ROOT / folder)
        if path != THE_LIST and path.parent.parent != FAULTS
        for line, name in names_in(path)
        if name in APPS
    )


def test_names_are_found_in_code_and_not_in_prose(tmp_path: Path) -> None:
    """Every way in which code can name an app is found; docstrings, comments and sentences are ignored."""
    naming = (
        "import alcove.apps.orchard", "from alcove.apps.orchard import x", "from alcove.apps import orchard",
        "import x as orchard", "load('orchard')", "load('alcove.apps.orchard:build')", "x = 'orchard,garden'",
        "x = f'/orchard/{y}'", "x = {'orchard.health': 1}", "orchard = 1", "x = y.orchard", "f(orchard=1)",
        "def orchard(): ...", "class orchard: ...", "def f(orchard): ...", "def f(*, orchard=None): ...",
    )  # fmt: skip
    prose = ("'''The orchard.'''", "# orchard", "x = 'an orchard in bloom'", "orchards = 1", "x = 'orchard_of'")
    file = tmp_path / "code.py"
    for code in (*naming, *prose):
        file.write_text(code)
        parse_file.cache_clear()
        assert ("orchard" in {name for _, name in names_in(file)}) == (code in naming), code
    parse_file.cache_clear()


def test_files_are_named_after_no_app(tmp_path: Path) -> None:
    """A module or folder counts as a name, too."""
    (tmp_path / "orchard.py").write_text("")
    assert list(names_in(tmp_path / "orchard.py")) == [(0, "orchard")]


def names_in(path: Path) -> Iterator[tuple[int, str]]:
    """Yield what the code of a file names, with the lines: identifiers, and the words of texts without blanks."""
    folders = path.relative_to(ROOT).parts[:-1] if path.is_relative_to(ROOT) else ()
    yield from ((0, part) for part in (*folders, path.stem))
    for node in ast.walk(parse_file(path)):
        for name in _names_of(node):
            yield getattr(node, "lineno", 0), name


def _names_of(node: ast.AST) -> list[str]:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name) | ast.arg(arg=name) | ast.keyword(arg=str(name)):
            return [name]
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return [name]
        case ast.alias(name=name, asname=other):
            return [*name.split("."), other or ""]
        case ast.ImportFrom(module=str(name)):
            return name.split(".")
        case ast.Constant(value=str(text)) if not re.search(r"\s", text):
            return WORDS.findall(text)
        case _:
            return []
