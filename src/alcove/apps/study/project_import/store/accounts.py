"""All SQL of accounts of a dump: which are new here, which are known, and which are refused."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from alcove.apps.study.dumps import LOAD_TIMEOUT, StagingTable, add_columns, quote
from alcove.foundation.database import Connection
from alcove.foundation.identity import LOCAL_OWNER

USER_COLUMNS: Final = (
    "id", "aud", "role", "email", "encrypted_password", "email_confirmed_at", "invited_at", "last_sign_in_at",
    "raw_app_meta_data", "raw_user_meta_data", "created_at", "updated_at", "phone", "phone_confirmed_at",
    "banned_until", "is_sso_user", "deleted_at", "is_anonymous",
)  # fmt: skip
"""Columns of auth.users that are taken. Tokens, and what was about to change, are not."""
IDENTITY_COLUMNS: Final = (
    "id", "provider_id", "user_id", "identity_data", "provider", "last_sign_in_at", "created_at", "updated_at"
)  # fmt: skip
FACTOR_COLUMNS: Final = (
    "id", "user_id", "friendly_name", "factor_type", "status", "created_at", "updated_at", "secret"
)  # fmt: skip

MAX_LISTED: Final = 10_000

_MAP: Final = """
CREATE TEMP TABLE account_map (
    old uuid PRIMARY KEY, new uuid, email text, state text NOT NULL, is_new boolean NOT NULL)
"""
# The same address is the same account only together with the same id. Addresses and ids are unique here.
_FIND_STATES: Final = """
INSERT INTO pg_temp.account_map (old, new, email, state, is_new)
SELECT d.id, CASE state WHEN 'added' THEN d.id WHEN 'mapped' THEN gen_random_uuid() WHEN 'known' THEN d.id
        WHEN 'merged' THEN other.id END,
    d.email, state, state IN ('added', 'mapped')
FROM (
    SELECT s.id::uuid AS id, lower(nullif(btrim(s.email), '')) AS email, nullif(s.phone, '') AS phone,
        coalesce(s.is_sso_user::boolean, false) AS is_sso, s.email_confirmed_at IS NOT NULL AS is_confirmed
    FROM {users} AS s
) AS d
LEFT JOIN auth.users AS same ON same.id = d.id
LEFT JOIN (
    SELECT DISTINCT ON (lower(email::text)) lower(email::text) AS email, id, email_confirmed_at
    FROM auth.users WHERE NOT is_sso_user ORDER BY lower(email::text), email_confirmed_at NULLS LAST
) AS by_email ON by_email.email = d.email AND by_email.id <> d.id AND NOT d.is_sso
LEFT JOIN auth.users AS by_phone ON by_phone.phone = d.phone AND by_phone.id <> d.id
CROSS JOIN LATERAL (SELECT coalesce(by_email.id, by_phone.id) AS id) AS other
CROSS JOIN LATERAL (SELECT CASE
    WHEN d.id = $2 THEN 'reserved'
    WHEN same.id IS NOT NULL AND lower(same.email::text) IS NOT DISTINCT FROM d.email
        AND nullif(same.phone, '') IS NOT DISTINCT FROM d.phone THEN 'known'
    WHEN other.id IS NULL AND same.id IS NULL THEN 'added'
    WHEN other.id IS NULL THEN 'mapped'
    WHEN $1 AND by_email.id <> $2 AND coalesce(by_phone.id, by_email.id) = by_email.id AND d.is_confirmed
        AND by_email.email_confirmed_at IS NOT NULL THEN 'merged'
    ELSE 'refused' END AS state) AS decided
"""
_LIST_CHANGES: Final = """
SELECT old, new, email, state FROM pg_temp.account_map WHERE state <> 'added'
ORDER BY state <> 'refused', state, email, old LIMIT $1
"""
_COUNT_STATES: Final = "SELECT state, count(*) FROM pg_temp.account_map GROUP BY state"
_ADD_USERS: Final = """
INSERT INTO auth.users ({names}, instance_id, confirmation_token, recovery_token, email_change_token_new, email_change)
SELECT {values}, '00000000-0000-0000-0000-000000000000', '', '', '', ''
FROM {users} AS s JOIN pg_temp.account_map AS m ON m.old = s.id::uuid WHERE m.is_new
"""
_ADD_ROLES: Final = """
INSERT INTO alcove.account_role (user_id, app, role)
SELECT new, 'study', 'member' FROM pg_temp.account_map WHERE is_new ON CONFLICT DO NOTHING
"""
_USER_VALUES: Final = {
    "id": "m.new",
    "email": "m.email",
    "role": "CASE WHEN s.role IN ('authenticated', '') THEN s.role ELSE 'authenticated' END",
    "aud": "coalesce(nullif(s.aud, ''), 'authenticated')",
    "encrypted_password": "coalesce(s.encrypted_password, '')",
    "phone": "nullif(s.phone, '')",
    "created_at": "coalesce(s.created_at::timestamptz, now())",
    "updated_at": "coalesce(s.updated_at::timestamptz, now())",
    "is_sso_user": "coalesce(s.is_sso_user::boolean, false)",
    "is_anonymous": "coalesce(s.is_anonymous::boolean, false)",
}
_USER_TYPES: Final = {"raw_app_meta_data": "jsonb", "raw_user_meta_data": "jsonb"}
_COUNTS: Final = """
SELECT count(*) FILTER (WHERE s.role NOT IN ('authenticated', '')) AS other_roles,
    count(*) FILTER (WHERE coalesce(s.encrypted_password, '') <> ''
        AND s.encrypted_password !~ '^[$]2[aby][$][0-9]{{2}}[$][./A-Za-z0-9]{{53}}$'
        AND s.encrypted_password !~ '^[$]argon2') AS other_hashes
