"""The documents match the code, and their links are valid."""

import ast
import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import msgspec

from arch.tree import ROOT, SOURCE, expect_none, list_tracked_files, location, parse_file, sources

DOCS = ROOT / "docs"
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#{1,6} +(.*)$", re.MULTILINE)
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


def page(name: str) -> str:
    """Return a reference page."""
    return (DOCS / "reference" / name).read_text()


def test_the_reference_is_current(reference: ModuleType) -> None:
    """Every generated page matches the code; `make docs` updates them."""
    made: dict[str, str] = reference.render_pages()
    expect_none([name for name, text in made.items() if (DOCS / name).read_text() != text])


def test_every_setting_is_documented(reference: ModuleType) -> None:
    """Each field of each settings struct is on a reference page, with a description."""
    kinds: dict[str, type[msgspec.Struct]] = reference.list_settings_structs()
    for part, kind in kinds.items():
        text = page("settings.md" if part in reference.SERVER_SETTINGS else f"settings-{part}.md")
        names = [field.name.upper() for field in msgspec.structs.fields(kind)]
        expect_none([name for name in names if f"| `{name}` |" not in text])
        expect_none(re.findall(r"^\| `.*\|\s*\|$", text, re.MULTILINE))


def test_every_route_is_documented(reference: ModuleType) -> None:
    """Each endpoint is on its app's page, with a summary and its aliases."""
    missing = []
    documented: set[tuple[str, str]] = set()
    for api in (*reference.list_apis(), *reference.list_service_apis()):
        text = page("http-server.md" if api.name == "alcove" else f"http-{api.name}.md")
        for route in api.routes:
            first, *aliases = route.paths
            if (route.method, first) in documented:
                continue
            documented.add((route.method, first))
            missing += [] if route.summary or route.handler.__doc__ else [f"{first}: no summary"]
            path = re.sub(r"\{([a-z_]+):path\}", r"{\1}", first)
            # Where a page may be served, the endpoint is shown with the slash at its end.
            found = any(f"## {route.method} {path}{slash}\n" in text for slash in ("", "/"))
            missing += [] if found else [f"{route.method} {first}"]
            missing += [alias for alias in aliases if f"`{alias.replace(':path}', '}')}`" not in text]
    expect_none(missing)


def test_every_task_is_documented(reference: ModuleType) -> None:
    """Each task is on a page with a description."""
    text = page("jobs.md") + "".join(page(f"jobs-{app.name}.md") for app in reference.APPS)
    rows = dict(re.findall(r"^\| `([^`]+)` \|.*\| ([^|]*) \|$", text, re.MULTILINE))
    expect_none([task.name for app in reference.APPS for task in reference.list_tasks(app) if not rows.get(task.name)])
    names = [keyword.value for path in sources(SOURCE) for keyword in _task_names(path)]
    expect_none([name.value for name in names if isinstance(name, ast.Constant) and f"`{name.value!s}`" not in text])


def _task_names(path: Path) -> Iterator[ast.keyword]:
    """Yield the names that a file gives to tasks."""
    for node in ast.walk(parse_file(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Task":
            yield from (keyword for keyword in node.keywords if keyword.arg == "name")


def test_every_error_code_is_documented(reference: ModuleType) -> None:
    """Each error code is on a page with its status."""
    for owner in (reference.SERVER, *(app.name for app in reference.APPS)):
        text = page("errors.md" if owner == reference.SERVER else f"errors-{owner}.md")
        kinds = reference.list_error_classes(owner)
        expect_none([kind.code for kind in kinds if f"| `{kind.code}` | {kind.status} |" not in text])


def test_every_dependency_has_its_reason() -> None:
    """Each direct dependency has a line in the list of dependencies."""
    rows = dict(re.findall(r"^\| `([^`]+)` \| (.+) \|$", page("dependencies.md"), re.MULTILINE))
    assert sorted(rows) == sorted(list_dependencies())


def test_every_dependency_of_the_page_has_its_reason() -> None:
    """Each direct dependency of the web page has a line in its list of dependencies."""
    rows = dict(re.findall(r"^\| `([^`]+)` \| (.+) \|$", page("dependencies-web.md"), re.MULTILINE))
    package: dict[str, Any] = json.loads((ROOT / "web" / "package.json").read_text())
    assert sorted(rows) == sorted({**package["dependencies"], **package["devDependencies"]})


def list_dependencies() -> set[str]:
    """Return the names of all direct dependencies."""
    document: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())
    project = document["project"]
    lists = [
        document["build-system"]["requires"],
        project["dependencies"],
        *project.get("optional-dependencies", {}).values(),
        *document.get("dependency-groups", {}).values(),
    ]
    lists.append((ROOT / "requirements" / "node.in").read_text().split())
    return {re.split(r"[^A-Za-z0-9._-]", line, maxsplit=1)[0] for lines in lists for line in lines}


def test_links_point_to_files_and_headings() -> None:
    """Every relative link names a file of the repository and, after #, a heading of it."""
    broken = [f"{location(path)}: {link}" for path in pages() for link in links(path) if not resolves(path, link)]
    expect_none(broken)


def pages() -> list[Path]:
    """Return every document of the repository."""
    return [path for path in list_tracked_files() if path.suffix == ".md"]


def links(path: Path) -> list[str]:
    """Return a page's links to other files or headings."""
    text = FENCE.sub("", path.read_text())
    return [link for link in LINK.findall(text) if not re.match(r"[a-z]+:", link)]


def resolves(path: Path, link: str) -> bool:
    """Return whether the target of a link exists."""
    name, _, fragment = link.partition("#")
    target = (path.parent / name).resolve() if name else path
    if not target.exists() or not target.is_relative_to(ROOT):
        return False
    return not fragment or fragment in anchors(target)


def anchors(path: Path) -> set[str]:
    """Return the names under which a page's headings can be linked."""
    headings = HEADING.findall(FENCE.sub("", path.read_text()))
    bare = [re.sub(r"[^\w\- ]", "", heading.strip().lower()) for heading in headings]
    return {heading.replace(" ", "-") for heading in bare}


def test_every_page_can_be_found() -> None:
    """The index of docs links every page, the index of decisions every decision."""
    index = {(DOCS / link.partition("#")[0]).resolve() for link in links(DOCS / "README.md")}
    decisions = DOCS / "decisions"
    index |= {(decisions / link).resolve() for link in links(decisions / "README.md")}
    found = [path for path in pages() if path.is_relative_to(DOCS) and path != DOCS / "README.md"]
    expect_none([location(path) for path in found if path.resolve() not in index])


def test_the_changelog_starts_with_unreleased_changes() -> None:
    """The first section of the changelog is `Unreleased`."""
    text = (ROOT / "CHANGELOG.md").read_text()
    assert re.findall(r"^## .*$", text, re.MULTILINE)[0] == "## [Unreleased]"
