-- Private channels and broadcasts from the database: policies on realtime.messages decide who may use a channel, and
-- each row that is added to it is a message to the subscribers of its topic.

CREATE TABLE realtime.messages (
    topic text NOT NULL,
    extension text NOT NULL,
    payload jsonb,
    event text,
    private boolean DEFAULT false,
    updated_at timestamp NOT NULL DEFAULT (clock_timestamp() AT TIME ZONE 'UTC'),
    -- Messages of one transaction keep their order.
    inserted_at timestamp NOT NULL DEFAULT (clock_timestamp() AT TIME ZONE 'UTC'),
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    expires_at timestamp,
    CONSTRAINT messages_pkey PRIMARY KEY (id, inserted_at)
);
COMMENT ON TABLE realtime.messages IS
    'Broadcasts from the database, kept for three days. Its policies decide who may read and write on private channels.';
COMMENT ON COLUMN realtime.messages.extension IS 'broadcast or presence: what a policy gives a right to.';
COMMENT ON COLUMN realtime.messages.expires_at IS 'UTC; the message is not replayed any more. NULL for the whole three days.';
CREATE INDEX messages_inserted_at ON realtime.messages (inserted_at);
CREATE INDEX messages_replay ON realtime.messages (topic, inserted_at) WHERE extension = 'broadcast' AND private;
ALTER TABLE realtime.messages ENABLE ROW LEVEL SECURITY;

CREATE FUNCTION realtime.topic() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
RETURN nullif(current_setting('realtime.topic', true), '');
COMMENT ON FUNCTION realtime.topic() IS 'The topic of the channel that a policy decides about.';

-- It runs with the caller's rights, so the policies for senders apply. The search path stays the caller's, because
-- functions of these policies may depend on it.
CREATE FUNCTION realtime.send(payload jsonb, event text, topic text, private boolean DEFAULT true) RETURNS void
LANGUAGE plpgsql AS $body$
DECLARE
    earlier_topic constant text := pg_catalog.current_setting('realtime.topic', true);
BEGIN
    PERFORM pg_catalog.set_config('realtime.topic', send.topic, true);
    INSERT INTO realtime.messages (payload, event, topic, private, extension)
    VALUES (send.payload, send.event, send.topic, send.private, 'broadcast');
    PERFORM pg_catalog.set_config('realtime.topic', coalesce(earlier_topic, ''), true);
EXCEPTION WHEN OTHERS THEN
    -- A message that cannot be sent does not undo the change that it tells about.
    RAISE WARNING 'ErrorSendingBroadcastMessage: %', SQLERRM;
END
$body$;
COMMENT ON FUNCTION realtime.send(jsonb, text, text, boolean) IS 'Broadcast a message to a topic when the transaction commits.';

CREATE FUNCTION realtime.broadcast_changes(
    topic_name text, event_name text, operation text, table_name text, table_schema text,
    new record, old record, level text DEFAULT 'ROW'
) RETURNS void LANGUAGE plpgsql AS $body$
BEGIN
    IF level = 'STATEMENT' THEN
        RAISE EXCEPTION 'realtime.broadcast_changes needs a trigger FOR EACH ROW, not FOR EACH STATEMENT'
            USING ERRCODE = 'invalid_parameter_value';
    END IF;
    PERFORM realtime.send(
        pg_catalog.jsonb_build_object(
            'schema', table_schema, 'table', table_name, 'operation', operation, 'record', new, 'old_record', old),
        event_name, topic_name);
END
$body$;
COMMENT ON FUNCTION realtime.broadcast_changes(text, text, text, text, text, record, record, text) IS
    'Broadcast the change of a row to a private topic; for triggers.';

-- A notification names the messages of a statement in their order, after the transaction before which all have ended:
-- their notifications were sent earlier. A process that has lost its connection continues from there.
CREATE FUNCTION study.notify_messages() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
    ids text;
BEGIN
    FOR ids IN
        SELECT string_agg(id::text, ',' ORDER BY position) FROM (
            SELECT id, row_number() OVER () - 1 AS position FROM added WHERE extension = 'broadcast' AND event IS NOT NULL
        ) AS message
        GROUP BY position / 200 ORDER BY position / 200
    LOOP
        PERFORM pg_notify('realtime_messages', pg_snapshot_xmin(pg_current_snapshot()) || ' ' || ids);
    END LOOP;
    RETURN NULL;
