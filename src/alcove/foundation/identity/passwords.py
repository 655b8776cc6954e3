"""Password hashes: Argon2 and bcrypt for accounts, werkzeug's format for Calibre-Web and the built-in user."""

import asyncio
import re
from functools import lru_cache
from typing import Final

from alcove.foundation.identity.argon2_hashes import Argon2Cost, hash_argon2, parse_argon2
from alcove.foundation.identity.model import MAX_PASSWORD_BYTES
from alcove.foundation.telemetry import get_logger

MAX_CONCURRENT: Final = 2
"""Concurrent password checks: scrypt takes up to 256 MB each."""
COST: Final = Argon2Cost(memory=19 * 1024, iterations=2)
"""Cost of a new hash: OWASP's recommendation."""
MAX_ROUNDS: Final = 15
"""Cost of bcrypt's hashes that are accepted, as a power of two."""

MAX_LENGTH: Final = 1024
"""Maximum length of a password for werkzeug's hashes."""
MAX_N: Final = 2**17
MAX_R: Final = 16
MAX_P: Final = 4
MAX_ITERATIONS: Final = 5_000_000

_BCRYPT = re.compile(r"\$2[aby]\$([0-9]{2})\$[./A-Za-z0-9]{53}")
_SCRYPT = re.compile(r"scrypt(?::([0-9]{1,9}):([0-9]{1,4}):([0-9]{1,4}))?")
_PBKDF2 = re.compile(r"pbkdf2(?::sha(?:1|224|256|384|512)(?::([0-9]{1,9}))?)?")
_OUTDATED_METHODS = frozenset({"md5", "sha1", "sha224", "sha256", "sha384", "sha512"})
_DIGEST = re.compile(r"[0-9a-f]{40,128}")

log = get_logger("alcove.identity")


class PasswordHasher:
    """Hashes and checks passwords in threads, a few at a time."""

    def __init__(self, *, cost: Argon2Cost = COST) -> None:
        self._cost = cost
        self._semaphore = asyncio.Semaphore(MAX_CONCURRENT)

    async def hash(self, password: str) -> str:
        """Return the hash of a password of at most 72 bytes."""
        async with self._semaphore:
            return await asyncio.to_thread(hash_argon2, password.encode(), self._cost)

    async def check(self, password_hash: str, password: str) -> bool:
        """Return whether the password matches; for an empty hash False, in the same time."""
        async with self._semaphore:
            return await asyncio.to_thread(self._check, password_hash, password)

    def can_check(self, password_hash: str) -> bool:
        """Return whether passwords can be checked against a hash of another program."""
        return parse_argon2(password_hash) is not None or _is_affordable_bcrypt(password_hash)

    def is_outdated(self, password_hash: str) -> bool:
        """Return whether a password that matches this hash should be hashed again."""
        parsed = parse_argon2(password_hash)
        if parsed is None or parsed.kind != "argon2id":
            return True
        return parsed.cost.memory < self._cost.memory or parsed.cost.iterations < self._cost.iterations

    async def check_werkzeug(self, password_hash: str, password: str) -> bool:
        """Return whether the password matches a hash in werkzeug's format; same rules as `check`."""
        async with self._semaphore:
            return await asyncio.to_thread(_check_werkzeug, password_hash, password)

    def _check(self, password_hash: str, password: str) -> bool:
        text = password.encode("utf-8", "surrogatepass")
        is_usable = len(text) <= MAX_PASSWORD_BYTES and b"\0" not in text
        if is_usable and (parsed := parse_argon2(password_hash)) is not None:
            return parsed.matches(text)
        if is_usable and _is_affordable_bcrypt(password_hash):
            import bcrypt  # noqa: PLC0415 - imported at the first sign-in with an older hash

            return bcrypt.checkpw(text, password_hash.encode())
        # Unknown names take as long as known ones.
        hash_argon2(b"nobody", self._cost)
        return False


def is_werkzeug_password(password_hash: str, password: str) -> bool:
    """Return whether the password matches; takes about 0.1 s of CPU time, so call it in a thread."""
    method, _, rest = password_hash.partition("$")
    digest = rest.rpartition("$")[2]
    if not _is_affordable(method) or _DIGEST.fullmatch(digest) is None or len(password) > MAX_LENGTH:
        return False
    from werkzeug.security import check_password_hash  # noqa: PLC0415 - imported at the first sign-in

    try:
        return check_password_hash(password_hash, password)
    except (ValueError, OverflowError, MemoryError) as error:
        log.warning("password_hash_unusable", reason=type(error).__name__)
        return False


def hash_werkzeug_password(password: str) -> str:
    """Return the hash of a password in werkzeug's format, for BUILTIN_PASSWORD_HASH."""
    from werkzeug.security import generate_password_hash  # noqa: PLC0415 - rarely needed

    return generate_password_hash(password, "scrypt")


def _is_affordable_bcrypt(password_hash: str) -> bool:
    match = _BCRYPT.fullmatch(password_hash)
    return match is not None and int(match[1]) <= MAX_ROUNDS


@lru_cache(maxsize=1)
def _dummy_werkzeug_hash() -> str:
    return hash_werkzeug_password("")


def _check_werkzeug(password_hash: str, password: str) -> bool:
    if password_hash:
        return is_werkzeug_password(password_hash, password)
    # Unknown names take as long as known ones.
    is_werkzeug_password(_dummy_werkzeug_hash(), password)
    return False


def _is_affordable(method: str) -> bool:
    """Return whether a hash method is supported and its cost is within limits."""
    if match := _SCRYPT.fullmatch(method):
        n, r, p = (int(number) if number else 1 for number in match.groups())
        is_affordable = n <= MAX_N and r <= MAX_R and p <= MAX_P
    elif match := _PBKDF2.fullmatch(method):
        is_affordable = int(match[1] or 1) <= MAX_ITERATIONS
    else:
        if method in _OUTDATED_METHODS:
            log.warning("password_hash_too_old", method=method, advice="set the password again in Calibre-Web")
        return False
    if not is_affordable:
        log.warning("password_hash_too_costly", method=method)
    return is_affordable
