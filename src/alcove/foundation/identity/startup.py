"""Account setup at startup: the local owner, the first account, the setup code."""

from collections.abc import Sequence

from alcove.foundation.database import Pool, transaction
from alcove.foundation.errors import AppError
from alcove.foundation.identity.model import NewAccount, check_password, hash_code, new_code, normalize_email
from alcove.foundation.identity.passwords import PasswordHasher
from alcove.foundation.identity.settings import IdentitySettings, SignInPolicy
from alcove.foundation.identity.store import accounts, codes
from alcove.foundation.settings import SettingError
from alcove.foundation.telemetry import get_logger

log = get_logger("alcove.identity")


async def ensure_first_accounts(
    pool: Pool, *, settings: IdentitySettings, apps: Sequence[str], hasher: PasswordHasher
) -> None:
    """Create the local owner, and the first account from the settings if the server has no owner yet.

    SettingError when that account cannot be created.
    """
    async with transaction(pool) as connection:
        await accounts.ensure_local_owner(connection, apps)
    new = _first_account(settings, apps)
    if new is None or await accounts.has_owner(pool):
        return
    password_hash = await hasher.hash(new.password)
    try:
        async with transaction(pool) as connection:
            await accounts.lock(connection, "first account")
            if await accounts.has_owner(connection):
                return
            account = await accounts.add(connection, new, password_hash=password_hash, is_confirmed=True)
    except AppError as error:
        raise SettingError(
            f"ALCOVE_OWNER_EMAIL: {error.message} Give that one roles with `alcove account role`, or name another"
        ) from error
    log.info("first_account_created", account=str(account.id))


async def ensure_setup_code(pool: Pool, *, settings: IdentitySettings, policies: Sequence[SignInPolicy]) -> str | None:
    """Return the path of the setup page with its one-time code; None when no setup is needed.

    A code is needed when one of the server's addresses requires the server's own accounts and no account is an owner
    yet. Every start replaces the code of the previous one.
    """
    is_needed = any(policy.mode(settings) == "accounts" for policy in policies)
    if not is_needed or await accounts.has_owner(pool):
        await codes.drop_setup_codes(pool)
        return None
    code = new_code()
    await codes.replace_setup_code(pool, hash_code(code))
    return f"/welcome?code={code}"


def _first_account(settings: IdentitySettings, apps: Sequence[str]) -> NewAccount | None:
    password = settings.alcove_owner_password.reveal()
    if not settings.alcove_owner_email and not password:
        return None
    if not settings.alcove_owner_email or not password:
        raise SettingError(
            "ALCOVE_OWNER_EMAIL and ALCOVE_OWNER_PASSWORD_FILE make the first account together: set both, or neither"
        )
    try:
        check_password(password)
        email = normalize_email(settings.alcove_owner_email)
    except AppError as error:
        raise SettingError(f"ALCOVE_OWNER_EMAIL or ALCOVE_OWNER_PASSWORD_FILE: {error.message}") from error
    return NewAccount(email=email, name=None, password=password, roles=dict.fromkeys(apps, "owner"))
