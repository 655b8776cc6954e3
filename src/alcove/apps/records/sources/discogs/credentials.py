"""The credentials for Discogs, from the first source that has any."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

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
    "set DISCOGS_USER_TOKEN to a personal access token from discogs.com/settings/developers,"
    " or set DISCOGS_CONSUMER_KEY and DISCOGS_CONSUMER_SECRET and run `alcove records auth`"
)


@dataclass(frozen=True, slots=True)
class Credentials:
    """How to sign requests, the source of the credentials, and the token that identifies the account."""

    source: str
    auth: Auth
    token: Secret


def find_credentials(settings: RecordsSettings, *, data_dir: Path, clock: Clock) -> Credentials:
    """Return the credentials in use; CredentialsMissing, CredentialsInvalid."""
    if settings.discogs_user_token:
        token = settings.discogs_user_token
        return Credentials("DISCOGS_USER_TOKEN", sign_with_token(token), token)
    source, pair = _find_oauth_token(settings, data_dir=data_dir)
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


def _find_oauth_token(settings: RecordsSettings, *, data_dir: Path) -> tuple[str, TokenPair | None]:
    if settings.discogs_creds:
        return "DISCOGS_CREDS", msgspec.json.decode(settings.discogs_creds.reveal(), type=TokenPair)
    return "token file", load_token(get_token_path(settings, data_dir=data_dir))
