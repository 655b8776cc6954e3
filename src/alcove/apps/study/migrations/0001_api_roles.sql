-- What programs for Supabase expect of every database: the roles of the REST API, their schemas, and the functions that
-- read the claims of the caller's token.

-- Roles belong to the whole server: another database of it may create them at the same time.
CREATE PROCEDURE study.ensure_role(name text, attributes text) LANGUAGE plpgsql AS $body$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) THEN
        EXECUTE format('CREATE ROLE %I NOLOGIN %s', name, attributes);
    END IF;
EXCEPTION
    WHEN duplicate_object OR unique_violation THEN NULL;
    WHEN insufficient_privilege THEN
        RAISE EXCEPTION 'the role % does not exist, and the user % of this database may not create it', name, current_user
            USING ERRCODE = 'insufficient_privilege', HINT = format(
                'Let an administrator of PostgreSQL run: CREATE ROLE %1$I NOLOGIN %2$s; GRANT %1$I TO %3$I WITH ADMIN OPTION;'
                ' or give this user the right CREATEROLE (and BYPASSRLS); or leave this app out with ALCOVE_APPS.',
                name, attributes, current_user);
END
$body$;

CREATE PROCEDURE study.ensure_membership(role_name text, member_name text) LANGUAGE plpgsql AS $body$
DECLARE
    -- Until PostgreSQL 15 every member of a role may become it.
    privilege constant text := CASE
        WHEN current_setting('server_version_num')::integer < 160000 THEN 'MEMBER' ELSE 'SET' END;
BEGIN
    -- As two databases may grant it at the same time.
    FOR attempt IN 1..50 LOOP
        BEGIN
            IF NOT pg_has_role(member_name, role_name, privilege) THEN
                EXECUTE format('GRANT %I TO %I', role_name, member_name);
            END IF;
            RETURN;
        EXCEPTION
            WHEN unique_violation OR internal_error THEN PERFORM pg_sleep(0.02);
            WHEN insufficient_privilege THEN
                RAISE EXCEPTION 'the user % of this database may not make % a member of %', current_user, member_name, role_name
                    USING ERRCODE = 'insufficient_privilege', HINT = format(
                        'Let an administrator of PostgreSQL run: GRANT %I TO %I;', role_name, member_name);
        END;
    END LOOP;
    RAISE EXCEPTION 'other sessions keep changing the members of %', role_name;
END
$body$;

CREATE PROCEDURE study.ensure_bypassrls(name text) LANGUAGE plpgsql AS $body$
BEGIN
    FOR attempt IN 1..50 LOOP
        BEGIN
            IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name AND rolbypassrls) THEN
                EXECUTE format('ALTER ROLE %I BYPASSRLS', name);
            END IF;
            RETURN;
        EXCEPTION
            WHEN internal_error THEN PERFORM pg_sleep(0.02);
            WHEN insufficient_privilege THEN
                RAISE EXCEPTION 'the role % needs BYPASSRLS, and the user % of this database may not set it', name, current_user
                    USING ERRCODE = 'insufficient_privilege',
                    HINT = format('Let an administrator of PostgreSQL run: ALTER ROLE %I BYPASSRLS;', name);
        END;
    END LOOP;
    RAISE EXCEPTION 'other sessions keep changing the role %', name;
END
$body$;

CALL study.ensure_role('anon', 'NOINHERIT');
CALL study.ensure_role('authenticated', 'NOINHERIT');
CALL study.ensure_role('service_role', 'NOINHERIT BYPASSRLS');
CALL study.ensure_role('authenticator', 'NOINHERIT');
CALL study.ensure_bypassrls('service_role');
CALL study.ensure_membership('anon', 'authenticator');
CALL study.ensure_membership('authenticated', 'authenticator');
CALL study.ensure_membership('service_role', 'authenticator');

CREATE SCHEMA IF NOT EXISTS extensions;
CREATE SCHEMA IF NOT EXISTS storage;
CREATE SCHEMA IF NOT EXISTS realtime;

CREATE FUNCTION auth.jwt() RETURNS jsonb LANGUAGE sql STABLE PARALLEL SAFE
RETURN nullif(current_setting('request.jwt.claims', true), '')::jsonb;
COMMENT ON FUNCTION auth.jwt() IS 'The claims of the caller''s token; NULL outside of a request.';

