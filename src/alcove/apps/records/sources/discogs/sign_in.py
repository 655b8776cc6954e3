"""Sign-in to Discogs with OAuth from a terminal: a URL to open, then the verifier it shows."""

from dataclasses import dataclass
from pathlib import Path

from alcove.apps.records.errors import CredentialsMissing
from alcove.apps.records.settings import RecordsSettings
from alcove.apps.records.sources.discogs.client_factory import DiscogsClientFactory
from alcove.apps.records.sources.discogs.oauth import build_authorize_url, fetch_access_token, fetch_request_token
from alcove.apps.records.sources.discogs.request_signing import Consumer
from alcove.apps.records.sources.discogs.token_file import load_token, save_token
from alcove.foundation.clock import Clock


@dataclass(frozen=True, slots=True)
class SignIn:
    """The sign-in; the request token is stored beside the token file, so that another command can finish it."""

    discogs: DiscogsClientFactory
    settings: RecordsSettings
    clock: Clock

    @property
    def token_file(self) -> Path:
        """Return the path of the token file."""
        return self.discogs.token_file

    async def begin(self) -> str:
        """Fetch a request token and return the URL where the owner agrees; CredentialsMissing."""
        consumer = self._consumer()
        async with self.discogs.connect() as http:
            request = await fetch_request_token(http, consumer, clock=self.clock)
        save_token(self._pending_file, request)
        return build_authorize_url(request, api_base=self.settings.discogs_api_base)

    async def finish(self, verifier: str) -> Path:
        """Exchange the verifier for a token, and return its path; CredentialsMissing, CredentialsInvalid."""
        consumer = self._consumer()
        request = load_token(self._pending_file)
        if request is None:
            raise CredentialsMissing("No sign-in is under way: run `alcove records auth` first and open its address.")
        async with self.discogs.connect() as http:
            token = await fetch_access_token(http, consumer, clock=self.clock, request=request, verifier=verifier)
        save_token(self.token_file, token)
        self._pending_file.unlink(missing_ok=True)
        return self.token_file

    @property
    def _pending_file(self) -> Path:
        return self.token_file.with_name(f"{self.token_file.name}.pending")

    def _consumer(self) -> Consumer:
        if not self.settings.discogs_consumer_key:
            raise CredentialsMissing(
                "Signing in needs DISCOGS_CONSUMER_KEY and DISCOGS_CONSUMER_SECRET of an application that you register"
                " at discogs.com/settings/developers; a personal access token in DISCOGS_USER_TOKEN is simpler."
            )
        return Consumer(self.settings.discogs_consumer_key, self.settings.discogs_consumer_secret)
