"""All SQL of exports."""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any, BinaryIO, Final

from alcove.foundation.database import Connection

COPY_TIMEOUT: Final = 6 * 3600.0
BATCH: Final = 500

_SNAPSHOT: Final = "SELECT pg_export_snapshot()"
_SCHEMAS: Final = """
SELECT nspname FROM pg_namespace
WHERE nspname NOT LIKE 'pg\\_%' AND nspname <> ALL (
    ARRAY['information_schema', 'auth', 'storage', 'realtime', 'extensions', 'study', 'study_project'])
  AND ($1 OR nspname = 'public')
  AND nspname NOT IN (SELECT schema FROM alcove.migrations) AND nspname <> 'alcove'
ORDER BY nspname
"""
_EXTENSIONS: Final = "SELECT extname FROM pg_extension WHERE extname <> 'plpgsql' ORDER BY 1"
_SUPPLIED: Final = "SELECT name FROM study_project.supplied_extensions ORDER BY 1"
# Policies of programs; those that this server has made itself have names of their own.
_POLICIES: Final = """
SELECT format('CREATE POLICY %I ON %I.%I AS %s FOR %s TO %s%s%s', policyname, schemaname, tablename, permissive, cmd,
    (SELECT string_agg(CASE role WHEN 'public' THEN 'PUBLIC' ELSE quote_ident(role::text) END, ', ')
     FROM unnest(roles) AS role),
    coalesce(' USING (' || qual || ')', ''), coalesce(' WITH CHECK (' || with_check || ')', ''))
FROM pg_policies
WHERE (schemaname, tablename) IN (('storage', 'objects'), ('storage', 'buckets'), ('realtime', 'messages'))
  AND policyname NOT LIKE 'Study: %'
ORDER BY schemaname, tablename, policyname
"""
_TRIGGERS: Final = """
SELECT pg_get_triggerdef(t.oid) FROM pg_trigger AS t JOIN pg_proc AS p ON p.oid = t.tgfoid
WHERE t.tgrelid = ANY (ARRAY[to_regclass('auth.users'), to_regclass('storage.objects')]) AND NOT t.tgisinternal
  AND p.pronamespace::regnamespace::text = ANY ($1::text[])
ORDER BY t.tgname
"""
_PUBLISHED: Final = """
SELECT format('ALTER PUBLICATION supabase_realtime ADD TABLE ONLY %I.%I', schemaname, tablename)
FROM pg_publication_tables WHERE pubname = 'supabase_realtime' AND schemaname = ANY ($1::text[])
ORDER BY schemaname, tablename
"""
USERS: Final = """
SELECT '00000000-0000-0000-0000-000000000000'::uuid AS instance_id, id, aud, role, email, encrypted_password,
    email_confirmed_at, invited_at, '' AS confirmation_token, '' AS recovery_token, '' AS email_change_token_new,
    '' AS email_change, last_sign_in_at, coalesce(raw_app_meta_data, '{}') - 'deletion_due_at' AS raw_app_meta_data,
    raw_user_meta_data, created_at, updated_at, phone, phone_confirmed_at, banned_until, is_sso_user, deleted_at,
    is_anonymous
FROM auth.users ORDER BY id
"""
IDENTITIES: Final = """
SELECT provider_id, user_id, identity_data, provider, last_sign_in_at, created_at, updated_at, id
FROM auth.identities WHERE provider NOT IN ('local', 'calibre-web', 'proxy') ORDER BY id
"""
BUCKETS: Final = """
SELECT id, name, owner, created_at, updated_at, public, avif_autodetection, file_size_limit, allowed_mime_types,
    owner_id
FROM storage.buckets ORDER BY id
"""
OBJECTS: Final = """
SELECT id, bucket_id, name, owner, created_at, updated_at, last_accessed_at, metadata, version, owner_id, user_metadata
FROM storage.objects ORDER BY bucket_id, name
"""
_FACTORS: Final = """
SELECT id, user_id, coalesce(friendly_name, '') AS friendly_name, factor_type::text AS factor_type,
    status::text AS status, created_at::text AS created_at, updated_at::text AS updated_at, secret
FROM auth.mfa_factors WHERE factor_type = 'totp' AND secret IS NOT NULL ORDER BY id
"""
# A file and a folder cannot have the same name.
_FILES: Final = """
SELECT o.bucket_id AS bucket, o.name, o.version, EXISTS (
    SELECT FROM storage.objects AS inner_object
    WHERE inner_object.bucket_id = o.bucket_id AND starts_with(inner_object.name, o.name || '/')) AS is_folder
FROM storage.objects AS o ORDER BY o.bucket_id, o.name
"""
# Without a search path, definitions name the schemas of everything.
_SETTINGS: Final = "SET LOCAL TimeZone = 'UTC'; SET LOCAL statement_timeout = 0; SET LOCAL search_path = ''"


async def prepare_session(connection: Connection) -> None:
    """Set what makes texts the same on every server, for the caller's transaction."""
    await connection.execute(_SETTINGS)


async def export_snapshot(connection: Connection) -> str:
    """Return the name of the snapshot of the caller's transaction, for pg_dump."""
    name: str = await connection.fetchval(_SNAPSHOT)
    return name


async def list_schemas(connection: Connection, *, is_program: bool) -> Sequence[str]:
    """Return the schemas of a program; in the server's own database that is `public` alone."""
    return [row[0] for row in await connection.fetch(_SCHEMAS, is_program)]


async def list_extensions(connection: Connection, *, is_program: bool) -> tuple[Sequence[str], Sequence[str]]:
    """Return the extensions that the database has, and those whose functions are SQL here."""
    created = [row[0] for row in await connection.fetch(_EXTENSIONS)]
    supplied = [row[0] for row in await connection.fetch(_SUPPLIED)] if is_program else []
    return created, supplied


async def list_shared_definitions(connection: Connection, schemas: Sequence[str]) -> Sequence[str]:
    """Return the statements that make a program's policies, triggers and publications of tables it shares."""
    statements = [row[0] for row in await connection.fetch(_TRIGGERS, list(schemas))]
    statements += [row[0] for row in await connection.fetch(_POLICIES)]
    return statements + [row[0] for row in await connection.fetch(_PUBLISHED, list(schemas))]


async def copy_query(connection: Connection, query: str, *, table: str, file: BinaryIO) -> int:
    """Write the rows of a query as a block of COPY; return how many."""
    statement = await connection.prepare(query)
    columns = ", ".join(attribute.name for attribute in statement.get_attributes())
    file.write(f"COPY {table} ({columns}) FROM stdin;\n".encode())
    status = await connection.copy_from_query(query, output=file, format="text", timeout=COPY_TIMEOUT)
    file.write(b"\\.\n\n")
    return int(status.rsplit(" ", 1)[1])


async def list_factors(connection: Connection) -> Sequence[Mapping[str, Any]]:
    """Return the second factors with a secret, which is encrypted."""
    return [dict(row) for row in await connection.fetch(_FACTORS)]


async def read_files(connection: Connection) -> AsyncIterator[Mapping[str, Any]]:
    """Yield the names and versions of all objects, and whether others are in a folder of that name."""
    cursor = await connection.cursor(_FILES)
    while rows := await cursor.fetch(BATCH):
        for row in rows:
            yield row
