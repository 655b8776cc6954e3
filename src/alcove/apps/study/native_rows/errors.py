"""Errors of native rows, also those that PostgreSQL reports."""

import re
from typing import Final

import asyncpg

from alcove.apps.study.native_api import InvalidFields, NotSignedIn
from alcove.apps.study.native_rows.model import Resource
from alcove.foundation.errors import AppError

REFUSALS: Final = (asyncpg.ForeignKeyViolationError, asyncpg.UniqueViolationError, asyncpg.CheckViolationError)
"""What `explain_refusal` explains."""
_KEY: Final = re.compile(r"Key \(([^)]*)\)=")


class RowNotFound(AppError):
    """The account has no row with this id."""

    status = 404
    code = "NOT_FOUND"


class RowConflict(AppError):
    """The row contradicts another one of the account, or its own state."""

    status = 409
    code = "CONFLICT"


def refuse_unknown(resource: Resource) -> RowNotFound:
    """Return the error for an id that is not one of the caller's rows."""
    return RowNotFound(f"You have no {resource.noun} with this id.")


def explain_refusal(error: asyncpg.PostgresError, resource: Resource) -> AppError:
    """Return the error for a row that PostgreSQL has refused."""
    if isinstance(error, asyncpg.UniqueViolationError):
        key = _KEY.match(error.detail or "")
        columns = [name for name in key[1].split(", ") if name != resource.owner] if key else []
        names = " and ".join(resource.field_name(column) for column in columns) or "key"
        return RowConflict(f"You have a {resource.noun} with this {names} already.")
    table = resource.table.rpartition(".")[2]
    column = (error.constraint_name or "").removeprefix(f"{table}_").removesuffix("_fkey").removesuffix("_check")
    if isinstance(error, asyncpg.CheckViolationError):
        return InvalidFields({resource.field_name(column): "is not allowed"})
    if column == resource.owner:
        return NotSignedIn("The account does not exist any more.")
    return InvalidFields({resource.field_name(column): "is not the id of one of your rows"})
