"""What happens to accounts before the server serves: the local owner, the first account, the code to make it."""

from collections.abc import Sequence

from alcove.foundation.database import Pool, transaction
from alcove.foundation.errors import AppError
from alcove.foundation.identity.model import NewAccount, check_password, digest_of, email_of, new_code
from alcove.foundation.identity.passwords import PasswordHasher
from alcove.foundation.identity.settings import IdentitySettings, SignInPolicy
from alcove.foundation.identity.store import accounts, codes
from alcove.foundation.settings import SettingError
from alcove.foundation.telemetry import get_logger

log = get_logger("alcove.identity")


async def ensure_first_accounts(
    pool: Pool, *, settings: IdentitySettings, apps: Sequence[str], hasher: PasswordHasher
) -> None:
    """Make the local owner's account, and the first one where the settings name it and nobody owns the server yet.

    SettingError when that one cannot be made.
    """
    async with transaction(pool) as connection:
        await accounts.ensure_local_owner(connection, apps)
    new = _first_account(settings, apps)
    if new is None or await accounts.has_owner(pool):
        return
    hashed = await hasher.hash(new.password)
    try:
        async with transaction(pool) as connection:
            await accounts.lock(connection, "first account")
            if await accounts.has_owner(connection):
                return
            account = await accounts.add(connection, new, password_hash=hashed, is_confirmed=True)
    except AppError as error:
        raise SettingError(
            f"ALCOVE_OWNER_EMAIL: {error.message} Give that one roles with `alcove account role`, or name another"
        ) from error
    log.info("first_account_made", account=str(account.id))


async def ensure_setup_code(pool: Pool, *, settings: IdentitySettings, policies: Sequence[SignInPolicy]) -> str | None:
    """Return the path of the page on which the first account is made, with its one-time code; None if there is no need.

    A code is needed where somebody has to sign in at one of the server's addresses with the server's own accounts, and
    none of them is an owner's. Each start replaces the code of the one before.
    """
    is_needed = any(policy.mode(settings) == "accounts" for policy in policies)
    if not is_needed or await accounts.has_owner(pool):
        await codes.drop_setup_codes(pool)
        return None
    code = new_code()
    await codes.replace_setup_code(pool, digest_of(code))
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
        email = email_of(settings.alcove_owner_email)
    except AppError as error:
        raise SettingError(f"ALCOVE_OWNER_EMAIL or ALCOVE_OWNER_PASSWORD_FILE: {error.message}") from error
    return NewAccount(email=email, name=None, password=password, roles=dict.fromkeys(apps, "owner"))
