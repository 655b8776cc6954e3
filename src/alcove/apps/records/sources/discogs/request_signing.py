"""Ways to sign a request to Discogs."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from alcove.apps.records.settings import TokenPair
from alcove.foundation.clock import Clock
from alcove.foundation.fetch import Auth
from alcove.foundation.settings import Secret

Headers = Mapping[str, str]

# What Discogs documents. It does not depend on how an address is spelt on its way, nor on clocks that agree;
# the secrets it carries are hidden by TLS, without which other machines are not talked to.
METHOD: Final = "PLAINTEXT"


def sign_with_token(token: Secret) -> Auth:
    """Sign with a personal access token."""

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
    """Signs with OAuth 1.0a; `callback` and `verifier` are for its first and third step."""

    consumer: Consumer
    clock: Clock
    token: TokenPair | None = None
    callback: str | None = None
    verifier: str | None = None
    nonce: Callable[[], str] = secrets.token_hex

    def __call__(self, method: str, url: str, headers: Headers, _body: bytes | None) -> Headers:
        """Return the headers with an Authorization of one use."""
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
