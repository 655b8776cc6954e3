"""The database role with which the REST API connects."""

import secrets
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from alcove.foundation.database import Connection, Pool

_ENSURE_LOGIN: Final = "SELECT name, password FROM study.ensure_rest_login($1, $2)"
_IS_MADE: Final = "SELECT EXISTS (SELECT FROM study.rest_login)"
# Until PostgreSQL 15 every member of a role may become it.
_CAN_BECOME: Final = """
SELECT pg_has_role(
    session_user, $1, CASE WHEN current_setting('server_version_num')::integer < 160000 THEN 'MEMBER' ELSE 'SET' END)
"""
_IN_ADDRESS: Final = frozenset({"user", "password", "passfile"})


@dataclass(frozen=True, slots=True, kw_only=True)
class RestLogin:
    """A role that is a member of `authenticator`, and its password."""

    name: str
    password: str

    def address(self, dsn: str, *, database: str = "") -> str:
        """Return the address `dsn` with this login, and with another database if it is set."""
        parts = urlsplit(dsn)
        host = parts.netloc.rpartition("@")[2]
        options = [(name, value) for name, value in parse_qsl(parts.query) if name not in _IN_ADDRESS]
        if database:
            options = [(name, value) for name, value in options if name not in ("dbname", "database")]
        netloc = f"{quote(self.name, safe='')}:{quote(self.password, safe='')}@{host}"
        path = f"/{database}" if database else parts.path
        return urlunsplit((parts.scheme, netloc, path, urlencode(options, safe="/"), ""))


async def ensure_login(pool: Pool) -> RestLogin:
    """Return the login of this database, which is made at the first call; InsufficientPrivilegeError."""
    name, password = f"alcove_rest_{secrets.token_hex(6)}", secrets.token_urlsafe(32)
    row = await pool.fetchrow(_ENSURE_LOGIN, name, password)
    return RestLogin(name=row["name"], password=row["password"])


async def is_login_made(pool: Pool) -> bool:
    """Return whether the login was made, that is, whether the REST API was used."""
    result: bool = await pool.fetchval(_IS_MADE)
    return result


async def can_become(connection: Connection, role: str) -> bool:
    """Return whether the session may run requests as a role."""
    result: bool = await connection.fetchval(_CAN_BECOME, role)
    return result


def project_address(dsn: str, name: str) -> str:
    """Return the address of another database of the same server."""
    address, question_mark, parameters = dsn.partition("?")
    scheme, _, rest = address.partition("://")
    return f"{scheme}://{rest.partition('/')[0]}/{name}{question_mark}{parameters}"
