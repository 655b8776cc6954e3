"""The data directory and its content are private, with any umask."""

import json
import os
import sys
from pathlib import Path

import pytest

from e2e.first_command.conftest import Start
from e2e.first_command.environments import User, public_modes
from support.folders import list_files
from support.until import until

DEMO = (sys.executable, "-m", "alcove", "serve", "--demo")


@pytest.mark.slow
def test_a_demo_with_umask_000(start: Start, place: Path) -> None:
    """After scrapes, a delivery and a graceful stop no file of the data directory is accessible to others.

    The delivered book has the mode that UMASK leaves, wherever its folder is. As root, folders may let the group of
    PostgreSQL's account pass, and that group may read copied programs; it can write nothing.
    """
    data = place / "data"
    server = start(
        *DEMO, folder=place, user=User(), umask=0, HOME=str(place / "home"), ALCOVE_DATA_DIR=str(data), UMASK="0002"
    ).wait_ready()
    book = json.loads(server.get("/api/search?query=garden")[1])[0]
    assert server.get(f"/api/download?id={book['id']}")[0] == 200
    ingest = data / "demo" / "books" / "ingest"
    until(lambda: bool([path for path in list_files(ingest) if path.match("[!.]*.epub")]))
    until(lambda: b'"num_records":264' in server.get("/dashboard/")[1])
    assert server.interrupt() == 0
    delivered = {path for path in ingest.rglob("*") if path.is_file()}
    assert {path.stat().st_mode & 0o777 for path in delivered} == {0o664}
    opened = public_modes(data)
    for path in delivered:
        assert opened.pop(str(path.relative_to(data))) == "664"
    assert opened == {path: mode for path, mode in opened.items() if _is_deliberate(path, mode)}


def _is_deliberate(path: str, mode: str) -> bool:
    if os.geteuid() != 0:
        return False
    below = "programs" in Path(path).parts
    return (below and mode in {"640", "750"}) or (path in {".", "demo"} and mode == "710")


def test_a_public_data_directory_is_made_private(start: Start, place: Path) -> None:
    """A public data directory of an older version, with a settings file, is made private at the next start."""
    data = place / "older"
    data.mkdir()
    data.chmod(0o777)
    for name in ("serve.lock", "alcove.toml"):
        (data / name).write_text("")
        (data / name).chmod(0o666)
    server = start(
        sys.executable, "-m", "alcove", "serve", folder=place, user=User(), umask=0, ALCOVE_DATA_DIR=str(data)
    ).wait_ready()
    assert server.interrupt() == 0
    assert {path: mode for path, mode in public_modes(data).items() if not _is_deliberate(path, mode)} == {}


def test_an_export_uses_the_callers_umask(place: Path, start: Start) -> None:
    """A file that a command exports outside of the data directory has the permissions of the caller's umask."""
    target = place / "export.csv"
    command = (sys.executable, "-m", "alcove", "records", "export", "-o", str(target))
    running = start(*command, folder=place, user=User(), umask=0o027, ALCOVE_DATA_DIR=str(place / "data-2"))
    assert running.process.wait(100) == 0, running.output
    assert target.stat().st_mode & 0o777 == 0o640
    assert (place / "data-2").stat().st_mode & 0o067 == 0


@pytest.mark.parametrize("names", [["notes.txt"], pytest.param(["notes.txt", "photos"], marks=pytest.mark.slow)])
def test_a_folder_with_other_content_keeps_its_permissions(place: Path, names: list[str], start: Start) -> None:
    """A folder with other content keeps its permissions when it is set as the data directory."""
    data = place / f"shared-{len(names)}"
    data.mkdir()
    data.chmod(0o755)
    for name in names:
        (data / name).write_text("")
        (data / name).chmod(0o644)
    command = (sys.executable, "-m", "alcove", "migrate")
    running = start(*command, folder=place, user=User(), umask=0, ALCOVE_DATA_DIR=str(data))
    assert running.process.wait(100) == 0, running.output
    assert data.stat().st_mode & 0o777 == 0o755
    assert {(data / name).stat().st_mode & 0o777 for name in names} == {0o644}
