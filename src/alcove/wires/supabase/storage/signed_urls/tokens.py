"""The tokens in signed addresses: JSON Web Tokens with a key of their own, each for one object and one use."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

import msgspec

from alcove.foundation.clock import Clock
from alcove.foundation.settings import Secret
from alcove.wires.supabase.storage.deps import KeySource
from alcove.wires.supabase.storage.errors import StorageError, invalid_request, invalid_signature, invalid_url_token
from alcove.wires.supabase.storage.requests import StorageRequest
from alcove.wires.supabase.tokens import SigningKeys, SigningSettings, TokenError

Use = Literal["download", "upload"]
UPLOAD_SECONDS: Final = 2 * 3600
"""How long a signed upload may start."""
_LABEL: Final = "storage signed address"
_EXPIRED: Final = '"exp" claim timestamp check failed'
_WRONG: Final = "signature verification failed"
_MALFORMED: Final = "Invalid Compact JWS"
_PARTS: Final = 3


class UrlClaims(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a token allows: `url` is the bucket and the name of an object.

    A download may be bound to a version and to transformations of an image; an upload has the account that will own
    the object, and may replace one.
    """

    url: str
    use: Use
    iat: int
    exp: int
    version: str | None = None
    transformations: str | None = None
    owner: str | None = None
    upsert: bool = False


@dataclass(frozen=True, slots=True)
class _CurrentKeys:
    source: KeySource
    keys: SigningKeys


class UrlTokens:
    """Signs and verifies tokens.

    Their key is derived from the project's secret: a token is no access token, an access token opens no address, and
    both stay valid when the project's signing keys are rotated.
    """

    def __init__(self, source: Callable[[], KeySource], *, clock: Clock) -> None:
        """Take what returns the current secret."""
        self._source = source
        self._clock = clock
        self._current: _CurrentKeys | None = None

    def sign_download(
        self, url: str, *, seconds: int, version: str | None = None, transformations: str | None = None
    ) -> str:
        """Return a token to read an object for some time."""
        return self._sign(url, "download", seconds=seconds, version=version, transformations=transformations)

    def sign_upload(self, url: str, *, owner: str | None, upsert: bool) -> str:
        """Return a token to write an object, as if its owner did."""
        return self._sign(url, "upload", seconds=UPLOAD_SECONDS, owner=owner, upsert=upsert)

    def verify(self, token: str, *, url: str, use: Use) -> UrlClaims:
        """Return the claims of a valid token for an object and a use; StorageError."""
        claims = self._read(token)
        if claims.use != use or claims.url != url:
            raise invalid_signature()
        return claims

    def _sign(self, url: str, use: Use, *, seconds: int, **claims: Any) -> str:
        now = int(self._clock.now().timestamp())
        return self._keys().sign(msgspec.to_builtins(UrlClaims(url=url, use=use, iat=now, exp=now + seconds, **claims)))

    def _read(self, token: str) -> UrlClaims:
        try:
            verified: Mapping[str, Any] = self._keys().verify(token)
            return msgspec.convert(verified, UrlClaims)
        except TokenError as error:
            raise _explain(error, token) from error
        except msgspec.ValidationError as error:
            raise invalid_url_token(_WRONG) from error

    def _keys(self) -> SigningKeys:
        source = self._source()
        if self._current is None or self._current.source is not source:
            secret = Secret(source.derive(_LABEL, b"").hex())
            self._current = _CurrentKeys(source, SigningKeys(SigningSettings(secret=secret), clock=self._clock))
        return self._current.keys


def read_token(request: StorageRequest) -> str:
    """Return the token of a signed address; StorageError without one."""
    token = request.query.get("token")
    if token is None:
        raise invalid_request("querystring must have required property 'token'")
    return token


def _explain(error: TokenError, token: str) -> StorageError:
    if error.message == "JWT expired":
        return invalid_url_token(_EXPIRED)
    return invalid_url_token(_MALFORMED if token.count(".") != _PARTS - 1 else _WRONG)
