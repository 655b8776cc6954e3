"""Discogs: client, credentials and OAuth sign-in."""

from alcove.apps.records.sources.discogs.client import DiscogsClient
from alcove.apps.records.sources.discogs.client_factory import DiscogsClientFactory
from alcove.apps.records.sources.discogs.credentials import Credentials, find_credentials, get_token_path
from alcove.apps.records.sources.discogs.oauth import build_authorize_url, fetch_access_token, fetch_request_token
from alcove.apps.records.sources.discogs.request_signing import Consumer
from alcove.apps.records.sources.discogs.sign_in import SignIn
from alcove.apps.records.sources.discogs.token_file import load_token, save_token

__all__ = [
    "Consumer",
    "Credentials",
    "DiscogsClient",
    "DiscogsClientFactory",
    "SignIn",
    "build_authorize_url",
    "fetch_access_token",
    "fetch_request_token",
    "find_credentials",
    "get_token_path",
    "load_token",
    "save_token",
]
