-- Moves the window out of public, where versions before this file made it; a new database has nothing to move.

DO $move$
DECLARE
    item text;
BEGIN
    IF NOT EXISTS (SELECT FROM alcove.migrations WHERE id LIKE 'fetch/%') THEN
        RETURN;
    END IF;
    FOREACH item IN ARRAY ARRAY[
        'outbound_start',
        'outbound_hold'
    ] LOOP
        IF to_regclass('public.' || item) IS NOT NULL THEN
            EXECUTE format('ALTER TABLE public.%s SET SCHEMA alcove', item);
        END IF;
    END LOOP;
END
$move$;
