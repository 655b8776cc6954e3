"""Inside an app there is one folder per feature, and features use each other's front only."""

import ast
from collections.abc import Iterator
from pathlib import Path

from arch.tree import SOURCE, expect_none, location, parse_file, sources

LAYERS = frozenset({"routes", "jobs", "service", "store", "schemas"})
"""What makes a folder of an app a feature: it holds at least one of these, as a file or as a package."""


def test_features_use_each_other_by_their_fronts() -> None:
    """A feature imports another feature of its app as `alcove.apps.APP.FEATURE`, never a module inside it."""
    expect_none(
        f"{location(path, line)} imports {module}: use what {front} exports"
        for feature in _features()
        for path in sources(feature)
        for line, module in _imports(path)
        for front in _fronts_passed(feature, module)
    )


def _features() -> list[Path]:
    apps = SOURCE / "apps"
    folders = {path.parent for path in sources(apps)} | {path.parent.parent for path in sources(apps)}
    return sorted(folder for folder in folders if folder.parent.parent == apps and _layers(folder))


def _layers(folder: Path) -> frozenset[str]:
    return LAYERS & {path.stem for path in folder.iterdir() if path.suffix == ".py" or (path / "__init__.py").is_file()}


def _imports(path: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(parse_file(path)):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)


def _fronts_passed(feature: Path, name: str) -> Iterator[str]:
    """Yield the front that an import of `name` goes around, if it goes around one."""
    app = f"alcove.apps.{feature.parent.name}."
    if not name.startswith(app):
        return
    other, *inner = name.removeprefix(app).split(".")
    is_feature = any(folder.name == other and folder.parent == feature.parent for folder in _features())
    if is_feature and other != feature.name and (len(inner) > 1 or (inner and inner[0] in LAYERS | {"model"})):
        yield f"{app}{other}"
