"""The servers of the accounts' cases: one for each configuration, as `alcove auth` builds it, with a mail server."""

import asyncio
import json
import re
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import ExitStack, asynccontextmanager
from email.message import EmailMessage
from html import unescape
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from jwt.algorithms import ECAlgorithm

from alcove.apps.study.auth_role.database import NAME, prepare_database
from alcove.apps.study.auth_role.process import build_app
from alcove.foundation.clock import SystemClock
from alcove.foundation.database import close_pool, open_foreign_pool
from alcove.foundation.fetch import Network
from alcove.wires.supabase.auth.environment.process import read_process_config
from support.servers import serve_opened
from support.smtp import SmtpServer, smtp_server
from wire.supabase.conformance_servers import SECRET, sign
from wire.supabase.responses import Response, RestClient, matches

VERSION: Final = ("X-Supabase-Api-Version", "2024-01-01")
SITE: Final = "https://app.example.org"
API: Final = "https://auth.example.org"
PASSWORD: Final = "correct horse"


def make_signing_key() -> str:
    """Return a new key pair as JSON, in the form of GOTRUE_JWT_KEYS."""
    key = ec.generate_private_key(ec.SECP256R1())
    made = ECAlgorithm.to_jwk(key, as_dict=True)
    return json.dumps([{**made, "kid": "the-key", "alg": "ES256", "key_ops": ["sign", "verify"]}])


CONFIGURATIONS: Final[Mapping[str, Mapping[str, str]]] = {
    # What GoTrue does by itself.
    "main": {"GOTRUE_SMTP_MAX_FREQUENCY": "0s", "GOTRUE_URI_ALLOW_LIST": "https://*.example.net/**,myapp://callback"},
    "auto": {
        "GOTRUE_MAILER_AUTOCONFIRM": "true",
        "GOTRUE_EXTERNAL_ANONYMOUS_USERS_ENABLED": "true",
        "GOTRUE_SECURITY_MANUAL_LINKING_ENABLED": "true",
        "GOTRUE_EXTERNAL_GOOGLE_ENABLED": "true",
        "GOTRUE_EXTERNAL_GOOGLE_CLIENT_ID": "the-client",
        "GOTRUE_EXTERNAL_GOOGLE_SECRET": "unused",
        "GOTRUE_EXTERNAL_GOOGLE_REDIRECT_URI": f"{API}/callback",
        "GOTRUE_JWT_EXP": "600",
        "GOTRUE_JWT_AUD": "people",
        "GOTRUE_JWT_DEFAULT_GROUP_NAME": "member",
        "GOTRUE_JWT_ADMIN_ROLES": "boss",
    },
    "strict": {
        "GOTRUE_DISABLE_SIGNUP": "true",
        "GOTRUE_EXTERNAL_EMAIL_ENABLED": "false",
        "GOTRUE_RATE_LIMIT_HEADER": "X-Client",
        "GOTRUE_MFA_TOTP_ENROLL_ENABLED": "false",
    },
    "passwords": {
        "GOTRUE_MAILER_AUTOCONFIRM": "true",
        "GOTRUE_PASSWORD_MIN_LENGTH": "10",
        "GOTRUE_PASSWORD_REQUIRED_CHARACTERS": "abcdefghijklmnopqrstuvwxyz:0123456789",
        "GOTRUE_EXTERNAL_EMAIL_MAGIC_LINK_ENABLED": "false",
    },
    "single": {
        "GOTRUE_MAILER_SECURE_EMAIL_CHANGE_ENABLED": "false",
        "GOTRUE_MAILER_ALLOW_UNVERIFIED_EMAIL_SIGN_INS": "true",
        "GOTRUE_EXTERNAL_ANONYMOUS_USERS_ENABLED": "true",
        "GOTRUE_MAILER_TEST_OTP": "fixed@example.org=424242",
        "GOTRUE_JWT_KEYS": make_signing_key(),
    },
    "broken": {"GOTRUE_SMTP_PORT": "1", "GOTRUE_RATE_LIMIT_EMAIL_SENT": "1"},
}  # fmt: skip


