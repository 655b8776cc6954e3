"""Closes a schema of Alcove's to every other role, and its triggers to names from elsewhere."""

# Grants that default privileges made are taken back too, whoever they name. A trigger runs in the session of whoever
# writes, so its function must bring along the schema in which it looks for tables.
_SEAL = """
DO $seal$
DECLARE
    place constant regnamespace := '{schema}';
    item record;
BEGIN
    FOR item IN
        SELECT target, owner, grantee FROM (
            SELECT 'SCHEMA ' || place AS target, nspowner AS owner, acl.grantee
            FROM pg_namespace, aclexplode(coalesce(nspacl, acldefault('n', nspowner))) AS acl WHERE oid = place
            UNION
            SELECT CASE relkind WHEN 'S' THEN 'SEQUENCE ' ELSE 'TABLE ' END || c.oid::regclass, relowner, acl.grantee
            FROM pg_class AS c, aclexplode(relacl) AS acl
            WHERE relnamespace = place AND relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
            UNION
            SELECT 'ROUTINE ' || p.oid::regprocedure, proowner, acl.grantee
            FROM pg_proc AS p, aclexplode(coalesce(proacl, acldefault('f', proowner))) AS acl
            WHERE pronamespace = place
            UNION
            SELECT 'TYPE ' || t.oid::regtype, typowner, acl.grantee
            FROM pg_type AS t, aclexplode(coalesce(typacl, acldefault('T', typowner))) AS acl
            WHERE typnamespace = place AND (typtype IN ('e', 'd', 'r')
                OR typtype = 'c' AND EXISTS (SELECT FROM pg_class WHERE oid = typrelid AND relkind = 'c'))
        ) AS granted
        WHERE grantee <> owner
    LOOP
        EXECUTE format('REVOKE ALL ON %s FROM %s CASCADE', item.target,
            CASE item.grantee WHEN 0 THEN 'PUBLIC' ELSE item.grantee::regrole::text END);
    END LOOP;
    FOR item IN
        SELECT oid::regprocedure AS name FROM pg_proc
        WHERE pronamespace = place AND prorettype = 'trigger'::regtype
          AND NOT coalesce(proconfig::text LIKE '%search_path=%', false)
    LOOP
        EXECUTE format('ALTER FUNCTION %s SET search_path = %s, pg_temp', item.name, place);
    END LOOP;
END
$seal$
"""


def seal(schema: str) -> str:
    """Return the statement that closes `schema`; it changes nothing where nothing is open."""
    return _SEAL.replace("{schema}", schema)