CREATE FUNCTION auth.uid() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
RETURN nullif(nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub', '')::uuid;
COMMENT ON FUNCTION auth.uid() IS 'The account of the caller; NULL without one.';

CREATE FUNCTION auth.role() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
RETURN nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'role';
COMMENT ON FUNCTION auth.role() IS 'The role in the caller''s token.';

CREATE FUNCTION auth.email() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
RETURN nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'email';
COMMENT ON FUNCTION auth.email() IS 'The email address in the caller''s token.';

-- The functions are all that the API roles may use in these schemas. Later migrations of the schemas keep the grants.
INSERT INTO alcove.kept_grants (schema, target, privilege, grantee)
SELECT schema, target, privilege, grantee
FROM (VALUES
    ('auth', 'SCHEMA auth', 'USAGE'),
    ('auth', 'FUNCTION auth.jwt()', 'EXECUTE'),
    ('auth', 'FUNCTION auth.uid()', 'EXECUTE'),
    ('auth', 'FUNCTION auth.role()', 'EXECUTE'),
    ('auth', 'FUNCTION auth.email()', 'EXECUTE'),
    ('storage', 'SCHEMA storage', 'USAGE'),
    ('realtime', 'SCHEMA realtime', 'USAGE')
) AS kept (schema, target, privilege)
CROSS JOIN unnest(ARRAY['anon', 'authenticated', 'service_role']) AS grantee;

-- Default privileges may have granted more than that to anybody.
CREATE PROCEDURE study.revoke_all(target text, acl aclitem[], owner oid) LANGUAGE plpgsql AS $body$
DECLARE
    grantee_id oid;
BEGIN
    FOR grantee_id IN SELECT DISTINCT granted.grantee FROM aclexplode(acl) AS granted WHERE granted.grantee <> owner LOOP
        EXECUTE format('REVOKE ALL ON %s FROM %s CASCADE', target,
            CASE grantee_id WHEN 0 THEN 'PUBLIC' ELSE grantee_id::regrole::text END);
    END LOOP;
END
$body$;

DO $grants$
DECLARE
    item record;
BEGIN
    FOR item IN
        SELECT oid::regprocedure AS name, coalesce(proacl, acldefault('f', proowner)) AS acl, proowner FROM pg_proc
        WHERE pronamespace = 'auth'::regnamespace AND proname IN ('jwt', 'uid', 'role', 'email')
    LOOP
        CALL study.revoke_all('FUNCTION ' || item.name, item.acl, item.proowner);
    END LOOP;
    REVOKE CREATE ON SCHEMA extensions, storage, realtime FROM PUBLIC, anon, authenticated, service_role CASCADE;
    FOR item IN SELECT * FROM alcove.kept_grants LOOP
        EXECUTE format('GRANT %s ON %s TO %I', item.privilege, item.target, item.grantee);
    END LOOP;
    FOR item IN
        SELECT nspname, rolname FROM pg_namespace, pg_roles
        WHERE nspname IN ('public', 'extensions') AND rolname IN ('anon', 'authenticated', 'service_role')
          AND NOT has_schema_privilege(rolname, nspname, 'USAGE')
    LOOP
        EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', item.nspname, item.rolname);
    END LOOP;
END
$grants$;

-- The REST API reads the schema again after a change of it. Temporary objects are no part of it: a function that uses them
-- must not make requests wait. Only a superuser may create event triggers; without them it does so on NOTIFY pgrst.
CREATE FUNCTION study.notify_schema_change() RETURNS event_trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
    IF EXISTS (SELECT FROM pg_event_trigger_ddl_commands() WHERE schema_name IS DISTINCT FROM 'pg_temp') THEN
        NOTIFY pgrst, 'reload schema';
    END IF;
END
$body$;
CREATE FUNCTION study.notify_schema_drop() RETURNS event_trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
    IF EXISTS (SELECT FROM pg_event_trigger_dropped_objects() WHERE NOT is_temporary) THEN
        NOTIFY pgrst, 'reload schema';
    END IF;
END
$body$;
DO $watch$
BEGIN
    CREATE EVENT TRIGGER alcove_rest_ddl ON ddl_command_end
        WHEN TAG IN (
            'CREATE SCHEMA', 'ALTER SCHEMA', 'CREATE TABLE', 'CREATE TABLE AS', 'SELECT INTO', 'ALTER TABLE',
            'CREATE FOREIGN TABLE', 'ALTER FOREIGN TABLE', 'CREATE VIEW', 'ALTER VIEW', 'CREATE MATERIALIZED VIEW',
            'ALTER MATERIALIZED VIEW', 'CREATE FUNCTION', 'ALTER FUNCTION', 'CREATE TRIGGER', 'CREATE TYPE',
            'ALTER TYPE', 'CREATE RULE', 'COMMENT', 'CREATE DOMAIN', 'ALTER DOMAIN', 'CREATE CAST', 'CREATE AGGREGATE',
            'ALTER AGGREGATE', 'CREATE EXTENSION')
        EXECUTE FUNCTION study.notify_schema_change();
    CREATE EVENT TRIGGER alcove_rest_drop ON sql_drop EXECUTE FUNCTION study.notify_schema_drop();
EXCEPTION WHEN insufficient_privilege THEN NULL;
END
$watch$;

CREATE TABLE study.rest_login (
    is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
    role_name text NOT NULL,
    password text NOT NULL
);
COMMENT ON TABLE study.rest_login IS 'The role with which /rest/v1 connects to this database, a member of authenticator.';

CREATE FUNCTION study.ensure_rest_login(
    new_name text, new_password text, OUT name text, OUT password text
) LANGUAGE plpgsql AS $body$
BEGIN
    LOCK TABLE study.rest_login IN SHARE ROW EXCLUSIVE MODE;
    INSERT INTO study.rest_login (role_name, password) VALUES (new_name, new_password) ON CONFLICT DO NOTHING;
    SELECT l.role_name, l.password INTO name, password FROM study.rest_login AS l;
    -- A database that was restored on another server has the row, but no role.
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) THEN
        EXECUTE format('CREATE ROLE %I LOGIN NOINHERIT PASSWORD %L', name, password);
        EXECUTE format('GRANT authenticator TO %I', name);
        EXECUTE format('ALTER ROLE %I SET role = %L', name, 'authenticator');
        -- As on Supabase, whatever the zone of the server is.
        EXECUTE format('ALTER ROLE %I SET TimeZone = %L', name, 'UTC');
        EXECUTE format('ALTER ROLE %I SET jit = %L', name, 'off');
    END IF;
END
$body$;
COMMENT ON FUNCTION study.ensure_rest_login(text, text) IS
    'Return the role of the REST API and its password; it is made with this name and password if there is none.';
