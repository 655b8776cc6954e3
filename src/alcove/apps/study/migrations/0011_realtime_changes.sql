-- Changes of rows in the tables of the publication supabase_realtime, for the live queries of Realtime.

CREATE TABLE realtime.change_outbox (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    transaction_id xid8 NOT NULL DEFAULT pg_current_xact_id(),
    table_id oid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('INSERT', 'UPDATE', 'DELETE', 'LOST')),
    changed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    record text,
    old_record text,
    is_reduced boolean NOT NULL DEFAULT false
);
CREATE INDEX change_outbox_transaction_id_idx ON realtime.change_outbox (transaction_id, id);
COMMENT ON TABLE realtime.change_outbox IS
    'Changed rows as JSON, which the api processes read soon after the commit and remove some minutes later.';
COMMENT ON COLUMN realtime.change_outbox.kind IS 'LOST: the statement was not recorded, for the reason in `record`.';
COMMENT ON COLUMN realtime.change_outbox.is_reduced IS 'Whether fields of more than 64 bytes were left out of a large row.';

CREATE TABLE realtime.published_tables (
    id oid PRIMARY KEY,
    root_id oid NOT NULL,
    kinds text[] NOT NULL,
    columns text[],
    row_filter text,
    problem text
);
COMMENT ON TABLE realtime.published_tables IS 'The tables with triggers; realtime.sync_published_tables() fills it.';
COMMENT ON COLUMN realtime.published_tables.root_id IS 'The table under whose name changes are sent: of a partition, the published parent.';
COMMENT ON COLUMN realtime.published_tables.columns IS 'The column list of the publication; NULL for all columns.';
COMMENT ON COLUMN realtime.published_tables.problem IS 'Why the table has not got its triggers.';

-- The number that stands in a sequence is the current one for every transaction, whatever its snapshot is.
CREATE SEQUENCE realtime.changes_wanted_until MINVALUE 0 START 0 OWNED BY realtime.change_outbox.id;
COMMENT ON SEQUENCE realtime.changes_wanted_until IS
    'Seconds since 1970 until which triggers record changes; api processes with subscribers postpone it.';

CREATE FUNCTION realtime.want_changes(seconds integer) RETURNS void LANGUAGE sql
SET search_path = pg_catalog, pg_temp
RETURN setval('realtime.changes_wanted_until', extract(epoch FROM clock_timestamp())::bigint + seconds);
COMMENT ON FUNCTION realtime.want_changes(integer) IS 'Let the triggers record changes for some seconds from now on.';

CREATE FUNCTION realtime.reduce_record(record text, table_id oid) RETURNS text LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
RETURN (
    SELECT coalesce(json_object_agg(field.key, field.value), '{}')::text FROM json_each(record::json) AS field
    WHERE octet_length(field.value::text) <= 64 OR field.key IN (
        SELECT attname FROM pg_index AS i JOIN pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
        WHERE i.indrelid = table_id AND i.indisprimary));
COMMENT ON FUNCTION realtime.reduce_record(text, oid) IS 'Leave the fields out that are longer than 64 bytes, but not the primary key.';

CREATE FUNCTION realtime.record_lost_changes(table_id oid, reason text) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
    INSERT INTO realtime.change_outbox (table_id, kind, record) VALUES (table_id, 'LOST', reason);
    PERFORM realtime.notify_changes();
EXCEPTION WHEN OTHERS THEN
    RAISE WARNING 'realtime does not see a change of %: %', table_id::regclass, SQLERRM;
END
$body$;

-- A transaction with a notification cannot be prepared: where that is possible, api processes poll instead.
CREATE FUNCTION realtime.notify_changes() RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
    IF current_setting('max_prepared_transactions') = '0' THEN
        PERFORM pg_notify('realtime_changes', pg_current_xact_id()::text);
    END IF;
END
$body$;

-- Statement triggers see all rows of a statement. They never let it fail. The texts of values do not depend on the settings
-- of the writer. Old and new rows of an update are in the same order.
CREATE FUNCTION realtime.capture_changes() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET TimeZone = 'UTC' SET IntervalStyle = 'postgres' SET bytea_output = 'hex'
SET extra_float_digits = 1 AS $body$
DECLARE
    most_rows constant integer := 10000;
    most_bytes constant bigint := 67108864;
    most_bytes_of_a_row constant integer := 1048576;
    rows_written integer;
    bytes_written bigint;
