-- Functions that programs call through /rest/v1/rpc. Each has a fixed search path, and acts for its caller only; with the
-- service_role key for any account. Those that run with the owner's rights check the caller first.

CREATE PROCEDURE study.set_function_privileges(target regprocedure, VARIADIC roles text[]) LANGUAGE plpgsql AS $body$
DECLARE
    called pg_proc;
    grantee text;
BEGIN
    SELECT * INTO called FROM pg_proc WHERE oid = target;
    CALL study.revoke_all('FUNCTION ' || target, coalesce(called.proacl, acldefault('f', called.proowner)), called.proowner);
    FOREACH grantee IN ARRAY roles LOOP
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO %I', target, grantee);
    END LOOP;
END
$body$;

CREATE FUNCTION study.check_caller(account uuid) RETURNS void LANGUAGE plpgsql STABLE AS $body$
BEGIN
    IF account IS DISTINCT FROM auth.uid() AND current_setting('role') <> 'service_role' THEN
        RAISE EXCEPTION 'you may call this function for your own account only' USING ERRCODE = 'insufficient_privilege';
    END IF;
END
$body$;

CREATE FUNCTION public.increment_rate_limit(p_user_id uuid, p_window_start timestamptz) RETURNS void
LANGUAGE sql SET search_path = '' AS $body$
    INSERT INTO public.rate_limits AS r (user_id, window_start) VALUES (p_user_id, p_window_start)
    ON CONFLICT (user_id, window_start) DO UPDATE SET requests_count = coalesce(r.requests_count, 0) + 1
$body$;
CALL study.set_function_privileges('public.increment_rate_limit(uuid, timestamptz)', 'service_role');

CREATE TABLE study.request_counts (
    identifier text NOT NULL,
    endpoint text NOT NULL,
    window_start timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    requests integer NOT NULL DEFAULT 1,
    max_requests integer NOT NULL,
    PRIMARY KEY (identifier, endpoint, window_start)
);
COMMENT ON TABLE study.request_counts IS 'Requests by window, for check_rate_limit.';
CREATE INDEX request_counts_expires_at_idx ON study.request_counts (expires_at);

CREATE FUNCTION study.limited_identifier(identifier text) RETURNS text LANGUAGE sql STABLE
RETURN CASE WHEN current_setting('role') = 'service_role' THEN left(identifier, 200) ELSE auth.uid()::text END;

CREATE FUNCTION public.check_rate_limit(
    p_identifier text, p_endpoint text, p_max_requests integer DEFAULT 60, p_window_minutes integer DEFAULT 1
) RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $body$
DECLARE
    size constant interval := make_interval(mins => least(greatest(p_window_minutes, 1), 10080));
    started constant timestamptz := date_bin(size, now(), 'epoch');
    allowance constant integer := greatest(p_max_requests, 0);
    counted integer;
BEGIN
    INSERT INTO study.request_counts AS c (identifier, endpoint, window_start, expires_at, max_requests)
    VALUES (study.limited_identifier(p_identifier), left(p_endpoint, 200), started, started + size, allowance)
    ON CONFLICT (identifier, endpoint, window_start) DO UPDATE
    -- Refused requests are not counted further, so that the number stays small.
    SET requests = least(c.requests, greatest(allowance, c.requests - 1)) + 1,
        expires_at = greatest(c.expires_at, excluded.expires_at), max_requests = excluded.max_requests
    RETURNING c.requests INTO counted;
    RETURN jsonb_build_object(
        'allowed', counted <= allowance,
        'limit', allowance,
        'remaining', greatest(allowance - counted, 0),
        'reset_at', started + size,
        'retry_after', CASE WHEN counted <= allowance THEN 0 ELSE ceil(extract(epoch FROM started + size - now())) END);
END
$body$;
CALL study.set_function_privileges(
    'public.check_rate_limit(text, text, integer, integer)', 'authenticated', 'service_role');

CREATE FUNCTION public.get_rate_limit_status(p_identifier text, p_endpoint text) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $body$
    SELECT jsonb_build_object(
        'current_count', coalesce(c.requests, 0), 'limit', c.max_requests,
        'remaining', greatest(c.max_requests - c.requests, 0), 'reset_at', c.expires_at, 'active', c.requests IS NOT NULL)
    FROM (VALUES (1)) AS one LEFT JOIN LATERAL (
        SELECT requests, max_requests, expires_at FROM study.request_counts
        WHERE identifier = study.limited_identifier(p_identifier) AND endpoint = left(p_endpoint, 200) AND expires_at > now()
        ORDER BY window_start DESC LIMIT 1
    ) AS c ON true
$body$;
CALL study.set_function_privileges('public.get_rate_limit_status(text, text)', 'authenticated', 'service_role');

CREATE FUNCTION study.today(account uuid) RETURNS date LANGUAGE sql STABLE
RETURN study.local_date(now(), coalesce((SELECT timezone FROM public.profiles WHERE id = account), 'UTC'));

CREATE FUNCTION public.record_daily_login(p_user_id uuid) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $body$
DECLARE
    today date;
    is_new boolean;
    result jsonb;
