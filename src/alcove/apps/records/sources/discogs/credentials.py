"""The credentials for Discogs, from the first source that has any."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

import msgspec

from alcove.apps.records.errors import CredentialsMissing
from alcove.apps.records.settings import RecordsSettings, TokenPair
from alcove.apps.records.sources.discogs.request_signing import Consumer, OAuthSigner, sign_with_token
from alcove.apps.records.sources.discogs.token_file import load_token
from alcove.foundation.clock import Clock
from alcove.foundation.fetch import Auth
from alcove.foundation.settings import Secret

TOKEN_FILE: Final = "discogs_token.json"  # noqa: S105 - a file name
INSTRUCTIONS: Final = (
    "paste a personal access token from discogs.com/settings/developers on the page /settings/discogs,"
    " or set it in DISCOGS_USER_TOKEN"
)
USER_TOKEN_SOURCE: Final = "DISCOGS_USER_TOKEN"  # noqa: S105 - the name of a source
CREDS_SOURCE: Final = "DISCOGS_CREDS"
STORED_SOURCE: Final = "settings page"
TOKEN_FILE_SOURCE: Final = "token file"  # noqa: S105 - as above
ENVIRONMENT_SOURCES: Final = (USER_TOKEN_SOURCE, CREDS_SOURCE)
"""The sources that a page cannot change."""

StoredCredentials: TypeAlias = Secret | TokenPair
"""What a page has stored: a personal access token, or the token of an OAuth sign-in."""
ReadStored: TypeAlias = Callable[[], Awaitable[StoredCredentials | None]]


@dataclass(frozen=True, slots=True)
class Credentials:
    """How to sign requests, the source of the credentials, and the token that identifies the account."""

    source: str
    auth: Auth
    token: Secret


def find_environment_source(settings: RecordsSettings) -> str | None:
    """Return the setting that has credentials, which then take precedence; None without one."""
    if settings.discogs_user_token:
        return USER_TOKEN_SOURCE
    return CREDS_SOURCE if settings.discogs_creds else None


def find_credentials(
    settings: RecordsSettings, *, data_dir: Path, clock: Clock, stored: StoredCredentials | None = None
) -> Credentials:
    """Return the credentials in use; `stored` are those of the page. CredentialsMissing, CredentialsInvalid."""
    if settings.discogs_user_token:
        token = settings.discogs_user_token
        return Credentials(USER_TOKEN_SOURCE, sign_with_token(token), token)
    if isinstance(stored, Secret) and not settings.discogs_creds:
        return Credentials(STORED_SOURCE, sign_with_token(stored), stored)
    source, pair = _find_oauth_token(settings, data_dir=data_dir, stored=stored)
    if pair is None:
        raise CredentialsMissing(f"There are no credentials for Discogs: {INSTRUCTIONS}.")
    signer = OAuthSigner(consumer=build_consumer(settings), clock=clock, token=pair)
    return Credentials(source, signer, Secret(pair.token))


def build_consumer(settings: RecordsSettings) -> Consumer:
    """Return the configured application; CredentialsMissing."""
    if not settings.discogs_consumer_key:
        raise CredentialsMissing("DISCOGS_CONSUMER_KEY and DISCOGS_CONSUMER_SECRET are needed to sign in with OAuth.")
    return Consumer(settings.discogs_consumer_key, settings.discogs_consumer_secret)


def get_token_path(settings: RecordsSettings, *, data_dir: Path) -> Path:
    """Return the path of the token file."""
    return settings.discogs_token_file or data_dir / TOKEN_FILE


def _find_oauth_token(
    settings: RecordsSettings, *, data_dir: Path, stored: StoredCredentials | None
) -> tuple[str, TokenPair | None]:
    if settings.discogs_creds:
        return CREDS_SOURCE, msgspec.json.decode(settings.discogs_creds.reveal(), type=TokenPair)
    if isinstance(stored, TokenPair):
        return STORED_SOURCE, stored
    return TOKEN_FILE_SOURCE, load_token(get_token_path(settings, data_dir=data_dir))
