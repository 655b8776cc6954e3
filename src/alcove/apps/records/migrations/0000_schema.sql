-- Moves the tables out of public: those that versions before this file made, and in a database that Alcove has not
-- migrated yet those of an older record scout, which are adopted. A new database has nothing to move.

DO $move$
DECLARE
    migrated constant boolean := EXISTS (SELECT FROM alcove.migrations WHERE id LIKE 'records/%');
    found constant boolean := EXISTS (
        SELECT FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
        AND relname IN ('discogs_record', 'discogs_seller', 'discogs_listing'));
    shared boolean := found;
    lacking text;
    item text;
BEGIN
    IF NOT found THEN
        RETURN;
    END IF;
    IF migrated THEN
        -- Versions before this file adopted tables without a note: the other program's own traces tell.
        shared := to_regclass('public.django_migrations') IS NOT NULL OR EXISTS (
            SELECT FROM pg_attribute WHERE attname IN ('created_at', 'updated_at', 'deleted_at') AND attrelid IN (
                'public.discogs_record'::regclass, 'public.discogs_seller'::regclass, 'public.discogs_listing'::regclass));
    ELSE
        SELECT string_agg(shape.name || '.' || col, ', ' ORDER BY shape.name, col) INTO lacking
        FROM (VALUES
            ('discogs_record', 'id discogs_id artist title format label catno wants haves added genres styles suggested_price year'),
            ('discogs_seller', 'id name currency'),
            ('discogs_listing', 'id seller_id record_id record_price media_condition score kept evaluated predicted_keeper'),
            ('discogs_recommendationmodel', 'id created_at updated_at model_data vectorizer_data feature_names last_accuracy'),
            ('discogs_recommendationmetrics', 'id session_date accuracy precision num_samples'),
            ('discogs_recordoftheday', 'id date listing_id created_at model_score entropy_measure system_temperature utility_term entropy_term free_energy selection_probability total_candidates cluster_count selection_method'),
            ('discogs_recordofthedayfeedback', 'id record_of_the_day_id desirability_rating novelty_rating created_at')
        ) AS shape (name, cols), unnest(string_to_array(shape.cols, ' ')) AS col
        WHERE to_regclass('public.' || shape.name) IS NOT NULL AND NOT EXISTS (
            SELECT FROM pg_attribute
            WHERE attrelid = to_regclass('public.' || shape.name) AND attname = col AND NOT attisdropped);
        IF lacking IS NOT NULL THEN
            RAISE 'the tables discogs_* in this database are not those of a record scout: they lack %', lacking
            USING HINT = 'Nothing was changed. Give Alcove a database of its own.';
        END IF;
    END IF;
    FOREACH item IN ARRAY ARRAY[
        'discogs_record',
        'discogs_seller',
        'discogs_listing',
        'discogs_recommendationmodel',
        'discogs_recommendationmetrics',
        'discogs_recordoftheday',
        'discogs_recordofthedayfeedback'
    ] LOOP
        EXECUTE format('ALTER TABLE IF EXISTS public.%I SET SCHEMA records', item);
    END LOOP;
    IF shared THEN
        COMMENT ON SCHEMA records IS 'Adopted: an older program knows the tables by their names in public.';
    END IF;
    IF NOT migrated THEN
        RETURN;
    END IF;
    FOREACH item IN ARRAY ARRAY[
        'discogs_accuracy',
        'discogs_current_model',
        'discogs_pick'
    ] LOOP
        IF to_regclass('public.' || item) IS NOT NULL THEN
            EXECUTE format('ALTER VIEW public.%s SET SCHEMA records', item);
        END IF;
    END LOOP;
    FOREACH item IN ARRAY ARRAY[
        'discogs_counter',
        'discogs_history',
        'discogs_prediction',
        'discogs_rate',
        'discogs_scrape',
        'discogs_term',
        'discogs_training',
        'discogs_words'
    ] LOOP
        IF to_regclass('public.' || item) IS NOT NULL THEN
            EXECUTE format('ALTER TABLE public.%s SET SCHEMA records', item);
        END IF;
    END LOOP;
    FOREACH item IN ARRAY ARRAY[
        'discogs_cell(text)',
        'discogs_count_terms(jsonb)',
        'discogs_expected(text, float8, text[])',
        'discogs_finite(float8)',
        'discogs_instant(timestamptz)',
        'discogs_listing_count()',
        'discogs_listing_outdate()',
        'discogs_listing_predict()',
        'discogs_listing_prepare()',
        'discogs_mean(jsonb)',
        'discogs_number_array(jsonb)',
        'discogs_price(numeric)',
        'discogs_record_count()',
        'discogs_record_prepare()',
        'discogs_record_spread()',
        'discogs_record_words()',
        'discogs_recount()',
        'discogs_score(integer, integer, numeric)',
        'discogs_seller_spread()',
        'discogs_text_array(jsonb)',
        'discogs_unescape(text)',
        'discogs_unquote(text)'
    ] LOOP
        IF to_regprocedure('public.' || item) IS NOT NULL THEN
            EXECUTE format('ALTER FUNCTION public.%s SET SCHEMA records', item);
        END IF;
    END LOOP;
END
$move$;