END
$body$;
-- What a client sent is stored after it was delivered.
CREATE TRIGGER notify_messages AFTER INSERT ON realtime.messages REFERENCING NEW TABLE AS added FOR EACH STATEMENT
WHEN (current_setting('realtime.is_delivered', true) IS DISTINCT FROM 'true')
EXECUTE FUNCTION study.notify_messages();

-- Rows are added and selected as the caller, and undone: what works is allowed. An error of a policy is no right.
CREATE FUNCTION realtime.probe_rights(
    topic text, caller_role text, claims text, headers text,
    OUT reads text[], OUT writes text[], OUT problems text[]
) LANGUAGE plpgsql AS $body$
DECLARE
    kind text;
    probe uuid;
    is_allowed boolean;
    caller constant jsonb := jsonb_build_object(
        'search_path', 'public, extensions', 'realtime.topic', topic, 'request.jwt.claims', claims,
        'request.headers', headers);
BEGIN
    reads := '{}'; writes := '{}'; problems := '{}';
    FOREACH kind IN ARRAY ARRAY['broadcast', 'presence'] LOOP
        probe := gen_random_uuid();
        is_allowed := false;
        BEGIN
            PERFORM set_config('role', 'service_role', true);
            INSERT INTO realtime.messages (id, topic, extension, private)
            VALUES (probe, probe_rights.topic, kind, true);
            PERFORM set_config(setting.key, setting.value, true) FROM jsonb_each_text(caller) AS setting;
            PERFORM set_config('role', caller_role, true);
            is_allowed := EXISTS (SELECT FROM realtime.messages AS m WHERE m.id = probe AND m.extension = kind);
            RAISE SQLSTATE 'RT000';
        EXCEPTION
            WHEN SQLSTATE 'RT000' THEN
                IF is_allowed THEN reads := reads || kind; END IF;
            WHEN OTHERS THEN problems := problems || format('%s: %s', SQLSTATE, SQLERRM);
        END;
        BEGIN
            PERFORM set_config(setting.key, setting.value, true) FROM jsonb_each_text(caller) AS setting;
            PERFORM set_config('role', caller_role, true);
            INSERT INTO realtime.messages (topic, extension, private) VALUES (probe_rights.topic, kind, true);
            RAISE SQLSTATE 'RT000';
        EXCEPTION
            WHEN SQLSTATE 'RT000' THEN writes := writes || kind;
            WHEN insufficient_privilege THEN NULL;
            WHEN OTHERS THEN problems := problems || format('%s: %s', SQLSTATE, SQLERRM);
        END;
    END LOOP;
END
$body$;
COMMENT ON FUNCTION realtime.probe_rights(text, text, text, text) IS
    'Return what a caller may read and write on a private channel (broadcast, presence), and errors of its policies.';

INSERT INTO alcove.kept_grants (schema, target, privilege, grantee)
SELECT 'realtime', target, privilege, grantee
FROM (VALUES
    ('TABLE realtime.messages', 'SELECT, INSERT, UPDATE'),
    ('FUNCTION realtime.topic()', 'EXECUTE'),
    ('FUNCTION realtime.send(jsonb, text, text, boolean)', 'EXECUTE'),
    ('FUNCTION realtime.broadcast_changes(text, text, text, text, text, record, record, text)', 'EXECUTE')
) AS kept (target, privilege)
CROSS JOIN unnest(ARRAY['anon', 'authenticated', 'service_role']) AS grantee
UNION ALL VALUES
    ('realtime', 'SCHEMA realtime', 'USAGE', 'authenticator'),
    ('realtime', 'FUNCTION realtime.probe_rights(text, text, text, text)', 'EXECUTE', 'authenticator');

-- Default privileges may have granted more than that to anybody.
DO $grants$
DECLARE
    item record;
BEGIN
    FOR item IN
        SELECT 'TABLE ' || oid::regclass AS target, relacl AS acl, relowner AS owner FROM pg_class
        WHERE oid = 'realtime.messages'::regclass
        UNION ALL
        SELECT 'FUNCTION ' || oid::regprocedure, coalesce(proacl, acldefault('f', proowner)), proowner FROM pg_proc
        WHERE pronamespace = 'realtime'::regnamespace AND proname IN ('topic', 'send', 'broadcast_changes', 'probe_rights')
    LOOP
        CALL study.revoke_all(item.target, item.acl, item.owner);
    END LOOP;
    FOR item IN
        SELECT privilege, target, grantee FROM alcove.kept_grants WHERE schema = 'realtime'
    LOOP
        EXECUTE format('GRANT %s ON %s TO %I', item.privilege, item.target, item.grantee);
    END LOOP;
END
$grants$;
