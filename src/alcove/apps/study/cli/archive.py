"""`alcove study export` and `alcove study import`: one account with its rows and files."""

import contextlib
import sys
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO

import typer

from alcove.apps.study.accounts import StudyAccounts
from alcove.apps.study.api_database import ApiDatabase
from alcove.apps.study.project_copies import find_object_address
from alcove.apps.study.storage_api import find_storage_folder
from alcove.foundation.cli import (
    JSON_OUTPUT,
    USAGE,
    CommandContext,
    CommandError,
    CommandRunner,
    DataDir,
    ExitCodes,
    open_runner,
    print_error,
    print_json,
)
from alcove.foundation.deps import Deps

if TYPE_CHECKING:
    from alcove.apps.study.account_archive import ArchiveSummary
    from alcove.apps.study.project_import import ImportReport

EXIT_CODES = ExitCodes(by_status={422: USAGE})


@dataclass(frozen=True, slots=True)
class _Facade:
    accounts: StudyAccounts
    database: ApiDatabase


def export_account(
    name: Annotated[str, typer.Argument(metavar="NAME", help="E-mail address or id of the account.")],
    file: Annotated[
        Path, typer.Argument(help="File to write; with the ending .json, or - for standard output, without its files.")
    ],
    *,
    data_dir: DataDir = None,
) -> None:
    """Write everything about an account but its secrets: the document of /api/export, and its files."""
    with _open(data_dir) as runner:
        try:
            with _open_output(file) as output:
                is_document = str(file) == "-" or file.suffix == ".json"
                summary = runner.run(lambda context: _export(context, output, name=name, is_document=is_document))
        except OSError as error:
            raise CommandError(f"cannot write {file}: {error.strerror}") from error
    if summary is None:
        return
    typer.echo(f"{summary.files} files of {summary.bytes} bytes")
    for missing in summary.missing:
        print_error(f"the file of {missing} is missing on this server")


def import_account(
    file: Annotated[Path, typer.Argument(help="Archive that `alcove study export` wrote.")],
    data_dir: DataDir = None,
    *,
    address: Annotated[
        str | None,
        typer.Option("--as", metavar="ADDRESS", help="Address of the account; by default that of the archive."),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Do everything, undo it again, and report what would be imported.")
    ] = False,
    as_json: Annotated[bool, JSON_OUTPUT] = False,
) -> None:
    """Add the rows and files of an archive to the account with an address, which is made if there is none.

    What an account has stays as it is. Nothing of other accounts is touched.
    """
    if address is not None and "@" not in address:
        raise CommandError(f"{address!r} is not an e-mail address", code=USAGE)
    with _open(data_dir) as runner:
        report = runner.run(lambda context: _import(context, file, address=address, is_dry_run=dry_run))
    if as_json:
        print_json(report.to_json())
    else:
        typer.echo(report.to_text())


async def _export(
    context: "CommandContext[_Facade]", file: BinaryIO, *, name: str, is_document: bool
) -> "ArchiveSummary | None":
    from alcove.apps.study.account_archive import ArchiveExport  # noqa: PLC0415 - help does not need it
    from alcove.wires.supabase.storage.files import LocalFileStore  # noqa: PLC0415

    deps = context.deps
    account = await context.facade.accounts.find(name)
    files, address = LocalFileStore(find_storage_folder(deps)), find_object_address(deps)
    export = ArchiveExport(deps.pool, object_address=address, files=files, clock=deps.clock)
    if not is_document:
        return await export.write(account.id, file)
    await export.write_document(account.id, file)
    file.write(b"\n")
    return None


async def _import(
    context: "CommandContext[_Facade]", file: Path, *, address: str | None, is_dry_run: bool
) -> "ImportReport":
    from alcove.apps.study.account_archive import ArchiveImport, open_archive  # noqa: PLC0415 - help does not need it
    from alcove.wires.supabase.storage.files import LocalFileStore  # noqa: PLC0415

    deps = context.deps
    object_pool = await context.facade.database.owner_pool()
    files = LocalFileStore(find_storage_folder(deps))
    with open_archive(file) as archive:
        importer = ArchiveImport(deps.pool, object_pool=object_pool, files=files, clock=deps.clock)
        report = await importer.run(archive, address=address, is_dry_run=is_dry_run)
    report.files = [file.name]
    return report


@contextlib.contextmanager
def _open_output(path: Path) -> Iterator[BinaryIO]:
    """Yield the file to write, which nobody else may read."""
    if str(path) == "-":
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    from alcove.foundation.settings import open_private_file  # noqa: PLC0415 - help does not need it

    with open_private_file(path.expanduser()) as file:
        yield file


def _open(data_dir: str | None) -> contextlib.AbstractContextManager[CommandRunner[_Facade]]:
    return open_runner(data_dir, name="alcove-study", open_facade=_open_facade, exit_code=EXIT_CODES.of_error)


@contextlib.asynccontextmanager
async def _open_facade(deps: Deps) -> AsyncIterator[_Facade]:
    from alcove.apps.study.account_data import build_deletion  # noqa: PLC0415 - help does not need it

    accounts = StudyAccounts(deps.pool, clock=deps.clock, deletion=build_deletion(deps))
    yield _Facade(accounts, ApiDatabase(deps))