BEGIN
    PERFORM study.check_caller(p_user_id);
    today := study.today(p_user_id);
    INSERT INTO public.daily_logins (user_id, login_date) VALUES (p_user_id, today)
    ON CONFLICT (user_id, login_date) DO NOTHING;
    is_new := FOUND;
    WITH runs AS (
        SELECT max(login_date) AS last_date, count(*) AS days
        FROM (
            SELECT login_date, login_date - row_number() OVER (ORDER BY login_date)::integer AS run
            FROM public.daily_logins WHERE user_id = p_user_id
        ) AS numbered GROUP BY run
    )
    SELECT jsonb_build_object(
        'is_new_day', is_new, 'current_streak', coalesce(max(days) FILTER (WHERE last_date >= today), 0),
        'longest_streak', coalesce(max(days), 0), 'last_login', max(last_date))
    INTO result FROM runs;
    RETURN result;
END
$body$;
CALL study.set_function_privileges('public.record_daily_login(uuid)', 'authenticated', 'service_role');

CREATE FUNCTION public.get_login_history(p_user_id uuid, p_days integer DEFAULT 30)
RETURNS TABLE (login_date date, has_login boolean) LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = '' AS $body$
BEGIN
    PERFORM study.check_caller(p_user_id);
    RETURN QUERY
        SELECT days.day, EXISTS (
            SELECT FROM public.daily_logins AS l WHERE l.user_id = p_user_id AND l.login_date = days.day)
        FROM (
            SELECT study.today(p_user_id) - ago AS day
            FROM generate_series(0, least(greatest(p_days, 1), 3660) - 1) AS ago
        ) AS days
        ORDER BY days.day DESC;
END
$body$;
CALL study.set_function_privileges('public.get_login_history(uuid, integer)', 'authenticated', 'service_role');

CREATE FUNCTION public.recalculate_user_streaks(p_user_id uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $body$
BEGIN
    PERFORM study.check_caller(p_user_id);
    PERFORM FROM public.profiles WHERE id = p_user_id FOR NO KEY UPDATE;
    CALL study.update_streaks(ARRAY[p_user_id]);
END
$body$;
CALL study.set_function_privileges('public.recalculate_user_streaks(uuid)', 'authenticated', 'service_role');

CREATE FUNCTION public.mark_notification_read(notification_id uuid) RETURNS void
LANGUAGE sql SET search_path = '' AS $body$
    UPDATE public.notifications SET read = true WHERE id = notification_id
$body$;
CALL study.set_function_privileges('public.mark_notification_read(uuid)', 'authenticated', 'service_role');

CREATE FUNCTION public.increment_study_time(user_id uuid, minutes integer) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $body$
#variable_conflict use_variable
BEGIN
    PERFORM study.check_caller(user_id);
    IF minutes IS NULL OR minutes NOT BETWEEN 0 AND 1440 THEN
        RAISE EXCEPTION 'minutes must be from 0 to 1440' USING ERRCODE = 'invalid_parameter_value';
    END IF;
    UPDATE public.profiles AS p SET total_study_time = coalesce(p.total_study_time, 0) + minutes WHERE p.id = user_id;
END
$body$;
CALL study.set_function_privileges('public.increment_study_time(uuid, integer)', 'authenticated', 'service_role');

CREATE TABLE study.card_schedules (
    card_id uuid PRIMARY KEY REFERENCES public.flashcards ON DELETE CASCADE,
    easiness numeric(4, 2) NOT NULL DEFAULT 2.5,
    repetitions integer NOT NULL DEFAULT 0,
    interval_days integer NOT NULL DEFAULT 0,
    due_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE study.card_schedules IS 'When a flashcard is due again, by the SM-2 algorithm.';

CREATE FUNCTION public.update_spaced_repetition(p_flashcard_id uuid, p_user_id uuid, p_quality integer) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $body$
DECLARE
    schedule study.card_schedules;
    miss constant integer := 5 - p_quality;
BEGIN
    PERFORM study.check_caller(p_user_id);
    IF p_quality IS NULL OR p_quality NOT BETWEEN 0 AND 5 THEN
        RAISE EXCEPTION 'the quality must be from 0 to 5' USING ERRCODE = 'invalid_parameter_value';
    END IF;
    PERFORM FROM public.flashcards WHERE id = p_flashcard_id AND user_id = p_user_id FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    INSERT INTO study.card_schedules (card_id) VALUES (p_flashcard_id) ON CONFLICT (card_id) DO NOTHING;
    SELECT * INTO schedule FROM study.card_schedules WHERE card_id = p_flashcard_id FOR UPDATE;
    IF p_quality < 3 THEN
        schedule.repetitions := 0;
        schedule.interval_days := 1;
    ELSE
        schedule.repetitions := least(schedule.repetitions + 1, 1000);
        schedule.interval_days := CASE schedule.repetitions
            WHEN 1 THEN 1 WHEN 2 THEN 6 ELSE least(ceil(schedule.interval_days * schedule.easiness), 36500) END;
    END IF;
    schedule.easiness := least(greatest(schedule.easiness + 0.1 - miss * (0.08 + miss * 0.02), 1.3), 99);
    UPDATE study.card_schedules
    SET easiness = schedule.easiness, repetitions = schedule.repetitions, interval_days = schedule.interval_days,
        due_at = now() + make_interval(days => schedule.interval_days)
    WHERE card_id = p_flashcard_id;
    UPDATE public.flashcards
    SET mastery_level = least(schedule.repetitions, 5), review_count = coalesce(review_count, 0) + 1, last_reviewed = now()
    WHERE id = p_flashcard_id;
END
$body$;
CALL study.set_function_privileges(
    'public.update_spaced_repetition(uuid, uuid, integer)', 'authenticated', 'service_role');
