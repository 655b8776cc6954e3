"""Refresh tokens: 12 letters and digits, stored as a hash; each is derived from the one before it.

So a client that did not receive the answer to its refresh can be given the same token again, although it is not stored.
"""

import hashlib
import secrets
import string
from typing import Final

from alcove.wires.supabase.auth.deps import TokenSigner

LENGTH: Final = 12
MAX_LENGTH: Final = 255
_ALPHABET: Final = string.digits + string.ascii_lowercase
_PREFIX: Final = "sha256:"


def make_token() -> str:
    """Return a new random token."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(LENGTH))


def hash_token(token: str) -> str:
    """Return what is stored of a token."""
    return _PREFIX + hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def derive_child(signer: TokenSigner, parent: str) -> str:
    """Return the token that replaces `parent`, which only a holder of the server's secret can tell."""
    content = signer.derive("refresh token", parent.encode("utf-8", "surrogatepass"))
    number = int.from_bytes(content)
    characters = []
    for _ in range(LENGTH):
        number, index = divmod(number, len(_ALPHABET))
        characters.append(_ALPHABET[index])
    return "".join(characters)