BEGIN
    IF (SELECT last_value FROM realtime.changes_wanted_until) < extract(epoch FROM clock_timestamp()) THEN
        RETURN NULL;
    END IF;
    BEGIN
        IF TG_OP = 'INSERT' THEN
            INSERT INTO realtime.change_outbox (table_id, kind, record, is_reduced)
            SELECT TG_RELID, TG_OP,
                CASE WHEN octet_length(record) > most_bytes_of_a_row
                    THEN realtime.reduce_record(record, TG_RELID) ELSE record END,
                octet_length(record) > most_bytes_of_a_row
            FROM (SELECT row_to_json(n)::text AS record FROM new_rows AS n LIMIT most_rows + 1) AS inserted;
        ELSIF TG_OP = 'UPDATE' THEN
            INSERT INTO realtime.change_outbox (table_id, kind, record, old_record, is_reduced)
            SELECT TG_RELID, TG_OP,
                CASE WHEN is_large THEN realtime.reduce_record(record, TG_RELID) ELSE record END,
                CASE WHEN is_large THEN realtime.reduce_record(old_record, TG_RELID) ELSE old_record END,
                is_large
            FROM (
                SELECT record, old_record, octet_length(record) + octet_length(old_record) > most_bytes_of_a_row AS is_large
                FROM (SELECT row_number() OVER () AS place, row_to_json(n)::text AS record
                      FROM new_rows AS n LIMIT most_rows + 1) AS updated
                JOIN (SELECT row_number() OVER () AS place, row_to_json(o)::text AS old_record
                      FROM old_rows AS o LIMIT most_rows + 1) AS replaced USING (place)
                ORDER BY place) AS updated;
        ELSE
            INSERT INTO realtime.change_outbox (table_id, kind, old_record, is_reduced)
            SELECT TG_RELID, TG_OP,
                CASE WHEN octet_length(record) > most_bytes_of_a_row
                    THEN realtime.reduce_record(record, TG_RELID) ELSE record END,
                octet_length(record) > most_bytes_of_a_row
            FROM (SELECT row_to_json(o)::text AS record FROM old_rows AS o LIMIT most_rows + 1) AS deleted;
        END IF;
        GET DIAGNOSTICS rows_written = ROW_COUNT;
        IF rows_written > most_rows THEN
            RAISE EXCEPTION 'the statement changed more than % rows', most_rows;
        ELSIF rows_written > 64 THEN
            SELECT sum(octet_length(record) + octet_length(old_record)) INTO bytes_written
            FROM (SELECT coalesce(record, '') AS record, coalesce(old_record, '') AS old_record
                  FROM realtime.change_outbox WHERE transaction_id = pg_current_xact_id()
                  ORDER BY id DESC LIMIT rows_written) AS written;
            IF bytes_written > most_bytes THEN
                RAISE EXCEPTION 'the statement changed more than % bytes', most_bytes;
            END IF;
        END IF;
        IF rows_written > 0 THEN
            PERFORM realtime.notify_changes();
        END IF;
    EXCEPTION WHEN OTHERS THEN
        PERFORM realtime.record_lost_changes(TG_RELID, SQLERRM);
    END;
    RETURN NULL;
END
$body$;

-- Tables that belong to the server itself are never published.
CREATE VIEW realtime.publication_members AS
WITH publication AS (
    SELECT oid, puballtables, array_remove(ARRAY[
        CASE WHEN pubinsert THEN 'INSERT' END, CASE WHEN pubupdate THEN 'UPDATE' END, CASE WHEN pubdelete THEN 'DELETE' END],
        NULL) AS kinds
    FROM pg_publication WHERE pubname = 'supabase_realtime'
), named AS (
    SELECT prrelid AS id, prattrs::int2[] AS numbers, pg_get_expr(prqual, prrelid) AS row_filter
    FROM pg_publication_rel JOIN publication AS p ON p.oid = prpubid
    UNION ALL
    SELECT c.oid AS id, NULL::int2[] AS numbers, NULL::text AS row_filter FROM pg_publication_namespace JOIN publication AS p ON p.oid = pnpubid
    JOIN pg_class AS c ON c.relnamespace = pnnspid
    UNION ALL
    SELECT c.oid AS id, NULL::int2[] AS numbers, NULL::text AS row_filter FROM publication JOIN pg_class AS c ON puballtables
), roots AS (
    SELECT c.oid AS id, CASE WHEN bool_and(numbers IS NOT NULL) THEN min(numbers) END AS numbers,
        CASE WHEN bool_and(row_filter IS NOT NULL) THEN min(row_filter) END AS row_filter
    FROM named JOIN pg_class AS c ON c.oid = named.id JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p') AND c.relpersistence = 'p'
      AND n.nspname NOT IN (SELECT schema FROM alcove.migrations)
      AND n.nspname NOT IN ('alcove', 'realtime', 'information_schema') AND n.nspname NOT LIKE 'pg\_%'
    GROUP BY c.oid
)
SELECT DISTINCT ON (part.id) part.id, roots.id AS root_id, publication.kinds, roots.row_filter,
    CASE WHEN roots.numbers IS NOT NULL THEN ARRAY(
        SELECT attname::text FROM pg_attribute WHERE attrelid = roots.id AND attnum = ANY (roots.numbers) ORDER BY attnum)
    END AS columns
