"""Refresh tokens: 12 letters and digits, stored as a hash; each is derived from the hash of the one before it.

So a client that did not receive the answer to its refresh can be given the same token again, although it is not stored.
Deriving needs the server's secret, which the database does not have.
"""

import hashlib
import re
import secrets
import string
from typing import Final

from alcove.wires.supabase.auth.deps import TokenSigner

LENGTH: Final = 12
MAX_GENERATIONS: Final = 100
"""How often a client may have refreshed since it lost an answer, to be given the current token."""
_ALPHABET: Final = string.digits + string.ascii_lowercase
_PREFIX: Final = "sha256:"
_FOREIGN: Final = re.compile(r"[A-Za-z0-9_-]{12,64}")


def make_token() -> str:
    """Return a new random token."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(LENGTH))


def hash_token(token: str) -> str:
    """Return what is stored of a token."""
    return _PREFIX + hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def hash_stored(stored: str) -> str:
    """Return the hash in a row, or of the token that a foreign server stored there."""
    return stored if stored.startswith(_PREFIX) else hash_token(stored)


def stored_forms(token: str) -> list[str]:
    """Return what the row of a token may contain: its hash, or the token itself if a foreign server stored it."""
    return [hash_token(token), token] if _FOREIGN.fullmatch(token) else [hash_token(token)]


def derive_child(signer: TokenSigner, parent_hash: str) -> str:
    """Return the token that replaces the one with this hash."""
    number = int.from_bytes(signer.derive("refresh token", parent_hash.encode()))
    characters = []
    for _ in range(LENGTH):
        number, index = divmod(number, len(_ALPHABET))
        characters.append(_ALPHABET[index])
    return "".join(characters)


def derive_descendant(signer: TokenSigner, token_hash: str, *, wanted_hash: str) -> str | None:
    """Return the token with the wanted hash, if it is one of the next descendants of another."""
    for _ in range(MAX_GENERATIONS):
        token = derive_child(signer, token_hash)
        token_hash = hash_token(token)
        if token_hash == wanted_hash:
            return token
    return None
