"""Discogs: client, credentials and OAuth sign-in."""

from alcove.apps.records.sources.discogs.client import DiscogsClient
from alcove.apps.records.sources.discogs.client_factory import DiscogsClientFactory
from alcove.apps.records.sources.discogs.credentials import (
    STORED_SOURCE,
    TOKEN_FILE_SOURCE,
    Credentials,
    ReadStored,
    StoredCredentials,
    build_consumer,
    find_credentials,
    find_environment_source,
    get_token_path,
)
from alcove.apps.records.sources.discogs.oauth import build_authorize_url, fetch_access_token, fetch_request_token
from alcove.apps.records.sources.discogs.request_signing import Consumer
from alcove.apps.records.sources.discogs.sign_in import SignIn
from alcove.apps.records.sources.discogs.token_file import load_token, save_token

__all__ = [
    "STORED_SOURCE",
    "TOKEN_FILE_SOURCE",
    "Consumer",
    "Credentials",
    "DiscogsClient",
    "DiscogsClientFactory",
    "ReadStored",
    "SignIn",
    "StoredCredentials",
    "build_authorize_url",
    "build_consumer",
    "fetch_access_token",
    "fetch_request_token",
    "find_credentials",
    "find_environment_source",
    "get_token_path",
    "load_token",
    "save_token",
]
