"""Builds the parts of the room from a pool, a clock, the settings and the apps' names."""

from collections.abc import Sequence
from dataclasses import dataclass

from alcove.foundation.clock import Clock
from alcove.foundation.database import Pool
from alcove.foundation.identity.administration import Administration
from alcove.foundation.identity.authenticator import AccountAuthenticator
from alcove.foundation.identity.passwords import PasswordHasher
from alcove.foundation.identity.people import People
from alcove.foundation.identity.service import AccountMailer, AccountService
from alcove.foundation.identity.settings import IdentitySettings, SignInPolicy
from alcove.foundation.identity.sign_in import CurrentSettings, SignIn
from alcove.foundation.web import Api


class NoMail:
    """Sends nothing: mail is not configured."""

    is_configured = False

    async def send(self, *, to: str, subject: str, text: str) -> None:
        """Send nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """The accounts of one process; each address that it serves has an authenticator of its own."""

    sign_in: SignIn
    service: AccountService
    administration: Administration
    settings: IdentitySettings

    def authenticator(self, policy: SignInPolicy) -> AccountAuthenticator:
        """Return what tells who is calling at an address."""
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
    household: Sequence[str],
    clock: Clock,
    current: CurrentSettings | None = None,
    mailer: AccountMailer | None = None,
    hasher: PasswordHasher | None = None,
) -> Identity:
    """Return the accounts of this process.

    `settings` are those of the start, `current` gives them as they are now. `apps` are the names of those that are on,
    `household` those whose library is one for all: people of Calibre-Web or a proxy become members there.
    """

    async def as_started() -> IdentitySettings:
        return settings

    hasher = hasher or PasswordHasher()
    people = People(pool, apps=apps, household=household)
    sign_in = SignIn(pool, current=current or as_started, people=people, hasher=hasher, clock=clock)
    service = AccountService(pool, sign_in=sign_in, hasher=hasher, mailer=mailer or NoMail(), apps=apps)
    administration = Administration(pool, service=service)
    return Identity(sign_in=sign_in, service=service, administration=administration, settings=settings)
