"""Secrets of factors as they are stored: encrypted where the server has a vault, else plain as in GoTrue.

A plain secret, such as one of an imported account, is accepted with a vault, too.
"""

from typing import Final
from uuid import UUID

from alcove.foundation.vault import SecretColumn, Vault, is_ciphertext
from alcove.wires.supabase.auth.deps import AuthDeps
from alcove.wires.supabase.auth.errors import unexpected_failure

_PURPOSE: Final = "second factor"
SECRETS: Final = SecretColumn(table="auth.mfa_factors", column="secret", purpose=_PURPOSE, context=("id",))
"""Where they are."""


def encrypt_secret(deps: AuthDeps, secret: str, *, factor_id: UUID) -> str:
    """Return what is stored of the secret of a factor."""
    return secret if deps.vault is None else protect_secret(deps.vault, secret, factor_id=factor_id)


def protect_secret(vault: Vault, secret: str, *, factor_id: UUID) -> str:
    """Return the encrypted secret of a factor."""
    return vault.encrypt(secret.encode(), context=(_PURPOSE, str(factor_id)))


def reveal_secret(vault: Vault, stored: str, *, factor_id: UUID) -> str:
    """Return the secret of a factor."""
    return vault.decrypt(stored, context=(_PURPOSE, str(factor_id))).decode() if is_ciphertext(stored) else stored


def decrypt_secret(deps: AuthDeps, stored: str, *, factor_id: UUID) -> str:
    """Return the secret of a factor; AuthError when it is encrypted and there is no vault."""
    if not is_ciphertext(stored):
        return stored
    if deps.vault is None:
        raise unexpected_failure("The secret of this factor is encrypted with a key that this server does not have")
    return reveal_secret(deps.vault, stored, factor_id=factor_id)