FROM {users} AS s JOIN pg_temp.account_map AS m ON m.old = s.id::uuid WHERE m.is_new
"""
# Old versions of GoTrue call the provider's id `id`, and have no other. The identity of an address names the account.
_ADD_IDENTITIES: Final = """
INSERT INTO auth.identities (id, provider_id, user_id, identity_data, provider, last_sign_in_at, created_at, updated_at)
SELECT
    CASE WHEN s.provider_id IS NOT NULL AND NOT EXISTS (SELECT FROM auth.identities AS i WHERE i.id::text = s.id)
        THEN s.id::uuid ELSE gen_random_uuid() END,
    CASE WHEN p.provider_id = m.old::text THEN m.new::text ELSE p.provider_id END, m.new,
    CASE WHEN s.identity_data::jsonb ->> 'sub' = m.old::text
        THEN s.identity_data::jsonb || jsonb_build_object('sub', m.new) ELSE s.identity_data::jsonb END,
    s.provider, s.last_sign_in_at::timestamptz, s.created_at::timestamptz, s.updated_at::timestamptz
FROM {identities} AS s
JOIN pg_temp.account_map AS m ON m.old = s.user_id::uuid
CROSS JOIN LATERAL (SELECT coalesce(s.provider_id, s.id) AS provider_id) AS p
WHERE m.is_new AND s.provider NOT IN ('local', 'calibre-web', 'proxy')
ON CONFLICT (provider_id, provider) DO NOTHING
"""
# People without any identity sign in by the address of the account.
_COUNT_IDENTITIES: Final = """
SELECT count(*) AS found, count(*) FILTER (WHERE m.state = 'known') AS known,
    count(*) FILTER (WHERE m.state = 'merged') AS merged,
    count(*) FILTER (WHERE m.is_new AND s.provider IN ('local', 'calibre-web', 'proxy')) AS ours
FROM {identities} AS s LEFT JOIN pg_temp.account_map AS m ON m.old = s.user_id::uuid
"""
_LIST_FACTORS: Final = """
SELECT CASE WHEN EXISTS (SELECT FROM auth.mfa_factors AS f WHERE f.id = s.id::uuid) THEN gen_random_uuid()
        ELSE s.id::uuid END AS id, m.new AS user_id, s.friendly_name, s.secret,
    coalesce(s.created_at::timestamptz, now()) AS created_at, coalesce(s.updated_at::timestamptz, now()) AS updated_at
FROM {factors} AS s JOIN pg_temp.account_map AS m ON m.old = s.user_id::uuid
WHERE m.is_new AND s.factor_type = 'totp' AND s.status = 'verified' AND s.secret ~ '^[A-Z2-7]{{16,128}}=*$'
ORDER BY s.id
"""
_COUNT_FACTORS: Final = """
SELECT count(*) AS found, count(*) FILTER (WHERE m.state = 'known') AS known,
    count(*) FILTER (WHERE m.state = 'merged') AS merged,
    count(*) FILTER (WHERE m.is_new AND s.status <> 'verified') AS unverified,
    count(*) FILTER (WHERE m.is_new AND s.status = 'verified' AND (
        s.factor_type <> 'totp' OR s.secret IS NULL OR s.secret !~ '^[A-Z2-7]{{16,128}}=*$')) AS other
FROM {factors} AS s LEFT JOIN pg_temp.account_map AS m ON m.old = s.user_id::uuid
"""
_ADD_FACTOR: Final = """
INSERT INTO auth.mfa_factors (id, user_id, friendly_name, factor_type, status, secret, created_at, updated_at)
VALUES ($1, $2, $3, 'totp', 'verified', $4, $5, $6) ON CONFLICT DO NOTHING
"""
# What must be the same: everything but the id and what is unique to a server.
_COMPARE: Final = """
SELECT coalesce(sum(hashtextextended(ROW({staged})::text, 0)::numeric), 0) AS old,
    coalesce(sum(hashtextextended(ROW({stored})::text, 0)::numeric), 0) AS new
