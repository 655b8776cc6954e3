"""Accounts with rows in many tables, and the search for what is left of one."""

import uuid

from alcove.apps.study.accounts import MemberHooks
from alcove.foundation.database import Pool
from integration.study.callers import add_account

_COLUMNS = """
SELECT format('%I.%I', n.nspname, c.relname) AS place, array_agg(quote_ident(a.attname)) AS names
FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE c.relkind = 'r' AND NOT a.attisdropped AND a.attnum > 0
  AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg_t%'
GROUP BY 1
"""
_STATEMENTS = (
    "INSERT INTO public.subjects (id, user_id, name) VALUES ($1, $1, 'Maths')",
    "INSERT INTO public.tasks (user_id, title) SELECT $1, 'Read ' || n FROM generate_series(1, 120) AS n",
    "INSERT INTO public.security_events (user_id, event_type, ip_address) VALUES ($1, 'seen', '192.0.2.7')",
    "INSERT INTO public.api_vault (user_id, key_name, ciphertext) VALUES ($1, 'model', 'v1.1-a.the sealed text.n.c')",
    "INSERT INTO public.vault_logs (user_id, action, key_name) VALUES ($1, 'stored', 'model')",
    """
    INSERT INTO storage.objects (bucket_id, name, owner, owner_id, version, metadata) VALUES
        ('materials', $1::uuid || '/notes.pdf', NULL, NULL, 'a', NULL),
        ('avatars', 'avatars/' || $1::uuid || '-1.png', $1::uuid, $1::uuid::text, 'b', jsonb_build_object(
            'size', 70000, 'mimetype', 'image/png', 'eTag', '"' || repeat('ab', 32) || '"'))
    """,
    """
    INSERT INTO storage.resumable_uploads (id, bucket_id, name, owner_id, role, is_upsert, is_signed, header, mimetype,
        cache_control, created_at, expires_at)
    VALUES (gen_random_uuid(), 'materials', $1::uuid || '/big.pdf', $1::uuid::text, 'authenticated', false, false,
        'objectName ' || $1::uuid, 'application/pdf', 'no-cache', now(), now() + interval '1 day')
    """,
    "INSERT INTO auth.sessions (id, user_id, created_at, aal) VALUES ($1, $1, now() - interval '1 day', 'aal1')",
    """
    INSERT INTO auth.refresh_tokens (token, user_id, session_id)
    VALUES ('the hash of ' || $1::uuid, $1::uuid::text, $1)
    """,
    "INSERT INTO auth.refresh_tokens (token, user_id) VALUES ('an imported one of ' || $1::uuid, $1::uuid::text)",
    """
    INSERT INTO auth.mfa_factors (id, user_id, factor_type, status, created_at, updated_at, secret)
    VALUES ($1, $1, 'totp', 'unverified', now(), now(), 'the secret of the factor')
    """,
    """
    INSERT INTO auth.flow_state (id, user_id, auth_code, code_challenge_method, code_challenge, provider_type,
        authentication_method) VALUES (gen_random_uuid(), $1, 'c', 's256', 'x', 'email', 'otp')
    """,
    """
    INSERT INTO auth.audit_log_entries (id, payload, ip_address) SELECT gen_random_uuid(), payload, '192.0.2.7' FROM (
        VALUES (json_build_object('action', 'login', 'actor_id', $1::uuid, 'actor_username',
            $1::uuid || '@example.org')),
        (json_build_object('action', 'user_deleted', 'actor_id', gen_random_uuid(), 'traits',
            json_build_object('user_id', $1::uuid, 'user_email', $1::uuid || '@example.org')))) AS entry (payload)
    """,
    "INSERT INTO alcove.sign_in_failure (name, address) VALUES ($1::uuid || '@example.org', '192.0.2.1')",
    """
    INSERT INTO alcove.api_token (user_id, name, digest)
    VALUES ($1, 'script', 'the digest ' || $1::uuid::text::bytea)
    """,
    """
    INSERT INTO alcove.invitation (code_digest, email, roles, expires_at, accepted_by)
    VALUES ($1::uuid::text::bytea, $1::uuid || '@Example.org', '{}', now(), $1)
    """,
    """
    INSERT INTO alcove.mail_message (id, message_id, recipient, subject, body)
    VALUES (gen_random_uuid(), 'm', $1::uuid || '@example.org', 'Hello', 'Hello')
    """,
)


async def fill_account(pool: Pool) -> tuple[uuid.UUID, str]:
    """Add an account with rows in many tables, and return its id and address."""
    async with pool.acquire() as connection:
        account = await add_account(connection)
        await MemberHooks().after_create(connection, account)
        for statement in _STATEMENTS:
            await connection.execute(statement, account)
    return account, f"{account}@example.org"


async def find_traces(pool: Pool, account: uuid.UUID) -> list[str]:
    """Return the columns of all tables in which the id of an account occurs, which its address has, too."""
    patterns = (f"%{account}%", f"%{str(account).encode().hex()}%")
    contains = "SELECT EXISTS (SELECT FROM {0} AS t WHERE {1}::text ILIKE $1 OR {1}::text ILIKE $2)"
    return [
        f"{place}.{name}"
        for place, names in await pool.fetch(_COLUMNS)
        if await pool.fetchval(contains.format(place, "t"), *patterns)
        for name in names
        if await pool.fetchval(contains.format(place, f"t.{name}"), *patterns)
    ]
