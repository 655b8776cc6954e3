"""Accounts for all apps: authentication, sessions, roles.

`MIGRATIONS` and the settings are imported at every start; the rest on first use, because a worker does not need it.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from alcove.foundation.database import MigrationSource
from alcove.foundation.identity.settings import IdentitySettings, Mode, SignInPolicy, sign_in_policy

if TYPE_CHECKING:
    from alcove.foundation.identity.administration import Administration, Administrator
    from alcove.foundation.identity.argon2_hashes import Argon2Cost
    from alcove.foundation.identity.attempt_limiter import AttemptLimiter, AttemptRules, address_network
    from alcove.foundation.identity.authenticator import AccountAuthenticator
    from alcove.foundation.identity.build import Identity, build_identity
    from alcove.foundation.identity.cookies import (
        COOKIE,
        parse_basic_auth,
        parse_bearer_token,
        parse_session_cookie,
        set_cookie,
    )
    from alcove.foundation.identity.live_sessions import LiveSessions
    from alcove.foundation.identity.model import LOCAL_OWNER, Account, NewAccount, SignInFailed, SignInResult
    from alcove.foundation.identity.passwords import PasswordHasher, hash_werkzeug_password, is_werkzeug_password
    from alcove.foundation.identity.routes import build_account_api
    from alcove.foundation.identity.routes.sign_in import INVALID_CREDENTIALS, WARN_ATTEMPTS_LEFT
    from alcove.foundation.identity.script_tokens import ScriptTokens
    from alcove.foundation.identity.service import AccountMailer, AccountService
    from alcove.foundation.identity.sign_in import ClientInfo, SignIn
    from alcove.foundation.identity.startup import ensure_first_accounts, ensure_setup_code

SESSION_CHANNEL: Final = "alcove_session"
"""Notifications on this channel contain the id of an ended session."""
_FOLDER = Path(__file__).parent / "migrations"

MIGRATIONS: Final = (
    MigrationSource("auth", _FOLDER / "auth"),
    MigrationSource("identity", _FOLDER / "identity", schema="alcove"),
)
"""The schema `auth` with GoTrue's tables, and our tables in the schema `alcove`."""

__all__ = [
    "COOKIE",
    "INVALID_CREDENTIALS",
    "LOCAL_OWNER",
    "MIGRATIONS",
    "SESSION_CHANNEL",
    "WARN_ATTEMPTS_LEFT",
    "Account",
    "AccountAuthenticator",
    "AccountMailer",
    "AccountService",
    "Administration",
    "Administrator",
    "Argon2Cost",
    "AttemptLimiter",
    "AttemptRules",
    "ClientInfo",
    "Identity",
    "IdentitySettings",
    "LiveSessions",
    "Mode",
    "NewAccount",
    "PasswordHasher",
    "ScriptTokens",
    "SignIn",
    "SignInFailed",
    "SignInPolicy",
    "SignInResult",
    "address_network",
    "build_account_api",
    "build_identity",
    "ensure_first_accounts",
    "ensure_setup_code",
    "hash_werkzeug_password",
    "is_werkzeug_password",
    "parse_basic_auth",
    "parse_bearer_token",
    "parse_session_cookie",
    "set_cookie",
    "sign_in_policy",
]

_LAZY = {
    "administration": ("Administration", "Administrator"),
    "argon2_hashes": ("Argon2Cost",),
    "authenticator": ("AccountAuthenticator",),
    "build": ("Identity", "build_identity"),
    "cookies": ("COOKIE", "parse_basic_auth", "parse_bearer_token", "parse_session_cookie", "set_cookie"),
    "attempt_limiter": ("AttemptLimiter", "AttemptRules", "address_network"),
    "live_sessions": ("LiveSessions",),
    "model": ("LOCAL_OWNER", "Account", "NewAccount", "SignInResult", "SignInFailed"),
    "passwords": ("PasswordHasher", "hash_werkzeug_password", "is_werkzeug_password"),
    "routes": ("build_account_api",),
    "routes.sign_in": ("WARN_ATTEMPTS_LEFT", "INVALID_CREDENTIALS"),
    "script_tokens": ("ScriptTokens",),
    "service": ("AccountMailer", "AccountService"),
    "sign_in": ("ClientInfo", "SignIn"),
    "startup": ("ensure_first_accounts", "ensure_setup_code"),
}


def __getattr__(name: str) -> Any:
    """Import on first use what only some processes need."""
    module = next((module for module, names in _LAZY.items() if name in names), None)
    if module is None:
        raise AttributeError(name)
    from importlib import import_module  # noqa: PLC0415 - see above

    return getattr(import_module(f"{__name__}.{module}"), name)
