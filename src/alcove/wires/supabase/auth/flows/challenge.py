"""Code challenges: what a client sends first, so that it alone can use the code that it gets later."""

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass
from typing import Final

from alcove.wires.supabase.auth.errors import AuthError, validation_failed

_METHODS: Final = ("s256", "plain")
_MIN_LENGTH: Final = 43
_MAX_LENGTH: Final = 128
_ALLOWED: Final = re.compile(r"[A-Za-z0-9._~-]+")


@dataclass(frozen=True, slots=True)
class CodeChallenge:
    """A code challenge; `method` is `s256` or `plain`."""

    value: str
    method: str

    def check(self, verifier: str) -> None:
        """Refuse a code verifier that does not fit; AuthError."""
        expected = self.value.encode()
        sent = verifier.encode("utf-8", "surrogatepass")
        if self.method == "s256":
            sent = base64.urlsafe_b64encode(hashlib.sha256(sent).digest()).rstrip(b"=")
        # A flow without a challenge is not of PKCE.
        if not expected or not hmac.compare_digest(expected, sent):
            raise AuthError("bad_code_verifier", "code challenge does not match previously saved code verifier")


def read_challenge(value: str | None, *, method: str | None) -> CodeChallenge | None:
    """Return the challenge of a request, None when it has none, which is the implicit flow; AuthError."""
    if not value and not method:
        return None
    if not value or not method:
        raise validation_failed("PKCE flow requires code_challenge_method and code_challenge")
    if not _MIN_LENGTH <= len(value) <= _MAX_LENGTH:
        raise validation_failed(f"code challenge has to be between {_MIN_LENGTH} and {_MAX_LENGTH} characters")
    if _ALLOWED.fullmatch(value) is None:
        raise validation_failed(
            "code challenge can only contain alphanumeric characters, hyphens, periods, underscores and tildes"
        )
    if method.lower() not in _METHODS:
        raise validation_failed(f'unsupported code_challenge method "{method[:20]}"')
    return CodeChallenge(value, method.lower())