FROM publication CROSS JOIN roots
CROSS JOIN LATERAL (SELECT roots.id UNION SELECT relid FROM pg_partition_tree(roots.id)) AS part (id)
ORDER BY part.id, (SELECT count(*) FROM pg_partition_ancestors(roots.id));
COMMENT ON VIEW realtime.publication_members IS 'What supabase_realtime publishes; partitions belong to the highest published parent.';

CREATE FUNCTION realtime.sync_triggers(table_id oid, kinds text[]) RETURNS text LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $body$
DECLARE
    item record;
BEGIN
    FOR item IN
        SELECT kind, transitions, name, tg.oid IS NOT NULL AS is_made FROM (VALUES
            ('INSERT', 'NEW TABLE AS new_rows', 'alcove_changes_insert'),
            ('UPDATE', 'OLD TABLE AS old_rows NEW TABLE AS new_rows', 'alcove_changes_update'),
            ('DELETE', 'OLD TABLE AS old_rows', 'alcove_changes_delete')) AS made (kind, transitions, name)
        LEFT JOIN pg_trigger AS tg ON tgrelid = table_id AND tgname = name
    LOOP
        IF item.is_made AND item.kind <> ALL (kinds) THEN
            EXECUTE format('DROP TRIGGER %I ON %s', item.name, table_id::regclass);
        ELSIF NOT item.is_made AND item.kind = ANY (kinds) THEN
            EXECUTE format(
                'CREATE TRIGGER %I AFTER %s ON %s REFERENCING %s FOR EACH STATEMENT EXECUTE FUNCTION realtime.capture_changes()',
                item.name, item.kind, table_id::regclass, item.transitions);
        END IF;
    END LOOP;
    RETURN NULL;
EXCEPTION WHEN OTHERS THEN
    RETURN SQLERRM;
END
$body$;
COMMENT ON FUNCTION realtime.sync_triggers(oid, text[]) IS 'Give a table the triggers for these kinds of changes; return why that failed.';

CREATE FUNCTION realtime.sync_published_tables() RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
    item record;
    failure text;
BEGIN
    IF NOT pg_try_advisory_xact_lock(hashtext('realtime.sync_published_tables')) THEN
        -- Another transaction does it. Whoever listens does it again after that one.
        NOTIFY realtime_publication;
        RETURN;
    END IF;
    FOR item IN
        SELECT coalesce(m.id, p.id, t.id) AS id, m.root_id, m.kinds, m.columns, m.row_filter
        FROM realtime.publication_members AS m
        FULL JOIN realtime.published_tables AS p ON p.id = m.id
        FULL JOIN (
            SELECT tgrelid AS id,
                array_agg(CASE WHEN tgtype & 4 > 0 THEN 'INSERT' WHEN tgtype & 16 > 0 THEN 'UPDATE' ELSE 'DELETE' END) AS kinds
            FROM pg_trigger WHERE tgfoid = 'realtime.capture_changes'::regproc GROUP BY tgrelid
        ) AS t ON t.id = coalesce(m.id, p.id)
        WHERE (m.root_id, m.kinds, m.columns, m.row_filter, NULL)
                IS DISTINCT FROM (p.root_id, p.kinds, p.columns, p.row_filter, p.problem)
           OR NOT (coalesce(m.kinds, '{}') <@ coalesce(t.kinds, '{}') AND coalesce(t.kinds, '{}') <@ coalesce(m.kinds, '{}'))
    LOOP
        failure := NULL;
        IF EXISTS (SELECT FROM pg_class WHERE oid = item.id) THEN
            failure := realtime.sync_triggers(item.id, coalesce(item.kinds, '{}'));
        END IF;
        DELETE FROM realtime.published_tables WHERE id = item.id;
        IF item.root_id IS NOT NULL THEN
            INSERT INTO realtime.published_tables
            VALUES (item.id, item.root_id, item.kinds, item.columns, item.row_filter, failure);
        END IF;
    END LOOP;
EXCEPTION WHEN OTHERS THEN
    -- No statement of a program fails because of this.
    RAISE WARNING 'realtime cannot follow the publication supabase_realtime: %', SQLERRM;
END
$body$;
COMMENT ON FUNCTION realtime.sync_published_tables() IS
    'Give the tables of the publication supabase_realtime their triggers, and take them from other tables.';

CREATE FUNCTION realtime.follow_publication() RETURNS event_trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
    PERFORM realtime.sync_published_tables();
EXCEPTION WHEN OTHERS THEN
    RAISE WARNING 'realtime cannot follow the publication supabase_realtime: %', SQLERRM;
END
$body$;

