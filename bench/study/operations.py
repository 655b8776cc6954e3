"""The measured requests of the REST API, and the statements that answer them."""

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final

import jwt

from alcove.foundation.database import Connection
from alcove.wires.supabase.rest.caller import Caller
from alcove.wires.supabase.rest.config.model import RestConfig
from alcove.wires.supabase.rest.query.session import begin_transaction
from alcove.wires.supabase.rest.request.parser import parse_request
from alcove.wires.supabase.rest.schema_cache.load import load_schema_cache
from alcove.wires.supabase.rest.schema_cache.model import SchemaCache
from alcove.wires.supabase.rest.transaction.action import prepare_action
from alcove.wires.supabase.rest.transaction.settings import build_transaction
from bench.study.rows import STUDENT

SECRET: Final = "the secret with which the benchmark signs its tokens"  # noqa: S105 - of a temporary server
CONNECTIONS: Final = 16
POOL: Final = 10
_FIRST_DAY: Final = date(2026, 1, 1)
_MINE: Final = f"user_id=eq.{STUDENT}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One request of the student, sent with each body in turn; `at_least` is the budget, as a share of bare asyncpg."""

    name: str
    method: str = "GET"
    path: str
    query: str
    headers: Mapping[str, str] = field(default_factory=dict)
    bodies: Sequence[Any] = ()
    at_least: float | None = None

    def contents(self) -> list[bytes]:
        """Return the bodies as bytes; an empty one for a request without a body."""
        return [json.dumps(body).encode() for body in self.bodies] or [b""]

    def requests(self, *, key: str, token: str) -> list[str]:
        """Return the HTTP requests as text."""
        return [self._request(content, key=key, token=token) for content in self.contents()]

    def header_fields(self, content: bytes, *, key: str, token: str) -> dict[str, str]:
        """Return the headers of a request, which policies can read on both sides of the comparison."""
        fields = {
            "host": "127.0.0.1",
            "accept": "*/*",
            "apikey": key,
            "authorization": f"Bearer {token}",
            **self.headers,
        }
        if content:
            fields |= {"content-type": "application/json", "content-length": str(len(content))}
        return fields

    def _request(self, content: bytes, *, key: str, token: str) -> str:
        fields = self.header_fields(content, key=key, token=token)
        head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
        return f"{self.method} /rest/v1/{self.path}?{self.query} HTTP/1.1\r\n{head}\r\n{content.decode('latin-1')}"


OPERATIONS: Final = (
    Operation(name="select of 1 row", path="tasks", query=f"select=*&{_MINE}&order=created_at.desc&limit=1"),
    Operation(
        name="select of 20 rows", path="tasks", query=f"select=*&{_MINE}&order=created_at.desc&limit=20", at_least=0.6
    ),
    Operation(name="select of 1,000 rows", path="tasks", query=f"select=*&{_MINE}&order=created_at.desc&limit=1000"),
    Operation(
        name="embed in 20 rows",
        path="tasks",
        query=f"select=id,title,subject:subjects(name,color)&{_MINE}&order=created_at.desc&limit=20",
    ),
    Operation(
        name="insert of 1 row",
        method="POST",
        path="notifications",
        query="select=*",
        headers={"prefer": "return=representation"},
        bodies=[{"user_id": STUDENT, "title": "Hello", "message": "World"}],
    ),
    Operation(
        name="upsert of 1 row",
        method="POST",
        path="daily_logins",
        query="on_conflict=user_id,login_date",
        headers={"prefer": "resolution=merge-duplicates"},
        # Different rows, so that no request waits for the lock of another one.
        bodies=[{"user_id": STUDENT, "login_date": str(_FIRST_DAY + timedelta(days=day))} for day in range(200)],
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedOperation:
    """The statements of a request: the begin of its transaction with role and settings, and the one with the result."""

    begin: str
    sql: str
    values: tuple[object, ...]


async def prepare_operation(
    operation: Operation, connection: Connection, *, config: RestConfig
) -> list[PreparedOperation]:
    """Return the statements that the server runs for each body of a request."""
    cache = await load_schema_cache(connection, config)
    return [_prepare(operation, content, cache=cache, config=config) for content in operation.contents()]


def claims_of(role: str) -> dict[str, Any]:
    """Return the claims of a token of the student."""
    now = int(time.time())
    return {"sub": STUDENT, "aud": "authenticated", "role": role, "iat": now, "exp": now + 3600}


def sign(role: str, *, account: str = STUDENT) -> str:
    """Return a token of the student, or of another account."""
    return jwt.encode({**claims_of(role), "sub": account}, SECRET, algorithm="HS256")


def _prepare(operation: Operation, content: bytes, *, cache: SchemaCache, config: RestConfig) -> PreparedOperation:
    fields = operation.header_fields(content, key=sign("anon"), token=sign("authenticated"))
    request = parse_request(
        method=operation.method,
        path=f"/{operation.path}",
        raw_query=operation.query,
        headers=[(name.encode(), value.encode()) for name, value in fields.items()],
        body=content,
        config=config,
    )
    action = prepare_action(request, cache=cache, config=config)
    claims = json.dumps(claims_of("authenticated"), separators=(",", ":"))
    transaction = build_transaction(
        request,
        Caller("authenticated", claims, is_anonymous=False),
        fields=fields,
        config=config,
        read_only=action.read_only,
        role_settings={},
    )
    return PreparedOperation(
        begin=begin_transaction(transaction), sql=action.statement.sql, values=action.statement.values
    )
