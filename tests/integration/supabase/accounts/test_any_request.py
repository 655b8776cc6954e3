"""Requests that no client sends: every route answers them with an error of the protocol, or with success."""

from collections.abc import Sequence
from typing import Any, Final

import msgspec
import pytest

from alcove.foundation.settings import Secret
from alcove.wires.supabase.auth.build import list_routes
from alcove.wires.supabase.auth.config import MailRules, ProviderConfig
from alcove.wires.supabase.auth.requests import Access
from support.auth_server import PASSWORD, AuthApi

ANN: Final = "ann@example.com"
MEMBERS: Final = (
    "email", "phone", "password", "data", "code_challenge", "type", "token", "token_hash", "create_user", "nonce",
    "app_metadata", "user_metadata", "refresh_token", "auth_code", "code_verifier", "id_token", "provider",
    "factor_type", "friendly_name", "challenge_id", "code", "id", "aud", "role", "password_hash",
    "ban_duration", "new_email",
)  # fmt: skip
VALUES: Final[Sequence[Any]] = (
    None, True, 2**70, 1e308, "", "a\0b", "x" * 5000, "\U0001f600", "pkce_" + "a" * 56, "' OR 1=1 --", "9" * 20 + "h",
    [], {"a": {"b": [1, None, "\0"]}}, {"x" * 3000: 1},
)  # fmt: skip
RAW: Final = (b"", b"null", b"[]", b"\xff", b"{", b'{"data":' * 5000, b'{"data":{"n":1e400}}', b'{"email":"\\ud800"}')
QUERY: Final = {
    "type": "\0", "token": "x" * 56, "redirect_to": "https://app.example.com/\r\nX: y", "provider": "\ud7ff",
    "state": "a.b.c", "page": "9" * 20, "per_page": "-1", "scope": "%00", "code": "' --", "query": "author:%",
}  # fmt: skip


def list_bodies() -> list[bytes]:
    """Return bodies with one hostile value each, beside what makes a request go on."""
    bodies = list(RAW)
    for value in VALUES:
        common: dict[str, Any] = dict.fromkeys(MEMBERS, value)
        bodies.append(msgspec.json.encode(common))
        bodies.append(msgspec.json.encode({**common, "email": ANN, "password": PASSWORD, "phone": None}))
    return bodies


@pytest.mark.parametrize("access", list(Access))
async def test_no_request_is_an_error_of_the_server(api: AuthApi, access: Access) -> None:
    """Wrong types, texts that cannot be stored, deep and large values, and parameters that mean something else."""
    providers = {"google": ProviderConfig(client_ids=("client",), secret=Secret("secret"))}
    api.change(mail=MailRules(max_frequency=0), anonymous_enabled=True, providers=providers)
    await api.add_user(ANN)
    headers = {"Authorization": f"Bearer {(await api.sign_in(ANN))['access_token']}"}
    if access is Access.ADMIN:
        headers = {"Authorization": f"Bearer {api.role_token()}"}
    failures = []
    for route in list_routes(api.deps):
        if route.access is not access or route.path == "/logout":
            continue
        path = "/".join("%00" if part.startswith("{") else part for part in route.path.split("/"))
        for number, body in enumerate(list_bodies() if route.method in ("POST", "PUT") else RAW[:1]):
            grant = ("password", "refresh_token", "pkce", "id_token")[number % 4]
            query = {**QUERY, "grant_type": grant} if number % 2 else {"grant_type": grant}
            response = await api.client.request(route.method, path, params=query, content=body, headers=headers)
            if response.status_code >= 500:
                failures.append((route.method, route.path, body[:200], response.text))
    assert failures == []
