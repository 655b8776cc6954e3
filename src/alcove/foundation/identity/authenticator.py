"""Authentication of requests at one address of the server."""

import hmac
from collections.abc import Mapping, Sequence
from typing import Final

from alcove.foundation.database import DATABASE_LOST, DISK_FULL
from alcove.foundation.errors import SignInUnavailable
from alcove.foundation.identity.cookies import (
    COOKIE,
    parse_basic_auth,
    parse_bearer_token,
    parse_session_cookie,
    set_cookie,
)
from alcove.foundation.identity.model import LOCAL_OWNER, MAX_NAME_LENGTH, Account, Role
from alcove.foundation.identity.settings import IdentitySettings, SignInPolicy
from alcove.foundation.identity.sign_in import ClientInfo, SignIn
from alcove.foundation.telemetry import get_logger
from alcove.foundation.web import PROXY_USER, Credentials, Principal

SERVER_TOKEN_NAME: Final = "server-token"  # noqa: S105 - a name

CREDENTIAL_HEADERS: Final = frozenset({b"authorization", b"cookie", PROXY_USER})
"""The headers that can identify a caller; most requests of a home server have none."""
SCHEMES: Final = {
    "session": {"type": "apiKey", "in": "cookie", "name": COOKIE},
    "token": {"type": "http", "scheme": "bearer"},
    "password": {"type": "http", "scheme": "basic"},
}

RETRY_AFTER: Final = "5"
"""Seconds after which a client may retry while the database is unavailable."""

log = get_logger("alcove.identity")


