"""The data directory: how it is found, and its permissions."""

import os
import subprocess
from pathlib import Path

import pytest

from alcove.foundation.settings import ServerSettings, find_data_dir, load_settings, make_private
from alcove.foundation.settings.data_directory import SYSTEM_DATA_DIR

SCRIPT = Path(__file__).parents[3] / "requirements" / "data-dir.sh"


def mode(path: Path) -> int:
    """Return a path's permissions."""
    return path.stat().st_mode & 0o777


def test_the_setting_is_used(tmp_path: Path) -> None:
    """ALCOVE_DATA_DIR is used unchanged, without a note."""
    data_dir = find_data_dir(load_settings(ServerSettings, environ={"ALCOVE_DATA_DIR": str(tmp_path)}))
    assert (data_dir.path, data_dir.note) == (tmp_path, "")


@pytest.mark.skipif(os.geteuid() != 0 or SYSTEM_DATA_DIR.exists(), reason="not run: for root without data of its own")
@pytest.mark.parametrize(("subfolders", "is_used"), [((), False), (("demo", "programs"), False), (("postgres",), True)])
def test_root_uses_an_older_directory_with_data(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, subfolders: tuple[str, ...], *, is_used: bool
) -> None:
    """An older default directory is used instead of /var/lib/alcove only if it has data."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    for name in subfolders:
        (tmp_path / "alcove" / name).mkdir(parents=True)
    data_dir = find_data_dir(load_settings(ServerSettings, environ={}))
    assert (data_dir.path == tmp_path / "alcove", bool(data_dir.note)) == (is_used, is_used)
    assert data_dir.path in {SYSTEM_DATA_DIR, tmp_path / "alcove"}


@pytest.mark.parametrize("setting", ["absolute", 'its own "folder" $x', ""])
def test_make_and_alcove_choose_the_same_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, setting: str) -> None:
    """The Makefile's script finds the same data directory as the server."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
    environ = {"ALCOVE_DATA_DIR": str(tmp_path / setting)} if setting else {}
    result = subprocess.run(
        ["sh", SCRIPT], env={**os.environ, **environ}, capture_output=True, text=True, check=True, cwd=tmp_path
    )
    assert result.stdout == f"{find_data_dir(load_settings(ServerSettings, environ=environ)).path}\n"


def test_a_public_data_directory_is_made_private(tmp_path: Path) -> None:
    """Group and others lose access to the folder and the files directly in it; subfolders do not change."""
    (tmp_path / "postgres").mkdir(mode=0o755)
    (tmp_path / "alcove.toml").write_text("")
    for path, before in ((tmp_path, 0o777), (tmp_path / "alcove.toml", 0o664), (tmp_path / "postgres", 0o755)):
        path.chmod(before)
    make_private(tmp_path)
    assert [mode(path) for path in (tmp_path, tmp_path / "alcove.toml", tmp_path / "postgres")] == [0o700, 0o600, 0o755]


def test_links_are_not_followed(tmp_path: Path) -> None:
    """The target of a symbolic link keeps its permissions."""
    elsewhere = tmp_path / "elsewhere.toml"
    elsewhere.write_text("")
    elsewhere.chmod(0o644)
    data = tmp_path / "data"
    (data / "postgres").mkdir(parents=True)
    (data / "alcove.toml").symlink_to(elsewhere)
    make_private(data)
    assert mode(elsewhere) == 0o644


@pytest.mark.parametrize(("names", "before"), [(("photo.jpg",), 0o755), (("postgres",), 0o1777)])
def test_folders_of_others_keep_their_permissions(tmp_path: Path, names: tuple[str, ...], before: int) -> None:
    """A folder with other content, and one that is writable for all like /tmp, keep their permissions."""
    folder = tmp_path / "shared"
    folder.mkdir()
    for name in names:
        (folder / name).mkdir()
    folder.chmod(before)
    make_private(folder)
    assert folder.stat().st_mode & 0o7777 == before
