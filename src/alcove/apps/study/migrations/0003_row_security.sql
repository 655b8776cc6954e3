-- Who may read and change which rows. Everybody gets privileges on the tables, as on Supabase, and policies decide about
-- rows; but a caller without an account only reads, and an insert of such a caller fails with the same error.

CREATE PROCEDURE study.set_table_privileges(target regclass) LANGUAGE plpgsql AS $body$
DECLARE
    relation pg_class;
BEGIN
    SELECT * INTO relation FROM pg_class WHERE oid = target;
    CALL study.revoke_all('TABLE ' || target, relation.relacl, relation.relowner);
    EXECUTE format('GRANT SELECT, INSERT ON %s TO anon', target);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO authenticated, service_role', target);
END
$body$;

-- Policies for the rows of the caller, one for each verb; other callers and verbs have none. The SELECT around auth.uid()
-- makes PostgreSQL evaluate it once for a statement, and use the index.
CREATE PROCEDURE study.protect_table(target regclass, owner_column text, VARIADIC verbs text[])
LANGUAGE plpgsql AS $body$
DECLARE
    verb text;
    condition text := format('%I = (SELECT auth.uid())', owner_column);
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', target);
    CALL study.set_table_privileges(target);
    FOREACH verb IN ARRAY verbs LOOP
        EXECUTE format('CREATE POLICY %I ON %s FOR %s TO authenticated %s', 'own rows: ' || verb, target, verb,
            CASE verb
                WHEN 'insert' THEN format('WITH CHECK (%s)', condition)
                WHEN 'update' THEN format('USING (%1$s) WITH CHECK (%1$s)', condition)
                ELSE format('USING (%s)', condition)
            END);
    END LOOP;
END
$body$;

CALL study.protect_table('public.profiles', 'id', 'select', 'insert', 'update');
CALL study.protect_table('public.user_settings', 'user_id', 'select', 'insert', 'update', 'delete');
CALL study.protect_table('public.subjects', 'user_id', 'select', 'insert', 'update', 'delete');
CALL study.protect_table('public.tasks', 'user_id', 'select', 'insert', 'update', 'delete');
CALL study.protect_table('public.study_sessions', 'user_id', 'select', 'insert', 'update', 'delete');
CALL study.protect_table('public.study_goals', 'user_id', 'select', 'insert', 'update', 'delete');
CALL study.protect_table('public.study_streaks', 'user_id', 'select', 'insert', 'update', 'delete');
CALL study.protect_table('public.ai_tutor_sessions', 'user_id', 'select', 'insert', 'update', 'delete');
CALL study.protect_table('public.ai_messages', 'user_id', 'select', 'insert', 'update', 'delete');
CALL study.protect_table('public.calendar_events', 'user_id', 'select', 'insert', 'update', 'delete');
CALL study.protect_table('public.notifications', 'user_id', 'select', 'insert', 'update', 'delete');
CALL study.protect_table('public.flashcard_sets', 'user_id', 'insert', 'update', 'delete');
CALL study.protect_table('public.flashcards', 'user_id', 'insert', 'update', 'delete');
CALL study.protect_table('public.flashcard_sessions', 'user_id', 'select', 'insert', 'update', 'delete');
CALL study.protect_table('public.quizzes', 'user_id', 'select', 'insert', 'update', 'delete');
CALL study.protect_table('public.quiz_attempts', 'user_id', 'select', 'insert', 'update', 'delete');
CALL study.protect_table('public.exams', 'user_id', 'select', 'insert', 'update', 'delete');
CALL study.protect_table('public.achievements', 'user_id', 'select', 'insert', 'update', 'delete');
CALL study.protect_table('public.materials', 'user_id', 'select', 'insert', 'update', 'delete');
CALL study.protect_table('public.assignments', 'user_id', 'select', 'insert', 'update', 'delete');
CALL study.protect_table('public.study_hours', 'user_id', 'select', 'insert', 'update', 'delete');
CALL study.protect_table('public.goals', 'user_id', 'select', 'insert', 'update', 'delete');
CALL study.protect_table('public.daily_logins', 'user_id', 'select', 'insert', 'update', 'delete');

