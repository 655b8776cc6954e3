"""The vault: keys of other services of accounts and of the server, their audit, and the rotation of all secrets."""

from alcove.apps.study.vault.model import NewKey, Origin, build_context, build_fingerprint_context
from alcove.apps.study.vault.rotation import build_rotation, build_vault_probe
from alcove.apps.study.vault.service import VaultKeys
from alcove.foundation.deps import Deps

__all__ = [
    "NewKey",
    "Origin",
    "VaultKeys",
    "build_context",
    "build_fingerprint_context",
    "build_rotation",
    "build_vault_keys",
    "build_vault_probe",
]


def build_vault_keys(deps: Deps) -> VaultKeys:
    """Return the keys of the vault of this process."""
    return VaultKeys(deps.pool, vault=deps.vault, clock=deps.clock)
