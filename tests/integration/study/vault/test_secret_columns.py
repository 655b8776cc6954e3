"""The columns with secrets that the server rotates: each is what the part that stores the secret reads."""

from pathlib import Path
from uuid import uuid4

from alcove.apps.study.vault.rotation import COLUMNS, build_rotation
from alcove.foundation.database import Pool
from alcove.foundation.notify.addresses import DestinationSecret, decrypt_secret, encrypt_secret
from alcove.foundation.vault import read_key_id
from alcove.wires.supabase.auth.factors.stored_secrets import protect_secret, reveal_secret
from integration.study.callers import add_account
from support.deps import make_deps


async def test_secrets_of_all_parts_are_rotated(pool: Pool, dsn: str, tmp_path: Path) -> None:
    """After a rotation with new data keys, addresses of destinations and second factors are read as before."""
    deps = make_deps(dsn, pool=pool, data_dir=tmp_path)
    async with pool.acquire() as connection:
        account = await add_account(connection)
    destination, factor, address = uuid4(), uuid4(), DestinationSecret("https://example.org/hook", "k" * 32)
    secret = encrypt_secret(deps.vault, address, account_id=account, destination_id=destination)
    await pool.execute(
        "INSERT INTO alcove.notification_destination (id, account_id, channel, label, hint, secret)"
        " VALUES ($1, $2, 'webhook', 'Hook', 'example.org', $3)",
        destination,
        account,
        secret,
    )
    await pool.execute(
        "INSERT INTO auth.mfa_factors (id, user_id, factor_type, status, created_at, updated_at, secret)"
        " VALUES ($1, $2, 'totp', 'verified', now(), now(), $3)",
        factor,
        account,
        protect_secret(deps.vault, "JBSWY3DP", factor_id=factor),
    )
    report = await build_rotation(deps).rotate(renews_data_keys=True)
    assert (report.encrypted, report.damaged, report.missing) == (2, 0, {})
    stored = await pool.fetchval("SELECT secret FROM alcove.notification_destination")
    assert read_key_id(stored) == report.key_id
    assert decrypt_secret(deps.vault, stored, account_id=account, destination_id=destination) == address
    of_factor = await pool.fetchval("SELECT secret FROM auth.mfa_factors")
    assert reveal_secret(deps.vault, of_factor, factor_id=factor) == "JBSWY3DP"
    assert len({column.table for column in COLUMNS}) == 4
