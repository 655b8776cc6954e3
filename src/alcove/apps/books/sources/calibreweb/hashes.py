"""Password hashes in the text form of werkzeug: `method$salt$digest`, within bounds of what they may cost."""

import re
from typing import Final

from alcove.foundation.telemetry import get_logger

LONGEST: Final = 1024
"""Letters of a password."""
MOST_N: Final = 2**17
MOST_R: Final = 16
MOST_P: Final = 4
MOST_ITERATIONS: Final = 5_000_000

_SCRYPT = re.compile(r"scrypt(?::([0-9]{1,9}):([0-9]{1,4}):([0-9]{1,4}))?")
_PBKDF2 = re.compile(r"pbkdf2(?::sha(?:1|224|256|384|512)(?::([0-9]{1,9}))?)?")
_FORMER = frozenset({"md5", "sha1", "sha224", "sha256", "sha384", "sha512"})
_DIGEST = re.compile(r"[0-9a-f]{40,128}")

log = get_logger("alcove.books.sign_in")


def is_password(hashed: str, password: str) -> bool:
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


def hash_password(password: str) -> str:
    """Return the hash of a password."""
    from werkzeug.security import generate_password_hash  # noqa: PLC0415 - rarely asked for

    return generate_password_hash(password, "scrypt")


def _is_bearable(method: str) -> bool:
    """Tell whether a method is one that is checked, at a cost that is bearable."""
    if match := _SCRYPT.fullmatch(method):
        n, r, p = (int(each) if each else 1 for each in match.groups())
        fine = n <= MOST_N and r <= MOST_R and p <= MOST_P
    elif match := _PBKDF2.fullmatch(method):
        fine = int(match[1] or 1) <= MOST_ITERATIONS
    else:
        if method in _FORMER:
            log.warning("password_hash_too_old", method=method, advice="set the password anew in Calibre-Web")
        return False
    if not fine:
        log.warning("password_hash_too_costly", method=method)
    return fine
