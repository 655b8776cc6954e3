"""Tells who is calling at one address of the server."""

import hmac
from collections.abc import Mapping, Sequence
from typing import Final

from alcove.foundation.database import DATABASE_LOST
from alcove.foundation.errors import SignInUnavailable
from alcove.foundation.identity.cookies import COOKIE, basic_in, bearer_in, session_in, set_cookie
from alcove.foundation.identity.model import LOCAL_OWNER, LONGEST_NAME, Account, Role
from alcove.foundation.identity.settings import IdentitySettings, SignInPolicy
from alcove.foundation.identity.sign_in import Client, SignIn
from alcove.foundation.telemetry import get_logger
from alcove.foundation.web import PROXY_USER, Credentials, Principal

SERVER_TOKEN_NAME: Final = "server-token"  # noqa: S105 - a name

PROOFS: Final = frozenset({b"authorization", b"cookie", PROXY_USER})
"""The headers of which one says who is calling; most requests of a household have none."""
SCHEMES: Final = {
    "session": {"type": "apiKey", "in": "cookie", "name": COOKIE},
    "token": {"type": "http", "scheme": "bearer"},
    "password": {"type": "http", "scheme": "basic"},
}

RETRY_AFTER: Final = "5"
"""Seconds after which a caller may try again while the database is away."""

log = get_logger("alcove.identity")


class AccountAuthenticator:
    """Knows callers by API token, session, name and password, a trusted proxy's word, or the token of the server."""

    def __init__(
        self, sign_in: SignIn, *, policy: SignInPolicy, apps: Sequence[str], settings: IdentitySettings
    ) -> None:
        """Take the sign-ins, who has to sign in at this address, the apps' names, and the settings of the start."""
        self.policy = policy
        self._sign_in = sign_in
        self._everything: Mapping[str, Role] = dict.fromkeys(apps, "owner")
        self._local_owner = Principal(account_id=LOCAL_OWNER, name="local owner", kind="local", roles=self._everything)
        self._token = policy.server_token.reveal().encode()
        self._settings = settings

    @property
    def is_required(self) -> bool:
        """Whether callers have to sign in, by the settings as they were last looked at."""
        return self.policy.is_required(self._settings)

    @property
    def schemes(self) -> Mapping[str, Mapping[str, str]]:
        """The ways to prove who one is, as OpenAPI describes them."""
        return SCHEMES

    async def identify(self, credentials: Credentials, /) -> Principal | None:
        """Return who is calling, None for a stranger; TooManyAttempts, SignInUnavailable."""
        try:
            return await self._identify(credentials)
        except DATABASE_LOST as error:
            log.warning("callers_not_identified", error=type(error).__name__)
            raise SignInUnavailable(
                "The database does not answer. Try again in a moment.", headers={"Retry-After": RETRY_AFTER}
            ) from error

    async def _identify(self, credentials: Credentials) -> Principal | None:
        settings = self._settings = await self._sign_in.current()
        if self._has_server_token(credentials):
            self._sign_in.limiter.check_address(credentials.address)
            return Principal(account_id=None, name=SERVER_TOKEN_NAME, kind="server-token", roles=self._everything)
        if self._token and self.policy.mode(settings) == "none":
            await self._count_token(credentials)
            return None
        is_required = self.policy.is_required(settings)
        principal = await self._known(credentials, settings, is_required=is_required)
        if principal is not None:
            return principal
        if is_required:
            await self._sign_in.assure()
            return None
        return self._local_owner

    async def _known(
        self, credentials: Credentials, settings: IdentitySettings, *, is_required: bool
    ) -> Principal | None:
        if PROOFS.isdisjoint(credentials.headers):
            return None
        authorization = credentials.header(b"authorization")
        bearer, (name, password) = bearer_in(authorization), basic_in(authorization)
        if bearer and (by_token := await self._by_token(bearer, credentials, is_counted=is_required)) is not None:
            return by_token
        if (by_session := await self._by_session(credentials, settings, basic_name=name)) is not None:
            return by_session
        # Where nobody has to sign in, a script's old password must not lock it out of what everybody may do.
        if name and password and is_required:
            return await self._by_password(name, password, credentials=credentials, settings=settings)
        username = credentials.headers.get(PROXY_USER, b"").decode("utf-8", "ignore")
        if settings.alcove_proxy_user_header and username:
            return await self._by_proxy(username)
        return None

    def _has_server_token(self, credentials: Credentials) -> bool:
        if not self._token:
            return False
        authorization = credentials.header(b"authorization")
        given = bearer_in(authorization) or basic_in(authorization)[1]
        return hmac.compare_digest(given.encode("utf-8", "surrogatepass"), self._token)

    async def _count_token(self, credentials: Credentials) -> None:
        authorization = credentials.header(b"authorization")
        if bearer_in(authorization) or basic_in(authorization)[1]:
            await self._sign_in.limiter.count_failure(SERVER_TOKEN_NAME, address=credentials.address)

    async def _by_token(self, bearer: str, credentials: Credentials, *, is_counted: bool) -> Principal | None:
        found = await self._sign_in.by_token(bearer, address=credentials.address, is_counted=is_counted)
        if found is None or found.account is None:
            return None
        account = found.account
        return Principal(
            account_id=account.id, name=account.name, kind="token", roles=account.roles, email=account.email,
            scopes=found.scopes,
        )  # fmt: skip

    async def _by_session(
        self, credentials: Credentials, settings: IdentitySettings, *, basic_name: str
    ) -> Principal | None:
        found = await self._sign_in.by_session(session_in(credentials.header(b"cookie")))
        if found is None:
            return None
        account = found.account
        # A script that keeps cookies sends its name and password beside them. A page of another site cannot add that
        # header, so the request is checked as one with a password is.
        is_script = bool(basic_name) and basic_name == found.username
        return Principal(
            account_id=account.id, name=account.name, kind="password" if is_script else "session",
            roles=roles_of(account, backend=found.backend, settings=settings), email=account.email,
            session_id=found.id, backend=found.backend,
        )  # fmt: skip

    async def _by_password(
        self, name: str, password: str, *, credentials: Credentials, settings: IdentitySettings
    ) -> Principal | None:
        agent = credentials.header(b"user-agent")
        client = Client(address=credentials.address, user_agent=agent)
        found = await self._sign_in.by_password(name, password, client=client)
        if found is None:
            return None
        header = None
        if found.session:
            header = set_cookie(found.session, scheme=credentials.scheme, secure=settings.session_cookie_secure)
        account = found.account
        return Principal(
            account_id=account.id, name=account.name, kind="password",
            roles=roles_of(account, backend=found.backend, settings=settings), email=account.email,
            session_id=found.session_id, set_cookie=header, backend=found.backend,
        )  # fmt: skip

    async def _by_proxy(self, username: str) -> Principal | None:
        if len(username) > LONGEST_NAME or "\0" in username:
            return None
        account = await self._sign_in.by_proxy(username)
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


def roles_of(account: Account, *, backend: str, settings: IdentitySettings) -> Mapping[str, Role]:
    """Return what somebody may do who came by this way: users of Calibre-Web may all be let into the settings."""
    if backend == "cwa" and not settings.restrict_settings_to_admin:
        return dict.fromkeys(account.roles, "owner")
    return account.roles
