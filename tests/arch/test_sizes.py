"""Files and functions stay small enough to read at once."""

import ast

from arch.tree import ROOT, SOURCE, expect_none, functions, location, sources

FILE_LIMIT = 400
FUNCTION_LIMIT = 60
NESTING_LIMIT = 3
SCRIPT_LIMIT = 250
FILE_MINIMUM = 25
SHRINKING = {"main/apps.py"}
"""Files that lose a line with each deleted app."""

# A `with` holds something for a while and decides nothing, so it is not counted.
BLOCKS = (ast.If, ast.For, ast.AsyncFor, ast.While, ast.Try, ast.TryStar, ast.Match)
SCOPED = (ast.With, ast.AsyncWith)
SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)


def test_no_file_is_longer_than_its_limit() -> None:
    """Python files stop at 400 lines, TypeScript files at 250 unless they are generated."""
    limits = [(path, FILE_LIMIT) for path in sources()]
    limits += [
        (path, SCRIPT_LIMIT)
        for kind in (".ts", ".tsx")
        for path in sources(ROOT / "web", suffix=kind)
        if "generated" not in path.parts
    ]
    sizes = [(path, len(path.read_text().splitlines()), limit) for path, limit in limits]
    expect_none([f"{location(path)}: {size} lines" for path, size, limit in sizes if size > limit])


def test_no_module_is_smaller_than_its_minimum() -> None:
    """A module of fewer than 25 lines is part of another one, unless it is a front or an entry point."""
    modules = [path for path in sources(SOURCE) if not path.stem.startswith("__") and "migrations" not in path.parts]
    small = [path for path in modules if len(path.read_text().splitlines()) < FILE_MINIMUM]
    expect_none([location(path) for path in small if path.relative_to(SOURCE).as_posix() not in SHRINKING])


def test_no_function_is_longer_than_its_limit() -> None:
    """Functions stop at 60 lines."""
    long = [
        f"{location(path, node.lineno)} {node.name}"
        for path in sources()
        for node in functions(path)
        if (node.end_lineno or node.lineno) - node.lineno >= FUNCTION_LIMIT
    ]
    expect_none(long)


def test_nothing_is_nested_deeper_than_three_blocks() -> None:
    """Within one function, blocks stand at most three deep; `elif` is not deeper than its `if`."""
    deep = [
        f"{location(path, node.lineno)} {node.name}"
        for path in sources()
        for node in functions(path)
        if depth(node.body) > NESTING_LIMIT
    ]
    expect_none(deep)


def test_nesting_is_counted_as_a_reader_counts_it() -> None:
    """An `elif` chain counts once, a nested function starts anew, a `with` does not count."""
    cases = {
        "if a:\n    pass\nelif b:\n    pass\nelif c:\n    pass\nelse:\n    pass": 1,
        "with a:\n    for b in c:\n        with d:\n            pass": 1,
        "if a:\n    pass\nelse:\n    if b:\n        pass\n    c()": 2,
        "try:\n    pass\nexcept A:\n    if b:\n        pass": 2,
        "for a in b:\n    def c():\n        if d:\n            pass": 1,
        "match a:\n    case 1:\n        if b:\n            pass": 2,
    }
    assert {text: depth(ast.parse(text).body) for text in cases} == cases


def depth(body: list[ast.stmt]) -> int:
    """Return how many blocks deep a body goes."""
    return max((_depth_of(statement) for statement in body), default=0)


def _depth_of(statement: ast.stmt) -> int:
    if isinstance(statement, SCOPED):
        return depth(statement.body)
    if isinstance(statement, SCOPES) or not isinstance(statement, BLOCKS):
        return 0
    inner = depth(getattr(statement, "body", []))
    for case in getattr(statement, "cases", []):
        inner = max(inner, depth(case.body))
    for handler in getattr(statement, "handlers", []):
        inner = max(inner, depth(handler.body))
    inner = max(inner, depth(getattr(statement, "finalbody", [])))
    otherwise = getattr(statement, "orelse", [])
    if isinstance(statement, ast.If) and len(otherwise) == 1 and isinstance(otherwise[0], ast.If):
        return max(1 + inner, _depth_of(otherwise[0]))
    return 1 + max(inner, depth(otherwise))
