-- Buckets and objects as programs for Supabase expect them: their SQL files add buckets and policies. The content of an
-- object is a file that its row names by `version`.

CREATE TYPE storage.buckettype AS ENUM ('STANDARD', 'ANALYTICS');

CREATE TABLE storage.buckets (
    id text PRIMARY KEY,
    name text NOT NULL,
    owner uuid,
    created_at timestamptz DEFAULT now(),
    updated_at timestamptz DEFAULT now(),
    public boolean DEFAULT false,
    avif_autodetection boolean DEFAULT false,
    file_size_limit bigint,
    allowed_mime_types text[],
    owner_id text,
    type storage.buckettype NOT NULL DEFAULT 'STANDARD'
);
CREATE UNIQUE INDEX bname ON storage.buckets (name);
COMMENT ON COLUMN storage.buckets.owner IS 'Replaced by owner_id; set for callers whose id is a UUID.';

CREATE TABLE storage.objects (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    bucket_id text CONSTRAINT "objects_bucketId_fkey" REFERENCES storage.buckets,
    name text,
    owner uuid,
    created_at timestamptz DEFAULT now(),
    updated_at timestamptz DEFAULT now(),
    last_accessed_at timestamptz DEFAULT now(),
    metadata jsonb,
    path_tokens text[] GENERATED ALWAYS AS (string_to_array(name, '/')) STORED,
    version text,
    owner_id text,
    user_metadata jsonb,
    level integer
);
CREATE UNIQUE INDEX bucketid_objname ON storage.objects (bucket_id, name);
-- Lists of a folder sort and search by bytes, whatever the collation of the database is.
CREATE INDEX idx_objects_bucket_id_name ON storage.objects (bucket_id, name COLLATE "C");
CREATE INDEX objects_version ON storage.objects (version);
COMMENT ON COLUMN storage.objects.version IS 'The file with the content; it never changes once it is written.';
COMMENT ON COLUMN storage.objects.level IS 'The number of parts of the name between slashes.';

