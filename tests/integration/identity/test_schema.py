"""The tables of the schema `auth` are GoTrue's, column by column."""

from typing import Final

import asyncpg
import pytest

from alcove.foundation.database import Connection, MigrationError, migrate
from support.postgres import migration_sources

ID: Final = "id uuid !"
USER: Final = "user_id uuid !"
TIMES: Final = "created_at timestamptz, updated_at timestamptz"
TABLES: Final = {
    "audit_log_entries": f"instance_id uuid, {ID}, payload json, created_at timestamptz, ip_address varchar(64) !",
    "flow_state": f"{ID}, user_id uuid, auth_code text !, code_challenge_method code_challenge_method !,"
    " code_challenge text !, provider_type text !, provider_access_token text, provider_refresh_token text,"
    f" {TIMES}, authentication_method text !, auth_code_issued_at timestamptz",
    "identities": f"provider_id text !, {USER}, identity_data jsonb !, provider text !, last_sign_in_at timestamptz,"
    f" {TIMES}, email text, {ID}",
    "mfa_amr_claims": "session_id uuid !, created_at timestamptz !, updated_at timestamptz !,"
    f" authentication_method text !, {ID}",
    "mfa_challenges": f"{ID}, factor_id uuid !, created_at timestamptz !, verified_at timestamptz, ip_address inet !,"
    " otp_code text, web_authn_session_data jsonb",
    "mfa_factors": f"{ID}, {USER}, friendly_name text, factor_type factor_type !, status factor_status !,"
    " created_at timestamptz !, updated_at timestamptz !, secret text, phone text, last_challenged_at timestamptz,"
    " web_authn_credential jsonb, web_authn_aaguid uuid",
    "one_time_tokens": f"{ID}, {USER}, token_type one_time_token_type !, token_hash text !, relates_to text !,"
    " created_at timestamp !, updated_at timestamp !",
    "refresh_tokens": "instance_id uuid, id bigint !, token varchar(255), user_id varchar(255), revoked boolean,"
    f" {TIMES}, parent varchar(255), session_id uuid",
    "sessions": f"{ID}, {USER}, {TIMES}, factor_id uuid, aal aal_level, not_after timestamptz,"
    " refreshed_at timestamp, user_agent text, ip inet, tag text",
    "users": f"instance_id uuid, {ID}, aud varchar(255), role varchar(255), email varchar(255),"
    " encrypted_password varchar(255), email_confirmed_at timestamptz, invited_at timestamptz,"
    " confirmation_token varchar(255), confirmation_sent_at timestamptz, recovery_token varchar(255),"
    " recovery_sent_at timestamptz, email_change_token_new varchar(255), email_change varchar(255),"
    " email_change_sent_at timestamptz, last_sign_in_at timestamptz, raw_app_meta_data jsonb, raw_user_meta_data jsonb,"
    f" is_super_admin boolean, {TIMES}, phone text, phone_confirmed_at timestamptz, phone_change text,"
    " phone_change_token varchar(255), phone_change_sent_at timestamptz, confirmed_at timestamptz,"
    " email_change_token_current varchar(255), email_change_confirm_status smallint, banned_until timestamptz,"
    " reauthentication_token varchar(255), reauthentication_sent_at timestamptz, is_sso_user boolean !,"
    " deleted_at timestamptz, is_anonymous boolean !",
}
TYPES: Final = {
    "aal_level": ["aal1", "aal2", "aal3"],
    "code_challenge_method": ["s256", "plain"],
    "factor_status": ["unverified", "verified"],
    "factor_type": ["totp", "webauthn", "phone"],
    "one_time_token_type": [
        "confirmation_token", "reauthentication_token", "recovery_token", "email_change_token_new",
        "email_change_token_current", "phone_change_token",
    ],
}  # fmt: skip

COLUMNS: Final = """
SELECT c.relname, string_agg(
    a.attname || ' ' || replace(replace(replace(replace(
        format_type(a.atttypid, a.atttypmod), 'timestamp with time zone', 'timestamptz'),
        'timestamp without time zone', 'timestamp'), 'character varying', 'varchar'), 'auth.', '')
    || CASE WHEN a.attnotnull THEN ' !' ELSE '' END, ', ' ORDER BY a.attnum)
FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE c.relnamespace = 'auth'::regnamespace AND c.relkind = 'r' GROUP BY c.relname
"""
LABELS: Final = """
SELECT typname, array_agg(enumlabel::text ORDER BY enumsortorder)
FROM pg_type JOIN pg_enum ON enumtypid = pg_type.oid WHERE typnamespace = 'auth'::regnamespace GROUP BY typname
"""
BEGUN: Final = """
WITH u AS (INSERT INTO auth.users (id) VALUES (gen_random_uuid()) RETURNING id),
     s AS (INSERT INTO auth.sessions (id, user_id) SELECT gen_random_uuid(), id FROM u RETURNING id)
INSERT INTO alcove.browser_session (session_id, digest, backend, fingerprint, username)
SELECT id, $1, 'accounts', '', '' FROM s RETURNING session_id
"""


async def test_columns_match_gotrue(connection: Connection) -> None:
    """Names, order, types and nullability (! for NOT NULL); there are no other tables."""
    assert dict(await connection.fetch(COLUMNS)) == TABLES


async def test_types_match_gotrue(connection: Connection) -> None:
    """Enumerations have these labels in this order."""
    assert dict(await connection.fetch(LABELS)) == TYPES


@pytest.mark.parametrize(
    "planted",
    [
        "CREATE TABLE auth.users (id uuid PRIMARY KEY)",
        "CREATE FUNCTION auth.uid() RETURNS uuid LANGUAGE sql AS 'SELECT NULL::uuid'",
        "CREATE TYPE auth.aal_level AS ENUM ('aal1')",
    ],
)
async def test_a_foreign_schema_is_rejected(empty_dsn: str, planted: str) -> None:
    """If `auth` has foreign tables, nothing is created, and the error says what to do."""
    connection = await asyncpg.connect(empty_dsn)
    await connection.execute(f"CREATE SCHEMA auth; {planted}")
    with pytest.raises(MigrationError, match=r"schema auth .* give Alcove another database, or rename that schema"):
        migrate(empty_dsn, migration_sources())
    assert await connection.fetchval("SELECT to_regnamespace('alcove')") is None
    await connection.close()


async def test_every_end_of_a_session_is_notified(dsn: str) -> None:
    """Listeners get the session id, also when the row in schema `auth` or the account is deleted."""
    connection = await asyncpg.connect(dsn)
    ended_sessions: list[str] = []
    await connection.add_listener("alcove_session", lambda *args: ended_sessions.append(str(args[-1])))
    ids = [await connection.fetchval(BEGUN, bytes([number])) for number in (1, 2)]
    await connection.execute("DELETE FROM auth.sessions WHERE id = $1", ids[0])
    await connection.execute("DELETE FROM auth.users")
    await connection.execute("SELECT 1")
    assert ended_sessions == [str(session) for session in ids]
    await connection.close()
