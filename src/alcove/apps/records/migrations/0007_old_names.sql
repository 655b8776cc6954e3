-- The old names go on working for an older program that shares the database: a view in public for each of its tables.

-- Makes the views; also for a database that was not adopted, when somebody wants to reach its tables by the old names.
-- What is written to a view passes the same triggers and constraints. Only the owner may use it until others are granted
-- that: whatever default privileges hand out is taken back.
CREATE FUNCTION discogs_keep_old_names() RETURNS void LANGUAGE plpgsql SET search_path = records, pg_temp AS $function$
DECLARE
    item text;
    reader record;
BEGIN
    FOREACH item IN ARRAY ARRAY[
        'discogs_record',
        'discogs_seller',
        'discogs_listing',
        'discogs_recommendationmodel',
        'discogs_recommendationmetrics',
        'discogs_recordoftheday',
        'discogs_recordofthedayfeedback'
    ] LOOP
        EXECUTE format('CREATE OR REPLACE VIEW public.%1$I AS SELECT * FROM records.%1$I', item);
        FOR reader IN
            SELECT DISTINCT acl.grantee FROM pg_class, aclexplode(relacl) AS acl
            WHERE oid = format('public.%I', item)::regclass AND acl.grantee <> relowner
        LOOP
            EXECUTE format('REVOKE ALL ON public.%I FROM %s CASCADE', item,
                CASE reader.grantee WHEN 0 THEN 'PUBLIC' ELSE reader.grantee::regrole::text END);
        END LOOP;
    END LOOP;
END
$function$;

DO $block$
DECLARE
    item regprocedure;
BEGIN
    -- Who may write through a view need not be allowed to use the tables that the triggers keep.
    FOR item IN
        SELECT oid FROM pg_proc WHERE pronamespace = 'records'::regnamespace AND prorettype = 'trigger'::regtype
    LOOP
        EXECUTE format('ALTER FUNCTION %s SECURITY DEFINER SET search_path = records, pg_temp', item);
    END LOOP;
    IF obj_description('records'::regnamespace, 'pg_namespace') LIKE 'Adopted:%' THEN
        PERFORM discogs_keep_old_names();
    END IF;
END
$block$;
