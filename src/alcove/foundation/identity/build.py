"""Composition root of the accounts of one process."""

from collections.abc import Sequence
from dataclasses import dataclass

from alcove.foundation.clock import Clock
from alcove.foundation.database import Pool
from alcove.foundation.identity.administration import Administration
from alcove.foundation.identity.authenticator import AccountAuthenticator
from alcove.foundation.identity.external_accounts import ExternalAccounts
from alcove.foundation.identity.passwords import PasswordHasher
from alcove.foundation.identity.service import AccountMailer, AccountService
from alcove.foundation.identity.settings import IdentitySettings, SignInPolicy
from alcove.foundation.identity.sign_in import CurrentSettings, SignIn
from alcove.foundation.web import Api


class NoMail:
    """Mailer for servers without configured mail."""

    is_configured = False

    async def send(self, *, to: str, subject: str, text: str) -> None:
        """Do nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """The account services of one process; each address that it serves has its own authenticator."""

    sign_in: SignIn
    service: AccountService
    administration: Administration
    settings: IdentitySettings

    def authenticator(self, policy: SignInPolicy) -> AccountAuthenticator:
        """Return the authenticator of an address."""
        return AccountAuthenticator(self.sign_in, policy=policy, apps=self.service.apps, settings=self.settings)

    def api(self, authenticator: AccountAuthenticator) -> Api:
        """Return the endpoints of an address."""
        from alcove.foundation.identity.routes import build_account_api  # noqa: PLC0415 - the worker needs none

        return build_account_api(self.service, administration=self.administration, authenticator=authenticator)


def build_identity(
    pool: Pool,
    *,
    settings: IdentitySettings,
    apps: Sequence[str],
    shared_apps: Sequence[str],
    clock: Clock,
    current: CurrentSettings | None = None,
    mailer: AccountMailer | None = None,
    hasher: PasswordHasher | None = None,
) -> Identity:
    """Build the account services of this process.

    `settings` are the startup settings, `current` returns the current ones. `apps` are the names of the enabled apps,
    `shared_apps` those whose data all accounts share: users of Calibre-Web or a proxy become members there. Who signs
    up becomes a member of the other apps, in which every account has data of its own.
    """

    async def startup_settings() -> IdentitySettings:
        return settings

    hasher = hasher or PasswordHasher()
    external_accounts = ExternalAccounts(pool, apps=apps, shared_apps=shared_apps)
    sign_in = SignIn(
        pool, current=current or startup_settings, external_accounts=external_accounts, hasher=hasher, clock=clock
    )
    service = AccountService(
        pool,
        sign_in=sign_in,
        hasher=hasher,
        mailer=mailer or NoMail(),
        apps=apps,
        sign_up_apps=[app for app in apps if app not in shared_apps],
    )
    administration = Administration(pool, service=service)
    return Identity(sign_in=sign_in, service=service, administration=administration, settings=settings)
