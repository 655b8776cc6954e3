"""Why a subscription does not get changes, in the words that programs for Supabase know."""

from collections.abc import Sequence
from typing import Final

from alcove.wires.supabase.realtime.changes.filters import Condition
from alcove.wires.supabase.realtime.model import ChangesRequest

TOO_LARGE: Final = "Error 413: Payload Too Large"
UNAUTHORIZED: Final = "Error 401: Unauthorized"
NO_KEY: Final = "Error 400: Bad Request, no primary key"
GONE: Final = "Error 413: Payload Too Large, a deleted row cannot be checked"
UNREACHABLE: Final = "Realtime cannot reach the database. Try again in a moment."
MISSED: Final = "The database was away for too long: changes may have been missed. Read the rows again."

_PREFIX: Final = "Unable to subscribe to changes with given parameters."


class SubscriptionProblem(Exception):
    """A request that gets no changes of a table; the text is for the client."""


def explain_unpublished(request: ChangesRequest, conditions: Sequence[Condition]) -> str:
    """Return that a table is not published, or does not exist."""
    described = _describe(request, conditions)
    return f"{_PREFIX} Please check Realtime is enabled for the given connect parameters: [{described}]"


def explain_failure(request: ChangesRequest, conditions: Sequence[Condition], *, reason: str) -> str:
    """Return that the parameters do not fit to the table, for a reason of the database."""
    described = _describe(request, conditions)
    return (
        f"{_PREFIX} An exception happened so please check your connect parameters: [{described}]. Exception: {reason}"
    )


def invalid_column(name: str, *, use: str) -> str:
    """Return the reason that a column does not exist or may not be read; `use` is `filter` or `select`."""
    return f"ERROR P0001 (raise_exception) invalid column for {use} {name}"


def _describe(request: ChangesRequest, conditions: Sequence[Condition]) -> str:
    described = []
    for condition in conditions:
        operator = f"not.{condition.operator}" if condition.is_negated else condition.operator
        values = [value if value is not None else "null" for value in condition.values]
        value = f"{{{','.join(values)}}}" if condition.operator == "in" else values[0]
        described.append(f'{{"{condition.column}", "{operator}", "{value}"}}')
    select = "nil" if request.select is None else "[" + ", ".join(f'"{name}"' for name in request.select) + "]"
    return (
        f"event: {request.event}, schema: {request.schema}, table: {request.table},"
        f" filters: [{', '.join(described)}], select: {select}"
    )
