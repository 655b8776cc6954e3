"""A library that makes file operations of another process fail below one folder, as on mounts that lack them."""

import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

SOURCE = Path(__file__).with_name("refusing_mount.c")


def build_refusing_mount(folder: Path) -> Path:
    """Compile the library into a folder; skip the test where no compiler is installed."""
    compiler = shutil.which("cc")
    if compiler is None:
        pytest.skip("no C compiler is installed")
    library = folder / "refusing_mount.so"
    command = [compiler, "-shared", "-fPIC", "-Wall", "-Wextra", "-Werror", "-o", str(library), str(SOURCE), "-ldl"]
    subprocess.run(command, check=True, timeout=60)
    return library


def refuse_calls(
    library: Path, *, folder: Path, refused: Mapping[str, int], longest_name: int = 255, letters: str = ""
) -> dict[str, str]:
    """Return the environment of a process in which calls below a folder fail with the given error numbers.

    Names longer than `longest_name` bytes, or with one of the `letters`, are refused too.
    """
    environ = {
        "LD_PRELOAD": str(library),
        "REFUSING_FOLDER": str(folder),
        "REFUSED": " ".join(f"{call}={number}" for call, number in refused.items()),
        "LONGEST_NAME": str(longest_name),
    }
    return environ | ({"REFUSED_LETTERS": letters} if letters else {})
