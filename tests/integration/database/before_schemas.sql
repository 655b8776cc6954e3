-- A database of version aec2a90 (all tables in public, yoyo's ledger) with rows of every app, as pg_dump wrote it.
-- Job 1 is done, jobs 2 and 3 wait.
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
CREATE TYPE public.procrastinate_job_event_type AS ENUM (
    'deferred',
    'started',
    'deferred_for_retry',
    'failed',
    'succeeded',
    'cancelled',
    'abort_requested',
    'aborted',
    'scheduled',
    'retried'
);
CREATE TYPE public.procrastinate_job_status AS ENUM (
    'todo',
    'doing',
    'succeeded',
    'failed',
    'cancelled',
    'aborting',
    'aborted'
);
CREATE TYPE public.procrastinate_job_to_defer_v1 AS (
	queue_name character varying,
	task_name character varying,
	priority integer,
	lock text,
	queueing_lock text,
	args jsonb,
	scheduled_at timestamp with time zone
);
CREATE FUNCTION public.alcove_jobs_yield_queueing_lock() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF EXISTS (
        SELECT FROM procrastinate_jobs AS twin
        WHERE twin.queueing_lock = NEW.queueing_lock AND twin.status = 'todo' AND twin.id <> NEW.id
    ) THEN
        NEW.queueing_lock := NULL;
    END IF;
    RETURN NEW;
END;
$$;
CREATE FUNCTION public.discogs_cell(content text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
    SELECT CASE WHEN guarded ~ E'[",\r\n]' THEN '"' || replace(guarded, '"', '""') || '"' ELSE guarded END
    FROM (SELECT CASE WHEN content ~ E'^[-=+@\t\r]' THEN '''' || content ELSE content END AS guarded) AS cell
$$;
CREATE FUNCTION public.discogs_count_terms(deltas jsonb) RETURNS void
    LANGUAGE sql
    AS $$
    INSERT INTO discogs_term AS t (kind, value, uses)
    SELECT kind, left(value, 255), sum(uses) FROM jsonb_to_recordset(deltas) AS d (kind text, value text, uses bigint)
    GROUP BY kind, left(value, 255) HAVING sum(uses) <> 0 ORDER BY 1, 2
    ON CONFLICT (kind, value) DO UPDATE SET uses = t.uses + excluded.uses;
$$;
CREATE FUNCTION public.discogs_expected(wire text, probability double precision, reasons text[]) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
    SELECT substr(wire, 1, length(wire) - 1) || ',"probability":' || probability
        || ',"reasons":' || array_to_json(reasons) || '}'
$$;
CREATE FUNCTION public.discogs_finite(number double precision) RETURNS double precision
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
    SELECT CASE WHEN number = 'NaN' OR abs(number) = 'Infinity' THEN NULL ELSE number END
$$;
CREATE FUNCTION public.discogs_instant(moment timestamp with time zone) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
    SELECT to_char(moment AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
$$;
CREATE FUNCTION public.discogs_listing_count() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    listing_delta bigint := 0;
    unevaluated_delta bigint := 0;
    part record;
    deltas jsonb := '[]';
BEGIN
    IF TG_OP <> 'DELETE' THEN
        FOR part IN SELECT media_condition, count(*) AS n, count(*) FILTER (WHERE NOT evaluated) AS u
            FROM after_rows WHERE status = 'For Sale' GROUP BY media_condition
        LOOP
            listing_delta := listing_delta + part.n;
            unevaluated_delta := unevaluated_delta + part.u;
            deltas := deltas || jsonb_build_object('kind', 'condition', 'value', part.media_condition, 'uses', part.n);
        END LOOP;
    END IF;
    IF TG_OP <> 'INSERT' THEN
        FOR part IN SELECT media_condition, count(*) AS n, count(*) FILTER (WHERE NOT evaluated) AS u
            FROM before_rows WHERE status = 'For Sale' GROUP BY media_condition
        LOOP
            listing_delta := listing_delta - part.n;
            unevaluated_delta := unevaluated_delta - part.u;
            deltas := deltas || jsonb_build_object('kind', 'condition', 'value', part.media_condition, 'uses', -part.n);
        END LOOP;
    END IF;
    PERFORM discogs_count_terms(deltas);
    IF listing_delta <> 0 OR unevaluated_delta <> 0 THEN
        UPDATE discogs_counter SET listings = listings + listing_delta, unevaluated = unevaluated + unevaluated_delta;
    END IF;
    RETURN NULL;
END
$$;
CREATE FUNCTION public.discogs_listing_outdate() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    changed bigint[];
    turned bigint[];
BEGIN
    SELECT array_agg(a.id) FILTER (WHERE
               (a.record_price, a.media_condition, a.score, split_part(a.wire, ',"seller":', 1)) IS DISTINCT FROM
               (b.record_price, b.media_condition, b.score, split_part(b.wire, ',"seller":', 1))),
           array_agg(a.id) FILTER (WHERE (a.status, a.evaluated) <> (b.status, b.evaluated))
    INTO changed, turned
    FROM after_rows AS a JOIN before_rows AS b USING (id);
    IF changed IS NOT NULL THEN
        UPDATE discogs_prediction SET model_id = NULL, outdated_at = clock_timestamp()
        WHERE listing_id = ANY (changed);
    END IF;
    IF turned IS NOT NULL THEN
        UPDATE discogs_prediction AS p SET open = a.status = 'For Sale' AND NOT a.evaluated
        FROM after_rows AS a WHERE p.listing_id = ANY (turned) AND a.id = p.listing_id;
    END IF;
    RETURN NULL;
END
$$;
CREATE FUNCTION public.discogs_listing_predict() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO discogs_prediction (listing_id, open)
    SELECT id, status = 'For Sale' AND NOT evaluated FROM after_rows;
    RETURN NULL;
END
$$;
CREATE FUNCTION public.discogs_listing_prepare() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    record_row discogs_record;
    seller_row discogs_seller;
BEGIN
    SELECT * INTO record_row FROM discogs_record WHERE id = NEW.record_id;
    SELECT * INTO seller_row FROM discogs_seller WHERE id = NEW.seller_id;
    NEW.score := discogs_score(record_row.wants, record_row.haves, NEW.record_price);
    NEW.year := nullif(record_row.year, 0);
    SELECT row_to_json(shape)::text INTO NEW.wire FROM (SELECT
        NEW.id, record_row.wire::json AS record,
        (SELECT row_to_json(s) FROM (SELECT seller_row.id, seller_row.name, seller_row.currency) AS s) AS seller,
        coalesce(NEW.record_price::text, '') AS record_price, NEW.media_condition, NEW.score::text AS score,
        NEW.kept, NEW.evaluated, NEW.predicted_keeper, NEW.discogs_listing_id,
        'https://www.discogs.com/sell/item/' || NEW.discogs_listing_id AS listing_url,
        NEW.original_price::text AS original_price, NEW.original_currency, NEW.status,
        discogs_instant(NEW.first_seen) AS first_seen, discogs_instant(NEW.last_seen) AS last_seen) AS shape;
    NEW.line := concat_ws(',', NEW.id, discogs_cell(record_row.artist), discogs_cell(record_row.title),
        discogs_cell(record_row.label), discogs_cell(record_row.format), coalesce(record_row.year::text, ''),
        discogs_cell(seller_row.name), coalesce(NEW.record_price::text, ''), discogs_cell(NEW.media_condition),
        NEW.score, NEW.kept::text, NEW.evaluated::text) || E'\r\n';
    RETURN NEW;
END
$$;
CREATE FUNCTION public.discogs_mean(votes jsonb) RETURNS double precision
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
    SELECT coalesce(avg(vote::double precision), 0) FROM jsonb_array_elements_text(votes) AS vote
$$;
CREATE FUNCTION public.discogs_number_array(value jsonb) RETURNS jsonb
    LANGUAGE sql IMMUTABLE
    AS $_$
    SELECT coalesce(jsonb_agg(item ORDER BY place) FILTER (WHERE jsonb_typeof(item) = 'number'), '[]')
    FROM jsonb_array_elements(CASE
        WHEN jsonb_typeof(value) = 'array' THEN value
        WHEN jsonb_typeof(value) = 'string'
            AND value #>> '{}' ~ '^\s*\[\s*([0-9]+(\.[0-9]+)?(\s*,\s*[0-9]+(\.[0-9]+)?)*)?\s*\]\s*$'
            THEN (value #>> '{}')::jsonb
        ELSE '[]' END) WITH ORDINALITY AS e (item, place)
$_$;
CREATE FUNCTION public.discogs_price(amount numeric) RETURNS numeric
    LANGUAGE sql IMMUTABLE
    AS $$
    SELECT CASE WHEN amount >= 0 AND amount < 9999999999.995 THEN round(amount, 2) END
$$;
CREATE FUNCTION public.discogs_record_count() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    added_rows bigint := 0;
    deltas jsonb;
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT count(*) INTO added_rows FROM after_rows;
        SELECT jsonb_agg(to_jsonb(d)) INTO deltas FROM (
            SELECT 'genre' AS kind, value, 1 AS uses FROM after_rows, jsonb_array_elements_text(genres) AS value
            UNION ALL SELECT 'style', value, 1 FROM after_rows, jsonb_array_elements_text(styles) AS value) AS d;
    ELSIF TG_OP = 'DELETE' THEN
        SELECT -count(*) INTO added_rows FROM before_rows;
        SELECT jsonb_agg(to_jsonb(d)) INTO deltas FROM (
            SELECT 'genre' AS kind, value, -1 AS uses FROM before_rows, jsonb_array_elements_text(genres) AS value
            UNION ALL SELECT 'style', value, -1 FROM before_rows, jsonb_array_elements_text(styles) AS value) AS d;
    ELSE
        SELECT jsonb_agg(to_jsonb(d)) INTO deltas FROM (
            WITH changed AS (
                SELECT a.genres AS new_genres, b.genres AS old_genres, a.styles AS new_styles, b.styles AS old_styles
                FROM after_rows AS a JOIN before_rows AS b USING (id)
                WHERE (a.genres, a.styles) IS DISTINCT FROM (b.genres, b.styles))
            SELECT 'genre' AS kind, value, 1 AS uses FROM changed, jsonb_array_elements_text(new_genres) AS value
            UNION ALL SELECT 'genre', value, -1 FROM changed, jsonb_array_elements_text(old_genres) AS value
            UNION ALL SELECT 'style', value, 1 FROM changed, jsonb_array_elements_text(new_styles) AS value
            UNION ALL SELECT 'style', value, -1 FROM changed, jsonb_array_elements_text(old_styles) AS value) AS d;
    END IF;
    IF deltas IS NOT NULL THEN
        PERFORM discogs_count_terms(deltas);
    END IF;
    IF added_rows <> 0 THEN
        UPDATE discogs_counter SET records = records + added_rows;
    END IF;
    RETURN NULL;
END
$$;
CREATE FUNCTION public.discogs_record_prepare() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    NEW.genres := discogs_text_array(NEW.genres);
    NEW.styles := discogs_text_array(NEW.styles);
    NEW.year := CASE WHEN NEW.year > 0 THEN NEW.year END;
    SELECT row_to_json(shape)::text INTO NEW.wire FROM (SELECT
        NEW.id, NEW.discogs_id, NEW.artist, NEW.title, NEW.format, NEW.label, NEW.catno, NEW.wants, NEW.haves,
        discogs_instant(NEW.added) AS added, NEW.genres, NEW.styles, NEW.suggested_price,
        NEW.year) AS shape;
    RETURN NEW;
END
$$;
CREATE FUNCTION public.discogs_record_spread() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    UPDATE discogs_listing AS l SET record_id = l.record_id
    FROM after_rows AS a JOIN before_rows AS b USING (id)
    WHERE l.record_id = a.id AND a.wire IS DISTINCT FROM b.wire;
    RETURN NULL;
END
$$;
CREATE FUNCTION public.discogs_record_words() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO discogs_words AS w (record_id, names, terms)
    SELECT id, lower(artist || E'\n' || title || E'\n' || label), lower(coalesce(
        (SELECT string_agg(value, E'\n') FROM jsonb_array_elements_text(genres || styles) AS value), ''))
    FROM after_rows
    ON CONFLICT (record_id) DO UPDATE SET names = excluded.names, terms = excluded.terms
    WHERE (w.names, w.terms) IS DISTINCT FROM (excluded.names, excluded.terms);
    RETURN NULL;
END
$$;
CREATE FUNCTION public.discogs_recount() RETURNS void
    LANGUAGE sql
    AS $$
    UPDATE discogs_counter SET
        records = (SELECT count(*) FROM discogs_record),
        listings = (SELECT count(*) FROM discogs_listing WHERE status = 'For Sale'),
        unevaluated = (SELECT count(*) FROM discogs_listing WHERE status = 'For Sale' AND NOT evaluated);
    DELETE FROM discogs_term;
    INSERT INTO discogs_term (kind, value, uses)
    SELECT kind, left(value, 255), count(*) FROM (
        SELECT 'genre' AS kind, value FROM discogs_record, jsonb_array_elements_text(genres) AS value
        UNION ALL SELECT 'style', value FROM discogs_record, jsonb_array_elements_text(styles) AS value
        UNION ALL SELECT 'condition', media_condition FROM discogs_listing WHERE status = 'For Sale') AS used
    GROUP BY kind, left(value, 255);
$$;
CREATE FUNCTION public.discogs_score(wants integer, haves integer, price numeric) RETURNS numeric
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
    SELECT CASE WHEN price IS NULL THEN 0 ELSE round((
        10 * ln(wants / h + 1) + 2 * ln(wants + h) + 50 / (price::double precision + 1))::numeric, 2) END
    FROM (SELECT CASE WHEN haves = 0 THEN 0.01 ELSE haves::double precision END AS h) AS had
$$;
CREATE FUNCTION public.discogs_seller_spread() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    UPDATE discogs_listing AS l SET seller_id = l.seller_id
    FROM after_rows AS a JOIN before_rows AS b USING (id)
    WHERE l.seller_id = a.id AND (a.name, a.currency) IS DISTINCT FROM (b.name, b.currency);
    RETURN NULL;
END
$$;
CREATE FUNCTION public.discogs_text_array(value jsonb) RETURNS jsonb
    LANGUAGE plpgsql IMMUTABLE
    AS $_$
DECLARE
    content text;
    quoted constant text := '(?:''(?:[^''\\]|\\.)*''|"(?:[^"\\]|\\.)*")';
    element constant text := '(?:[uU]?' || quoted || '|None|True|False|-?[0-9.]+)';
    words jsonb;
BEGIN
    IF jsonb_typeof(value) = 'array' THEN
        RETURN coalesce(
            (SELECT jsonb_agg(item ORDER BY place) FROM jsonb_array_elements(value) WITH ORDINALITY AS e (item, place)
             WHERE jsonb_typeof(item) = 'string' AND btrim(item #>> '{}') <> ''), '[]');
    END IF;
    content := btrim(value #>> '{}', E' \t\r\n');
    IF jsonb_typeof(value) IS DISTINCT FROM 'string' OR content IN ('', 'null', 'None') THEN
        RETURN '[]';
    END IF;
    IF content ~ '^[\["]' THEN
        BEGIN
            RETURN discogs_text_array(content::jsonb);
        EXCEPTION WHEN invalid_text_representation OR untranslatable_character THEN
            NULL; -- not JSON; the next reading decides
        END;
    END IF;
    IF content ~ ('^[\[(]\s*(?:' || element || '\s*,\s*)*(?:' || element || ')?\s*[\])]$') THEN
        SELECT jsonb_agg(word ORDER BY place) INTO words FROM (
            SELECT discogs_unquote(match[1]) AS word, place
            FROM regexp_matches(content, '(' || quoted || ')', 'g') WITH ORDINALITY AS m (match, place)) AS read
        WHERE btrim(word) <> '';
        RETURN coalesce(words, '[]');
    END IF;
    RETURN jsonb_build_array(content);
END
$_$;
CREATE FUNCTION public.discogs_unescape(token text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    AS $_$
BEGIN
    RETURN CASE
        WHEN token ~ '^\\[uU][0-9a-fA-F]' THEN unistr(token)
        WHEN token ~ '^\\x[0-9a-fA-F]' THEN unistr('\u00' || substr(token, 3))
        WHEN token ~ '^\\[nrt]$' THEN ' '
        WHEN token ~ '^\\[\\''"]$' THEN substr(token, 2)
        ELSE token
    END;
EXCEPTION WHEN OTHERS THEN -- no such character, which PostgreSQL reports in several ways
    RETURN token;
END
$_$;
CREATE FUNCTION public.discogs_unquote(literal text) RETURNS text
    LANGUAGE sql IMMUTABLE
    AS $$
    SELECT coalesce(string_agg(discogs_unescape(match[1]), '' ORDER BY place), '')
    FROM regexp_matches(
        substr(literal, 2, length(literal) - 2),
        '(\\x[0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\U[0-9a-fA-F]{8}|\\.|[^\\]+)', 'g'
    ) WITH ORDINALITY AS m (match, place)
$$;
CREATE FUNCTION public.procrastinate_cancel_job_v1(job_id bigint, abort boolean, delete_job boolean) RETURNS bigint
    LANGUAGE plpgsql
    AS $$
DECLARE
    _job_id bigint;
BEGIN
    IF delete_job THEN
        DELETE FROM procrastinate_jobs
        WHERE id = job_id AND status = 'todo'
        RETURNING id INTO _job_id;
    END IF;
    IF _job_id IS NULL THEN
        IF abort THEN
            UPDATE procrastinate_jobs
            SET abort_requested = true,
                status = CASE status
                    WHEN 'todo' THEN 'cancelled'::procrastinate_job_status ELSE status
                END
            WHERE id = job_id AND status IN ('todo', 'doing')
            RETURNING id INTO _job_id;
        ELSE
            UPDATE procrastinate_jobs
            SET status = 'cancelled'::procrastinate_job_status
            WHERE id = job_id AND status = 'todo'
            RETURNING id INTO _job_id;
        END IF;
    END IF;
    RETURN _job_id;
END;
$$;
CREATE FUNCTION public.procrastinate_defer_jobs_v1(jobs public.procrastinate_job_to_defer_v1[]) RETURNS bigint[]
    LANGUAGE plpgsql
    AS $$
DECLARE
    job_ids bigint[];
BEGIN
    WITH inserted_jobs AS (
        INSERT INTO procrastinate_jobs (queue_name, task_name, priority, lock, queueing_lock, args, scheduled_at)
        SELECT (job).queue_name,
               (job).task_name,
               (job).priority,
               (job).lock,
               (job).queueing_lock,
               (job).args,
               (job).scheduled_at
        FROM unnest(jobs) AS job
        RETURNING id
    )
    SELECT array_agg(id) FROM inserted_jobs INTO job_ids;

    RETURN job_ids;
END;
$$;
CREATE FUNCTION public.procrastinate_defer_periodic_job_v2(_queue_name character varying, _lock character varying, _queueing_lock character varying, _task_name character varying, _priority integer, _periodic_id character varying, _defer_timestamp bigint, _args jsonb) RETURNS bigint
    LANGUAGE plpgsql
    AS $$
DECLARE
	_job_id bigint;
	_defer_id bigint;
BEGIN
    INSERT
        INTO procrastinate_periodic_defers (task_name, periodic_id, defer_timestamp)
        VALUES (_task_name, _periodic_id, _defer_timestamp)
        ON CONFLICT DO NOTHING
        RETURNING id into _defer_id;

    IF _defer_id IS NULL THEN
        RETURN NULL;
    END IF;

    UPDATE procrastinate_periodic_defers
        SET job_id = (
            SELECT COALESCE((
                SELECT unnest(procrastinate_defer_jobs_v1(
                    ARRAY[
                        ROW(
                            _queue_name,
                            _task_name,
                            _priority,
                            _lock,
                            _queueing_lock,
                            _args,
                            NULL::timestamptz
                        )
                    ]::procrastinate_job_to_defer_v1[]
                ))
            ), NULL)
        )
        WHERE id = _defer_id
        RETURNING job_id INTO _job_id;

    DELETE
        FROM procrastinate_periodic_defers
        USING (
            SELECT id
            FROM procrastinate_periodic_defers
            WHERE procrastinate_periodic_defers.task_name = _task_name
            AND procrastinate_periodic_defers.periodic_id = _periodic_id
            AND procrastinate_periodic_defers.defer_timestamp < _defer_timestamp
            ORDER BY id
            FOR UPDATE
        ) to_delete
        WHERE procrastinate_periodic_defers.id = to_delete.id;

    RETURN _job_id;
END;
$$;
SET default_tablespace = '';
SET default_table_access_method = heap;
CREATE TABLE public.procrastinate_jobs (
    id bigint NOT NULL,
    queue_name character varying(128) NOT NULL,
    task_name character varying(128) NOT NULL,
    priority integer DEFAULT 0 NOT NULL,
    lock text,
    queueing_lock text,
    args jsonb DEFAULT '{}'::jsonb NOT NULL,
    status public.procrastinate_job_status DEFAULT 'todo'::public.procrastinate_job_status NOT NULL,
    scheduled_at timestamp with time zone,
    attempts integer DEFAULT 0 NOT NULL,
    abort_requested boolean DEFAULT false NOT NULL,
    worker_id bigint,
    CONSTRAINT check_not_todo_abort_requested CHECK ((NOT ((status = 'todo'::public.procrastinate_job_status) AND (abort_requested = true))))
);
CREATE FUNCTION public.procrastinate_fetch_job_v2(target_queue_names character varying[], p_worker_id bigint) RETURNS public.procrastinate_jobs
    LANGUAGE plpgsql
    AS $$
DECLARE
	found_jobs procrastinate_jobs;
BEGIN
    WITH candidate AS (
        SELECT jobs.*
            FROM procrastinate_jobs AS jobs
            WHERE
                -- reject the job if its lock has earlier or higher priority jobs
                NOT EXISTS (
                    SELECT 1
                        FROM procrastinate_jobs AS other_jobs
                        WHERE
                            jobs.lock IS NOT NULL
                            AND other_jobs.lock = jobs.lock
                            AND (
                                -- job with same lock is already running
                                other_jobs.status = 'doing'
                                OR
                                -- job with same lock is waiting and has higher priority (or same priority but was queued first)
                                (
                                    other_jobs.status = 'todo'
                                    AND (
                                        other_jobs.priority > jobs.priority
                                        OR (
                                        other_jobs.priority = jobs.priority
                                        AND other_jobs.id < jobs.id
                                        )
                                    )
                                )
                            )
                )
                AND jobs.status = 'todo'
                AND (target_queue_names IS NULL OR jobs.queue_name = ANY( target_queue_names ))
                AND (jobs.scheduled_at IS NULL OR jobs.scheduled_at <= now())
            ORDER BY jobs.priority DESC, jobs.id ASC LIMIT 1
            FOR UPDATE OF jobs SKIP LOCKED
    )
    UPDATE procrastinate_jobs
        SET status = 'doing', worker_id = p_worker_id
        FROM candidate
        WHERE procrastinate_jobs.id = candidate.id
        RETURNING procrastinate_jobs.* INTO found_jobs;

 RETURN found_jobs;
END;
$$;
CREATE FUNCTION public.procrastinate_finish_job_v1(job_id bigint, end_status public.procrastinate_job_status, delete_job boolean) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    _job_id bigint;
BEGIN
    IF end_status NOT IN ('succeeded', 'failed', 'aborted') THEN
        RAISE 'End status should be either "succeeded", "failed" or "aborted" (job id: %)', job_id;
    END IF;
    IF delete_job THEN
        DELETE FROM procrastinate_jobs
        WHERE id = job_id AND status IN ('todo', 'doing')
        RETURNING id INTO _job_id;
    ELSE
        UPDATE procrastinate_jobs
        SET status = end_status,
            abort_requested = false,
            attempts = CASE status
                WHEN 'doing' THEN attempts + 1 ELSE attempts
            END
        WHERE id = job_id AND status IN ('todo', 'doing')
        RETURNING id INTO _job_id;
    END IF;
    IF _job_id IS NULL THEN
        RAISE 'Job was not found or not in "doing" or "todo" status (job id: %)', job_id;
    END IF;
END;
$$;
CREATE FUNCTION public.procrastinate_notify_queue_abort_job_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    payload TEXT;
BEGIN
    SELECT json_build_object('type', 'abort_job_requested', 'job_id', NEW.id)::text INTO payload;
	PERFORM pg_notify('procrastinate_queue_v1#' || NEW.queue_name, payload);
	PERFORM pg_notify('procrastinate_any_queue_v1', payload);
	RETURN NEW;
END;
$$;
CREATE FUNCTION public.procrastinate_notify_queue_job_inserted_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    payload TEXT;
BEGIN
    SELECT json_build_object('type', 'job_inserted', 'job_id', NEW.id)::text INTO payload;
	PERFORM pg_notify('procrastinate_queue_v1#' || NEW.queue_name, payload);
	PERFORM pg_notify('procrastinate_any_queue_v1', payload);
	RETURN NEW;
END;
$$;
CREATE FUNCTION public.procrastinate_prune_stalled_workers_v1(seconds_since_heartbeat double precision) RETURNS TABLE(worker_id bigint)
    LANGUAGE plpgsql
    AS $$
BEGIN
    RETURN QUERY
    DELETE FROM procrastinate_workers
    WHERE last_heartbeat < NOW() - (seconds_since_heartbeat || 'SECOND')::INTERVAL
    RETURNING procrastinate_workers.id;
END;
$$;
CREATE FUNCTION public.procrastinate_register_worker_v1() RETURNS TABLE(worker_id bigint)
    LANGUAGE plpgsql
    AS $$
BEGIN
    RETURN QUERY
    INSERT INTO procrastinate_workers DEFAULT VALUES
    RETURNING procrastinate_workers.id;
END;
$$;
CREATE FUNCTION public.procrastinate_retry_job_v1(job_id bigint, retry_at timestamp with time zone, new_priority integer, new_queue_name character varying, new_lock character varying) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    _job_id bigint;
    _abort_requested boolean;
BEGIN
    SELECT abort_requested FROM procrastinate_jobs
    WHERE id = job_id AND status = 'doing'
    FOR UPDATE
    INTO _abort_requested;
    IF _abort_requested THEN
        UPDATE procrastinate_jobs
        SET status = 'failed'::procrastinate_job_status
        WHERE id = job_id AND status = 'doing'
        RETURNING id INTO _job_id;
    ELSE
        UPDATE procrastinate_jobs
        SET status = 'todo'::procrastinate_job_status,
            attempts = attempts + 1,
            scheduled_at = retry_at,
            priority = COALESCE(new_priority, priority),
            queue_name = COALESCE(new_queue_name, queue_name),
            lock = COALESCE(new_lock, lock)
        WHERE id = job_id AND status = 'doing'
        RETURNING id INTO _job_id;
    END IF;

    IF _job_id IS NULL THEN
        RAISE 'Job was not found or not in "doing" status (job id: %)', job_id;
    END IF;
END;
$$;
CREATE FUNCTION public.procrastinate_retry_job_v2(job_id bigint, retry_at timestamp with time zone, new_priority integer, new_queue_name character varying, new_lock character varying) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    _job_id bigint;
    _abort_requested boolean;
    _current_status procrastinate_job_status;
BEGIN
    SELECT status, abort_requested FROM procrastinate_jobs
    WHERE id = job_id AND status IN ('doing', 'failed')
    FOR UPDATE
    INTO _current_status, _abort_requested;
    IF _current_status = 'doing' AND _abort_requested THEN
        UPDATE procrastinate_jobs
        SET status = 'failed'::procrastinate_job_status
        WHERE id = job_id AND status = 'doing'
        RETURNING id INTO _job_id;
    ELSE
        UPDATE procrastinate_jobs
        SET status = 'todo'::procrastinate_job_status,
            attempts = attempts + 1,
            scheduled_at = retry_at,
            priority = COALESCE(new_priority, priority),
            queue_name = COALESCE(new_queue_name, queue_name),
            lock = COALESCE(new_lock, lock)
        WHERE id = job_id AND status IN ('doing', 'failed')
        RETURNING id INTO _job_id;
    END IF;

    IF _job_id IS NULL THEN
        RAISE 'Job was not found or has an invalid status to retry (job id: %)', job_id;
    END IF;

END;
$$;
CREATE FUNCTION public.procrastinate_trigger_abort_requested_events_procedure_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO procrastinate_events(job_id, type)
        VALUES (NEW.id, 'abort_requested'::procrastinate_job_event_type);
    RETURN NEW;
END;
$$;
CREATE FUNCTION public.procrastinate_trigger_function_scheduled_events_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO procrastinate_events(job_id, type, at)
        VALUES (NEW.id, 'scheduled'::procrastinate_job_event_type, NEW.scheduled_at);

	RETURN NEW;
END;
$$;
CREATE FUNCTION public.procrastinate_trigger_function_status_events_insert_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO procrastinate_events(job_id, type)
        VALUES (NEW.id, 'deferred'::procrastinate_job_event_type);
	RETURN NEW;
END;
$$;
CREATE FUNCTION public.procrastinate_trigger_function_status_events_update_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    WITH t AS (
        SELECT CASE
            WHEN OLD.status = 'todo'::procrastinate_job_status
                AND NEW.status = 'doing'::procrastinate_job_status
                THEN 'started'::procrastinate_job_event_type
            WHEN OLD.status = 'doing'::procrastinate_job_status
                AND NEW.status = 'todo'::procrastinate_job_status
                THEN 'deferred_for_retry'::procrastinate_job_event_type
            WHEN OLD.status = 'doing'::procrastinate_job_status
                AND NEW.status = 'failed'::procrastinate_job_status
                THEN 'failed'::procrastinate_job_event_type
            WHEN OLD.status = 'doing'::procrastinate_job_status
                AND NEW.status = 'succeeded'::procrastinate_job_status
                THEN 'succeeded'::procrastinate_job_event_type
            WHEN OLD.status = 'todo'::procrastinate_job_status
                AND (
                    NEW.status = 'cancelled'::procrastinate_job_status
                    OR NEW.status = 'failed'::procrastinate_job_status
                    OR NEW.status = 'succeeded'::procrastinate_job_status
                )
                THEN 'cancelled'::procrastinate_job_event_type
            WHEN OLD.status = 'doing'::procrastinate_job_status
                AND NEW.status = 'aborted'::procrastinate_job_status
                THEN 'aborted'::procrastinate_job_event_type
            WHEN OLD.status = 'failed'::procrastinate_job_status
                AND NEW.status = 'todo'::procrastinate_job_status
                THEN 'retried'::procrastinate_job_event_type
            ELSE NULL
        END as event_type
    )
    INSERT INTO procrastinate_events(job_id, type)
        SELECT NEW.id, t.event_type
        FROM t
        WHERE t.event_type IS NOT NULL;
	RETURN NEW;
END;
$$;
CREATE FUNCTION public.procrastinate_unlink_periodic_defers_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    UPDATE procrastinate_periodic_defers
    SET job_id = NULL
    WHERE job_id = OLD.id;
    RETURN OLD;
END;
$$;
CREATE FUNCTION public.procrastinate_unregister_worker_v1(worker_id bigint) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    DELETE FROM procrastinate_workers
    WHERE id = worker_id;
END;
$$;
CREATE FUNCTION public.procrastinate_update_heartbeat_v1(worker_id bigint) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    UPDATE procrastinate_workers
    SET last_heartbeat = NOW()
    WHERE id = worker_id;
END;
$$;
CREATE TABLE public._yoyo_log (
    id character varying(36) NOT NULL,
    migration_hash character varying(64),
    migration_id character varying(255),
    operation character varying(10),
    username character varying(255),
    hostname character varying(255),
    comment character varying(255),
    created_at_utc timestamp without time zone
);
CREATE TABLE public._yoyo_migration (
    migration_hash character varying(64) NOT NULL,
    migration_id character varying(255),
    applied_at_utc timestamp without time zone
);
CREATE TABLE public._yoyo_version (
    version integer NOT NULL,
    installed_at_utc timestamp without time zone
);
CREATE TABLE public.books_attempt (
    id bigint NOT NULL,
    username text NOT NULL,
    address text NOT NULL,
    at timestamp with time zone DEFAULT now() NOT NULL
);
COMMENT ON TABLE public.books_attempt IS 'Failed sign-ins of the last minutes, by which further ones are slowed down and refused.';
ALTER TABLE public.books_attempt ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.books_attempt_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.books_catalogue (
    source text NOT NULL,
    url text NOT NULL,
    crawled_at timestamp with time zone,
    error text
);
COMMENT ON TABLE public.books_catalogue IS 'Catalogues without a search of their own, whose books are kept here instead.';
COMMENT ON COLUMN public.books_catalogue.crawled_at IS 'When all of it was read last; NULL until then.';
CREATE TABLE public.books_catalogue_book (
    source text NOT NULL,
    id text NOT NULL,
    place integer NOT NULL,
    words text NOT NULL,
    book jsonb NOT NULL,
    private jsonb,
    seen_at timestamp with time zone NOT NULL
);
COMMENT ON COLUMN public.books_catalogue_book.words IS 'Title, authors, series, subjects and ISBNs, folded, for searching.';
CREATE TABLE public.books_cover (
    id text NOT NULL,
    source text NOT NULL,
    url text NOT NULL,
    seen_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT books_cover_id_check CHECK ((id ~ '^[A-Za-z0-9][A-Za-z0-9._~-]{0,119}$'::text))
);
COMMENT ON TABLE public.books_cover IS 'Where the pictures are of books that a metadata provider told of and that no source has.';
CREATE TABLE public.books_delivery (
    book_id text NOT NULL,
    generation bigint NOT NULL,
    how text NOT NULL,
    path text NOT NULL,
    temporary text,
    inode bigint NOT NULL,
    size bigint NOT NULL,
    sha256 bytea NOT NULL,
    begun_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT books_delivery_how_check CHECK ((how = ANY (ARRAY['move'::text, 'copy'::text, 'write'::text])))
);
COMMENT ON TABLE public.books_delivery IS 'Files about to appear in a library''s folder: who is interrupted then finds out here whether they did.';
COMMENT ON COLUMN public.books_delivery.temporary IS 'The whole file under its first name; NULL when it is written under its last one.';
CREATE SEQUENCE public.books_generation
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
CREATE TABLE public.books_download (
    id text NOT NULL,
    source text NOT NULL,
    state text DEFAULT 'queued'::text NOT NULL,
    generation bigint DEFAULT nextval('public.books_generation'::regclass) NOT NULL,
    run integer DEFAULT 0 NOT NULL,
    priority integer DEFAULT 0 NOT NULL,
    added_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    changed_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    book jsonb NOT NULL,
    title text NOT NULL,
    author text NOT NULL,
    format text,
    size text,
    content text NOT NULL,
    display_name text NOT NULL,
    has_cover boolean DEFAULT false NOT NULL,
    owner text DEFAULT ''::text NOT NULL,
    progress double precision DEFAULT 0 NOT NULL,
    message text,
    job_id bigint,
    part jsonb,
    file_path text,
    file_name text,
    CONSTRAINT books_download_id_check CHECK ((id ~ '^[A-Za-z0-9][A-Za-z0-9._~-]{0,119}$'::text)),
    CONSTRAINT books_download_progress_check CHECK (((progress >= (0)::double precision) AND (progress <= (100)::double precision))),
    CONSTRAINT books_download_state_check CHECK ((state = ANY (ARRAY['queued'::text, 'resolving'::text, 'downloading'::text, 'complete'::text, 'error'::text, 'cancelled'::text])))
);
COMMENT ON COLUMN public.books_download.generation IS 'New with every time a book is queued; a worker of an older one changes nothing.';
COMMENT ON COLUMN public.books_download.run IS 'Grows whenever a worker takes the book up; a worker of an earlier run changes nothing.';
COMMENT ON COLUMN public.books_download.title IS 'This and the next ones repeat the book as status reads show it, so that they take nothing apart.';
COMMENT ON COLUMN public.books_download.part IS 'What a broken transfer needs to go on: address, length, ETag, Last-Modified, start of the machine.';
COMMENT ON COLUMN public.books_download.file_path IS 'Where the delivered file is; NULL as soon as it is there no more.';
CREATE TABLE public.books_file (
    id bigint NOT NULL,
    book_id text NOT NULL,
    book jsonb NOT NULL,
    path text NOT NULL,
    name text NOT NULL,
    format text NOT NULL,
    size bigint NOT NULL,
    sha256 bytea NOT NULL,
    words text DEFAULT ''::text NOT NULL,
    delivered_at timestamp with time zone DEFAULT now() NOT NULL,
    gone_at timestamp with time zone
);
COMMENT ON TABLE public.books_file IS 'Every file that was delivered; the queue forgets, this does not.';
COMMENT ON COLUMN public.books_file.words IS 'Title, authors, series, subjects and ISBNs, folded, for searching.';
ALTER TABLE public.books_file ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.books_file_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.books_row (
    id text NOT NULL,
    source text NOT NULL,
    book jsonb NOT NULL,
    cover_url text DEFAULT ''::text NOT NULL,
    private jsonb,
    seen_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT books_row_id_check CHECK ((id ~ '^[A-Za-z0-9][A-Za-z0-9._~-]{0,119}$'::text))
);
COMMENT ON TABLE public.books_row IS 'Books as their sources described them last, so that ids and covers outlive a restart.';
COMMENT ON COLUMN public.books_row.private IS 'What a source needs to find the file again, such as its address; never shown.';
CREATE TABLE public.books_saved_match (
    search_id bigint NOT NULL,
    book_key text NOT NULL,
    book_id text NOT NULL,
    found_at timestamp with time zone DEFAULT now() NOT NULL,
    queued boolean NOT NULL
);
COMMENT ON COLUMN public.books_saved_match.book_key IS 'Folded title and first author, so that one work is queued once whatever source has it.';
CREATE TABLE public.books_saved_search (
    id bigint NOT NULL,
    name text NOT NULL,
    query jsonb NOT NULL,
    owner text DEFAULT ''::text NOT NULL,
    queue_matches boolean DEFAULT true NOT NULL,
    most_per_run integer DEFAULT 5 NOT NULL,
    enabled boolean DEFAULT true NOT NULL,
    ran_at timestamp with time zone,
    error text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT books_saved_search_most_per_run_check CHECK (((most_per_run >= 1) AND (most_per_run <= 50)))
);
ALTER TABLE public.books_saved_search ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.books_saved_search_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.books_session (
    digest bytea NOT NULL,
    username text NOT NULL,
    is_admin boolean NOT NULL,
    mode text NOT NULL,
    remember boolean DEFAULT false NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    seen_at timestamp with time zone DEFAULT now() NOT NULL,
    checked_at timestamp with time zone DEFAULT now() NOT NULL
);
COMMENT ON COLUMN public.books_session.digest IS 'SHA-256 of the random id in the cookie.';
COMMENT ON COLUMN public.books_session.checked_at IS 'When the role was last looked up in the sign-in database.';
CREATE TABLE public.books_setting (
    name text NOT NULL,
    value jsonb NOT NULL,
    changed_at timestamp with time zone DEFAULT now() NOT NULL
);
CREATE TABLE public.books_standardebooks_fetch (
    at timestamp with time zone NOT NULL
);
COMMENT ON TABLE public.books_standardebooks_fetch IS 'Files fetched from Standard Ebooks in the last hours, of which it allows so many.';
CREATE TABLE public.books_token (
    id bigint NOT NULL,
    name text NOT NULL,
    digest bytea NOT NULL,
    username text NOT NULL,
    is_admin boolean NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    used_at timestamp with time zone
);
COMMENT ON COLUMN public.books_token.digest IS 'SHA-256 of the token; the token itself is shown once.';
ALTER TABLE public.books_token ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.books_token_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.books_turn (
    source text NOT NULL,
    next_at timestamp with time zone NOT NULL
);
COMMENT ON TABLE public.books_turn IS 'When a catalogue may be asked for the next file, by all workers together.';
CREATE TABLE public.books_working (
    book_id text NOT NULL,
    generation bigint NOT NULL,
    run integer NOT NULL,
    job_id bigint NOT NULL,
    source text NOT NULL,
    host text
);
COMMENT ON TABLE public.books_working IS 'What workers have in hand: a book that was cancelled stays here until its worker has let go of it.';
COMMENT ON COLUMN public.books_working.host IS 'Whom the transfer loads from, so that nobody is asked for too much at once.';
CREATE TABLE public.discogs_recommendationmetrics (
    id bigint NOT NULL,
    session_date timestamp with time zone DEFAULT now() NOT NULL,
    accuracy double precision NOT NULL,
    "precision" double precision NOT NULL,
    num_samples integer NOT NULL,
    notes text DEFAULT ''::text NOT NULL
);
CREATE TABLE public.discogs_recommendationmodel (
    id bigint NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    model_data bytea,
    vectorizer_data bytea,
    scaler_data bytea,
    feature_names jsonb DEFAULT '[]'::jsonb NOT NULL,
    last_accuracy double precision DEFAULT 0 NOT NULL,
    model_version character varying(50) DEFAULT 'v1.0'::character varying NOT NULL,
    recommender text,
    checksum bytea,
    refused text,
    intact boolean GENERATED ALWAYS AS (COALESCE((sha256(model_data) = checksum), false)) STORED
);
COMMENT ON COLUMN public.discogs_recommendationmodel.recommender IS 'Which recommender was fitted; null: a model of an earlier generation.';
COMMENT ON COLUMN public.discogs_recommendationmodel.checksum IS 'SHA-256 of the bundle in model_data.';
COMMENT ON COLUMN public.discogs_recommendationmodel.refused IS 'Why the bundle could not be loaded; null: it can be, as far as is known.';
CREATE VIEW public.discogs_accuracy AS
 SELECT COALESCE(( SELECT
                CASE
                    WHEN ((discogs_recommendationmodel.recommender IS NULL) OR (discogs_recommendationmodel.intact AND (discogs_recommendationmodel.refused IS NULL))) THEN public.discogs_finite(discogs_recommendationmodel.last_accuracy)
                    ELSE (0)::double precision
                END AS "case"
           FROM public.discogs_recommendationmodel
          ORDER BY discogs_recommendationmodel.updated_at DESC, discogs_recommendationmodel.id DESC
         LIMIT 1), ( SELECT public.discogs_finite(discogs_recommendationmetrics.accuracy) AS discogs_finite
           FROM public.discogs_recommendationmetrics
          ORDER BY discogs_recommendationmetrics.session_date DESC, discogs_recommendationmetrics.id DESC
         LIMIT 1), (0)::double precision) AS accuracy;
CREATE TABLE public.discogs_counter (
    only_row boolean DEFAULT true NOT NULL,
    records bigint DEFAULT 0 NOT NULL,
    listings bigint DEFAULT 0 NOT NULL,
    unevaluated bigint DEFAULT 0 NOT NULL,
    CONSTRAINT discogs_counter_only_row_check CHECK (only_row)
);
COMMENT ON TABLE public.discogs_counter IS 'Records, offers for sale, and those not judged yet; kept true by triggers.';
CREATE VIEW public.discogs_current_model AS
 SELECT id,
    recommender,
    model_version,
    last_accuracy,
    created_at,
    updated_at,
    intact,
    refused
   FROM ( SELECT discogs_recommendationmodel.id,
            discogs_recommendationmodel.recommender,
            discogs_recommendationmodel.model_version,
            discogs_recommendationmodel.last_accuracy,
            discogs_recommendationmodel.created_at,
            discogs_recommendationmodel.updated_at,
            discogs_recommendationmodel.intact,
            discogs_recommendationmodel.refused
           FROM public.discogs_recommendationmodel
          ORDER BY discogs_recommendationmodel.updated_at DESC, discogs_recommendationmodel.id DESC
         LIMIT 1) newest
  WHERE (intact AND (refused IS NULL));
CREATE TABLE public.discogs_history (
    seller text NOT NULL,
    listing_id bigint NOT NULL,
    scrape_id bigint NOT NULL,
    sealed boolean DEFAULT false NOT NULL,
    last_seen timestamp with time zone DEFAULT now() NOT NULL
);
COMMENT ON TABLE public.discogs_history IS 'Every offer id met in a seller''s inventory, stored or not; seller in lower case.';
COMMENT ON COLUMN public.discogs_history.sealed IS 'A run that reached its end has seen everything older than this offer; only such offers let a later run stop early.';
CREATE TABLE public.discogs_listing (
    id bigint NOT NULL,
    seller_id bigint NOT NULL,
    record_id bigint NOT NULL,
    record_price numeric(12,2),
    media_condition character varying(255) NOT NULL,
    score numeric(6,2) DEFAULT 0 NOT NULL,
    kept boolean DEFAULT false NOT NULL,
    evaluated boolean DEFAULT false NOT NULL,
    predicted_keeper boolean DEFAULT false NOT NULL,
    discogs_listing_id bigint,
    original_price numeric(14,2),
    original_currency character varying(3),
    status character varying(20) DEFAULT 'For Sale'::character varying NOT NULL,
    posted_at timestamp with time zone,
    first_seen timestamp with time zone DEFAULT now() NOT NULL,
    last_seen timestamp with time zone DEFAULT now() NOT NULL,
    draw double precision DEFAULT random() NOT NULL,
    year integer,
    wire text DEFAULT ''::text NOT NULL,
    line text DEFAULT ''::text NOT NULL,
    CONSTRAINT discogs_listing_price_check CHECK ((record_price >= (0)::numeric)),
    CONSTRAINT discogs_listing_status_check CHECK (((status)::text = ANY ((ARRAY['For Sale'::character varying, 'Delisted'::character varying])::text[])))
)
WITH (fillfactor='85');
COMMENT ON COLUMN public.discogs_listing.record_price IS 'US dollars; null: no exchange rate was known.';
COMMENT ON COLUMN public.discogs_listing.draw IS 'A fixed random place, so that a random offer is one index probe.';
COMMENT ON COLUMN public.discogs_listing.year IS 'The year of the record; null: not known.';
COMMENT ON COLUMN public.discogs_listing.wire IS 'The offer with its record and seller as JSON, as answers carry it.';
COMMENT ON COLUMN public.discogs_listing.line IS 'The offer as a line of the CSV export.';
ALTER TABLE public.discogs_listing ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.discogs_listing_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.discogs_recordoftheday (
    id bigint NOT NULL,
    date date NOT NULL,
    listing_id bigint NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    model_score double precision NOT NULL,
    entropy_measure double precision NOT NULL,
    system_temperature double precision NOT NULL,
    utility_term double precision,
    entropy_term double precision,
    free_energy double precision,
    selection_probability double precision,
    total_candidates integer,
    cluster_count integer,
    selection_method character varying(50) DEFAULT 'thermodynamic_boltzmann'::character varying NOT NULL,
    desirability_votes jsonb DEFAULT '[]'::jsonb NOT NULL,
    novelty_votes jsonb DEFAULT '[]'::jsonb NOT NULL,
    average_desirability double precision DEFAULT 0 NOT NULL,
    average_novelty double precision DEFAULT 0 NOT NULL,
    seed bigint,
    error text
);
COMMENT ON COLUMN public.discogs_recordoftheday.seed IS 'The seed of the draw; the same seed and candidates give the same pick.';
COMMENT ON COLUMN public.discogs_recordoftheday.error IS 'Why the pick is a fallback; null: it is not one.';
CREATE VIEW public.discogs_pick AS
 SELECT p.id,
    p.date,
    l.wire AS listing,
    b.breakdown,
    ((((((((((((((((((('{"id":'::text || p.id) || ',"date":"'::text) || p.date) || '","created_at":"'::text) || public.discogs_instant(p.created_at)) || '","listing_id":'::text) || p.listing_id) || ',"listing":'::text) || l.wire) || ',"desirability_votes":'::text) || p.desirability_votes) || ',"novelty_votes":'::text) || p.novelty_votes) || ',"average_desirability":'::text) || COALESCE(public.discogs_finite(p.average_desirability), (0)::double precision)) || ',"average_novelty":'::text) || COALESCE(public.discogs_finite(p.average_novelty), (0)::double precision)) || ','::text) || substr(b.breakdown, 2)) AS wire
   FROM (((public.discogs_recordoftheday p
     JOIN public.discogs_listing l ON ((l.id = p.listing_id)))
     CROSS JOIN LATERAL ( SELECT (row_to_json(terms.*))::text AS row_to_json
           FROM ( SELECT public.discogs_finite(p.model_score) AS model_score,
                    public.discogs_finite(p.entropy_measure) AS entropy_measure,
                    public.discogs_finite(p.system_temperature) AS system_temperature,
                    public.discogs_finite(p.utility_term) AS utility_term,
                    public.discogs_finite(p.entropy_term) AS entropy_term,
                    public.discogs_finite(p.free_energy) AS free_energy,
                    public.discogs_finite(p.selection_probability) AS selection_probability,
                    p.total_candidates,
                    p.cluster_count,
                    p.selection_method) terms) plain(terms))
     CROSS JOIN LATERAL ( SELECT
                CASE
                    WHEN (p.error IS NULL) THEN plain.terms
                    ELSE (((substr(plain.terms, 1, (length(plain.terms) - 1)) || ',"error":'::text) || to_json(p.error)) || '}'::text)
                END AS "case") b(breakdown));
CREATE TABLE public.discogs_prediction (
    listing_id bigint NOT NULL,
    open boolean NOT NULL,
    probability double precision DEFAULT 0.5 NOT NULL,
    reasons text[] DEFAULT '{}'::text[] NOT NULL,
    turn integer,
    model_id bigint,
    outdated_at timestamp with time zone,
    CONSTRAINT discogs_prediction_probability_check CHECK (((probability >= (0)::double precision) AND (probability <= (1)::double precision)))
);
COMMENT ON COLUMN public.discogs_prediction.open IS 'The offer is for sale and nobody has judged it.';
COMMENT ON COLUMN public.discogs_prediction.probability IS 'The chance that the owner keeps the offer.';
COMMENT ON COLUMN public.discogs_prediction.turn IS 'The place in the order in which verdicts would teach most; null: not among the first.';
COMMENT ON COLUMN public.discogs_prediction.model_id IS 'The model that made the prediction; null: none yet, or the offer has changed since.';
COMMENT ON COLUMN public.discogs_prediction.outdated_at IS 'When the offer last changed in a way that a prediction depends on.';
CREATE TABLE public.discogs_rate (
    currency character varying(3) NOT NULL,
    per_usd numeric(20,8) NOT NULL,
    fetched_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    CONSTRAINT discogs_rate_per_usd_check CHECK ((per_usd > (0)::numeric))
);
COMMENT ON COLUMN public.discogs_rate.per_usd IS 'Units of the currency for one US dollar.';
ALTER TABLE public.discogs_recommendationmetrics ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.discogs_recommendationmetrics_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
ALTER TABLE public.discogs_recommendationmodel ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.discogs_recommendationmodel_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.discogs_record (
    id bigint NOT NULL,
    discogs_id character varying(255) NOT NULL,
    artist character varying(255) NOT NULL,
    title character varying(255) NOT NULL,
    format character varying(255) DEFAULT ''::character varying NOT NULL,
    label text DEFAULT ''::text NOT NULL,
    catno character varying(255),
    wants integer DEFAULT 0 NOT NULL,
    haves integer DEFAULT 0 NOT NULL,
    added timestamp with time zone DEFAULT now() NOT NULL,
    genres jsonb DEFAULT '[]'::jsonb NOT NULL,
    styles jsonb DEFAULT '[]'::jsonb NOT NULL,
    suggested_price character varying(255) DEFAULT ''::character varying NOT NULL,
    year integer,
    details_at timestamp with time zone,
    details_error text,
    wire text DEFAULT ''::text NOT NULL
);
COMMENT ON COLUMN public.discogs_record.details_at IS 'When the release was last asked for genres and styles; null: not yet.';
COMMENT ON COLUMN public.discogs_record.wire IS 'The record as JSON, as answers carry it.';
ALTER TABLE public.discogs_record ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.discogs_record_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
ALTER TABLE public.discogs_recordoftheday ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.discogs_recordoftheday_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.discogs_recordofthedayfeedback (
    id bigint NOT NULL,
    record_of_the_day_id bigint,
    desirability_rating integer NOT NULL,
    novelty_rating integer NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    listing_id bigint,
    CONSTRAINT discogs_feedback_desirability_check CHECK (((desirability_rating >= 1) AND (desirability_rating <= 5))),
    CONSTRAINT discogs_feedback_novelty_check CHECK (((novelty_rating >= 1) AND (novelty_rating <= 5)))
);
ALTER TABLE public.discogs_recordofthedayfeedback ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.discogs_recordofthedayfeedback_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.discogs_scrape (
    id bigint NOT NULL,
    seller character varying(255) NOT NULL,
    mode text NOT NULL,
    state text DEFAULT 'queued'::text NOT NULL,
    job_id bigint,
    page integer DEFAULT 0 NOT NULL,
    pages integer,
    items integer,
    seen integer DEFAULT 0 NOT NULL,
    kept integer DEFAULT 0 NOT NULL,
    new integer DEFAULT 0 NOT NULL,
    updated integer DEFAULT 0 NOT NULL,
    skipped integer DEFAULT 0 NOT NULL,
    unpriced integer DEFAULT 0 NOT NULL,
    failed integer DEFAULT 0 NOT NULL,
    delisted integer DEFAULT 0 NOT NULL,
    complete boolean,
    stop_reason text,
    error_code text,
    error text,
    requested_at timestamp with time zone DEFAULT now() NOT NULL,
    started_at timestamp with time zone,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    finished_at timestamp with time zone,
    CONSTRAINT discogs_scrape_mode_check CHECK ((mode = ANY (ARRAY['new'::text, 'full'::text]))),
    CONSTRAINT discogs_scrape_state_check CHECK ((state = ANY (ARRAY['queued'::text, 'running'::text, 'done'::text, 'failed'::text, 'cancelled'::text])))
);
COMMENT ON COLUMN public.discogs_scrape.page IS 'The last page whose offers are committed; a restarted run goes on from it.';
ALTER TABLE public.discogs_scrape ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.discogs_scrape_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.discogs_seller (
    id bigint NOT NULL,
    name character varying(255) NOT NULL,
    currency character varying(255) DEFAULT ''::character varying NOT NULL
);
ALTER TABLE public.discogs_seller ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.discogs_seller_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.discogs_term (
    kind text NOT NULL,
    value text NOT NULL,
    uses bigint NOT NULL,
    CONSTRAINT discogs_term_kind_check CHECK ((kind = ANY (ARRAY['genre'::text, 'style'::text, 'condition'::text])))
);
COMMENT ON TABLE public.discogs_term IS 'Every genre, style and grade in use and how often; kept true by triggers.';
CREATE TABLE public.discogs_training (
    id bigint NOT NULL,
    outcome text NOT NULL,
    reason text DEFAULT ''::text NOT NULL,
    labels integer DEFAULT 0 NOT NULL,
    keepers integer DEFAULT 0 NOT NULL,
    model_id bigint,
    folds integer DEFAULT 0 NOT NULL,
    rivals jsonb DEFAULT '[]'::jsonb NOT NULL,
    verdicts text DEFAULT ''::text NOT NULL,
    started_at timestamp with time zone NOT NULL,
    finished_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT discogs_training_outcome_check CHECK ((outcome = ANY (ARRAY['trained'::text, 'kept'::text, 'failed'::text])))
);
COMMENT ON TABLE public.discogs_training IS 'Every attempt to learn: what came of it, and what each rival reached on held-out verdicts.';
COMMENT ON COLUMN public.discogs_training.outcome IS 'trained: a new model is in use; kept: the old one stays, for the reason given; failed: an error.';
COMMENT ON COLUMN public.discogs_training.verdicts IS 'Names the verdicts and the plan it learnt by; the same ones are not learnt twice.';
ALTER TABLE public.discogs_training ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.discogs_training_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.discogs_words (
    record_id bigint NOT NULL,
    names text NOT NULL,
    terms text NOT NULL
);
COMMENT ON COLUMN public.discogs_words.names IS 'Artist, title and label in lower case, a line each.';
COMMENT ON COLUMN public.discogs_words.terms IS 'Genres and styles in lower case, a line each.';
CREATE TABLE public.outbound_hold (
    key text NOT NULL,
    until timestamp with time zone NOT NULL,
    strikes integer NOT NULL
);
COMMENT ON COLUMN public.outbound_hold.strikes IS 'refusals in a row';
CREATE TABLE public.outbound_start (
    id bigint NOT NULL,
    key text NOT NULL,
    started_at timestamp with time zone NOT NULL,
    counted_at timestamp with time zone NOT NULL,
    CONSTRAINT outbound_start_order CHECK ((counted_at >= started_at))
);
COMMENT ON COLUMN public.outbound_start.started_at IS 'when the request was handed out';
COMMENT ON COLUMN public.outbound_start.counted_at IS 'when the other side has counted it at the latest';
ALTER TABLE public.outbound_start ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.outbound_start_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.procrastinate_events (
    id bigint NOT NULL,
    job_id bigint NOT NULL,
    type public.procrastinate_job_event_type,
    at timestamp with time zone DEFAULT now()
);
CREATE SEQUENCE public.procrastinate_events_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.procrastinate_events_id_seq OWNED BY public.procrastinate_events.id;
CREATE SEQUENCE public.procrastinate_jobs_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.procrastinate_jobs_id_seq OWNED BY public.procrastinate_jobs.id;
CREATE TABLE public.procrastinate_periodic_defers (
    id bigint NOT NULL,
    task_name character varying(128) NOT NULL,
    defer_timestamp bigint,
    job_id bigint,
    periodic_id character varying(128) DEFAULT ''::character varying NOT NULL
);
CREATE SEQUENCE public.procrastinate_periodic_defers_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.procrastinate_periodic_defers_id_seq OWNED BY public.procrastinate_periodic_defers.id;
CREATE TABLE public.procrastinate_workers (
    id bigint NOT NULL,
    last_heartbeat timestamp with time zone DEFAULT now() NOT NULL
);
ALTER TABLE public.procrastinate_workers ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.procrastinate_workers_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
ALTER TABLE ONLY public.procrastinate_events ALTER COLUMN id SET DEFAULT nextval('public.procrastinate_events_id_seq'::regclass);
ALTER TABLE ONLY public.procrastinate_jobs ALTER COLUMN id SET DEFAULT nextval('public.procrastinate_jobs_id_seq'::regclass);
ALTER TABLE ONLY public.procrastinate_periodic_defers ALTER COLUMN id SET DEFAULT nextval('public.procrastinate_periodic_defers_id_seq'::regclass);
INSERT INTO public._yoyo_log VALUES
	('c380c661-6004-4047-9e0a-e12a9dc54bc1', 'f80c836cc09c903fb4642b0b1866f04dcbc391e80be6f44039d7c98316390784', 'jobs/0001_procrastinate', 'apply', 'uid 0', 'host', NULL, '2026-11-28 06:33:25.293852'),
	('b8ce82bf-bec2-4433-a2e3-e85331cdc0e0', '2c4a04246db6806fe9d799bc54f96e6fc2c51d22bf18612217818a18e8110a9f', 'jobs/0002_wakeups', 'apply', 'uid 0', 'host', NULL, '2026-11-28 06:33:25.298461'),
	('25909c7d-94bf-41e8-a0d7-f4dd2ad3a6ed', '017a21a2b6eabe7125e183391fdebe519880a432c86033af2bd63078d1c1c871', 'fetch/0001_outbound', 'apply', 'uid 0', 'host', NULL, '2026-11-28 06:33:25.313122'),
	('57bb98a2-8c53-457e-bf86-64bc3df43d34', 'a4317955093003f0394042ff1d025d039c03cdeea3235db27aa2cf3db29c8bed', 'records/0001_legacy_shape', 'apply', 'uid 0', 'host', NULL, '2026-11-28 06:33:25.328652'),
	('e0b3098a-d7b6-4627-a964-f2920e527f4d', '17061d8be5d14b3e25c188f9a8a614a9c7a0feed1efb3dc446d9508810034587', 'records/0002_repair', 'apply', 'uid 0', 'host', NULL, '2026-11-28 06:33:25.347847'),
	('5dfd76c2-b947-40d6-8803-222339d7624f', '5f9e852232daa55f8e2fba9a6eb8c347df21533e48f9e2c7d43d8b4aca837a73', 'records/0003_offers', 'apply', 'uid 0', 'host', NULL, '2026-11-28 06:33:25.368257'),
	('6b3c00ae-e536-4358-9554-9078535b491b', '14da89bde9437b56b55ceca1c816a5d7a2c4e16823e989ec68edefa5972f6ade', 'records/0004_answers', 'apply', 'uid 0', 'host', NULL, '2026-11-28 06:33:25.400136'),
	('793813ce-5b77-496a-9845-b6bec2a1b39f', '0c7545a58bd1f86c4ced42732c9909cc7744db3d81b62708aafba9a83686d16b', 'records/0005_runs', 'apply', 'uid 0', 'host', NULL, '2026-11-28 06:33:25.412279'),
	('aed68eb8-b1eb-4064-9a8f-a6b7b845eecc', '09501226666e32846aa35f88f3c6ff15525ddb52fd07b2766cdbaeb7e01eca12', 'records/0006_learning', 'apply', 'uid 0', 'host', NULL, '2026-11-28 06:33:25.431269'),
	('db4e93a2-4cb8-459b-a144-e8ccd2378be2', '80f5f1a80fbc54ed91e4ece8e74f5411c9181a28f07c06f85ca345a07e2af60a', 'books/0001_books', 'apply', 'uid 0', 'host', NULL, '2026-11-28 06:33:25.458428');
INSERT INTO public._yoyo_migration VALUES
	('f80c836cc09c903fb4642b0b1866f04dcbc391e80be6f44039d7c98316390784', 'jobs/0001_procrastinate', '2026-11-28 06:33:25.294495'),
	('2c4a04246db6806fe9d799bc54f96e6fc2c51d22bf18612217818a18e8110a9f', 'jobs/0002_wakeups', '2026-11-28 06:33:25.298664'),
	('017a21a2b6eabe7125e183391fdebe519880a432c86033af2bd63078d1c1c871', 'fetch/0001_outbound', '2026-11-28 06:33:25.31337'),
	('a4317955093003f0394042ff1d025d039c03cdeea3235db27aa2cf3db29c8bed', 'records/0001_legacy_shape', '2026-11-28 06:33:25.328907'),
	('17061d8be5d14b3e25c188f9a8a614a9c7a0feed1efb3dc446d9508810034587', 'records/0002_repair', '2026-11-28 06:33:25.348205'),
	('5f9e852232daa55f8e2fba9a6eb8c347df21533e48f9e2c7d43d8b4aca837a73', 'records/0003_offers', '2026-11-28 06:33:25.368636'),
	('14da89bde9437b56b55ceca1c816a5d7a2c4e16823e989ec68edefa5972f6ade', 'records/0004_answers', '2026-11-28 06:33:25.400526'),
	('0c7545a58bd1f86c4ced42732c9909cc7744db3d81b62708aafba9a83686d16b', 'records/0005_runs', '2026-11-28 06:33:25.412581'),
	('09501226666e32846aa35f88f3c6ff15525ddb52fd07b2766cdbaeb7e01eca12', 'records/0006_learning', '2026-11-28 06:33:25.431518'),
	('80f5f1a80fbc54ed91e4ece8e74f5411c9181a28f07c06f85ca345a07e2af60a', 'books/0001_books', '2026-11-28 06:33:25.458726');
INSERT INTO public._yoyo_version VALUES
	(2, '2026-11-28 06:33:25.249339');
INSERT INTO public.books_attempt OVERRIDING SYSTEM VALUE VALUES
	(1, 'ada', '192.0.2.1', '2026-01-02 00:00:00+00');
INSERT INTO public.books_catalogue VALUES
	('Demo', 'https://opds.example', '2026-01-02 00:00:00+00', NULL);
INSERT INTO public.books_catalogue_book VALUES
	('Demo', 'demo-1', 1, 'emma', '{}', NULL, '2026-01-02 00:00:00+00');
INSERT INTO public.books_cover VALUES
	('ol-1', 'openlibrary', 'https://covers.example/1', '2026-01-02 00:00:00+00');
INSERT INTO public.books_delivery VALUES
	('gb-1', 1, 'move', '/books/emma.epub', NULL, 7, 8, '\x00', '2026-01-02 00:00:00+00');
INSERT INTO public.books_download VALUES
	('gb-1', 'gutenberg', 'queued', 1, 0, 0, '2026-01-02 00:00:00+00', '2026-01-02 00:00:00+00', '{"title": "Emma"}', 'Emma', 'Austen', NULL, NULL, 'book', 'Emma', false, '', 0, NULL, 1, NULL, NULL, NULL);
INSERT INTO public.books_file OVERRIDING SYSTEM VALUE VALUES
	(1, 'gb-2', '{}', '/books/x.epub', 'x.epub', 'epub', 9, '\x01', 'persuasion', '2026-01-02 00:00:00+00', NULL);
INSERT INTO public.books_row VALUES
	('gb-1', 'gutenberg', '{"title": "Emma"}', '', NULL, '2026-01-02 00:00:00+00');
INSERT INTO public.books_saved_match VALUES
	(1, 'emma austen', 'gb-1', '2026-01-02 00:00:00+00', true);
INSERT INTO public.books_saved_search OVERRIDING SYSTEM VALUE VALUES
	(1, 'austen', '{"query": "austen"}', '', true, 5, true, NULL, NULL, '2026-01-02 00:00:00+00');
INSERT INTO public.books_session VALUES
	('\x02', 'ada', true, 'cwa', false, '2026-01-02 00:00:00+00', '2026-01-02 00:00:00+00', '2026-01-02 00:00:00+00');
INSERT INTO public.books_setting VALUES
	('FILE_ORGANIZATION', '"rename"', '2026-01-02 00:00:00+00');
INSERT INTO public.books_standardebooks_fetch VALUES
	('2026-01-02 00:00:00+00');
INSERT INTO public.books_token OVERRIDING SYSTEM VALUE VALUES
	(1, 'reader', '\x03', 'ada', true, '2026-01-02 00:00:00+00', NULL);
INSERT INTO public.books_turn VALUES
	('gutenberg', '2026-01-02 00:00:00+00');
INSERT INTO public.books_working VALUES
	('gb-1', 1, 1, 1, 'gutenberg', 'www.example');
INSERT INTO public.discogs_counter VALUES
	(true, 3, 3, 2);
INSERT INTO public.discogs_history VALUES
	('martha_keys', 1001, 1, true, '2026-01-02 00:00:00+00');
INSERT INTO public.discogs_listing VALUES
	(1, 1, 1, 10.50, 'Near Mint (NM or M-)', 25.36, true, true, false, 1001, 10.50, 'USD', 'For Sale', NULL, '2026-01-02 03:04:05+00', '2026-01-02 03:04:05+00', 0.7284465395426503, 1973, '{"id":1,"record":{"id":1,"discogs_id":"1","artist":"An Artist","title":"Title 0","format":"LP, Album","label":"A Label","catno":"CAT-1","wants":100,"haves":50,"added":"2026-01-02T03:04:05Z","genres":["Jazz"],"styles":["Hard Bop"],"suggested_price":"","year":1973},"seller":{"id":1,"name":"martha_keys","currency":"USD"},"record_price":"10.50","media_condition":"Near Mint (NM or M-)","score":"25.36","kept":true,"evaluated":true,"predicted_keeper":false,"discogs_listing_id":1001,"listing_url":"https://www.discogs.com/sell/item/1001","original_price":"10.50","original_currency":"USD","status":"For Sale","first_seen":"2026-01-02T03:04:05Z","last_seen":"2026-01-02T03:04:05Z"}', '1,An Artist,Title 0,A Label,"LP, Album",1973,martha_keys,10.50,Near Mint (NM or M-),25.36,true,true
'),
	(2, 1, 2, 11.50, 'Near Mint (NM or M-)', 25.01, false, false, false, 1002, 11.50, 'USD', 'For Sale', NULL, '2026-01-02 03:04:05+00', '2026-01-02 03:04:05+00', 0.8198461303238793, 1973, '{"id":2,"record":{"id":2,"discogs_id":"2","artist":"An Artist","title":"Title 1","format":"LP, Album","label":"A Label","catno":"CAT-1","wants":100,"haves":50,"added":"2026-01-02T03:04:05Z","genres":["Jazz"],"styles":["Hard Bop"],"suggested_price":"","year":1973},"seller":{"id":1,"name":"martha_keys","currency":"USD"},"record_price":"11.50","media_condition":"Near Mint (NM or M-)","score":"25.01","kept":false,"evaluated":false,"predicted_keeper":false,"discogs_listing_id":1002,"listing_url":"https://www.discogs.com/sell/item/1002","original_price":"11.50","original_currency":"USD","status":"For Sale","first_seen":"2026-01-02T03:04:05Z","last_seen":"2026-01-02T03:04:05Z"}', '2,An Artist,Title 1,A Label,"LP, Album",1973,martha_keys,11.50,Near Mint (NM or M-),25.01,false,false
'),
	(3, 1, 3, 12.50, 'Near Mint (NM or M-)', 24.71, false, false, false, 1003, 12.50, 'USD', 'For Sale', NULL, '2026-01-02 03:04:05+00', '2026-01-02 03:04:05+00', 0.48827222270557513, 1973, '{"id":3,"record":{"id":3,"discogs_id":"3","artist":"An Artist","title":"Title 2","format":"LP, Album","label":"A Label","catno":"CAT-1","wants":100,"haves":50,"added":"2026-01-02T03:04:05Z","genres":["Jazz"],"styles":["Hard Bop"],"suggested_price":"","year":1973},"seller":{"id":1,"name":"martha_keys","currency":"USD"},"record_price":"12.50","media_condition":"Near Mint (NM or M-)","score":"24.71","kept":false,"evaluated":false,"predicted_keeper":false,"discogs_listing_id":1003,"listing_url":"https://www.discogs.com/sell/item/1003","original_price":"12.50","original_currency":"USD","status":"For Sale","first_seen":"2026-01-02T03:04:05Z","last_seen":"2026-01-02T03:04:05Z"}', '3,An Artist,Title 2,A Label,"LP, Album",1973,martha_keys,12.50,Near Mint (NM or M-),24.71,false,false
');
INSERT INTO public.discogs_prediction VALUES
	(1, false, 0.5, '{}', NULL, NULL, NULL),
	(2, true, 0.5, '{}', NULL, NULL, NULL),
	(3, true, 0.5, '{}', NULL, NULL, NULL);
INSERT INTO public.discogs_rate VALUES
	('EUR', 0.91000000, '2026-01-02 00:00:00+00', '2026-01-03 00:00:00+00');
INSERT INTO public.discogs_recommendationmetrics VALUES
	(1, '2026-01-02 00:00:00+00', 0.8, 0.75, 40, '');
INSERT INTO public.discogs_recommendationmodel VALUES
	(1, '2026-01-02 00:00:00+00', '2026-01-02 00:00:00+00', '\x01', NULL, NULL, '["price"]', 0.8, 'v1.0', 'logistic', '\x4bf5122f344554c53bde2ebb8cd2b7e3d1600ad631c385a5d7cce23c7785459a', NULL, DEFAULT);
INSERT INTO public.discogs_record VALUES
	(1, '1', 'An Artist', 'Title 0', 'LP, Album', 'A Label', 'CAT-1', 100, 50, '2026-01-02 03:04:05+00', '["Jazz"]', '["Hard Bop"]', '', 1973, '2026-01-02 03:04:05+00', NULL, '{"id":1,"discogs_id":"1","artist":"An Artist","title":"Title 0","format":"LP, Album","label":"A Label","catno":"CAT-1","wants":100,"haves":50,"added":"2026-01-02T03:04:05Z","genres":["Jazz"],"styles":["Hard Bop"],"suggested_price":"","year":1973}'),
	(2, '2', 'An Artist', 'Title 1', 'LP, Album', 'A Label', 'CAT-1', 100, 50, '2026-01-02 03:04:05+00', '["Jazz"]', '["Hard Bop"]', '', 1973, '2026-01-02 03:04:05+00', NULL, '{"id":2,"discogs_id":"2","artist":"An Artist","title":"Title 1","format":"LP, Album","label":"A Label","catno":"CAT-1","wants":100,"haves":50,"added":"2026-01-02T03:04:05Z","genres":["Jazz"],"styles":["Hard Bop"],"suggested_price":"","year":1973}'),
	(3, '3', 'An Artist', 'Title 2', 'LP, Album', 'A Label', 'CAT-1', 100, 50, '2026-01-02 03:04:05+00', '["Jazz"]', '["Hard Bop"]', '', 1973, '2026-01-02 03:04:05+00', NULL, '{"id":3,"discogs_id":"3","artist":"An Artist","title":"Title 2","format":"LP, Album","label":"A Label","catno":"CAT-1","wants":100,"haves":50,"added":"2026-01-02T03:04:05Z","genres":["Jazz"],"styles":["Hard Bop"],"suggested_price":"","year":1973}');
INSERT INTO public.discogs_recordoftheday VALUES
	(1, '2026-01-02', 1, '2026-01-02 00:00:00+00', 22.5, 0.5, 1, NULL, NULL, NULL, NULL, NULL, NULL, 'thermodynamic_boltzmann', '[4.5]', '[]', 4.5, 0, 42, NULL);
INSERT INTO public.discogs_recordofthedayfeedback VALUES
	(1, 1, 4, 2, '2026-01-02 00:00:00+00', 1);
INSERT INTO public.discogs_scrape OVERRIDING SYSTEM VALUE VALUES
	(1, 'martha_keys', 'full', 'running', NULL, 3, 9, NULL, 0, 0, 0, 0, 0, 0, 0, 0, NULL, NULL, NULL, NULL, '2026-01-02 00:00:00+00', NULL, '2026-01-02 00:00:00+00', NULL);
INSERT INTO public.discogs_seller VALUES
	(1, 'martha_keys', 'USD');
INSERT INTO public.discogs_term VALUES
	('genre', 'Jazz', 3),
	('style', 'Hard Bop', 3),
	('condition', 'Near Mint (NM or M-)', 3);
INSERT INTO public.discogs_training OVERRIDING SYSTEM VALUE VALUES
	(1, 'trained', '', 40, 12, 1, 0, '[]', '', '2026-01-02 00:00:00+00', '2026-01-02 00:00:00+00');
INSERT INTO public.discogs_words VALUES
	(1, 'an artist
title 0
a label', 'jazz
hard bop'),
	(2, 'an artist
title 1
a label', 'jazz
hard bop'),
	(3, 'an artist
title 2
a label', 'jazz
hard bop');
INSERT INTO public.outbound_hold VALUES
	('discogs', '2026-01-02 00:00:00+00', 2);
INSERT INTO public.outbound_start OVERRIDING SYSTEM VALUE VALUES
	(1, 'discogs', '2026-01-02 00:00:00+00', '2026-01-02 00:00:00+00');
INSERT INTO public.procrastinate_events VALUES
	(1, 1, 'deferred', '2026-11-28 06:33:25.48653+00'),
	(2, 2, 'deferred', '2026-11-28 06:33:25.488434+00'),
	(3, 3, 'deferred', '2026-11-28 06:33:25.489057+00'),
	(4, 1, 'started', '2026-11-28 06:33:25.489529+00'),
	(5, 1, 'succeeded', '2026-11-28 06:33:25.490236+00');
INSERT INTO public.procrastinate_jobs VALUES
	(2, 'default', 'upgrade.waiting', 0, NULL, 'waiting-1', '{"number": 1}', 'todo', NULL, 0, false, NULL),
	(3, 'default', 'upgrade.waiting', 0, NULL, 'waiting-2', '{"number": 2}', 'todo', NULL, 0, false, NULL),
	(1, 'default', 'upgrade.done', 0, NULL, NULL, '{"number": 0}', 'succeeded', NULL, 0, false, NULL);
INSERT INTO public.procrastinate_periodic_defers VALUES
	(1, 'jobs.clean', 1767312000, 1, '');
SELECT pg_catalog.setval('public.books_attempt_id_seq', 1, true);
SELECT pg_catalog.setval('public.books_file_id_seq', 1, true);
SELECT pg_catalog.setval('public.books_generation', 1, true);
SELECT pg_catalog.setval('public.books_saved_search_id_seq', 1, true);
SELECT pg_catalog.setval('public.books_token_id_seq', 1, true);
SELECT pg_catalog.setval('public.discogs_listing_id_seq', 3, true);
SELECT pg_catalog.setval('public.discogs_recommendationmetrics_id_seq', 1, true);
SELECT pg_catalog.setval('public.discogs_recommendationmodel_id_seq', 1, true);
SELECT pg_catalog.setval('public.discogs_record_id_seq', 3, true);
SELECT pg_catalog.setval('public.discogs_recordoftheday_id_seq', 1, true);
SELECT pg_catalog.setval('public.discogs_recordofthedayfeedback_id_seq', 1, true);
SELECT pg_catalog.setval('public.discogs_scrape_id_seq', 1, true);
SELECT pg_catalog.setval('public.discogs_seller_id_seq', 1, true);
SELECT pg_catalog.setval('public.discogs_training_id_seq', 1, true);
SELECT pg_catalog.setval('public.outbound_start_id_seq', 1, true);
SELECT pg_catalog.setval('public.procrastinate_events_id_seq', 5, true);
SELECT pg_catalog.setval('public.procrastinate_jobs_id_seq', 3, true);
SELECT pg_catalog.setval('public.procrastinate_periodic_defers_id_seq', 1, true);
SELECT pg_catalog.setval('public.procrastinate_workers_id_seq', 1, false);
ALTER TABLE ONLY public._yoyo_log
    ADD CONSTRAINT _yoyo_log_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public._yoyo_migration
    ADD CONSTRAINT _yoyo_migration_pkey PRIMARY KEY (migration_hash);
ALTER TABLE ONLY public._yoyo_version
    ADD CONSTRAINT _yoyo_version_pkey PRIMARY KEY (version);
ALTER TABLE ONLY public.books_attempt
    ADD CONSTRAINT books_attempt_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.books_catalogue_book
    ADD CONSTRAINT books_catalogue_book_pkey PRIMARY KEY (source, id);
ALTER TABLE ONLY public.books_catalogue
    ADD CONSTRAINT books_catalogue_pkey PRIMARY KEY (source);
ALTER TABLE ONLY public.books_cover
    ADD CONSTRAINT books_cover_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.books_delivery
    ADD CONSTRAINT books_delivery_pkey PRIMARY KEY (book_id, generation);
ALTER TABLE ONLY public.books_download
    ADD CONSTRAINT books_download_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.books_file
    ADD CONSTRAINT books_file_path_key UNIQUE (path);
ALTER TABLE ONLY public.books_file
    ADD CONSTRAINT books_file_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.books_row
    ADD CONSTRAINT books_row_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.books_saved_match
    ADD CONSTRAINT books_saved_match_pkey PRIMARY KEY (search_id, book_key);
ALTER TABLE ONLY public.books_saved_search
    ADD CONSTRAINT books_saved_search_name_key UNIQUE (name);
ALTER TABLE ONLY public.books_saved_search
    ADD CONSTRAINT books_saved_search_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.books_session
    ADD CONSTRAINT books_session_pkey PRIMARY KEY (digest);
ALTER TABLE ONLY public.books_setting
    ADD CONSTRAINT books_setting_pkey PRIMARY KEY (name);
ALTER TABLE ONLY public.books_token
    ADD CONSTRAINT books_token_digest_key UNIQUE (digest);
ALTER TABLE ONLY public.books_token
    ADD CONSTRAINT books_token_name_key UNIQUE (name);
ALTER TABLE ONLY public.books_token
    ADD CONSTRAINT books_token_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.books_turn
    ADD CONSTRAINT books_turn_pkey PRIMARY KEY (source);
ALTER TABLE ONLY public.books_working
    ADD CONSTRAINT books_working_pkey PRIMARY KEY (book_id);
ALTER TABLE ONLY public.discogs_counter
    ADD CONSTRAINT discogs_counter_pkey PRIMARY KEY (only_row);
ALTER TABLE ONLY public.discogs_history
    ADD CONSTRAINT discogs_history_pkey PRIMARY KEY (seller, listing_id);
ALTER TABLE ONLY public.discogs_listing
    ADD CONSTRAINT discogs_listing_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.discogs_prediction
    ADD CONSTRAINT discogs_prediction_pkey PRIMARY KEY (listing_id);
ALTER TABLE ONLY public.discogs_rate
    ADD CONSTRAINT discogs_rate_pkey PRIMARY KEY (currency);
ALTER TABLE ONLY public.discogs_recommendationmetrics
    ADD CONSTRAINT discogs_recommendationmetrics_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.discogs_recommendationmodel
    ADD CONSTRAINT discogs_recommendationmodel_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.discogs_record
    ADD CONSTRAINT discogs_record_discogs_id_key UNIQUE (discogs_id);
ALTER TABLE ONLY public.discogs_record
    ADD CONSTRAINT discogs_record_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.discogs_recordoftheday
    ADD CONSTRAINT discogs_recordoftheday_date_key UNIQUE (date);
ALTER TABLE ONLY public.discogs_recordoftheday
    ADD CONSTRAINT discogs_recordoftheday_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.discogs_recordofthedayfeedback
    ADD CONSTRAINT discogs_recordofthedayfeedback_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.discogs_scrape
    ADD CONSTRAINT discogs_scrape_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.discogs_seller
    ADD CONSTRAINT discogs_seller_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.discogs_term
    ADD CONSTRAINT discogs_term_pkey PRIMARY KEY (kind, value);
ALTER TABLE ONLY public.discogs_training
    ADD CONSTRAINT discogs_training_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.discogs_words
    ADD CONSTRAINT discogs_words_pkey PRIMARY KEY (record_id);
ALTER TABLE ONLY public.outbound_hold
    ADD CONSTRAINT outbound_hold_pkey PRIMARY KEY (key);
ALTER TABLE ONLY public.outbound_start
    ADD CONSTRAINT outbound_start_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.procrastinate_events
    ADD CONSTRAINT procrastinate_events_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.procrastinate_jobs
    ADD CONSTRAINT procrastinate_jobs_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.procrastinate_periodic_defers
    ADD CONSTRAINT procrastinate_periodic_defers_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.procrastinate_periodic_defers
    ADD CONSTRAINT procrastinate_periodic_defers_unique UNIQUE (task_name, periodic_id, defer_timestamp);
ALTER TABLE ONLY public.procrastinate_workers
    ADD CONSTRAINT procrastinate_workers_pkey PRIMARY KEY (id);
CREATE INDEX books_attempt_recent ON public.books_attempt USING btree (address, username, at);
CREATE INDEX books_download_next ON public.books_download USING btree (priority, added_at, id) WHERE (state = 'queued'::text);
CREATE INDEX books_download_running ON public.books_download USING btree (job_id) WHERE (state = ANY (ARRAY['resolving'::text, 'downloading'::text]));
CREATE INDEX books_file_book ON public.books_file USING btree (book_id);
CREATE INDEX books_file_newest ON public.books_file USING btree (delivered_at DESC, id DESC) WHERE (gone_at IS NULL);
CREATE INDEX books_row_seen ON public.books_row USING btree (seen_at);
CREATE INDEX discogs_feedback_pick ON public.discogs_recordofthedayfeedback USING btree (record_of_the_day_id);
CREATE INDEX discogs_history_scrape ON public.discogs_history USING btree (scrape_id);
CREATE INDEX discogs_listing_best ON public.discogs_listing USING btree (score DESC, id DESC) WHERE ((status)::text = 'For Sale'::text);
CREATE INDEX discogs_listing_cheapest ON public.discogs_listing USING btree (record_price, id DESC) WHERE ((status)::text = 'For Sale'::text);
CREATE INDEX discogs_listing_dearest ON public.discogs_listing USING btree (record_price DESC NULLS LAST, id DESC) WHERE ((status)::text = 'For Sale'::text);
CREATE UNIQUE INDEX discogs_listing_discogs_listing_id_key ON public.discogs_listing USING btree (discogs_listing_id);
CREATE INDEX discogs_listing_draw ON public.discogs_listing USING btree (draw) WHERE ((status)::text = 'For Sale'::text);
CREATE INDEX discogs_listing_evaluated ON public.discogs_listing USING btree (evaluated, draw) WHERE ((status)::text = 'For Sale'::text);
CREATE UNIQUE INDEX discogs_listing_offer_key ON public.discogs_listing USING btree (seller_id, record_id, record_price, media_condition) NULLS NOT DISTINCT WHERE (discogs_listing_id IS NULL);
CREATE INDEX discogs_listing_oldest ON public.discogs_listing USING btree (year, id DESC) WHERE ((status)::text = 'For Sale'::text);
CREATE INDEX discogs_listing_record ON public.discogs_listing USING btree (record_id);
CREATE INDEX discogs_listing_seller_best ON public.discogs_listing USING btree (seller_id, score DESC, id) WHERE ((status)::text = 'For Sale'::text);
CREATE INDEX discogs_listing_seller_records ON public.discogs_listing USING btree (seller_id, record_id) WHERE ((status)::text = 'For Sale'::text);
CREATE INDEX discogs_listing_sought ON public.discogs_listing USING btree (record_id) INCLUDE (id, seller_id, year, score, record_price, media_condition) WHERE ((status)::text = 'For Sale'::text);
CREATE INDEX discogs_listing_youngest ON public.discogs_listing USING btree (year DESC NULLS LAST, id DESC) WHERE ((status)::text = 'For Sale'::text);
CREATE INDEX discogs_prediction_order ON public.discogs_prediction USING btree (open DESC, probability DESC, listing_id DESC);
CREATE INDEX discogs_prediction_turn ON public.discogs_prediction USING btree (turn) WHERE (open AND (turn IS NOT NULL));
CREATE INDEX discogs_prediction_unsure ON public.discogs_prediction USING btree (abs((probability - (0.5)::double precision)), listing_id) WHERE open;
CREATE INDEX discogs_rec_added_cc2cf3_idx ON public.discogs_record USING btree (added DESC);
CREATE INDEX discogs_recommendationmetrics_newest ON public.discogs_recommendationmetrics USING btree (session_date DESC, id DESC);
CREATE INDEX discogs_recommendationmodel_newest ON public.discogs_recommendationmodel USING btree (updated_at DESC, id DESC);
CREATE INDEX discogs_record_without_details ON public.discogs_record USING btree (id DESC) WHERE (details_at IS NULL);
CREATE INDEX discogs_recordoftheday_listing ON public.discogs_recordoftheday USING btree (listing_id);
CREATE INDEX discogs_scrape_newest ON public.discogs_scrape USING btree (lower((seller)::text), id DESC);
CREATE UNIQUE INDEX discogs_scrape_one_per_seller ON public.discogs_scrape USING btree (lower((seller)::text)) WHERE (state = ANY (ARRAY['queued'::text, 'running'::text]));
CREATE UNIQUE INDEX discogs_seller_name_key ON public.discogs_seller USING btree (lower((name)::text));
CREATE INDEX idx_procrastinate_jobs_worker_not_null ON public.procrastinate_jobs USING btree (worker_id) WHERE ((worker_id IS NOT NULL) AND (status = 'doing'::public.procrastinate_job_status));
CREATE INDEX idx_procrastinate_workers_last_heartbeat ON public.procrastinate_workers USING btree (last_heartbeat);
CREATE INDEX outbound_start_window ON public.outbound_start USING btree (key, counted_at);
CREATE INDEX procrastinate_events_job_id_fkey_v1 ON public.procrastinate_events USING btree (job_id);
CREATE INDEX procrastinate_jobs_id_lock_idx_v1 ON public.procrastinate_jobs USING btree (id, lock) WHERE (status = ANY (ARRAY['todo'::public.procrastinate_job_status, 'doing'::public.procrastinate_job_status]));
CREATE UNIQUE INDEX procrastinate_jobs_lock_idx_v1 ON public.procrastinate_jobs USING btree (lock) WHERE (status = 'doing'::public.procrastinate_job_status);
CREATE INDEX procrastinate_jobs_priority_idx_v1 ON public.procrastinate_jobs USING btree (priority DESC, id) WHERE (status = 'todo'::public.procrastinate_job_status);
CREATE INDEX procrastinate_jobs_queue_name_idx_v1 ON public.procrastinate_jobs USING btree (queue_name);
CREATE UNIQUE INDEX procrastinate_jobs_queueing_lock_idx_v1 ON public.procrastinate_jobs USING btree (queueing_lock) WHERE (status = 'todo'::public.procrastinate_job_status);
CREATE INDEX procrastinate_periodic_defers_job_id_fkey_v1 ON public.procrastinate_periodic_defers USING btree (job_id);
CREATE TRIGGER alcove_jobs_wake AFTER UPDATE OF status ON public.procrastinate_jobs FOR EACH ROW WHEN (((old.status = 'doing'::public.procrastinate_job_status) AND (new.status <> 'doing'::public.procrastinate_job_status) AND ((new.status = 'todo'::public.procrastinate_job_status) OR (new.lock IS NOT NULL)))) EXECUTE FUNCTION public.procrastinate_notify_queue_job_inserted_v1();
CREATE TRIGGER alcove_jobs_yield_queueing_lock BEFORE UPDATE OF status ON public.procrastinate_jobs FOR EACH ROW WHEN (((new.status = 'todo'::public.procrastinate_job_status) AND (old.status <> 'todo'::public.procrastinate_job_status) AND (new.queueing_lock IS NOT NULL))) EXECUTE FUNCTION public.alcove_jobs_yield_queueing_lock();
CREATE TRIGGER discogs_listing_count_delete AFTER DELETE ON public.discogs_listing REFERENCING OLD TABLE AS before_rows FOR EACH STATEMENT EXECUTE FUNCTION public.discogs_listing_count();
CREATE TRIGGER discogs_listing_count_insert AFTER INSERT ON public.discogs_listing REFERENCING NEW TABLE AS after_rows FOR EACH STATEMENT EXECUTE FUNCTION public.discogs_listing_count();
CREATE TRIGGER discogs_listing_count_update AFTER UPDATE ON public.discogs_listing REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows FOR EACH STATEMENT EXECUTE FUNCTION public.discogs_listing_count();
CREATE TRIGGER discogs_listing_outdate AFTER UPDATE ON public.discogs_listing REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows FOR EACH STATEMENT EXECUTE FUNCTION public.discogs_listing_outdate();
CREATE TRIGGER discogs_listing_predict_insert AFTER INSERT ON public.discogs_listing REFERENCING NEW TABLE AS after_rows FOR EACH STATEMENT EXECUTE FUNCTION public.discogs_listing_predict();
CREATE TRIGGER discogs_listing_prepare BEFORE INSERT OR UPDATE ON public.discogs_listing FOR EACH ROW EXECUTE FUNCTION public.discogs_listing_prepare();
CREATE TRIGGER discogs_record_count_delete AFTER DELETE ON public.discogs_record REFERENCING OLD TABLE AS before_rows FOR EACH STATEMENT EXECUTE FUNCTION public.discogs_record_count();
CREATE TRIGGER discogs_record_count_insert AFTER INSERT ON public.discogs_record REFERENCING NEW TABLE AS after_rows FOR EACH STATEMENT EXECUTE FUNCTION public.discogs_record_count();
CREATE TRIGGER discogs_record_count_update AFTER UPDATE ON public.discogs_record REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows FOR EACH STATEMENT EXECUTE FUNCTION public.discogs_record_count();
CREATE TRIGGER discogs_record_prepare BEFORE INSERT OR UPDATE ON public.discogs_record FOR EACH ROW EXECUTE FUNCTION public.discogs_record_prepare();
CREATE TRIGGER discogs_record_spread AFTER UPDATE ON public.discogs_record REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows FOR EACH STATEMENT EXECUTE FUNCTION public.discogs_record_spread();
CREATE TRIGGER discogs_record_words_insert AFTER INSERT ON public.discogs_record REFERENCING NEW TABLE AS after_rows FOR EACH STATEMENT EXECUTE FUNCTION public.discogs_record_words();
CREATE TRIGGER discogs_record_words_update AFTER UPDATE ON public.discogs_record REFERENCING NEW TABLE AS after_rows FOR EACH STATEMENT EXECUTE FUNCTION public.discogs_record_words();
CREATE TRIGGER discogs_seller_spread AFTER UPDATE ON public.discogs_seller REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows FOR EACH STATEMENT EXECUTE FUNCTION public.discogs_seller_spread();
CREATE TRIGGER procrastinate_jobs_notify_queue_job_aborted_v1 AFTER UPDATE OF abort_requested ON public.procrastinate_jobs FOR EACH ROW WHEN (((old.abort_requested = false) AND (new.abort_requested = true) AND (new.status = 'doing'::public.procrastinate_job_status))) EXECUTE FUNCTION public.procrastinate_notify_queue_abort_job_v1();
CREATE TRIGGER procrastinate_jobs_notify_queue_job_inserted_v1 AFTER INSERT ON public.procrastinate_jobs FOR EACH ROW WHEN ((new.status = 'todo'::public.procrastinate_job_status)) EXECUTE FUNCTION public.procrastinate_notify_queue_job_inserted_v1();
CREATE TRIGGER procrastinate_trigger_abort_requested_events_v1 AFTER UPDATE OF abort_requested ON public.procrastinate_jobs FOR EACH ROW WHEN ((new.abort_requested = true)) EXECUTE FUNCTION public.procrastinate_trigger_abort_requested_events_procedure_v1();
CREATE TRIGGER procrastinate_trigger_delete_jobs_v1 BEFORE DELETE ON public.procrastinate_jobs FOR EACH ROW EXECUTE FUNCTION public.procrastinate_unlink_periodic_defers_v1();
CREATE TRIGGER procrastinate_trigger_scheduled_events_v1 AFTER INSERT OR UPDATE ON public.procrastinate_jobs FOR EACH ROW WHEN (((new.scheduled_at IS NOT NULL) AND (new.status = 'todo'::public.procrastinate_job_status))) EXECUTE FUNCTION public.procrastinate_trigger_function_scheduled_events_v1();
CREATE TRIGGER procrastinate_trigger_status_events_insert_v1 AFTER INSERT ON public.procrastinate_jobs FOR EACH ROW WHEN ((new.status = 'todo'::public.procrastinate_job_status)) EXECUTE FUNCTION public.procrastinate_trigger_function_status_events_insert_v1();
CREATE TRIGGER procrastinate_trigger_status_events_update_v1 AFTER UPDATE OF status ON public.procrastinate_jobs FOR EACH ROW EXECUTE FUNCTION public.procrastinate_trigger_function_status_events_update_v1();
ALTER TABLE ONLY public.books_catalogue_book
    ADD CONSTRAINT books_catalogue_book_source_fkey FOREIGN KEY (source) REFERENCES public.books_catalogue(source) ON DELETE CASCADE;
ALTER TABLE ONLY public.books_saved_match
    ADD CONSTRAINT books_saved_match_search_id_fkey FOREIGN KEY (search_id) REFERENCES public.books_saved_search(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.discogs_history
    ADD CONSTRAINT discogs_history_scrape_id_fkey FOREIGN KEY (scrape_id) REFERENCES public.discogs_scrape(id);
ALTER TABLE ONLY public.discogs_listing
    ADD CONSTRAINT discogs_listing_record_id_fkey FOREIGN KEY (record_id) REFERENCES public.discogs_record(id);
ALTER TABLE ONLY public.discogs_listing
    ADD CONSTRAINT discogs_listing_seller_id_fkey FOREIGN KEY (seller_id) REFERENCES public.discogs_seller(id);
ALTER TABLE ONLY public.discogs_prediction
    ADD CONSTRAINT discogs_prediction_listing_id_fkey FOREIGN KEY (listing_id) REFERENCES public.discogs_listing(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.discogs_recordoftheday
    ADD CONSTRAINT discogs_recordoftheday_listing_id_fkey FOREIGN KEY (listing_id) REFERENCES public.discogs_listing(id);
ALTER TABLE ONLY public.discogs_recordofthedayfeedback
    ADD CONSTRAINT discogs_recordofthedayfeedback_listing_id_fkey FOREIGN KEY (listing_id) REFERENCES public.discogs_listing(id) ON DELETE SET NULL;
ALTER TABLE ONLY public.discogs_recordofthedayfeedback
    ADD CONSTRAINT discogs_recordofthedayfeedback_record_of_the_day_id_fkey FOREIGN KEY (record_of_the_day_id) REFERENCES public.discogs_recordoftheday(id) ON DELETE SET NULL;
ALTER TABLE ONLY public.discogs_training
    ADD CONSTRAINT discogs_training_model_id_fkey FOREIGN KEY (model_id) REFERENCES public.discogs_recommendationmodel(id) ON DELETE SET NULL;
ALTER TABLE ONLY public.discogs_words
    ADD CONSTRAINT discogs_words_record_id_fkey FOREIGN KEY (record_id) REFERENCES public.discogs_record(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.procrastinate_events
    ADD CONSTRAINT procrastinate_events_job_id_fkey FOREIGN KEY (job_id) REFERENCES public.procrastinate_jobs(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.procrastinate_jobs
    ADD CONSTRAINT procrastinate_jobs_worker_id_fkey FOREIGN KEY (worker_id) REFERENCES public.procrastinate_workers(id) ON DELETE SET NULL;
ALTER TABLE ONLY public.procrastinate_periodic_defers
    ADD CONSTRAINT procrastinate_periodic_defers_job_id_fkey FOREIGN KEY (job_id) REFERENCES public.procrastinate_jobs(id);
