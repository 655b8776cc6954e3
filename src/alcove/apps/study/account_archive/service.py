"""Import one account from an archive: into a new account, or added to one that is here."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, BinaryIO, Final, cast
from uuid import UUID, uuid4

import asyncpg

from alcove.apps.study.account_archive.model import ArchivedObject, ArchiveError
from alcove.apps.study.account_archive.passages import rename_passages
from alcove.apps.study.account_archive.reader import AccountArchive
from alcove.apps.study.account_archive.restore import LearningImport
from alcove.apps.study.account_archive.store import accounts as store
from alcove.apps.study.accounts import MemberHooks
from alcove.apps.study.file_transfer import FileTransfer
from alcove.apps.study.own_rows import EXCLUDED, OwnRows
from alcove.apps.study.project_import import AccountChange, ImportReport
from alcove.foundation.clock import Clock
from alcove.foundation.database import Connection, Pool, is_away
from alcove.foundation.identity import LOCAL_OWNER
from alcove.wires.supabase.auth.users.store.creation import NewUser, add_email_identity, add_user
from alcove.wires.supabase.storage.buckets.limits import allows_type
from alcove.wires.supabase.storage.files import FileStore, new_version
from alcove.wires.supabase.storage.object_rows import find_bucket
from alcove.wires.supabase.storage.upkeep import announce_version

_BATCH: Final = 1000
_ID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_PATH_COLUMNS: Final[Mapping[str, Sequence[str]]] = {"profiles": ("avatar_url",), "materials": ("file_path", "url")}
"""Columns with the names of files, which have the id of the account in them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Target:
    account_id: UUID
    email: str
    is_new: bool


class ArchiveImport:
    """Imports archives; `object_pool` is the database with the rows of files."""

    def __init__(self, pool: Pool, *, object_pool: Pool, files: FileStore, clock: Clock) -> None:
        self._pool = pool
        self._object_pool = object_pool
        self._files = files
        self._clock = clock

    async def run(self, archive: AccountArchive, *, address: str | None, is_dry_run: bool) -> ImportReport:
        """Add the rows and files to the account with an address, by default that of the archive.

        ArchiveError when nothing was changed. Where the rows of files are in another database, they are committed
        first; a second run adds what is missing.
        """
        email = (address or archive.document.user.email or "").strip().lower()
        if "@" not in email:
            raise ArchiveError("the account in the archive has no address: name one with --as")
        report = ImportReport(database=f"the account {email}", is_dry_run=is_dry_run)
        transfer = FileTransfer(self._files, announce=partial(announce_version, self._object_pool))
        is_shared = self._object_pool is self._pool
        async with self._pool.acquire() as connection:
            transaction = connection.transaction()
            await transaction.start()
            try:
                target = await self._add_rows(connection, archive, email=email, report=report)
                if is_shared:
                    await self._add_objects(connection, archive, target=target, report=report, transfer=transfer)
                else:
                    await self._add_objects_elsewhere(archive, target=target, report=report, transfer=transfer)
                await (transaction.rollback() if is_dry_run else transaction.commit())
            except BaseException as error:
                await transfer.discard(error)
                if not connection.is_closed():
                    await transaction.rollback()
                if isinstance(error, asyncpg.PostgresError) and not is_away(error):
                    raise ArchiveError(f"the archive is refused: {error.as_dict().get('message')}") from error
                raise
            finally:
                if not connection.is_closed():
                    await connection.execute("DISCARD TEMP")
        report.rollback = _list_steps(report)
        return report

    async def _add_rows(
        self, connection: Connection, archive: AccountArchive, *, email: str, report: ImportReport
    ) -> _Target:
        user = archive.document.user
        target = await self._find_target(connection, archive, email=email)
        await store.map_account(connection, old=user.id, new=target.account_id, is_new=target.is_new)
        reason = "is new" if target.is_new else "is here, and gets rows and files; what it has stays"
        report.accounts.append(AccountChange(old=user.id, new=target.account_id, email=email, reason=reason))
        if target.is_new:
            report.added_accounts.append(target.account_id)
            report.warnings.append(
                "the account has no password: its owner recovers it, or `alcove study user set-password`"
            )
        learning = LearningImport(connection, archive, account_id=target.account_id, report=report)
        await learning.prepare()
        rows = await OwnRows.open(connection)
        for name, values in archive.document.data.items():
            await _stage(rows, name, values=values, account_id=user.id, new_id=target.account_id, report=report)

        async def derive() -> None:
            materials = archive.document.data.get("materials", ())
            await rows.derive_ids("passages", of="materials", derive=partial(rename_passages, materials))

        for name, result in (await rows.add(derive=derive, complete=learning.add)).items():
            table = report.table(f"public.{name}")
            table.found, table.added, table.kept = result.found, result.added, result.kept
            table.skipped += result.skipped
            table.notes += result.notes
        return target

    async def _find_target(self, connection: Connection, archive: AccountArchive, *, email: str) -> _Target:
        found = await store.find_account(connection, email)
        if found is not None:
            account_id, is_usable = found
            if not is_usable or account_id == LOCAL_OWNER:
                raise ArchiveError(f"the account {email} is deleted, or signs in elsewhere")
            return _Target(account_id=account_id, email=email, is_new=False)
        user = archive.document.user
        is_taken = user.id == LOCAL_OWNER or await store.is_taken(connection, user.id)
        new = NewUser(
            id=uuid4() if is_taken else user.id,
            aud="authenticated",
            role="authenticated",
            email=email,
            app_metadata={"provider": "email", "providers": ["email"]},
            user_metadata=user.user_metadata,
        )
        now = self._clock.now()
        await add_user(connection, new, now=now)
        await add_email_identity(connection, new.id, email=email, is_verified=True, now=now)
        await store.confirm_address(connection, new.id)
        await MemberHooks().after_create(connection, new.id)
        return _Target(account_id=new.id, email=email, is_new=True)

    async def _add_objects_elsewhere(
        self, archive: AccountArchive, *, target: _Target, report: ImportReport, transfer: FileTransfer
    ) -> None:
        async with self._object_pool.acquire() as connection:
            transaction = connection.transaction()
            await transaction.start()
            try:
                await self._add_objects(connection, archive, target=target, report=report, transfer=transfer)
            except BaseException:
                await transaction.rollback()
                raise
            await (transaction.rollback() if report.is_dry_run else transaction.commit())
            if not report.is_dry_run:
                transfer.keep()

    async def _add_objects(
        self,
        connection: Connection,
        archive: AccountArchive,
        *,
        target: _Target,
        report: ImportReport,
        transfer: FileTransfer,
    ) -> None:
        if not archive.objects:
            return
        table = report.table("storage.objects")
        table.found = len(archive.objects)
        for archived in archive.objects:
            name = archived.name.replace(str(archive.document.user.id), str(target.account_id))
            exists, owner = await store.find_object(connection, bucket=archived.bucket, name=name)
            reason = await _find_refusal(connection, archived, name=name, account_id=target.account_id)
            if exists and owner == str(target.account_id):
                table.kept += 1
            elif exists or reason is not None:
                table.skipped[reason or "another account has a file of this name"] += 1
            else:
                metadata, version = await _store_file(
                    archive, archived, transfer=transfer, is_dry_run=report.is_dry_run
                )
                extra = None if archived.user_metadata is None else json.dumps(archived.user_metadata)
                values = (archived.bucket, name, target.account_id, metadata, version, extra, archived.created_at)
                await store.add_object(connection, *values)
                table.added += 1


