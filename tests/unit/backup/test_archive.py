"""The archive: what was written is read, and any change of it is noticed."""

import io
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alcove.foundation.backup import BackupError, open_archive
from alcove.foundation.backup.archive import MANIFEST, ArchiveWriter
from alcove.foundation.backup.model import Manifest

HEAD = Manifest(format=1, alcove="1", created_at=datetime(2026, 1, 1, tzinfo=UTC), databases=(), sources=("a",))
NAMES = st.text(st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1, max_size=200)


def _write(*entries: tuple[str, bytes], head: object = HEAD) -> bytes:
    output = io.BytesIO()
    writer = ArchiveWriter(output)
    writer.add(MANIFEST, msgspec.json.encode(head))
    for name, content in entries:
        writer.add_chunks(f"files/a/{name}", [content], size=len(content), mode=0o640)
    writer.finish()
    return output.getvalue()


def _read(path: Path) -> list[tuple[str, bytes, int]]:
    with open_archive(path) as archive:
        archive.check(lambda _: None)
        return [(entry.name, b"".join(entry.read_chunks()), entry.mode) for entry in archive.entries()]


@settings(max_examples=30)
@given(entries=st.lists(st.tuples(NAMES, st.binary(max_size=2000)), max_size=4))
def test_entries_are_read_as_they_were_written(
    tmp_path_factory: pytest.TempPathFactory, entries: list[tuple[str, bytes]]
) -> None:
    """Any names, contents and modes come back, in order."""
    path = tmp_path_factory.mktemp("archive") / "a.tar"
    path.write_bytes(_write(*entries))
    assert _read(path) == [(f"files/a/{name}", content, 0o640) for name, content in entries]


def test_tar_can_unpack_it(tmp_path: Path) -> None:
    """The archive is a tar file for other programs."""
    path = tmp_path / "a.tar"
    path.write_bytes(_write(("é" * 100, b"content")))
    subprocess.run(["tar", "-xf", path, "-C", tmp_path], check=True, env={"LANG": "C.UTF-8", "PATH": "/usr/bin:/bin"})
    assert (tmp_path / "files" / "a" / ("é" * 100)).read_bytes() == b"content"


def _flip(content: bytes, position: int) -> bytes:
    changed = bytearray(content)
    changed[position] ^= 1 << position % 8
    return bytes(changed)


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "a manifest only": lambda content: content[:1024],
    "without its last byte": lambda content: content[:-1],
    "without its checksum": lambda content: content[:-2048],
    "cut in an entry": lambda content: content[: len(content) // 2],
    "with more at its end": lambda content: content + b"\0" * 512,
    "with another checksum": lambda content: _flip(content, len(content) - 1500),
    "no archive": lambda _: bytes(range(256)) * 20,
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_archive_is_refused(tmp_path: Path, damage: str) -> None:
    """A truncated or changed archive is refused with one line that names it."""
    path = tmp_path / "a.tar"
    path.write_bytes(DAMAGES[damage](_write(("x", b"content" * 500), ("y", b""))))
    with pytest.raises(BackupError, match=r"a\.tar .*(damaged|not a backup of Alcove)"):
        _read(path)


def test_every_flipped_bit_is_noticed(tmp_path: Path) -> None:
    """A changed bit anywhere, in contents, headers, padding or the end, is noticed."""
    content, path = _write(("x", b"content"), ("y" * 150, b"z" * 600)), tmp_path / "a.tar"
    for position in range(0, len(content), 7):
        path.write_bytes(_flip(content, position))
        with pytest.raises(BackupError):
            _read(path)


def test_an_archive_of_a_newer_format_is_refused(tmp_path: Path) -> None:
    """A newer format is named as such, whatever else its manifest has."""
    path = tmp_path / "a.tar"
    path.write_bytes(_write(head={"format": 2, "parts": []}))
    with pytest.raises(BackupError, match="newer version of Alcove"):
        _read(path)


@pytest.mark.parametrize("change", [b"shorter", b"much longer than it was"])
def test_a_file_that_changes_meanwhile_stops_the_backup(change: bytes) -> None:
    """An entry whose content has another size than announced is an error: the rest could not be read."""
    with pytest.raises(BackupError, match="has changed while it was copied"):
        ArchiveWriter(io.BytesIO()).add_chunks("files/a/x", [change], size=10)
