"""A copy of the repository from which an app can be deleted, with a virtual environment that imports the copy."""

import ast
import shutil
import subprocess
import sysconfig
import venv
from importlib.metadata import entry_points
from pathlib import Path

from arch.tree import ROOT, list_tracked_files
from support.processes import environment

APPS = Path("src/alcove/apps")
THE_LIST = Path("src/alcove/main/apps.py")
MYPY_CACHE = ".mypy_cache"
COMPILED = ("src", "tests", "bench", "docs")
PROGRAMS = ("alcove", "lint-imports", "mypy")


def app_names() -> list[str]:
    """Return the apps of this repository: the folders that are packages."""
    return sorted(path.parent.name for path in (ROOT / APPS).glob("*/__init__.py"))


class Copy:
    """A copy of the repository's files with its own virtual environment."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.python = folder / ".venv" / "bin" / "python"
        for path in list_tracked_files():
            target = folder / path.relative_to(ROOT)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(path, target)
        # Bytecode, and what mypy knows, hold for files of the same time and size.
        compiled = [path for top in COMPILED for path in (ROOT / top).rglob("__pycache__")]
        for path in (*compiled, ROOT / MYPY_CACHE):
            if path.exists():
                shutil.copytree(path, folder / path.relative_to(ROOT))
        # The tests of the copy ask git which files there are.
        if shutil.which("git"):
            subprocess.run(["git", "init", "--quiet", folder], check=True)
        self._make_environment()

    def _make_environment(self) -> None:
        """Create an environment with the packages of the running one, but with the copy's `alcove`.

        A line of a .pth file puts a folder on the path without reading the .pth files in it, one of which leads to
        the source of this repository.
        """
        venv.create(self.folder / ".venv", symlinks=True, with_pip=False)
        (packages,) = (self.folder / ".venv" / "lib").glob("python*/site-packages")
        installed = dict.fromkeys(sysconfig.get_path(kind) for kind in ("purelib", "platlib"))
        (packages / "copy.pth").write_text("\n".join([str(self.folder / "src"), *installed, ""]))
        for program in entry_points(group="console_scripts"):
            if program.name in PROGRAMS:
                start = f"from {program.module} import {program.attr} as main"
                script = self.python.with_name(program.name)
                script.write_text(f"#!{self.python}\nimport sys\n{start}\nsys.exit(main())\n")
                script.chmod(0o755)

    def delete(self, app: str) -> None:
        """Delete everything that belongs to an app: its folders, and its lines in the list of apps."""
        folders = [APPS / app, Path("web/src/features") / app, Path("bench") / app]
        folders += [path.relative_to(self.folder) for path in (self.folder / "tests").glob(f"*/{app}")]
        for folder in folders:
            shutil.rmtree(self.folder / folder, ignore_errors=True)
        the_list = self.folder / THE_LIST
        the_list.write_text(without_app(the_list.read_text(), app))

    def program(self, name: str) -> str:
        """Return the path of a program of the copy's environment."""
        return str(self.python.with_name(name))

    def run(self, *arguments: str, within: float = 300.0) -> subprocess.CompletedProcess[str]:
        """Run Python in the copy, without environment variables that could import something else."""
        return subprocess.run(
            [self.python, *arguments], cwd=self.folder, env=environment(self.folder), capture_output=True, text=True,
            timeout=within, check=False,
        )  # fmt: skip


def without_app(source: str, app: str) -> str:
    """Return the source of the list of apps without the import and the entry of one app."""
    tree = ast.parse(source)
    imports = [node for node in tree.body if isinstance(node, ast.ImportFrom) and node.module == f"alcove.apps.{app}"]
    names = {alias.asname or alias.name for node in imports for alias in node.names}
    entries = [node for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id in names]
    gone = {node.lineno for node in imports} | {node.lineno for node in entries}
    return "".join(line for number, line in enumerate(source.splitlines(keepends=True), 1) if number not in gone)
