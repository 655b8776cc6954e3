"""Discogs as a marketplace."""

from alcove.apps.records.sources.discogs.access import Discogs
from alcove.apps.records.sources.discogs.client import DiscogsClient
from alcove.apps.records.sources.discogs.credentials import Credentials, find_credentials, token_file
from alcove.apps.records.sources.discogs.oauth import access_token, authorize_url, request_token
from alcove.apps.records.sources.discogs.sign_in import SignIn
from alcove.apps.records.sources.discogs.signing import Consumer
from alcove.apps.records.sources.discogs.tokens import load_token, save_token

__all__ = [
    "Consumer",
    "Credentials",
    "Discogs",
    "DiscogsClient",
    "SignIn",
    "access_token",
    "authorize_url",
    "find_credentials",
    "load_token",
    "request_token",
    "save_token",
    "token_file",
]
