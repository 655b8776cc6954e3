"""The first accounts of a server: created from the settings, or with a setup link."""

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
    """Create the accounts in the settings; return the path of the setup page if the server has no owner yet.

    SettingError when the account in the settings cannot be created.
    """
    from alcove.foundation.identity import (  # noqa: PLC0415 - other commands do not need it
        PasswordHasher,
        ensure_first_accounts,
        ensure_setup_code,
    )

    settings = configuration.load(IdentitySettings)
    apps = [app.name for app in enabled_apps(configuration.server)]
    policies = _sign_in_policies(configuration)
    if settings.mode == "none" and any(policy.open_address for policy in policies):
        log.warning("open_to_everybody", reason="AUTH_MODE=none, and other machines can reach this server")
    pool = await open_pool(dsn, size=1, name="alcove-accounts")
    try:
        await ensure_first_accounts(pool, settings=settings, apps=apps, hasher=PasswordHasher())
        return await ensure_setup_code(pool, settings=settings, policies=policies)
    finally:
        await pool.close()


def print_welcome(path: str | None, *, address: str, host: str) -> None:
    """Print the link to create the first account; nothing when `path` is None."""
    if path is None:
        return
    if host in ("0.0.0.0", "::", ""):  # noqa: S104 - compared, not bound
        address = address.replace("://localhost", f"://{socket.gethostname()}", 1)
    print_line(f"There is no account yet. Open this link to create the first one: {address}{path}")


def _sign_in_policies(configuration: Configuration) -> Sequence[SignInPolicy]:
    """Return the sign-in policy of each address of the server."""
    app_policies = [
        SignInPolicy(open_address=not is_loopback(listener.host))
        for app in enabled_apps(configuration.server)
        for listener in app.listeners(configuration)
    ]
    return [sign_in_policy(configuration.server), *app_policies]
