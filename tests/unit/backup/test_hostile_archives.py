"""Archives whose checksum is right, but which no backup wrote: nothing is written outside the folders of the plan."""

import io
import tarfile
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from alcove.foundation.backup import BackupError, FileSource, Restoration, RestorePlan, open_archive
from alcove.foundation.backup.archive import MANIFEST, ArchiveWriter
from alcove.foundation.backup.model import DatabaseEntry, Manifest

NOW = datetime(2026, 1, 1, tzinfo=UTC)
SERVER = DatabaseEntry(
    label="server",
    name="a",
    setting="DATABASE_URL",
    user="a",
    server_version=180000,
    migrations=(),
    owners=(),
    roles=(),
    settings=(),
)
NAMES = [
    "x",
    "files",
    "files/a",
    "files/a/../../x",
    "files/a//x",
    "files/a/./x",
    "/files/a/x",
    "files/../a/x",
    "files/unknown/x",
    "files/a/.alcove-restore/x",
    "files/a/" + "x" * 300,
    "databases/unknown/1.dump",
]


async def list_nothing(_: object) -> None:
    """Stand for the files of a source, which a restore does not list."""


def ignore_progress(_: str, /, **__: object) -> None:
    """Report nothing."""


def restore(file: Path, folder: Path, *, databases: tuple[DatabaseEntry, ...] = ()) -> None:
    """Look for what is in the way, and restore."""
    source = FileSource(name="a", folder=folder, list_files=list_nothing)  # type: ignore[arg-type]
    plan = RestorePlan(data_dir=file.parent / "data", databases={}, files=[source], migrations={})
    plan.data_dir.mkdir()
    with open_archive(file) as archive:
        archive.check(lambda _: None)
        restoration = Restoration(archive, plan, progress=ignore_progress)
        if not databases:
            restoration.find_data()
        restoration.run()


def write(file: Path, *entries: tuple[str, bytes], databases: tuple[DatabaseEntry, ...] = ()) -> None:
    """Write an archive with a right checksum."""
    output = io.BytesIO()
    writer = ArchiveWriter(output)
    head = Manifest(format=1, alcove="1", created_at=NOW, databases=databases, sources=("a",))
    writer.add(MANIFEST, msgspec.json.encode(head))
    for name, content in entries:
        writer.add(name, content)
    writer.finish()
    file.write_bytes(output.getvalue())


@pytest.mark.parametrize("name", NAMES)
def test_names_that_lead_elsewhere_are_refused(tmp_path: Path, name: str) -> None:
    """Such a name is an error that says so, and nothing was written."""
    write(tmp_path / "backup", ("files/a/good", b"x"), (name, b"x"))
    with pytest.raises(BackupError):
        restore(tmp_path / "backup", tmp_path / "files")
    assert not any((tmp_path / "files").glob("**/*"))
    assert not any((tmp_path / "data").iterdir())


def test_a_database_without_a_dump_is_refused(tmp_path: Path) -> None:
    """The list of databases names one that the archive does not have."""
    write(tmp_path / "backup", databases=(SERVER,))
    with pytest.raises(BackupError, match="no dump of server"):
        restore(tmp_path / "backup", tmp_path / "files", databases=(SERVER,))


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE, tarfile.GNUTYPE_SPARSE])
def test_other_kinds_of_entries_are_refused(tmp_path: Path, kind: bytes) -> None:
    """Links could lead elsewhere, and a sparse file may be larger than any disk."""
    write(tmp_path / "backup", ("files/a/x", b""))
    content = bytearray((tmp_path / "backup").read_bytes())
    start = content.index(b"files/a/x")
    entry = tarfile.TarInfo("files/a/x")
    entry.type, entry.linkname = kind, "/etc/passwd"
    content[start : start + tarfile.BLOCKSIZE] = entry.tobuf(format=tarfile.GNU_FORMAT)
    (tmp_path / "backup").write_bytes(content)
    with pytest.raises(BackupError), open_archive(tmp_path / "backup") as archive:
        list(archive.entries())
