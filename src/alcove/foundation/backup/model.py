"""What a backup consists of: databases, and files that apps keep outside of them."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final, TypeAlias

import msgspec

from alcove.foundation.database import Connection, MigrationSource

FORMAT: Final = 1
"""The version of the archive's format; a program reads its own and older ones."""
SERVER: Final = "server"
"""The label of the server's own database."""
STAGING: Final = ".alcove-restore"
"""The folder, in the folder of a source, in which a restore prepares files."""


class BackupError(Exception):
    """A backup cannot be made, read or restored; the text says why and what to do."""


class TargetInUse(BackupError):
    """The place of a backup or of a restore is taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFile:
    """A file below the folder of its source; its SHA-256 if a row has it."""

    path: str
    sha256: bytes | None = None


FileList: TypeAlias = Callable[[Connection], AsyncIterator[StoredFile]]


@dataclass(frozen=True, slots=True, kw_only=True)
class FileSource:
    """Files of one folder. They are restored to the folder that the settings of the restoring server name.

    `list_files` lists them by the rows of a snapshot of the database `database`. `hold` is called with a connection to
    the server's own database before the snapshots are made: until that connection closes, the app removes no file. With
    `owns_folder` a restore removes all other files there; without `is_required` a file that is missing is left out;
    files with `keeps_existing` do not replace others; those with `is_secret` may be kept out of a backup.
    """

    name: str
    folder: Path
    list_files: FileList
    file_names: Mapping[str, str] = field(default_factory=dict)
    """The names of files on this server, where the settings name them, by their names in backups."""
    database: str = SERVER
    hold: Callable[[Connection], Awaitable[None]] | None = None
    owns_folder: bool = False
    is_required: bool = False
    keeps_existing: bool = False
    is_secret: bool = False

    def locate(self, path: str) -> Path:
        """Return where a file is on this server."""
        return self.folder / self.file_names.get(path, path)


@dataclass(frozen=True, slots=True, kw_only=True)
class AppDatabase:
    """A further database on the server of the main one.

    `setting` is what names it, `address` returns its DSN from that of the main one, and `migrations` are those that
    this program knows of it.
    """

    label: str
    name: str
    setting: str
    address: Callable[[str], str]
    migrations: Sequence[MigrationSource]


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupParts:
    """What an app keeps outside of the server's database."""

    databases: Sequence[AppDatabase] = ()
    files: Sequence[FileSource] = ()


class Role(msgspec.Struct, frozen=True, kw_only=True):
    """A role that a database needs; `login` says that it was a login, which is not restored as one."""

    name: str
    inherit: bool = True
    create_role: bool = False
    create_db: bool = False
    bypass_rls: bool = False
    login: bool = False
    member_of: tuple[str, ...] = ()


class RoleSetting(msgspec.Struct, frozen=True, kw_only=True):
    """A setting of a role, of a database (without `role`), or of a role in a database."""

    name: str
    value: str
    role: str = ""
    in_database: bool = False


class DatabaseEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A database in the archive; `user` made the dump, and `owners` own its objects."""

    label: str
    name: str
    setting: str
    user: str
    server_version: int
    migrations: tuple[str, ...]
    owners: tuple[str, ...]
    roles: tuple[Role, ...]
    settings: tuple[RoleSetting, ...]


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """The first entry of an archive."""

    format: int
    alcove: str
    created_at: datetime
    databases: tuple[DatabaseEntry, ...]
    sources: tuple[str, ...]