-- The server writes these; whoever could change them could forge statistics, or reset a limit.
CALL study.protect_table('public.study_analytics', 'user_id', 'select');
CALL study.protect_table('public.api_usage_logs', 'user_id', 'select');
CALL study.protect_table('public.security_events', 'user_id', 'select');
CALL study.protect_table('public.rate_limits', 'user_id', VARIADIC '{}'::text[]);

CREATE POLICY "own and public sets: select" ON public.flashcard_sets FOR SELECT TO authenticated
    USING (user_id = (SELECT auth.uid()) OR is_public);
CREATE POLICY "own cards and those of public sets: select" ON public.flashcards FOR SELECT TO authenticated
    USING (
        user_id = (SELECT auth.uid())
        OR EXISTS (SELECT FROM public.flashcard_sets AS s WHERE s.id = set_id AND s.is_public)
    );

-- A row may refer to rows of the same user only. Another user's row is reported as if it did not exist. The checks come
-- after the row was written, so that the policies decide first.
CREATE FUNCTION study.check_reference() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $body$
DECLARE
    target constant text := TG_ARGV[0];
    column_name constant text := TG_ARGV[1];
    reference constant uuid := (to_jsonb(NEW) ->> column_name)::uuid;
    is_own boolean;
BEGIN
    EXECUTE format('SELECT EXISTS (SELECT FROM public.%I WHERE id = $1 AND user_id = $2)', target)
        INTO is_own USING reference, NEW.user_id;
    IF NOT is_own THEN
        RAISE EXCEPTION 'insert or update on table "%" violates foreign key constraint "%"',
                TG_TABLE_NAME, TG_TABLE_NAME || '_' || column_name || '_fkey'
            USING ERRCODE = 'foreign_key_violation', SCHEMA = TG_TABLE_SCHEMA, TABLE = TG_TABLE_NAME,
            CONSTRAINT = TG_TABLE_NAME || '_' || column_name || '_fkey',
            -- As PostgreSQL says it of a missing row of a table with row security.
            DETAIL = format('Key is not present in table "%s".', target);
    END IF;
    RETURN NULL;
END
$body$;

-- So that a reference stays right: the owner of a row with references to it does not change.
CREATE FUNCTION study.keep_owner() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    RAISE EXCEPTION 'the owner of a row of "%" cannot change', TG_TABLE_NAME
        USING ERRCODE = 'foreign_key_violation', SCHEMA = TG_TABLE_SCHEMA, TABLE = TG_TABLE_NAME;
END
$body$;

DO $references$
DECLARE
    item record;
BEGIN
    FOR item IN
        SELECT c.conrelid::regclass AS origin, target.relname AS target, a.attname AS column_name
        FROM pg_constraint AS c
        JOIN pg_class AS target ON target.oid = c.confrelid
        JOIN pg_attribute AS a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
        WHERE c.contype = 'f' AND c.connamespace = 'public'::regnamespace
          AND target.oid IN ('public.subjects'::regclass, 'public.ai_tutor_sessions'::regclass,
                             'public.flashcard_sets'::regclass, 'public.quizzes'::regclass)
    LOOP
        EXECUTE format(
            'CREATE TRIGGER %1$I AFTER INSERT OR UPDATE OF user_id, %2$I ON %3$s FOR EACH ROW WHEN (NEW.%2$I IS NOT NULL)'
            ' EXECUTE FUNCTION study.check_reference(%4$L, %2$L)',
            'check_' || item.column_name, item.column_name, item.origin, item.target);
    END LOOP;
    FOR item IN SELECT unnest(ARRAY['subjects', 'ai_tutor_sessions', 'flashcard_sets', 'quizzes']) AS target LOOP
        EXECUTE format(
            'CREATE TRIGGER keep_owner AFTER UPDATE OF user_id ON public.%I FOR EACH ROW'
            ' WHEN (NEW.user_id <> OLD.user_id) EXECUTE FUNCTION study.keep_owner()', item.target);
    END LOOP;
END
$references$;
