"""Password hashes of Argon2 (RFC 9106) in the format `$argon2id$v=19$m=...,t=...,p=...$salt$hash`."""

import base64
import binascii
import re
import secrets
from dataclasses import dataclass
from typing import Any, Final

MAX_MEMORY: Final = 2**17
"""KiB that the hash of another program may need: 128 MiB."""
MAX_PASSES: Final = 2**20
"""KiB times iterations that it may need, about two seconds."""
MAX_LANES: Final = 16
_LENGTH: Final = 32
_SALT_LENGTH: Final = 16
_MIN_SALT_LENGTH: Final = 8
_PATTERN: Final = re.compile(
    r"\$(?P<kind>argon2id?)\$v=19\$m=(?P<memory>[0-9]{1,7}),t=(?P<iterations>[0-9]{1,4}),p=(?P<lanes>[0-9]{1,2})"
    r"\$(?P<salt>[A-Za-z0-9+/]{11,86})\$(?P<digest>[A-Za-z0-9+/]{14,86})"
)


@dataclass(frozen=True, slots=True)
class Argon2Cost:
    """The cost of a hash: memory in KiB, and how often it is gone over."""

    memory: int
    iterations: int


@dataclass(frozen=True, slots=True)
class Argon2Hash:
    """A hash that was read and is not too costly."""

    kind: str
    cost: Argon2Cost
    lanes: int
    salt: bytes
    digest: bytes

    def matches(self, password: bytes) -> bool:
        """Return whether this is the hash of a password; takes long, so call it in a thread."""
        from cryptography.exceptions import InvalidKey  # noqa: PLC0415 - imported at the first sign-in

        try:
            self._function().verify(password, self.digest)
        except InvalidKey:
            return False
        return True

    def _function(self) -> Any:
        from cryptography.hazmat.primitives.kdf import argon2  # noqa: PLC0415 - imported at the first sign-in

        function = argon2.Argon2id if self.kind == "argon2id" else argon2.Argon2i
        return function(
            salt=self.salt,
            length=len(self.digest),
            iterations=self.cost.iterations,
            lanes=self.lanes,
            memory_cost=self.cost.memory,
        )


def hash_argon2(password: bytes, cost: Argon2Cost) -> str:
    """Return the hash of a password with a new salt; takes long, so call it in a thread."""
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id  # noqa: PLC0415 - imported at the first sign-in

    function = Argon2id(
        salt=secrets.token_bytes(_SALT_LENGTH),
        length=_LENGTH,
        iterations=cost.iterations,
        lanes=1,
        memory_cost=cost.memory,
    )
    return function.derive_phc_encoded(password)


def parse_argon2(password_hash: str) -> Argon2Hash | None:
    """Return a hash of argon2id or argon2i, None for other texts and hashes that are too costly."""
    match = _PATTERN.fullmatch(password_hash)
    if match is None:
        return None
    memory, iterations, lanes = (int(match[name]) for name in ("memory", "iterations", "lanes"))
    is_valid = iterations > 0 and 0 < lanes <= MAX_LANES and 8 * lanes <= memory
    if not is_valid or memory > MAX_MEMORY or memory * iterations > MAX_PASSES:
        return None
    try:
        salt, digest = (base64.b64decode(match[name] + "=" * (-len(match[name]) % 4)) for name in ("salt", "digest"))
    except binascii.Error:
        return None
    if len(salt) < _MIN_SALT_LENGTH:
        return None
    return Argon2Hash(match["kind"], Argon2Cost(memory, iterations), lanes, salt=salt, digest=digest)
