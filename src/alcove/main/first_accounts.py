"""The accounts that a server starts with, and the link by which the first one is made."""

import socket
from collections.abc import Sequence

from alcove.foundation.cli import print_line
from alcove.foundation.database import open_pool
from alcove.foundation.identity import IdentitySettings, SignInPolicy, sign_in_policy
from alcove.foundation.settings import Configuration, is_loopback
from alcove.foundation.telemetry import get_logger
from alcove.main.apps import enabled_apps

log = get_logger("alcove.accounts")


async def prepare_accounts(configuration: Configuration, dsn: str) -> str | None:
    """Make the accounts that there must be; return the path at which the first owner is made, if one is needed.

    SettingError when the account that the settings name cannot be made.
    """
    from alcove.foundation.identity import (  # noqa: PLC0415 - help and other commands need none of it
        PasswordHasher,
        ensure_first_accounts,
        ensure_setup_code,
    )

    settings = configuration.load(IdentitySettings)
    apps = [app.name for app in enabled_apps(configuration.server)]
    policies = _policies(configuration)
    if settings.mode == "none" and any(policy.open_address for policy in policies):
        log.warning("open_to_everybody", reason="AUTH_MODE=none, and other machines can reach this server")
    pool = await open_pool(dsn, size=1, name="alcove-accounts")
    try:
        await ensure_first_accounts(pool, settings=settings, apps=apps, hasher=PasswordHasher())
        return await ensure_setup_code(pool, settings=settings, policies=policies)
    finally:
        await pool.close()


def print_welcome(path: str | None, *, address: str, host: str) -> None:
    """Print the link that makes the first account, if there is one to make."""
    if path is None:
        return
    if host in ("0.0.0.0", "::", ""):  # noqa: S104 - compared, not bound
        address = address.replace("://localhost", f"://{socket.gethostname()}", 1)
    print_line(f"Nobody has an account yet. Open this link once to make the first one: {address}{path}")


def _policies(configuration: Configuration) -> Sequence[SignInPolicy]:
    """Return who has to sign in at each address of the server."""
    own = [
        SignInPolicy(open_address=not is_loopback(listener.host))
        for app in enabled_apps(configuration.server)
        for listener in app.listeners(configuration)
    ]
    return [sign_in_policy(configuration.server), *own]
