"""What a database has of the schema of accounts."""

from collections.abc import Mapping, Sequence
from typing import Final

from alcove.foundation.database import Connection

REQUIRED_COLUMNS: Final[Mapping[str, str]] = {
    "users": "id aud role email encrypted_password email_confirmed_at invited_at confirmation_sent_at recovery_sent_at"
    " email_change email_change_sent_at email_change_confirm_status last_sign_in_at raw_app_meta_data"
    " raw_user_meta_data created_at updated_at phone phone_confirmed_at phone_change confirmed_at banned_until"
    " reauthentication_sent_at is_sso_user deleted_at is_anonymous",
    "identities": "id provider_id user_id identity_data provider last_sign_in_at created_at updated_at email",
    "sessions": "id user_id created_at updated_at factor_id aal not_after refreshed_at user_agent ip tag",
    "refresh_tokens": "id token user_id revoked created_at updated_at parent session_id",
    "one_time_tokens": "id user_id token_type token_hash relates_to created_at updated_at",
    "mfa_factors": "id user_id friendly_name factor_type status created_at updated_at secret phone last_challenged_at",
    "mfa_challenges": "id factor_id created_at verified_at ip_address otp_code",
    "mfa_amr_claims": "id session_id created_at updated_at authentication_method",
    "flow_state": "id user_id auth_code code_challenge_method code_challenge provider_type provider_access_token"
    " provider_refresh_token created_at updated_at authentication_method auth_code_issued_at",
    "audit_log_entries": "id payload created_at ip_address",
}
"""The columns that the API uses, by table."""

_HAS_ACCOUNTS: Final = "SELECT to_regclass('auth.users') IS NOT NULL"
_IS_OURS: Final = "SELECT EXISTS (SELECT FROM alcove.migrations WHERE id LIKE 'auth/%')"
_HAS_HISTORY: Final = "SELECT to_regclass('alcove.migrations') IS NOT NULL"
_FIND_MISSING: Final = """
SELECT 'auth.' || wanted.relation || '.' || wanted.name
FROM unnest($1::text[], $2::text[]) AS wanted (relation, name)
WHERE NOT EXISTS (
    SELECT FROM pg_attribute
    WHERE attrelid = to_regclass('auth.' || wanted.relation) AND attname = wanted.name AND NOT attisdropped)
ORDER BY 1
"""


async def is_made_by_others(connection: Connection) -> bool:
    """Return whether there are accounts whose tables another program has made."""
    if not await connection.fetchval(_HAS_ACCOUNTS):
        return False
    return not (await connection.fetchval(_HAS_HISTORY) and await connection.fetchval(_IS_OURS))


async def find_missing_columns(connection: Connection) -> Sequence[str]:
    """Return the columns of `REQUIRED_COLUMNS` that the database does not have."""
    wanted = [(table, name) for table, names in REQUIRED_COLUMNS.items() for name in names.split()]
    rows = await connection.fetch(_FIND_MISSING, [table for table, _ in wanted], [name for _, name in wanted])
    return [row[0] for row in rows]
