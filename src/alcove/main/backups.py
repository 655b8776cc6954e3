"""What a backup of this server consists of, and where a restore puts it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote, urlsplit

import alcove
from alcove.foundation.backup import (
    SERVER,
    BackupParts,
    BackupPlan,
    FileSource,
    NamedDatabase,
    RestorePlan,
    list_tree,
    single_file,
)
from alcove.foundation.database import MigrationSource
from alcove.foundation.mail import OUTBOX
from alcove.foundation.settings import Configuration, ServerSettings
from alcove.foundation.vault import VaultSettings
from alcove.main.apps import APPS
from alcove.main.build import migration_sources
from alcove.main.configuration import CONFIG_FILE, TLS_FOLDER

SETTINGS_SOURCE: Final = "settings"


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupOptions:
    """What a backup leaves out: keys, and stored files that are missing or have changed, which else stop it."""

    with_keys: bool = True
    skips_damaged: bool = False


def plan_backup(configuration: Configuration, dsn: str, *, options: BackupOptions) -> BackupPlan:
    """Return what to back up, of all apps: the tables of those that are off are in the database as well.

    The snapshot of the server's database is the last one, so that it has every account that the others have.
    """
    parts = _app_parts(configuration)
    return BackupPlan(
        databases=[*_app_databases(parts, dsn), _server_database(dsn)],
        files=[file for file in _files(configuration, parts) if options.with_keys or not file.is_secret],
        version=alcove.__version__,
        skips_damaged=options.skips_damaged,
    )


def plan_restore(configuration: Configuration, dsn: str) -> RestorePlan:
    """Return where to restore to."""
    parts = _app_parts(configuration)
    databases = [*_app_databases(parts, dsn), _server_database(dsn)]
    return RestorePlan(
        data_dir=configuration.data_dir,
        databases={database.label: database for database in databases},
        files=_files(configuration, parts),
        migrations=_migrations(parts),
    )


def _app_parts(configuration: Configuration) -> Sequence[BackupParts]:
    return [app.backup(configuration) for app in APPS if app.backup is not None]


def _server_database(dsn: str) -> NamedDatabase:
    name = unquote(urlsplit(dsn).path.lstrip("/"))
    return NamedDatabase(label=SERVER, name=name or SERVER, setting="DATABASE_URL", dsn=dsn)


def _app_databases(parts: Sequence[BackupParts], dsn: str) -> list[NamedDatabase]:
    return [
        NamedDatabase(label=found.label, name=found.name, setting=found.setting, dsn=found.address(dsn))
        for part in parts
        for found in part.databases
    ]


def _migrations(parts: Sequence[BackupParts]) -> Mapping[str, Sequence[MigrationSource]]:
    known = {found.label: found.migrations for part in parts for found in part.databases}
    return {**known, SERVER: migration_sources(ServerSettings())}


def _files(configuration: Configuration, parts: Sequence[BackupParts]) -> list[FileSource]:
    data_dir = configuration.data_dir
    outbox, tls = data_dir / OUTBOX, data_dir / TLS_FOLDER
    master_keys = configuration.load(VaultSettings).file(data_dir)
    return [
        single_file(SETTINGS_SOURCE, data_dir / CONFIG_FILE, path=CONFIG_FILE, keeps_existing=True),
        single_file("master-keys", master_keys, path="master-keys.json", is_secret=True),
        FileSource(name=TLS_FOLDER, folder=tls, list_files=list_tree(tls, suffix=".pem"), is_secret=True),
        FileSource(name=OUTBOX, folder=outbox, list_files=list_tree(outbox, suffix=".eml"), owns_folder=True),
        *(source for part in parts for source in part.files),
    ]