FROM {users} AS s JOIN pg_temp.account_map AS m ON m.old = s.id::uuid JOIN auth.users AS u ON u.id = m.new
WHERE m.is_new
"""
_LIST_ADDED: Final = "SELECT new FROM pg_temp.account_map WHERE is_new ORDER BY new"
_COPY_MAP: Final = "SELECT old, new, email, state, is_new FROM pg_temp.account_map WHERE new IS NOT NULL"


async def create_map(connection: Connection) -> None:
    """Create the table that maps ids of the dump to ids of accounts here."""
    await connection.execute(_MAP)


async def find_states(connection: Connection, users: StagingTable, *, merges: bool) -> Sequence[Mapping[str, Any]]:
    """Decide about every staged account; return those that are not simply added, the refused ones first."""
    await add_columns(connection, users, columns=USER_COLUMNS)
    await connection.execute(_FIND_STATES.format(users=users.address), merges, LOCAL_OWNER, timeout=LOAD_TIMEOUT)
    return [dict(row) for row in await connection.fetch(_LIST_CHANGES, MAX_LISTED)]


async def count_states(connection: Connection) -> Mapping[str, int]:
    """Return how many accounts of the dump are added, known, and so on."""
    return dict(await connection.fetch(_COUNT_STATES))


async def add_users(connection: Connection, users: StagingTable) -> tuple[int, Mapping[str, int]]:
    """Add the new accounts as members of this app; return how many, and how many are not quite as they were."""
    names = ", ".join(USER_COLUMNS)
    values = ", ".join(_value(column) for column in USER_COLUMNS)
    counts = await connection.fetchrow(_COUNTS.format(users=users.address))
    statement = _ADD_USERS.format(names=names, values=values, users=users.address)
    status = await connection.execute(statement, timeout=LOAD_TIMEOUT)
    await connection.execute(_ADD_ROLES)
    return int(status.rsplit(" ", 1)[1]), dict(counts)


async def compare_users(connection: Connection, users: StagingTable) -> tuple[int, int]:
    """Return the checksums of the added accounts, in the dump and here."""
    columns = [column for column in USER_COLUMNS if column != "id"]
    staged = ", ".join(_value(column) for column in columns)
    stored = ", ".join(f"u.{quote(column)}" for column in columns)
    row = await connection.fetchrow(
        _COMPARE.format(staged=staged, stored=stored, users=users.address), timeout=LOAD_TIMEOUT
    )
    return int(row["old"]), int(row["new"])


async def add_identities(connection: Connection, identities: StagingTable) -> tuple[int, Mapping[str, int]]:
    """Add the identities of new accounts; return how many, and counts of the others."""
    await add_columns(connection, identities, columns=IDENTITY_COLUMNS)
    counts = await connection.fetchrow(_COUNT_IDENTITIES.format(identities=identities.address))
    status = await connection.execute(_ADD_IDENTITIES.format(identities=identities.address), timeout=LOAD_TIMEOUT)
    return int(status.rsplit(" ", 1)[1]), dict(counts)


async def list_factors(
    connection: Connection, factors: StagingTable
) -> tuple[Sequence[Mapping[str, Any]], Mapping[str, int]]:
    """Return the second factors of new accounts that can be taken, and counts of the others."""
    await add_columns(connection, factors, columns=FACTOR_COLUMNS)
    counts = await connection.fetchrow(_COUNT_FACTORS.format(factors=factors.address))
    return await connection.fetch(_LIST_FACTORS.format(factors=factors.address)), dict(counts)


async def add_factor(connection: Connection, factor: Mapping[str, Any], *, secret: str) -> bool:
    """Add a second factor whose secret is encrypted; return whether it was added."""
    values = (factor["id"], factor["user_id"], factor["friendly_name"], secret, factor["created_at"])
    status = await connection.execute(_ADD_FACTOR, *values, factor["updated_at"])
    return bool(status.endswith("1"))


async def list_added(connection: Connection) -> Sequence[UUID]:
    """Return the accounts that were added."""
    return [row[0] for row in await connection.fetch(_LIST_ADDED)]


async def copy_map(source: Connection, target: Connection) -> None:
    """Create the map in the session of another database."""
    await create_map(target)
    rows = [tuple(row) for row in await source.fetch(_COPY_MAP)]
    await target.copy_records_to_table("account_map", records=rows)
    await target.execute("GRANT SELECT ON pg_temp.account_map TO PUBLIC")


async def is_anything_mapped(connection: Connection) -> bool:
    """Return whether an account has another id here than in the dump."""
    found: bool = await connection.fetchval("SELECT EXISTS (SELECT FROM pg_temp.account_map WHERE old <> new)")
    return found


def _value(column: str) -> str:
    if column in _USER_VALUES:
        return _USER_VALUES[column]
    if column in _USER_TYPES:
        return f"s.{column}::{_USER_TYPES[column]}"
    return f"s.{column}::timestamptz" if column.endswith(("_at", "_until")) else f"s.{column}"
