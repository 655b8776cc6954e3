"""Privileges of a schema: revoke those of other roles, and pin the search path of trigger functions."""

# Also revokes grants that default privileges made, to any role. Privileges that a migration recorded in
# `alcove.kept_grants` are granted again, so that a later migration of the schema does not remove them. A trigger runs
# in the session of the writing client, so its function needs a search path of its own.
_REVOKE = """
DO $revoke$
DECLARE
    target_schema constant regnamespace := '{schema}';
    item record;
BEGIN
    FOR item IN
        SELECT target, owner, grantee FROM (
            SELECT 'SCHEMA ' || target_schema AS target, nspowner AS owner, acl.grantee
            FROM pg_namespace, aclexplode(coalesce(nspacl, acldefault('n', nspowner))) AS acl WHERE oid = target_schema
            UNION
            SELECT CASE relkind WHEN 'S' THEN 'SEQUENCE ' ELSE 'TABLE ' END || c.oid::regclass, relowner, acl.grantee
            FROM pg_class AS c, aclexplode(relacl) AS acl
            WHERE relnamespace = target_schema AND relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
            UNION
            SELECT 'ROUTINE ' || p.oid::regprocedure, proowner, acl.grantee
            FROM pg_proc AS p, aclexplode(coalesce(proacl, acldefault('f', proowner))) AS acl
            WHERE pronamespace = target_schema
            UNION
            SELECT 'TYPE ' || t.oid::regtype, typowner, acl.grantee
            FROM pg_type AS t, aclexplode(coalesce(typacl, acldefault('T', typowner))) AS acl
            WHERE typnamespace = target_schema AND (typtype IN ('e', 'd', 'r')
                OR typtype = 'c' AND EXISTS (SELECT FROM pg_class WHERE oid = typrelid AND relkind = 'c'))
        ) AS granted
        WHERE grantee <> owner
    LOOP
        EXECUTE format('REVOKE ALL ON %s FROM %s CASCADE', item.target,
            CASE item.grantee WHEN 0 THEN 'PUBLIC' ELSE item.grantee::regrole::text END);
    END LOOP;
    FOR item IN
        SELECT privilege, target, grantee FROM alcove.kept_grants AS k JOIN pg_roles AS r ON rolname = grantee
        WHERE k.schema = '{schema}'
    LOOP
        EXECUTE format('GRANT %s ON %s TO %I', item.privilege, item.target, item.grantee);
    END LOOP;
    FOR item IN
        SELECT oid::regprocedure AS name FROM pg_proc
        WHERE pronamespace = target_schema AND prorettype = 'trigger'::regtype
          AND NOT coalesce(proconfig::text LIKE '%search_path=%', false)
    LOOP
        EXECUTE format('ALTER FUNCTION %s SET search_path = %s, pg_temp', item.name, target_schema);
    END LOOP;
END
$revoke$
"""


def revoke_privileges_sql(schema: str) -> str:
    """Return the statement that revokes all privileges of other roles on `schema`; it is idempotent."""
    return _REVOKE.replace("{schema}", schema)
