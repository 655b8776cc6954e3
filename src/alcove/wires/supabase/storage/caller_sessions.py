"""Statements with the rights of the caller of a request, and PostgreSQL's errors as those of storage."""

import errno
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from typing import Final

import asyncpg
import msgspec

from alcove.foundation.database import CONFLICTS, DATABASE_LOST, DISK_FULL, is_away
from alcove.wires.supabase.callers import CallerSession, open_caller_session
from alcove.wires.supabase.storage.deps import StorageDeps
from alcove.wires.supabase.storage.errors import (
    StorageError,
    access_denied,
    already_exists,
    bucket_not_found,
    database_timeout,
    disk_full,
    invalid_request,
    resource_locked,
    unavailable,
)
from alcove.wires.supabase.storage.requests import StorageRequest

__all__ = ["CallerSession", "find_error", "open_session", "open_trial", "translate_errors"]

_NO_SPACE: Final = frozenset({errno.ENOSPC, errno.EDQUOT})
_OBJECTS_BUCKET: Final = "objects_bucketId_fkey"
_NO_NUL: Final = "Texts may not contain NUL characters"
_REFUSALS: Final[Mapping[type[Exception], Callable[[str], StorageError]]] = {
    asyncpg.UniqueViolationError: lambda _: already_exists(),
    asyncpg.QueryCanceledError: lambda _: database_timeout(),
    asyncpg.CharacterNotInRepertoireError: lambda _: invalid_request(_NO_NUL),
    asyncpg.UntranslatableCharacterError: lambda _: invalid_request(_NO_NUL),
    # The role of a token does not exist.
    asyncpg.InvalidParameterValueError: invalid_request,
    # A trigger of the program refuses the row.
    asyncpg.RaiseError: invalid_request,
    asyncpg.IntegrityConstraintViolationError: invalid_request,
    # Two requests wait for each other, for example two moves that exchange names.
    **{kind: lambda _: resource_locked() for kind in CONFLICTS},
}


@asynccontextmanager
async def open_session(
    deps: StorageDeps, request: StorageRequest, *, operation: str, read_only: bool = False
) -> AsyncIterator[CallerSession]:
    """Yield a transaction with the caller's rights, which commits at the end of the block; StorageError.

    `operation` is what policies see as `storage.operation()`, such as `storage.object.upload`.
    """
    settings = {
        "storage.operation": operation,
        "request.method": request.method,
        "request.path": request.path,
        "request.headers": msgspec.json.encode(request.fields).decode(),
    }
    with translate_errors():
        pool = await deps.pool()
        async with open_caller_session(
            pool,
            request.caller,
            read_only=read_only,
            statement_seconds=deps.config.statement_seconds,
            settings=settings,
        ) as session:
            yield session


class _TrialEnded(Exception):
    """Undoes a transaction."""


@asynccontextmanager
async def open_trial(deps: StorageDeps, request: StorageRequest, *, operation: str) -> AsyncIterator[CallerSession]:
    """Yield a transaction like `open_session`, which is undone: it shows whether its statements are allowed."""
    try:
        async with open_session(deps, request, operation=operation) as session:
            yield session
            raise _TrialEnded  # noqa: TRY301 - undoes the transaction around it
    except _TrialEnded:
        pass


@contextmanager
def translate_errors() -> Iterator[None]:
    """Raise what a database or disk cannot do as a StorageError; an error that nobody expected stays as it is."""
    try:
        yield
    except StorageError:
        raise
    except DATABASE_LOST as error:
        known = find_error(error)
        if known is None:
            raise
        raise known from error


def find_error(error: BaseException) -> StorageError | None:
    """Return the response for an error of PostgreSQL or of a disk, None for one that nobody expected."""
    if isinstance(error, DISK_FULL) or (isinstance(error, OSError) and error.errno in _NO_SPACE):
        return disk_full()
    if isinstance(error, asyncpg.InsufficientPrivilegeError):
        return access_denied(_without_table(str(error)))
    if isinstance(error, asyncpg.ForeignKeyViolationError) and error.constraint_name == _OBJECTS_BUCKET:
        return bucket_not_found()
    for kind, build in _REFUSALS.items():
        if isinstance(error, kind):
            return build(str(error))
    if is_away(error):
        return unavailable()
    return unavailable("The files cannot be reached, please try again") if isinstance(error, OSError) else None


def _without_table(message: str) -> str:
    return message.partition(" for table ")[0] if "row-level security" in message else message
