"""The rotation of this server: which columns have secrets, and whether their master keys are there."""

from typing import Final

from alcove.apps.study.vault.model import PURPOSE
from alcove.foundation.deps import Deps
from alcove.foundation.lock import LockSettings, build_locks
from alcove.foundation.notify import SECRETS as DESTINATION_SECRETS
from alcove.foundation.telemetry import ComponentHealth, Probe
from alcove.foundation.vault import MasterKeysUnusable, SecretColumn, SecretRotation
from alcove.wires.supabase.auth.factors.stored_secrets import SECRETS as FACTOR_SECRETS

API_KEYS: Final = SecretColumn(
    table="public.api_vault", column="ciphertext", purpose=PURPOSE, context=("user_id", "key_name"),
    renewed_at="rotated_at",
)  # fmt: skip
CLIENT_KEYS: Final = SecretColumn(
    table="study.machine_clients", column="ciphertext", purpose="machine client", context=("id",)
)
COLUMNS: Final = (API_KEYS, CLIENT_KEYS, FACTOR_SECRETS, DESTINATION_SECRETS)
"""The columns with secrets here and in the foundation. Texts of the function `encryption` are with their programs."""


def build_rotation(deps: Deps) -> SecretRotation:
    """Return the rotation of all secrets that the server stores."""
    locks = build_locks(deps.load(LockSettings), pool=deps.pool, redis=deps.redis, clock=deps.clock)
    return SecretRotation(deps.pool, vault=deps.vault, columns=(*COLUMNS, *deps.secrets), locks=locks)


def build_vault_probe(deps: Deps) -> Probe:
    """Return the check that this server has the master keys of all stored secrets."""
    rotation = build_rotation(deps)

    async def probe_vault() -> ComponentHealth:
        try:
            missing = await rotation.find_missing_keys()
        except MasterKeysUnusable as error:
            return ComponentHealth("study vault", "degraded", error.message)
        if missing:
            detail = (
                f"the master keys {', '.join(missing)} are missing: secrets under them cannot be read, all else works;"
                " restore the file with the master keys from a backup"
            )
            return ComponentHealth("study vault", "degraded", detail)
        return ComponentHealth("study vault", "ok", "all stored secrets can be read")

    return probe_vault
