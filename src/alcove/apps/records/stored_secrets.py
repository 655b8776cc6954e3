"""The secrets that records stores, encrypted by the vault: credentials for Discogs."""

from typing import Final, Literal

from alcove.foundation.vault import SecretColumn

SecretName = Literal["account", "sign-in"]
"""The credentials in use, and those of a sign-in that is under way."""

SecretKind = Literal["token", "oauth"]
"""A personal access token, or the token of an OAuth sign-in."""

PURPOSE: Final = "discogs credentials"

DISCOGS_SECRETS: Final = SecretColumn(
    table="records.discogs_secret", column="ciphertext", purpose=PURPOSE, context=("name", "kind")
)
"""Where the credentials are, for rotations of the vault."""


def build_context(name: SecretName, kind: SecretKind) -> tuple[str, ...]:
    """Return what a ciphertext is bound to: in another row it is useless."""
    return PURPOSE, name, kind