class Accounts:
    """A client of one server, and the mails that the server sends."""

    def __init__(self, address: str, mails: list[EmailMessage]) -> None:
        self.http = RestClient(address)
        self._mails = mails

    def call(
        self, method: str, target: str, body: Any = None, *, token: str = "", headers: Mapping[str, str] | None = None
    ) -> Response:
        """Send a request with the version header of the clients."""
        fields = [VERSION, *(headers or {}).items()]
        if token:
            fields.append(("Authorization", f"Bearer {token}"))
        if body is not None:
            fields.append(("Content-Type", "application/json"))
        return self.http.send(method, target, headers=fields, body="" if body is None else json.dumps(body))

    def expect(self, status: int, method: str, target: str, body: Any = None, **options: Any) -> Any:
        """Send a request and return its JSON, which is compared with `answer` as the bodies of cases are."""
        wanted = options.pop("answer", None)
        response = self.call(method, target, body, **options)
        text = response.body.decode()
        assert response.status == status, f"{method} {target}: {response.status} {text}"
        answer = json.loads(text) if text else None
        assert wanted is None or matches(answer, wanted), f"{method} {target}: {text}\nexpected {json.dumps(wanted)}"
        return answer

    def refuse(self, status: int, code: str, message: str, /, *request: Any, **options: Any) -> None:
        """Send a request that must get an error."""
        self.expect(status, *request, answer={"code": code, "message": message}, **options)

    def follow(self, link: str, *, status: int = 303) -> str:
        """Follow a link of a mail or an action link and return where it leads."""
        parts = urlsplit(link)
        assert link.startswith(API), link
        response = self.http.send("GET", f"{parts.path}?{parts.query}")
        assert response.status == status, response
        return response.headers["location"]

    def sign_up(self, email: str, *, password: str = PASSWORD) -> Any:
        """Sign up and return the session or user."""
        return self.expect(200, "POST", "/signup", {"email": email, "password": password})

    def sign_in(self, email: str, *, password: str = PASSWORD) -> Any:
        """Return the session of a password."""
        return self.expect(200, "POST", "/token?grant_type=password", {"email": email, "password": password})

    def add_user(self, email: str, **values: Any) -> Any:
        """Return a confirmed user that an administrator made."""
        body = {"email": email, "password": PASSWORD, "email_confirm": True, **values}
        return self.expect(200, "POST", "/admin/users", body, token=admin_token())

    def take_mail(self, to: str) -> EmailMessage:
        """Return the newest mail to an address, which is then forgotten."""
        found = [mail for mail in self._mails if mail["To"] == to]
        assert found, [mail["To"] for mail in self._mails]
        self._mails[:] = [mail for mail in self._mails if mail["To"] != to]
        return found[-1]


class AccountsServers:
    """Starts each server at its first use; all of them serve one database."""

    def __init__(self, dsn: str) -> None:
        self._dsn = dsn
        self._stack = ExitStack()
        self._clients: dict[str, Accounts] = {}

    def client(self, name: str) -> Accounts:
        """Return a client of the server with a configuration."""
        if name not in self._clients:
            mails = SmtpServer()
            address = self._stack.enter_context(serve_opened(_open(self._dsn, name, mails)))
            self._clients[name] = Accounts(address, mails.accepted)
            self._stack.callback(self._clients[name].http.close)
        return self._clients[name]

    def close(self) -> None:
        """Stop the servers."""
        self._stack.close()


@asynccontextmanager
async def _open(dsn: str, name: str, mails: SmtpServer) -> AsyncIterator[Any]:
    async with smtp_server(mails):
        environ = {
            "GOTRUE_SITE_URL": SITE, "API_EXTERNAL_URL": API, "DATABASE_URL": dsn, "GOTRUE_JWT_SECRET": SECRET,
            "GOTRUE_SMTP_HOST": "127.0.0.1", "GOTRUE_SMTP_PORT": str(mails.port),
            "GOTRUE_SMTP_ADMIN_EMAIL": "accounts@example.org", "GOTRUE_RATE_LIMIT_EMAIL_SENT": "1000",
            **CONFIGURATIONS[name],
        }  # fmt: skip
        config = read_process_config(environ, version="1.2.3")
        await prepare_database(dsn, stop=asyncio.Event())
        pool = await open_foreign_pool(dsn, size=3, name=NAME, idle_lifetime=60)
        network = Network(clock=SystemClock())
        try:
            yield build_app(config, lambda: pool, network=network)
        finally:
            await network.close()
            await close_pool(pool)


def admin_token(role: str = "service_role") -> str:
    """Return a token of a role alone."""
    return sign({"role": role, "exp": int(time.time()) + 600})


def link_in(mail: EmailMessage) -> str:
    """Return the link in the HTML of a mail."""
    part = mail.get_body(("html",))
    assert part is not None
    found = re.search(r'href="([^"]+)"', part.get_content())
    assert found is not None, part.get_content()
    return unescape(found[1])


def code_in(mail: EmailMessage) -> str:
    """Return the code of six digits in the text of a mail."""
    part = mail.get_body(("plain",))
    assert part is not None
    found = re.search(r"\b[0-9]{6}\b", part.get_content())
    assert found is not None, part.get_content()
    return found[0]


def fragment_of(location: str) -> dict[str, str]:
    """Return the parameters in the fragment of an address."""
    return dict(parse_qsl(urlsplit(location).fragment, keep_blank_values=True))
