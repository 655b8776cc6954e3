"""The repository as the architecture tests read it."""

import ast
import functools
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "alcove"

Function = ast.FunctionDef | ast.AsyncFunctionDef


@functools.cache
def list_tracked_files() -> tuple[Path, ...]:
    """Return every file of the repository, also those that are new and not ignored."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listing.returncode:
        below = (path for folder in _FOLDERS for path in sorted((ROOT / folder).rglob("*")))
        found = (*sorted(ROOT.iterdir()), *sorted((ROOT / "web").iterdir()), *below)
        return tuple(path for path in found if path.is_file() and "__pycache__" not in path.parts)
    names = listing.stdout.decode().split("\0")
    return tuple(ROOT / name for name in names if name and (ROOT / name).is_file())


_FOLDERS = ("src", "tests", "docs", "bench", "requirements", ".ci", "web/public", "web/scripts", "web/src")


def sources(folder: Path = ROOT, *, suffix: str = ".py") -> Iterator[Path]:
    """Yield the files of one kind below a folder."""
    return (path for path in list_tracked_files() if path.suffix == suffix and path.is_relative_to(folder))


@functools.cache
def parse_file(path: Path) -> ast.Module:
    """Return a file's syntax tree."""
    return ast.parse(path.read_text())


def functions(path: Path) -> Iterator[Function]:
    """Yield every function of a file, nested ones too."""
    return (node for node in ast.walk(parse_file(path)) if isinstance(node, Function))


def expect_none(found: Iterable[object]) -> None:
    """Fail with one line for each finding."""
    lines = [str(one) for one in found]
    assert not lines, "\n".join(["", *lines])


def location(path: Path, line: int = 0) -> str:
    """Return where something stands, as a person would look it up."""
    name = path.relative_to(ROOT).as_posix()
    return f"{name}:{line}" if line else name
