"""Password hashes: bcrypt for accounts, and werkzeug's text form for those of Calibre-Web and the built-in user."""

import asyncio
import re
from functools import lru_cache
from typing import Final

from alcove.foundation.identity.model import MOST_BYTES
from alcove.foundation.telemetry import get_logger

SIDE_BY_SIDE: Final = 2
"""Passwords that are checked at a time: one by scrypt takes up to a quarter of a gigabyte."""
ROUNDS: Final = 12
"""Cost of a new hash, as a power of two."""
MOST_ROUNDS: Final = 15

LONGEST: Final = 1024
"""Letters of a password that werkzeug's hashes are checked with."""
MOST_N: Final = 2**17
MOST_R: Final = 16
MOST_P: Final = 4
MOST_ITERATIONS: Final = 5_000_000

_BCRYPT = re.compile(r"\$2[aby]\$([0-9]{2})\$[./A-Za-z0-9]{53}")
_SCRYPT = re.compile(r"scrypt(?::([0-9]{1,9}):([0-9]{1,4}):([0-9]{1,4}))?")
_PBKDF2 = re.compile(r"pbkdf2(?::sha(?:1|224|256|384|512)(?::([0-9]{1,9}))?)?")
_FORMER = frozenset({"md5", "sha1", "sha224", "sha256", "sha384", "sha512"})
_DIGEST = re.compile(r"[0-9a-f]{40,128}")

log = get_logger("alcove.identity")


class PasswordHasher:
    """Hashes and checks passwords in threads, a few at a time."""

    def __init__(self, *, rounds: int = ROUNDS) -> None:
        self._rounds = rounds
        self._turn = asyncio.Semaphore(SIDE_BY_SIDE)

    async def hash(self, password: str) -> str:
        """Return the hash of a password of at most 72 bytes."""
        async with self._turn:
            return await asyncio.to_thread(_bcrypt, password, self._rounds)

    async def check(self, hashed: str, password: str) -> bool:
        """Tell whether a password is the one that was hashed; an empty hash takes as long and is nobody's."""
        async with self._turn:
            return await asyncio.to_thread(self._check, hashed, password)

    async def check_werkzeug(self, hashed: str, password: str) -> bool:
        """Tell the same of a hash in werkzeug's form."""
        async with self._turn:
            return await asyncio.to_thread(_check_werkzeug, hashed, password)

    def _check(self, hashed: str, password: str) -> bool:
        import bcrypt  # noqa: PLC0415 - whoever signs in first waits for it

        found = _BCRYPT.fullmatch(hashed)
        text = password.encode("utf-8", "surrogatepass")
        is_usable = found is not None and int(found[1]) <= MOST_ROUNDS and len(text) <= MOST_BYTES and b"\0" not in text
        if is_usable:
            return bcrypt.checkpw(text, hashed.encode())
        # A name that nobody has takes as long as one that somebody has.
        bcrypt.checkpw(b"nobody", _nobody(self._rounds).encode())
        return False


def is_werkzeug_password(hashed: str, password: str) -> bool:
    """Tell whether the password is the one that was hashed; takes a tenth of a second and belongs into a thread."""
    method, _, rest = hashed.partition("$")
    digest = rest.rpartition("$")[2]
    if not _is_bearable(method) or _DIGEST.fullmatch(digest) is None or len(password) > LONGEST:
        return False
    from werkzeug.security import check_password_hash  # noqa: PLC0415 - whoever signs in first waits for it

    try:
        return check_password_hash(hashed, password)
    except (ValueError, OverflowError, MemoryError) as error:
        log.warning("password_hash_unusable", reason=type(error).__name__)
        return False


def hash_werkzeug_password(password: str) -> str:
    """Return the hash of a password in werkzeug's form, for BUILTIN_PASSWORD_HASH."""
    from werkzeug.security import generate_password_hash  # noqa: PLC0415 - rarely asked for

    return generate_password_hash(password, "scrypt")


def _bcrypt(password: str, rounds: int) -> str:
    import bcrypt  # noqa: PLC0415 - rarely asked for

    return bcrypt.hashpw(password.encode(), bcrypt.gensalt(rounds)).decode()


@lru_cache(maxsize=4)
def _nobody(rounds: int) -> str:
    return _bcrypt("", rounds)


@lru_cache(maxsize=1)
def _nobody_werkzeug() -> str:
    return hash_werkzeug_password("")


def _check_werkzeug(hashed: str, password: str) -> bool:
    if hashed:
        return is_werkzeug_password(hashed, password)
    # A name that nobody has takes as long as one that somebody has.
    is_werkzeug_password(_nobody_werkzeug(), password)
    return False


def _is_bearable(method: str) -> bool:
    """Tell whether a method is one that is checked, at a cost that is bearable."""
    if match := _SCRYPT.fullmatch(method):
        n, r, p = (int(number) if number else 1 for number in match.groups())
        is_bearable = n <= MOST_N and r <= MOST_R and p <= MOST_P
    elif match := _PBKDF2.fullmatch(method):
        is_bearable = int(match[1] or 1) <= MOST_ITERATIONS
    else:
        if method in _FORMER:
            log.warning("password_hash_too_old", method=method, advice="set the password anew in Calibre-Web")
        return False
    if not is_bearable:
        log.warning("password_hash_too_costly", method=method)
    return is_bearable