class AccountAuthenticator:
    """Authenticates callers by API token, session, name and password, trusted proxy header, or server token."""

    def __init__(
        self, sign_in: SignIn, *, policy: SignInPolicy, apps: Sequence[str], settings: IdentitySettings
    ) -> None:
        """Create it with the sign-in policy of the address, the names of the apps, and the startup settings."""
        self.policy = policy
        self._sign_in = sign_in
        self._all_apps_owner: Mapping[str, Role] = dict.fromkeys(apps, "owner")
        self._local_owner = Principal(
            account_id=LOCAL_OWNER, name="local owner", kind="local", roles=self._all_apps_owner
        )
        self._token = policy.server_token.reveal().encode()
        self._settings = settings

    @property
    def is_required(self) -> bool:
        """Whether callers have to sign in, by the settings as they were last read."""
        return self.policy.is_required(self._settings)

    @property
    def schemes(self) -> Mapping[str, Mapping[str, str]]:
        """The OpenAPI security schemes."""
        return SCHEMES

    async def identify(self, credentials: Credentials, /) -> Principal | None:
        """Return the caller, None for an unknown one; TooManyAttempts, SignInUnavailable."""
        try:
            return await self._identify(credentials)
        except DISK_FULL:
            raise
        except DATABASE_LOST as error:
            log.warning("callers_not_identified", error=type(error).__name__)
            raise SignInUnavailable(
                "The database does not respond. Try again in a moment.", headers={"Retry-After": RETRY_AFTER}
            ) from error

    async def _identify(self, credentials: Credentials) -> Principal | None:
        settings = self._settings = await self._sign_in.current()
        if self._has_server_token(credentials):
            self._sign_in.limiter.check_address(credentials.address)
            return Principal(account_id=None, name=SERVER_TOKEN_NAME, kind="server-token", roles=self._all_apps_owner)
        if self._token and self.policy.mode(settings) == "none":
            await self._count_token(credentials)
            return None
        is_required = self.policy.is_required(settings)
        principal = await self._authenticate(credentials, settings, is_required=is_required)
        if principal is not None:
            return principal
        if is_required:
            await self._sign_in.check_available()
            return None
        return self._local_owner

    async def _authenticate(
        self, credentials: Credentials, settings: IdentitySettings, *, is_required: bool
    ) -> Principal | None:
        if CREDENTIAL_HEADERS.isdisjoint(credentials.headers):
            return None
        authorization = credentials.header(b"authorization")
        bearer, (name, password) = parse_bearer_token(authorization), parse_basic_auth(authorization)
        principal = await self._authenticate_token(bearer, credentials, is_counted=is_required) if bearer else None
        principal = principal or await self._authenticate_session(credentials, settings, basic_name=name)
        if principal is not None:
            return principal
        # If sign-in is not required, a script with an outdated password must not be locked out.
        if name and password and is_required:
            return await self._authenticate_password(name, password, credentials=credentials, settings=settings)
        username = credentials.headers.get(PROXY_USER, b"").decode("utf-8", "ignore")
        if settings.alcove_proxy_user_header and username:
            return await self._authenticate_proxy(username)
        return None

    def _has_server_token(self, credentials: Credentials) -> bool:
        if not self._token:
            return False
        authorization = credentials.header(b"authorization")
        token = parse_bearer_token(authorization) or parse_basic_auth(authorization)[1]
        return hmac.compare_digest(token.encode("utf-8", "surrogatepass"), self._token)

    async def _count_token(self, credentials: Credentials) -> None:
        authorization = credentials.header(b"authorization")
        if parse_bearer_token(authorization) or parse_basic_auth(authorization)[1]:
            await self._sign_in.limiter.count_failure(SERVER_TOKEN_NAME, address=credentials.address)

    async def _authenticate_token(self, bearer: str, credentials: Credentials, *, is_counted: bool) -> Principal | None:
        token = await self._sign_in.find_token(bearer, address=credentials.address, is_counted=is_counted)
        if token is None or token.account is None:
            return None
        account = token.account
        return Principal(
            account_id=account.id, name=account.name, kind="token", roles=account.roles, email=account.email,
            scopes=token.scopes,
        )  # fmt: skip

    async def _authenticate_session(
        self, credentials: Credentials, settings: IdentitySettings, *, basic_name: str
    ) -> Principal | None:
        session = await self._sign_in.find_session(parse_session_cookie(credentials.header(b"cookie")))
        if session is None:
            return None
        account = session.account
        # A script that keeps cookies also sends its name and password. A page of another site cannot add that header,
        # so the request is handled like one with a password.
        is_script = bool(basic_name) and basic_name == session.username
        return Principal(
            account_id=account.id, name=account.name, kind="password" if is_script else "session",
            roles=effective_roles(account, backend=session.backend, settings=settings), email=account.email,
            session_id=session.id, backend=session.backend,
        )  # fmt: skip

    async def _authenticate_password(
        self, name: str, password: str, *, credentials: Credentials, settings: IdentitySettings
    ) -> Principal | None:
        agent = credentials.header(b"user-agent")
        client = ClientInfo(address=credentials.address, user_agent=agent)
        result = await self._sign_in.authenticate_password(name, password, client=client)
        if result is None:
            return None
        header = None
        if result.session:
            header = set_cookie(result.session, scheme=credentials.scheme, secure=settings.session_cookie_secure)
        account = result.account
        return Principal(
            account_id=account.id, name=account.name, kind="password",
            roles=effective_roles(account, backend=result.backend, settings=settings), email=account.email,
            session_id=result.session_id, set_cookie=header, backend=result.backend,
        )  # fmt: skip

    async def _authenticate_proxy(self, username: str) -> Principal | None:
        if len(username) > MAX_NAME_LENGTH or "\0" in username:
            return None
        account = await self._sign_in.find_proxy_account(username)
        if account is None:
            return None
        return Principal(
            account_id=account.id,
            name=account.name,
            kind="proxy",
            roles=account.roles,
            email=account.email,
            backend="proxy",
        )


def effective_roles(account: Account, *, backend: str, settings: IdentitySettings) -> Mapping[str, Role]:
    """Return the roles of an account that signed in by a backend; a setting makes all Calibre-Web users owners."""
    if backend == "cwa" and not settings.restrict_settings_to_admin:
        return dict.fromkeys(account.roles, "owner")
    return account.roles
