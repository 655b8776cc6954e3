"""Files, classes and functions that the explanations name exist."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from alcove.main.apps import APPS
from arch.tree import ROOT, expect_none

DOCS = ROOT / "docs"
EXPLAIN = DOCS / "explain"
GLOSSARY = DOCS / "reference" / "glossary.md"
WALKS = sorted(EXPLAIN.glob("walk-*.md"))
SPAN = re.compile(r"`([^`\n]+)`")
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
PATH = re.compile(r"(?:src|tests|web|docs|bench|main|apps|foundation|wires|simulators)/[\w./-]*")
STOP = re.compile(r"^## (\d+)\. (.+)$", re.MULTILINE)
SECTION = re.compile(r"^## (\d+)\. (.+)$\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
MAX_STOPS = 12


def absent_apps() -> set[str]:
    """Return the apps that have a reference page but are not part of this tree."""
    documented = {page.stem.removeprefix("settings-") for page in (DOCS / "reference").glob("settings-*.md")}
    return documented - {app.name for app in APPS}


def is_absent(path: str) -> bool:
    """Return whether a path belongs to an app that is not part of this tree."""
    return not absent_apps().isdisjoint(Path(path).parts)


def locate(path: str) -> Path | None:
    """Return the file or folder that a document names, relative to the repository or to src/alcove."""
    return next((root / path for root in (ROOT, ROOT / "src" / "alcove") if (root / path).exists()), None)


def paths_in(text: str) -> list[str]:
    """Return the paths in code spans, without those of absent apps and those with placeholders in upper case."""
    spans = [span for span in SPAN.findall(text) if PATH.fullmatch(span)]
    return [span for span in spans if not is_absent(span) and not re.search(r"[A-Z]{3}", span)]


@cache
def names_in(path: Path) -> frozenset[str]:
    """Return the classes, functions, methods and constants of a file, or of all Python files in a folder."""
    if path.is_dir():
        return frozenset().union(*(names_in(file) for file in path.rglob("*.py")))
    if path.suffix != ".py":
        return frozenset(re.findall(r"\w+", path.read_text()))
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            names.add(node.name)
        if isinstance(node, ast.ClassDef):
            names |= {f"{node.name}.{member}" for member in _members(node)}
        if isinstance(node, ast.Module):
            names |= set(_members(node))
    return frozenset(names)


def _members(node: ast.ClassDef | ast.Module) -> list[str]:
    functions = [child.name for child in node.body if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef)]
    targets = [child.targets[0] for child in node.body if isinstance(child, ast.Assign)]
    targets += [child.target for child in node.body if isinstance(child, ast.AnnAssign)]
    return functions + [target.id for target in targets if isinstance(target, ast.Name)]


def missing_names(text: str) -> list[str]:
    """Return the paths of a text that do not exist, and the names beside them that these do not define."""
    spans = SPAN.findall(text)
    paths = [span for span in spans if PATH.fullmatch(span)]
    if any(is_absent(path) for path in paths):
        return []
    found = [place for path in paths if (place := locate(path)) is not None]
    known = frozenset().union(*(names_in(place) for place in found))
    names = [span for span in spans if not PATH.fullmatch(span)]
    return [path for path in paths if locate(path) is None] + [name for name in names if name not in known]


@pytest.mark.parametrize("page", [*sorted(EXPLAIN.glob("*.md")), GLOSSARY], ids=lambda page: page.stem)
def test_named_paths_exist(page: Path) -> None:
    """Each path in a code span of an explanation or the glossary exists."""
    text = FENCE.sub("", page.read_text())
    expect_none([path for path in paths_in(text) if locate(path) is None])


@pytest.mark.parametrize("page", [*WALKS, EXPLAIN / "tour.md"], ids=lambda page: page.stem)
def test_named_functions_exist(page: Path) -> None:
    """The heading of each stop names a file, and classes and functions that are defined in it."""
    stops = [heading for _, heading in STOP.findall(page.read_text())]
    expect_none([heading for heading in stops if not any(PATH.fullmatch(span) for span in SPAN.findall(heading))])
    expect_none([f"{heading}: {name}" for heading in stops for name in missing_names(heading)])


@pytest.mark.parametrize("page", [*WALKS, EXPLAIN / "tour.md"], ids=lambda page: page.stem)
def test_names_in_the_text_of_a_stop_occur_in_its_file(page: Path) -> None:
    """Each identifier in the text of a stop, except settings, occurs in the file of the stop."""
    unknown = []
    for _, heading, body in SECTION.findall(FENCE.sub("", page.read_text())):
        path = SPAN.findall(heading)[0]
        if not is_absent(path):
            known = set(re.findall(r"\w+", (locate(path) or ROOT).read_text()))
            names = [
                span for span in SPAN.findall(body) if re.fullmatch(r"[A-Za-z_][\w.]*", span) and not span.isupper()
            ]
            unknown += [f"{path}: {name}" for name in names if not set(name.split(".")) <= known]
    expect_none(unknown)


@pytest.mark.parametrize("page", WALKS, ids=lambda page: page.stem)
def test_walks_are_short_and_do_not_return(page: Path) -> None:
    """A walk has at most twelve numbered stops and visits no file twice."""
    stops = STOP.findall(page.read_text())
    assert [int(number) for number, _ in stops] == list(range(1, len(stops) + 1))
    assert 3 <= len(stops) <= MAX_STOPS
    files = [SPAN.findall(heading)[0] for _, heading in stops]
    expect_none(sorted({file for file in files if files.count(file) > 1}))


def test_the_tour_has_ten_files() -> None:
    """The tour has ten numbered stops, each a different file."""
    stops = STOP.findall((EXPLAIN / "tour.md").read_text())
    assert [int(number) for number, _ in stops] == list(range(1, 11))
    assert len({SPAN.findall(heading)[0] for _, heading in stops}) == 10


def test_the_glossary_names_places_that_exist() -> None:
    """Each term of the glossary has a meaning and a place: paths that exist and names that are defined there."""
    rows = re.findall(r"^\| \*\*(.+?)\*\* \| (.+?) \| (.+?) \|$", GLOSSARY.read_text(), re.MULTILINE)
    assert len(rows) > 60
    expect_none([term for term, _, where in rows if not any(PATH.fullmatch(span) for span in SPAN.findall(where))])
    expect_none([f"{term}: {name}" for term, _, where in rows for name in missing_names(where)])
    terms = [term.casefold() for term, _, _ in rows]
    assert terms == sorted(set(terms), key=terms.index), "a term is listed twice"