async def _find_refusal(connection: Connection, archived: ArchivedObject, *, name: str, account_id: UUID) -> str | None:
    """Return why the account could not have uploaded a file itself, None if it could."""
    bucket = await find_bucket(connection, archived.bucket)
    if bucket is None:
        return "its bucket is not there"
    if not allows_type(bucket.allowed_mime_types, archived.mimetype):
        return "its bucket does not take files of this type"
    if bucket.file_size_limit is not None and archived.size > bucket.file_size_limit:
        return "it is larger than its bucket allows"
    others = {UUID(found) for found in _ID.findall(name)} - {account_id}
    if others and await store.are_accounts(connection, others):
        return "its name has the id of another account"
    return None


async def _stage(
    rows: OwnRows,
    name: str,
    *,
    values: Sequence[Mapping[str, Any]],
    account_id: UUID,
    new_id: UUID,
    report: ImportReport,
) -> None:
    table = rows.find(name)
    if not values:
        return
    if table is None:
        shown = report.table(f"public.{name[:63]}")
        shown.found = len(values)
        shown.skipped[EXCLUDED.get(name, "this server has no such table")] = len(values)
        return
    owners = {str(row.get(table.owner)).lower() for row in values}
    if owners != {str(account_id)}:
        raise ArchiveError(f"the archive has rows of other accounts in {name}")
    keys = {key for row in values for key in row}
    columns = [column.name for column in table.columns if column.name in keys]
    if unknown := keys - set(columns):
        report.table(f"public.{name}").notes["columns that this version does not have are left out"] = len(unknown)
    for start in range(0, len(values), _BATCH):
        batch = json.dumps([_rename(name, row, old=account_id, new=new_id) for row in values[start : start + _BATCH]])
        await rows.stage_json(name, columns=columns, rows=batch)


def _rename(table: str, row: Mapping[str, Any], *, old: UUID, new: UUID) -> Mapping[str, Any]:
    """Return a row whose names of files have the new id of the account."""
    paths = [column for column in _PATH_COLUMNS.get(table, ()) if isinstance(row.get(column), str)]
    return {**row, **{column: row[column].replace(str(old), str(new)) for column in paths}}


async def _store_file(
    archive: AccountArchive, archived: ArchivedObject, *, transfer: FileTransfer, is_dry_run: bool
) -> tuple[str, str]:
    """Store the content of a file; return its metadata as JSON and its version. ArchiveError."""
    version = new_version()
    if not is_dry_run:
        with archive.open_file(archived) as file:
            stored = await transfer.store_stream(cast("BinaryIO", file), max_size=archived.size)
        if (stored.size, stored.sha256) != (archived.size, archived.sha256):
            raise ArchiveError(f"{archived.path} is damaged: its content is not what was exported")
        version = stored.version
    metadata = {
        "eTag": f'"{archived.sha256}"',
        "size": archived.size,
        "mimetype": archived.mimetype,
        "cacheControl": archived.cache_control,
        "contentLength": archived.size,
        "httpStatusCode": 200,
    }
    return json.dumps(metadata), version


def _list_steps(report: ImportReport) -> list[str]:
    if report.is_dry_run:
        return ["nothing was changed"]
    if report.added_accounts:
        return [f"alcove study user delete {report.added_accounts[0]} --days 0"]
    return ["restore the backup from before the import (alcove backup, alcove restore)"]
