"""Inside an app there is one folder per feature, and features use each other's front only."""

import ast
from collections.abc import Iterator
from pathlib import Path

from arch.tree import SOURCE, expect_none, location, parse_file, sources

APPS = SOURCE / "apps"
LAYERS = {"routes", "jobs", "service", "schemas", "store", "model"}
COMPOSITION_ROOTS = {"api.py", "build.py", "tasks.py"}
"""The files of an app that put its features together: they may import routes and jobs, which no front exports."""


def test_features_use_each_others_front_only() -> None:
    """A feature is imported as a package or by its model, so that what it does not export may change freely."""
    found = [
        f"{location(path, line)} imports {module}"
        for path in sources(APPS)
        for line, module in _modules_imported(path)
        if not _is_allowed(module, importer=path)
    ]
    expect_none(found)


def _modules_imported(path: Path) -> Iterator[tuple[int, str]]:
    """Yield line and name of every module of an app that a file imports, also of one imported as a name."""
    for node in ast.walk(parse_file(path)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("alcove.apps."):
            yield node.lineno, str(node.module)
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names if alias.name in LAYERS)


def _is_allowed(module: str, *, importer: Path) -> bool:
    parts = module.removeprefix("alcove.apps.").split(".")
    if len(parts) < 3 or not _is_feature(APPS / parts[0] / parts[1]):
        return True
    if importer.is_relative_to(APPS / parts[0] / parts[1]):
        return True
    inside = parts[2:]
    if inside == ["model"]:
        return True
    is_root = importer.parent == APPS / parts[0] and importer.name in COMPOSITION_ROOTS
    return is_root and inside in (["routes"], ["jobs"])


def _is_feature(folder: Path) -> bool:
    return any((folder / f"{layer}.py").exists() or (folder / layer).is_dir() for layer in LAYERS)
