"""Time-based one-time passwords (RFC 6238): SHA-1, six digits, 30 seconds, as every authenticator app has them."""

import base64
import binascii
import hashlib
import hmac
import io
import secrets
from datetime import datetime
from typing import Final
from urllib.parse import quote, urlencode

PERIOD: Final = 30
DIGITS: Final = 6
_SECRET_BYTES: Final = 20
_SKEW: Final = 1
"""How many periods the clocks of an app and of this server may differ."""
_MAX_SECRET: Final = 512
_MODULE_SIZE: Final = 3
MAX_URI: Final = 2953
"""Bytes that a QR code can have."""
_MAX_ROBUST: Final = 1273
"""Bytes that it can have with the highest level of error correction."""
_SAFE: Final = "$&+,/:;=@"
"""What Go leaves as it is in the path of an address."""


def create_secret() -> str:
    """Return a new secret in base32."""
    return base64.b32encode(secrets.token_bytes(_SECRET_BYTES)).decode()


def make_code(secret: str, *, now: datetime) -> str:
    """Return the code of a time; ValueError for a secret that is not base32."""
    return _make_code(_decode_secret(secret), int(now.timestamp()) // PERIOD)


def is_valid_code(secret: str, code: str, *, now: datetime) -> bool:
    """Return whether a code is the one of now, or of the period before or after."""
    sent = code.strip().encode("utf-8", "surrogatepass")
    try:
        key = _decode_secret(secret)
    except ValueError:
        return False
    period = int(now.timestamp()) // PERIOD
    # All are compared, so that the time says nothing.
    matches = [
        hmac.compare_digest(_make_code(key, period + offset).encode(), sent) for offset in range(-_SKEW, _SKEW + 1)
    ]
    return any(matches)


def build_uri(secret: str, *, issuer: str, account: str) -> str:
    """Return the address that an authenticator app reads from the QR code."""
    query = {"algorithm": "SHA1", "digits": DIGITS, "issuer": issuer, "period": PERIOD, "secret": secret}
    return f"otpauth://totp/{quote(f'{issuer}:{account}', safe=_SAFE)}?{urlencode(query, quote_via=quote)}"


def draw_qr_code(text: str) -> str:
    """Return a QR code of at most MAX_URI bytes as SVG; takes some 30 ms of CPU time, so call it in a thread."""
    import segno  # noqa: PLC0415 - imported with the first factor

    buffer = io.BytesIO()
    # A client shows it in a data URL, where a `#` would end it: colours have names.
    code = segno.make_qr(text, error="h" if len(text) <= _MAX_ROBUST else "l", boost_error=False)
    code.save(buffer, kind="svg", scale=_MODULE_SIZE, dark="black", light="white", svgclass=None, lineclass=None)
    return buffer.getvalue().decode().replace("#000", "black").replace("#fff", "white").strip()


def _make_code(key: bytes, period: int) -> str:
    digest = hmac.digest(key, period.to_bytes(8, "big", signed=False), hashlib.sha1)
    offset = digest[-1] & 15
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFFFFFF
    return str(number % 10**DIGITS).zfill(DIGITS)


def _decode_secret(secret: str) -> bytes:
    text = secret.strip().upper()
    if not text or len(text) > _MAX_SECRET:
        raise ValueError("The secret is empty or too long")
    try:
        return base64.b32decode(text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 8))
    except binascii.Error as error:
        raise ValueError("The secret is not base32") from error
