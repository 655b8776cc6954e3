-- Resumable uploads: what a client has announced about an object whose content arrives in parts. Those that arrived are a
-- file, whose length is the offset. No object exists before the content is complete.

CREATE TABLE storage.resumable_uploads (
    id uuid PRIMARY KEY,
    bucket_id text NOT NULL,
    name text NOT NULL,
    owner_id text,
    role text NOT NULL,
    is_upsert boolean NOT NULL,
    is_signed boolean NOT NULL,
    length bigint CHECK (length >= 0),
    header text NOT NULL,
    mimetype text NOT NULL,
    cache_control text NOT NULL,
    user_metadata jsonb,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    completed_size bigint
);
CREATE INDEX resumable_uploads_expires_at ON storage.resumable_uploads (expires_at);
COMMENT ON TABLE storage.resumable_uploads IS
    'Resumable uploads. The id is the name of the file with what arrived, and the version of the object when it is complete.';
COMMENT ON COLUMN storage.resumable_uploads.owner_id IS 'The account that creates the object.';
COMMENT ON COLUMN storage.resumable_uploads.length IS 'The size of the whole content; null until the client knows it.';
COMMENT ON COLUMN storage.resumable_uploads.header IS 'The header Upload-Metadata, which clients can read again.';
COMMENT ON COLUMN storage.resumable_uploads.completed_size IS 'The size of the object; null until the object is there.';

-- Only the server itself reads and writes the table. Default privileges may have granted more than that.
ALTER TABLE storage.resumable_uploads ENABLE ROW LEVEL SECURITY;
DO $grants$
DECLARE
    item record;
BEGIN
    FOR item IN
        SELECT 'TABLE ' || oid::regclass AS name, coalesce(relacl, acldefault('r', relowner)) AS acl, relowner AS owner
        FROM pg_class WHERE oid = 'storage.resumable_uploads'::regclass
    LOOP
        CALL study.revoke_all(item.name, item.acl, item.owner);
    END LOOP;
END
$grants$;
