"""SQL around the main statement: begin a transaction with its settings, and end it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from alcove.foundation.database import Connection
from alcove.wires.supabase.rest.query.sql import quote_identifier, quote_literal

Isolation = Literal["read committed", "repeatable read", "serializable"]
ISOLATION_LEVELS: Final[dict[str, Isolation]] = {
    "read committed": "read committed",
    "read uncommitted": "read committed",
    "repeatable read": "repeatable read",
    "serializable": "serializable",
}

COMMIT: Final = "COMMIT"
ROLLBACK: Final = "ROLLBACK"
CHECK_AND_ROLLBACK: Final = "SET CONSTRAINTS ALL IMMEDIATE; ROLLBACK"
"""Constraints that are deferred to the commit must fail here, too."""

# Without the privilege, setting a parameter fails; the settings of other roles are of no use.
_ROLE_SETTINGS: Final = """
SELECT roles.rolname, lower(split_part(item, '=', 1)) AS name, substr(item, strpos(item, '=') + 1) AS value
FROM pg_catalog.pg_db_role_setting AS settings
JOIN pg_catalog.pg_roles AS roles ON roles.oid = settings.setrole
CROSS JOIN LATERAL unnest(settings.setconfig) AS item
LEFT JOIN pg_catalog.pg_settings AS parameters ON lower(parameters.name) = lower(split_part(item, '=', 1))
WHERE settings.setdatabase IN (0, (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database()))
  AND pg_catalog.pg_has_role(current_user, roles.oid, 'MEMBER')
  AND (parameters.context = 'user' OR (parameters.name IS NULL AND item LIKE '%.%=%')
       OR (parameters.name IS NOT NULL AND pg_catalog.has_parameter_privilege(current_user, parameters.name, 'SET')))
ORDER BY roles.rolname, settings.setdatabase
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Transaction:
    """How a transaction begins.

    `settings` are names and values, local to the transaction; the names are known, the values may be any. `privileged`
    ones are set before the role is taken on. `pre_request` is the name of a function to call first, schema and name or
    the name alone. `calls_function` says that a function of the database is called, which may read the settings.
    """

    role: str
    search_path: tuple[str, ...]
    settings: Sequence[tuple[str, str]]
    privileged: tuple[tuple[str, str], ...] = ()
    read_only: bool = True
    isolation: Isolation = "read committed"
    pre_request: tuple[str, ...] = ()
    calls_function: bool = False


def begin_transaction(transaction: Transaction) -> str:
    """Return the statements that begin a transaction, as one message; NulCharacter.

    `SET LOCAL` takes a fifth of the time of a query that calls `set_config`.
    """
    begin = _begin_as_role(
        transaction.role,
        privileged=transaction.privileged,
        search_path=transaction.search_path,
        keeps_quotes=transaction.calls_function or bool(transaction.pre_request),
        mode=f"{transaction.isolation.upper()} {'READ ONLY' if transaction.read_only else 'READ WRITE'}",
    )
    statements = [begin, *_set_local(transaction.settings)]
    if transaction.pre_request:
        function = ".".join(quote_identifier(name) for name in transaction.pre_request)
        statements.append(f"SELECT {function}()")
    return "; ".join(statements)


@lru_cache(maxsize=256)
def _begin_as_role(
    role: str, *, privileged: tuple[tuple[str, str], ...], search_path: tuple[str, ...], keeps_quotes: bool, mode: str
) -> str:
    """Return the part of the message that is the same for many requests.

    A function may have changed the session in an earlier request, which must not reach this one.
    """
    statements = [
        "RESET ALL",
        f"BEGIN ISOLATION LEVEL {mode}",
        _set_search_path(search_path, keeps_quotes=keeps_quotes),
        *_set_local(privileged),
        f"SET LOCAL role = {quote_literal(role)}",
    ]
    return "; ".join(statements)


def _set_search_path(schemas: Sequence[str], *, keeps_quotes: bool) -> str:
    """Return the statement that sets the search path.

    `SET` removes the quotes that PostgREST's text has around every name; `set_config` takes longer and keeps them.
    """
    path = ", ".join(map(quote_identifier, schemas))
    if keeps_quotes:
        return f"SELECT pg_catalog.set_config('search_path', {quote_literal(path)}, true)"
    return f"SET LOCAL search_path = {path}"


def _set_local(settings: Sequence[tuple[str, str]]) -> Iterator[str]:
    return (f"{_assign(name)}{quote_literal(value)}" for name, value in settings)


@lru_cache(maxsize=256)
def _assign(name: str) -> str:
    return f"SET LOCAL {quote_identifier(name)} = "


async def load_role_settings(connection: Connection) -> dict[str, dict[str, str]]:
    """Return the settings of the roles that this connection can become, by role and name."""
    settings: dict[str, dict[str, str]] = {}
    for row in await connection.fetch(_ROLE_SETTINGS):
        settings.setdefault(row["rolname"], {})[row["name"]] = row["value"]
    return settings
