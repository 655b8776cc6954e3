"""Signed requests: what is signed, how old a request may be, and the programs that sign."""

import hashlib
import hmac
import json
import re
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final, NoReturn
from uuid import UUID

from alcove.foundation.errors import AppError

PURPOSE: Final = "machine client"
MAX_CLIENTS: Final = 100
"""Programs of one account."""
MAX_BODY: Final = 2**20
"""Bytes of a signed body."""
OLDEST_MS: Final = 5 * 60_000
FARTHEST_AHEAD_MS: Final = 60_000
_NONCE: Final = re.compile(r"[!-~]{8,200}")
_TIMESTAMP: Final = re.compile(r"[0-9]{1,15}")
_EXACT: Final = 2**53
"""JavaScript has integers up to here; larger numbers are rounded."""


class ClientNotFound(AppError):
    """The account has no such program."""

    status = 404
    code = "NOT_FOUND"

    def __init__(self) -> None:
        super().__init__("You have no program with this id.")


class ClientRefused(AppError):
    """The account has a program of this name, or as many as it may have."""

    status = 422
    code = "VALIDATION_ERROR"

    def __init__(self) -> None:
        super().__init__("You have a program of this name already, or as many programs as an account may have.")


class NotSignable(ValueError):
    """A body is no JSON, so that it has no canonical form."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MachineClient:
    """A program that signs its requests and acts for an account."""

    id: UUID
    user_id: UUID
    ciphertext: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """What the headers of a signed request say; the timestamp is in milliseconds of the Unix time."""

    client_id: UUID
    signature: str
    timestamp: str
    nonce: str

    def is_timely(self, now: datetime) -> bool:
        """Return whether the request is at most five minutes old, and one minute ahead of this clock."""
        age = now.timestamp() * 1000 - int(self.timestamp)
        return -FARTHEST_AHEAD_MS <= age <= OLDEST_MS


def build_context(client_id: UUID) -> tuple[str, ...]:
    """Return what the ciphertext of a client's key is bound to."""
    return PURPOSE, str(client_id)


def read_signature(*, client_id: str, signature: str, timestamp: str, nonce: str) -> Signature | None:
    """Return the signature in four headers, None when one has another form."""
    try:
        client = UUID(client_id)
    except ValueError:
        return None
    if not signature.isascii() or not _TIMESTAMP.fullmatch(timestamp) or not _NONCE.fullmatch(nonce):
        return None
    return Signature(client_id=client, signature=signature, timestamp=timestamp, nonce=nonce)


def sign(key: str, text: str) -> str:
    """Return the base64 of HMAC-SHA-256 over a text."""
    return b64encode(hmac.digest(key.encode(), text.encode(), hashlib.sha256)).decode()


def build_signed_text(method: str, url: str, *, signature: Signature, body: bytes) -> str:
    """Return `METHOD:URL:timestamp:nonce[:body]`, the body with sorted keys; NotSignable."""
    parts = [method, url, signature.timestamp, signature.nonce]
    return ":".join((*parts, write_canonical(body)) if body else parts)


def is_signed_by(key: str, texts: Sequence[str], *, signature: str) -> bool:
    """Return whether one of the texts has this signature, in a time that does not depend on it."""
    matches = [hmac.compare_digest(sign(key, text), signature) for text in texts]
    return any(matches)


def write_canonical(body: bytes) -> str:
    """Return a JSON document as `JSON.stringify` writes it, with the keys of all objects sorted; NotSignable."""
    try:
        value = json.loads(body, parse_constant=_refuse_constant, parse_int=_read_integer)
        text = _write(value)
        text.encode()
    except (ValueError, OverflowError, RecursionError) as error:
        raise NotSignable from error
    return text


def _write(value: Any) -> str:
    if isinstance(value, dict):
        items = (f"{_write(key)}:{_write(value[key])}" for key in sorted(value, key=_order))
        return f"{{{','.join(items)}}}"
    if isinstance(value, list):
        return f"[{','.join(map(_write, value))}]"
    if isinstance(value, float):
        return write_number(value)
    return json.dumps(value, ensure_ascii=False)


def _order(key: str) -> bytes:
    """Return what sorts texts by their UTF-16 code units, as JavaScript does."""
    return key.encode("utf-16-be", "surrogatepass")


def write_number(value: float) -> str:
    """Return a number as JavaScript writes it; ValueError for one that is not finite."""
    if value in (float("inf"), float("-inf")):
        raise ValueError("the number is too large")
    sign_bit, digit_tuple, exponent = Decimal(repr(value)).normalize().as_tuple()
    assert isinstance(exponent, int)
    digits, minus = "".join(map(str, digit_tuple)), "-" if sign_bit and value else ""
    point = len(digits) + exponent
    if len(digits) <= point <= 21:
        text = digits + "0" * (point - len(digits))
    elif 0 < point <= 21:
        text = f"{digits[:point]}.{digits[point:]}"
    elif -6 < point <= 0:
        text = f"0.{'0' * -point}{digits}" if value else "0"
    else:
        fraction = f".{digits[1:]}" if len(digits) > 1 else ""
        text = f"{digits[0]}{fraction}e{point - 1:+d}"
    return minus + text


def _read_integer(text: str) -> int | float:
    number = int(text)
    return number if abs(number) < _EXACT else float(number)


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")