CREATE TABLE storage.removed_versions (
    version text PRIMARY KEY,
    removed_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX removed_versions_removed_at ON storage.removed_versions (removed_at);
COMMENT ON TABLE storage.removed_versions IS
    'Versions that objects have stopped to name, or do not name yet; a job of the worker removes their files some time later.';

ALTER TABLE storage.buckets ENABLE ROW LEVEL SECURITY;
ALTER TABLE storage.objects ENABLE ROW LEVEL SECURITY;
ALTER TABLE storage.removed_versions ENABLE ROW LEVEL SECURITY;

CREATE FUNCTION storage.foldername(name text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN strpos(name, '/') = 0 THEN '{}'
    ELSE string_to_array(regexp_replace(name, '/[^/]*$', ''), '/') END;
COMMENT ON FUNCTION storage.foldername(text) IS 'The folders of an object''s name, the outermost first.';

CREATE FUNCTION storage.filename(name text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN regexp_replace(name, '^.*/', '');
COMMENT ON FUNCTION storage.filename(text) IS 'An object''s name without its folders.';

CREATE FUNCTION storage.extension(name text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN regexp_replace(regexp_replace(name, '^.*/', ''), '^.*\.', '');
COMMENT ON FUNCTION storage.extension(text) IS 'What follows the last dot of an object''s name.';

CREATE FUNCTION storage.operation() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
RETURN current_setting('storage.operation', true);
COMMENT ON FUNCTION storage.operation() IS 'The operation of the request, such as storage.object.upload.';

CREATE FUNCTION storage.allow_any_operation(expected_operations text[]) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
RETURN coalesce(regexp_replace(storage.operation(), '^storage\.', '') = ANY (
    SELECT regexp_replace(expected, '^storage\.', '') FROM unnest(expected_operations) AS expected WHERE expected <> ''
), false);
COMMENT ON FUNCTION storage.allow_any_operation(text[]) IS
    'Whether the request is one of these operations; the names may leave out the prefix storage.';

CREATE FUNCTION storage.allow_only_operation(expected_operation text) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
RETURN storage.allow_any_operation(ARRAY[expected_operation]);
COMMENT ON FUNCTION storage.allow_only_operation(text) IS
    'Whether the request is this operation; the name may leave out the prefix storage.';

CREATE FUNCTION storage.get_size_by_bucket() RETURNS TABLE (size bigint, bucket_id text) LANGUAGE sql STABLE AS $body$
    SELECT sum((o.metadata ->> 'size')::bigint)::bigint, o.bucket_id FROM storage.objects AS o GROUP BY o.bucket_id
$body$;
COMMENT ON FUNCTION storage.get_size_by_bucket() IS 'The bytes of the objects in buckets, as far as the caller sees them.';

CREATE FUNCTION storage.enforce_bucket_name_length() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
    IF length(NEW.name) > 100 OR length(NEW.id) > 100 THEN
        RAISE EXCEPTION 'bucket name "%" is too long (% characters). Max is 100.', left(NEW.name, 120), length(NEW.name)
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$body$;
CREATE TRIGGER enforce_bucket_name_length BEFORE INSERT OR UPDATE OF id, name ON storage.buckets
FOR EACH ROW EXECUTE FUNCTION storage.enforce_bucket_name_length();

CREATE FUNCTION storage.complete_object() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
    NEW.level := cardinality(string_to_array(NEW.name, '/'));
    IF TG_OP = 'UPDATE' THEN
        NEW.updated_at := now();
        -- A backup compares the file with it: one that a caller makes up would stop every backup.
        IF NEW.version = OLD.version AND NEW.metadata -> 'eTag' IS DISTINCT FROM OLD.metadata -> 'eTag'
            AND jsonb_typeof(NEW.metadata) = 'object' AND row_security_active('storage.objects') THEN
            NEW.metadata := NEW.metadata || jsonb_build_object('eTag', OLD.metadata -> 'eTag');
        END IF;
    END IF;
    RETURN NEW;
END
$body$;
CREATE TRIGGER complete_object BEFORE INSERT OR UPDATE ON storage.objects
FOR EACH ROW EXECUTE FUNCTION storage.complete_object();

-- Callers may not write to the table, so the functions run with their owner's rights.
CREATE FUNCTION storage.record_deleted_versions() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
    INSERT INTO storage.removed_versions (version) SELECT DISTINCT o.version FROM old_objects AS o WHERE o.version IS NOT NULL
    ON CONFLICT (version) DO UPDATE SET removed_at = excluded.removed_at;
    RETURN NULL;
END
$body$;
CREATE FUNCTION storage.record_replaced_versions() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
    INSERT INTO storage.removed_versions (version)
    SELECT DISTINCT o.version FROM old_objects AS o
    WHERE o.version IS NOT NULL AND NOT EXISTS (SELECT FROM new_objects AS n WHERE n.version = o.version)
    ON CONFLICT (version) DO UPDATE SET removed_at = excluded.removed_at;
    RETURN NULL;
END
$body$;
CREATE FUNCTION storage.record_truncated_versions() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
    INSERT INTO storage.removed_versions (version) SELECT DISTINCT o.version FROM storage.objects AS o WHERE o.version IS NOT NULL
    ON CONFLICT (version) DO UPDATE SET removed_at = excluded.removed_at;
    RETURN NULL;
END
$body$;
CREATE TRIGGER record_deleted_versions AFTER DELETE ON storage.objects REFERENCING OLD TABLE AS old_objects
FOR EACH STATEMENT EXECUTE FUNCTION storage.record_deleted_versions();
CREATE TRIGGER record_replaced_versions AFTER UPDATE ON storage.objects
REFERENCING OLD TABLE AS old_objects NEW TABLE AS new_objects
FOR EACH STATEMENT EXECUTE FUNCTION storage.record_replaced_versions();
CREATE TRIGGER record_truncated_versions BEFORE TRUNCATE ON storage.objects
FOR EACH STATEMENT EXECUTE FUNCTION storage.record_truncated_versions();

-- Whoever is bound by policies could otherwise name the file of an object that no policy lets it read, from a function of a
-- program for example. What the server has announced and no object has named yet is the caller's own upload: nobody else
-- knows it.
CREATE FUNCTION storage.check_version() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
    IF NOT EXISTS (SELECT FROM storage.removed_versions AS r WHERE r.version = NEW.version AND r.removed_at > now())
        OR EXISTS (SELECT FROM storage.objects AS o WHERE o.version = NEW.version) THEN
        RAISE EXCEPTION 'permission denied for the version of an object: only an upload sets it'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END
$body$;
CREATE TRIGGER check_new_version BEFORE INSERT ON storage.objects FOR EACH ROW
WHEN (NEW.version IS NOT NULL AND row_security_active('storage.objects'::regclass))
EXECUTE FUNCTION storage.check_version();
CREATE TRIGGER check_changed_version BEFORE UPDATE ON storage.objects FOR EACH ROW
WHEN (NEW.version IS NOT NULL AND NEW.version IS DISTINCT FROM OLD.version
    AND row_security_active('storage.objects'::regclass))
EXECUTE FUNCTION storage.check_version();

-- What the API roles may do; policies decide about rows. Default privileges may have granted more than that.
INSERT INTO alcove.kept_grants (schema, target, privilege, grantee)
SELECT 'storage', target, privilege, grantee
FROM (VALUES
    ('TABLE storage.buckets', 'SELECT, INSERT, UPDATE, DELETE'),
    ('TABLE storage.objects', 'SELECT, INSERT, UPDATE, DELETE'),
    ('TYPE storage.buckettype', 'USAGE'),
    ('FUNCTION storage.foldername(text)', 'EXECUTE'),
    ('FUNCTION storage.filename(text)', 'EXECUTE'),
    ('FUNCTION storage.extension(text)', 'EXECUTE'),
    ('FUNCTION storage.operation()', 'EXECUTE'),
    ('FUNCTION storage.allow_any_operation(text[])', 'EXECUTE'),
    ('FUNCTION storage.allow_only_operation(text)', 'EXECUTE'),
    ('FUNCTION storage.get_size_by_bucket()', 'EXECUTE')
) AS kept (target, privilege)
CROSS JOIN unnest(ARRAY['anon', 'authenticated', 'service_role']) AS grantee;

DO $grants$
DECLARE
    item record;
BEGIN
    FOR item IN
        SELECT 'TABLE ' || oid::regclass AS name, coalesce(relacl, acldefault('r', relowner)) AS acl, relowner AS owner
        FROM pg_class
        WHERE oid IN ('storage.buckets'::regclass, 'storage.objects'::regclass, 'storage.removed_versions'::regclass)
        UNION ALL
        SELECT 'FUNCTION ' || oid::regprocedure, coalesce(proacl, acldefault('f', proowner)), proowner FROM pg_proc
        WHERE pronamespace = 'storage'::regnamespace AND proname IN (
            'foldername', 'filename', 'extension', 'operation', 'allow_any_operation', 'allow_only_operation',
            'get_size_by_bucket', 'enforce_bucket_name_length', 'complete_object', 'check_version',
            'record_deleted_versions', 'record_replaced_versions', 'record_truncated_versions')
    LOOP
        CALL study.revoke_all(item.name, item.acl, item.owner);
    END LOOP;
    FOR item IN SELECT * FROM alcove.kept_grants WHERE schema = 'storage' LOOP
        EXECUTE format('GRANT %s ON %s TO %I', item.privilege, item.target, item.grantee);
    END LOOP;
END
$grants$;
