"""The servers of the conformance cases: one for each configuration, started at its first case."""

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from contextlib import ExitStack
from typing import Any, Final

from support.rest_server import serve_rest
from wire.supabase.case_files import Case
from wire.supabase.responses import RestClient

SECRET: Final = "the secret of the conformance cases, long enough"
OTHER_SECRET: Final = "a secret that the server does not know, long enough"
ANONYMOUS: Final = "conformance_anon"
SCHEMAS: Final = ("api", "v2")

_BASE: Final[Mapping[str, Any]] = {
    "db_schemas": SCHEMAS,
    "db_anon_role": ANONYMOUS,
    "db_extra_search_path": ("extras", "public"),
    "db_pool": 3,
    "jwt_secret": SECRET,
    "db_config": False,
}
_MAIN: Final[Mapping[str, Any]] = {
    **_BASE,
    "db_tx_end": "rollback-allow-override",
    "db_aggregates_enabled": True,
    "db_plan_enabled": True,
    "app_settings": {"answer": "42"},
}
CONFIGURATIONS: Final[Mapping[str, Mapping[str, Any]]] = {
    # Every write is rolled back, and everything that is off by default is on.
    "main": _MAIN,
    "plain": _BASE,
    "strict": {
        **_MAIN,
        "db_anon_role": None,
        "db_max_rows": 3,
        "db_pre_request": "private.check_request",
        "openapi_mode": "disabled",
    },
    "modern": {
        **_MAIN,
        "url_use_legacy_target_names": False,
        "server_timing_enabled": True,
        "server_trace_header": "X-Request-Id",
        "server_cors_allowed_origins": ("http://good.example",),
    },
    "minimal": {**_MAIN, "client_error_verbosity": "minimal", "db_root_spec": "root"},
    "nosecret": {**_MAIN, "jwt_secret": None},
}


class ConformanceServers:
    """Starts each server at its first use; all of them serve one database."""

    def __init__(self, dsn: str) -> None:
        self._dsn = dsn
        self._stack = ExitStack()
        self._clients: dict[str, RestClient] = {}
        self._failure: Exception | None = None

    def client(self, name: str) -> RestClient:
        """Return a client of the server with a configuration."""
        if self._failure is not None:
            raise self._failure
        if name not in self._clients:
            self._clients[name] = self._start(name)
        return self._clients[name]

    def _start(self, name: str) -> RestClient:
        try:
            client = RestClient(self._stack.enter_context(serve_rest(self._dsn, **CONFIGURATIONS[name])))
        except Exception as error:
            # The other cases need not wait for the same failure.
            self._failure = error
            raise
        self._stack.callback(client.close)
        return client

    def close(self) -> None:
        """Stop the servers."""
        self._stack.close()


def case_token(case: Case) -> str | None:
    """Return the token that the directives of a case ask for."""
    if case.role is None:
        return None
    return sign({"role": case.role, **case.claims})


def fill_in_tokens(value: str) -> str:
    """Return a header's value in which `{token:CLAIMS}`, `{forged:CLAIMS}` and `{unsigned:CLAIMS}` are tokens."""
    return re.sub(r"\{(token|forged|unsigned):(\{.*\})\}", _token_for, value)


def _token_for(match: re.Match[str]) -> str:
    if match[1] == "unsigned":
        return ".".join([_encode(b'{"alg":"none"}'), _encode(match[2].encode()), ""])
    secret = SECRET if match[1] == "token" else OTHER_SECRET
    return sign(json.loads(match[2]), secret=secret)


def sign(claims: Mapping[str, Any], *, secret: str = SECRET) -> str:
    """Return a token, made without the library that verifies it."""
    parts = [_encode(json.dumps(part).encode()) for part in ({"alg": "HS256", "typ": "JWT"}, claims)]
    signature = hmac.new(secret.encode(), ".".join(parts).encode(), hashlib.sha256).digest()
    return ".".join([*parts, _encode(signature)])


def _encode(part: bytes) -> str:
    return base64.urlsafe_b64encode(part).rstrip(b"=").decode()
