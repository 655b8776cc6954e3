"""Request signing for Discogs: personal token, or OAuth 1.0a."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from alcove.apps.records.settings import TokenPair
from alcove.foundation.clock import Clock
from alcove.foundation.fetch import Auth
from alcove.foundation.settings import Secret

Headers = Mapping[str, str]

# As documented by Discogs. It does not depend on the spelling of the URL, nor on synchronised clocks. TLS, which is
# required for other machines, protects the secrets in it.
METHOD: Final = "PLAINTEXT"


def sign_with_token(token: Secret) -> Auth:
    """Return a signer for a personal access token."""

    def sign(_method: str, _url: str, headers: Headers, _body: bytes | None) -> Headers:
        return {**headers, "Authorization": f"Discogs token={token.reveal()}"}

    return sign


@dataclass(frozen=True, slots=True)
class Consumer:
    """The application registered at Discogs."""

    key: Secret
    secret: Secret


@dataclass(frozen=True, slots=True, kw_only=True)
class OAuthSigner:
    """Signs with OAuth 1.0a; `callback` and `verifier` are for the first and third step of the sign-in."""

    consumer: Consumer
    clock: Clock
    token: TokenPair | None = None
    callback: str | None = None
    verifier: str | None = None
    nonce: Callable[[], str] = secrets.token_hex

    def __call__(self, method: str, url: str, headers: Headers, _body: bytes | None) -> Headers:
        """Return the headers with an Authorization header for one request."""
        from oauthlib.oauth1 import Client  # noqa: PLC0415 - loaded on first use

        client = Client(
            self.consumer.key.reveal(),
            client_secret=self.consumer.secret.reveal(),
            resource_owner_key=self.token.token if self.token else None,
            resource_owner_secret=self.token.secret if self.token else None,
            callback_uri=self.callback,
            verifier=self.verifier,
            signature_method=METHOD,
            nonce=self.nonce(),
            timestamp=str(int(self.clock.now().timestamp())),
        )
        _, signed, _ = client.sign(url, http_method=method)
        return {**headers, "Authorization": signed["Authorization"]}