CREATE FUNCTION realtime.read_policies(table_id oid, role_id oid) RETURNS text LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
RETURN (
    SELECT coalesce('(' || string_agg(condition, ' OR ') FILTER (WHERE polpermissive) || ')', 'false')
        || coalesce(' AND ' || string_agg(condition, ' AND ') FILTER (WHERE NOT polpermissive), '')
    FROM (
        SELECT polpermissive, '(' || coalesce(pg_get_expr(polqual, polrelid), 'true') || ')' AS condition FROM pg_policy
        WHERE polrelid = table_id AND polcmd IN ('r', '*') AND EXISTS (
            SELECT FROM unnest(polroles) AS named WHERE named = 0 OR pg_has_role(role_id, named, 'USAGE'))
        ORDER BY polname) AS policies);
COMMENT ON FUNCTION realtime.read_policies(oid, oid) IS
    'Return the condition under which policies let a role see a row of a table, as SQL with complete names.';

-- One row a check: whether a statement is true for a caller. Each runs in a transaction of its own inside of this one, which
-- is undone: what one check sets or breaks is not seen by the next. The statements come from the server, which alone may
-- call it.
CREATE FUNCTION realtime.check_changes(
    statements text[], roles text[], claims text[], records text[], operands text[]
) RETURNS TABLE (passes boolean, problem text, milliseconds double precision) LANGUAGE plpgsql AS $body$
DECLARE
    started timestamptz;
BEGIN
    FOR place IN 1 .. cardinality(statements) LOOP
        started := clock_timestamp();
        passes := NULL;
        problem := NULL;
        BEGIN
            PERFORM set_config('request.jwt.claims', claims[place], true);
            PERFORM set_config('role', roles[place], true);
            EXECUTE statements[place] INTO passes USING records[place], operands[place];
            RAISE EXCEPTION USING ERRCODE = 'UNDO0';
        EXCEPTION
            WHEN SQLSTATE 'UNDO0' THEN NULL;
            WHEN OTHERS THEN problem := SQLERRM;
        END;
        milliseconds := extract(epoch FROM clock_timestamp() - started) * 1000;
        RETURN NEXT;
    END LOOP;
END
$body$;
COMMENT ON FUNCTION realtime.check_changes(text[], text[], text[], text[], text[]) IS
    'Evaluate statements, each with the role and the claims of a caller.';

INSERT INTO alcove.kept_grants (schema, target, privilege, grantee) VALUES
    ('realtime', 'FUNCTION realtime.check_changes(text[], text[], text[], text[], text[])', 'EXECUTE', 'authenticator');

-- Whoever may use the schema can read none of this.
DO $grants$
DECLARE
    item record;
BEGIN
    FOR item IN
        SELECT 'TABLE ' || oid::regclass AS name, coalesce(relacl, acldefault('r', relowner)) AS acl, relowner AS owner
        FROM pg_class WHERE relnamespace = 'realtime'::regnamespace
          AND relname IN ('change_outbox', 'published_tables', 'publication_members')
        UNION ALL
        SELECT 'SEQUENCE ' || oid::regclass, coalesce(relacl, acldefault('s', relowner)), relowner
        FROM pg_class WHERE relnamespace = 'realtime'::regnamespace AND relkind = 'S'
          AND relname IN ('changes_wanted_until', 'change_outbox_id_seq')
        UNION ALL
        SELECT 'FUNCTION ' || oid::regprocedure, coalesce(proacl, acldefault('f', proowner)), proowner
        FROM pg_proc WHERE pronamespace = 'realtime'::regnamespace AND proname IN (
            'want_changes', 'reduce_record', 'record_lost_changes', 'notify_changes', 'capture_changes', 'sync_triggers',
            'sync_published_tables', 'follow_publication', 'read_policies', 'check_changes')
    LOOP
        CALL study.revoke_all(item.name, item.acl, item.owner);
    END LOOP;
    GRANT EXECUTE ON FUNCTION realtime.check_changes(text[], text[], text[], text[], text[]) TO authenticator;
END
$grants$;

-- Only a superuser may create event triggers; without them api processes look from time to time.
DO $watch$
BEGIN
    CREATE EVENT TRIGGER alcove_realtime_ddl ON ddl_command_end
        WHEN TAG IN (
            'CREATE PUBLICATION', 'ALTER PUBLICATION', 'DROP PUBLICATION', 'CREATE TABLE', 'CREATE TABLE AS', 'SELECT INTO',
            'ALTER TABLE', 'DROP TABLE', 'ALTER SCHEMA', 'DROP SCHEMA')
        EXECUTE FUNCTION realtime.follow_publication();
EXCEPTION WHEN insufficient_privilege THEN NULL;
END
$watch$;

DO $first$ BEGIN PERFORM realtime.sync_published_tables(); END $first$;
