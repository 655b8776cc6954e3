-- Moves the tables out of public, where versions before this file made them; a new database has nothing to move.

DO $move$
DECLARE
    item text;
BEGIN
    IF NOT EXISTS (SELECT FROM alcove.migrations WHERE id LIKE 'books/%') THEN
        RETURN;
    END IF;
    FOREACH item IN ARRAY ARRAY[
        'books_attempt',
        'books_catalogue',
        'books_catalogue_book',
        'books_cover',
        'books_delivery',
        'books_download',
        'books_file',
        'books_row',
        'books_saved_match',
        'books_saved_search',
        'books_session',
        'books_setting',
        'books_standardebooks_fetch',
        'books_token',
        'books_turn',
        'books_working'
    ] LOOP
        IF to_regclass('public.' || item) IS NOT NULL THEN
            EXECUTE format('ALTER TABLE public.%s SET SCHEMA books', item);
        END IF;
    END LOOP;
    FOREACH item IN ARRAY ARRAY[
        'books_generation'
    ] LOOP
        IF to_regclass('public.' || item) IS NOT NULL THEN
            EXECUTE format('ALTER SEQUENCE public.%s SET SCHEMA books', item);
        END IF;
    END LOOP;
END
$move$;
