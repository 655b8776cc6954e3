"""`alcove restore`: put the data of a backup into this server; list or check a backup."""

import contextlib
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from alcove.foundation.backup import Archive, BackupError, Restoration, TargetInUse, open_archive
from alcove.foundation.cli import (
    COMMAND_ENVIRONMENT,
    JSON_OUTPUT,
    USAGE,
    ByteProgress,
    CommandError,
    DataDir,
    print_json,
    print_table,
    progress_bars,
    text_table,
)
from alcove.foundation.clock import SystemClock
from alcove.foundation.database import provide_database
from alcove.foundation.settings import Configuration, give_to_owner
from alcove.foundation.telemetry import configure_logging
from alcove.main.backups import SETTINGS_SOURCE, BackupOptions, plan_restore
from alcove.main.commands.backup import exit_on_errors, write_backup
from alcove.main.configuration import CONFIG_FILE, prepare_data_dir, read_configuration
from alcove.main.serve_lock import serve_lock

BACKUPS = "backups"
"""The folder, in the data directory, of backups that are made before a change."""


def restore(
    file: Annotated[Path, typer.Argument(help="A file that `alcove backup` has written.", metavar="FILE")],
    data_dir: DataDir = None,
    *,
    replace: Annotated[
        bool, typer.Option("--replace", help="Replace existing data, of which a backup is made first.")
    ] = False,
    list_only: Annotated[
        bool, typer.Option("--list", help="List the content of the file, and change nothing.")
    ] = False,
    check_only: Annotated[bool, typer.Option("--check", help="Check all of the file, and change nothing.")] = False,
    as_json: Annotated[bool, JSON_OUTPUT] = False,
) -> None:
    """Restore databases, files and keys from a backup; the server must not run.

    All of the file is checked before anything changes. After a kill in the middle, a second run completes it.
    Exit code 3: there are data already, or Alcove runs.
    """
    if list_only and check_only:
        raise CommandError("--list and --check exclude each other", code=USAGE)
    with exit_on_errors(), open_archive(_existing(file)) as archive:
        if list_only:
            _list(archive, as_json=as_json)
            return
        with progress_bars("{task.fields[detail]}") as bars:
            _check(archive, ByteProgress(bars))
        if check_only:
            _report(archive, "complete and undamaged", as_json=as_json)
            return
        saved = _restore(archive, data_dir=data_dir, replace=replace)
    if saved is not None:
        typer.echo(f"the data that were here before are in {saved}", err=True)
    _report(archive, "restored", as_json=as_json)


def _existing(file: Path) -> Path:
    if not file.is_file():
        raise BackupError(f"{file} is not a file: name a file that `alcove backup` has written")
    return file


def _check(archive: Archive, progress: ByteProgress) -> None:
    done = 0

    def report(size: int) -> None:
        nonlocal done
        done += size
        progress("check", done=done, total=archive.size)

    archive.check(report)


def _restore(archive: Archive, *, data_dir: str | None, replace: bool) -> Path | None:
    """Restore an archive; return the backup of the data that were there before."""
    with _read_target(archive, data_dir) as configuration:
        configure_logging(level="error", style=configuration.server.log_format)
        prepare_data_dir(configuration.data_dir, for_restore=True)
        with (
            serve_lock(configuration.data_dir, address="a restore"),
            provide_database(configuration.database, configuration.data_dir) as dsn,
            progress_bars("{task.fields[detail]}") as bars,
        ):
            restoration = Restoration(archive, plan_restore(configuration, dsn), progress=ByteProgress(bars))
            restoration.check_known()
            saved = None
            if not restoration.was_unfinished and (existing := restoration.find_data()) is not None:
                saved = _save(configuration, existing, replace=replace)
            restoration.run()
            return saved


@contextlib.contextmanager
def _read_target(archive: Archive, data_dir: str | None) -> Iterator[Configuration]:
    """Yield the configuration of the restored server: with the settings file of the backup, unless there is one."""
    environ = COMMAND_ENVIRONMENT.get().with_data_dir(data_dir)
    configuration = read_configuration(environ)
    settings = _read_settings_file(archive)
    if settings is None or (configuration.data_dir / CONFIG_FILE).exists():
        yield configuration
        return
    with tempfile.TemporaryDirectory(prefix="alcove-") as folder:
        restored_file = Path(folder) / CONFIG_FILE
        restored_file.write_bytes(settings)
        yield read_configuration(environ, restored_file=restored_file)


def _read_settings_file(archive: Archive) -> bytes | None:
    name = f"files/{SETTINGS_SOURCE}/{CONFIG_FILE}"
    return next((b"".join(entry.read_chunks()) for entry in archive.entries() if entry.name == name), None)


def _save(configuration: Configuration, existing: str, *, replace: bool) -> Path:
    if not replace:
        raise TargetInUse(
            f"there are data already: {existing}. Nothing was changed: choose an empty data directory with --data-dir,"
            " or replace the data with --replace, which makes a backup of them first"
        )
    folder = configuration.data_dir / BACKUPS
    folder.mkdir(mode=0o700, exist_ok=True)
    target = folder / f"{SystemClock().now():%Y%m%dT%H%M%SZ}-before-restore.tar"
    give_to_owner(folder, configuration.data_dir)
    write_backup(configuration, target, options=BackupOptions(skips_damaged=True))
    give_to_owner(target, configuration.data_dir)
    return target


def _list(archive: Archive, *, as_json: bool) -> None:
    manifest = archive.manifest
    sizes: Counter[str] = Counter()
    counts: Counter[str] = Counter()
    for entry in archive.entries():
        part = "/".join(entry.name.split("/")[:2])
        sizes[part] += entry.size
        counts[part] += 1
    if as_json:
        parts = [{"name": part, "files": counts[part], "bytes": size} for part, size in sizes.items()]
        print_json({"alcove": manifest.alcove, "created_at": manifest.created_at, "parts": parts})
        return
    typer.echo(f"made by Alcove {manifest.alcove} at {manifest.created_at:%Y-%m-%d %H:%M:%S} UTC")
    rows = [(part, f"{counts[part]:,}", f"{size:,}") for part, size in sizes.items()]
    print_table(text_table(("part", "files", "bytes"), rows))


def _report(archive: Archive, result: str, *, as_json: bool) -> None:
    manifest = archive.manifest
    if as_json:
        print_json({"file": str(archive.path), "result": result, "created_at": manifest.created_at})
    else:
        typer.echo(f"{archive.path}: {result} (made at {manifest.created_at:%Y-%m-%d %H:%M:%S} UTC)")
