-- What calls of AI providers have used, and what running calls may still use. Days and months are those of UTC.

CREATE TABLE study.ai_user_usage (
    user_id uuid NOT NULL REFERENCES public.profiles ON DELETE CASCADE,
    period text NOT NULL CHECK (period IN ('day', 'month')),
    starts_on date NOT NULL,
    requests bigint NOT NULL DEFAULT 0,
    tokens bigint NOT NULL DEFAULT 0,
    usd numeric(20, 10) NOT NULL DEFAULT 0,
    PRIMARY KEY (user_id, period, starts_on)
);

CREATE TABLE study.ai_total_usage (
    month date PRIMARY KEY,
    requests bigint NOT NULL DEFAULT 0,
    tokens bigint NOT NULL DEFAULT 0,
    usd numeric(20, 10) NOT NULL DEFAULT 0
);

CREATE TABLE study.ai_reservations (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES public.profiles ON DELETE CASCADE,
    day date NOT NULL,
    month date NOT NULL,
    tokens bigint NOT NULL,
    usd numeric(20, 10) NOT NULL,
    lease_until timestamptz NOT NULL,
    is_charged boolean NOT NULL DEFAULT false
);
COMMENT ON COLUMN study.ai_reservations.is_charged IS
    'The process of the call has gone: what was reserved counts as used, until the call reports what it used after all.';
CREATE INDEX ai_reservations_user_id_idx ON study.ai_reservations (user_id);
CREATE INDEX ai_reservations_lease_until_idx ON study.ai_reservations (lease_until);

-- Adds to what an account and all accounts have used. Locks are taken in one order everywhere: accounts, then the total.
CREATE FUNCTION study.add_ai_usage(
    p_user uuid, p_day date, p_month date, p_requests bigint, p_tokens bigint, p_usd numeric
) RETURNS void LANGUAGE plpgsql SET search_path = '' AS $body$
BEGIN
    -- An account that was deleted meanwhile has no usage, the total does.
    INSERT INTO study.ai_user_usage AS u (user_id, period, starts_on, requests, tokens, usd)
    SELECT p.id, s.period, s.starts_on, p_requests, p_tokens, p_usd
    FROM (SELECT id FROM public.profiles WHERE id = p_user FOR KEY SHARE) AS p
    CROSS JOIN (VALUES ('day', p_day), ('month', p_month)) AS s (period, starts_on)
    ON CONFLICT (user_id, period, starts_on) DO UPDATE
    SET requests = u.requests + excluded.requests, tokens = u.tokens + excluded.tokens, usd = u.usd + excluded.usd;
    INSERT INTO study.ai_total_usage AS t (month, requests, tokens, usd) VALUES (p_month, p_requests, p_tokens, p_usd)
    ON CONFLICT (month) DO UPDATE
    SET requests = t.requests + excluded.requests, tokens = t.tokens + excluded.tokens, usd = t.usd + excluded.usd;
END
$body$;

-- Reserves one request with its tokens and its cost. Returns the cap that refuses it ('' for none), and whether it would
-- fit if no other call were running. A cap of 0 is none.
CREATE FUNCTION study.reserve_ai_usage(
    p_id uuid, p_user uuid, p_day date, p_month date, p_tokens bigint, p_usd numeric, p_lease interval,
    p_user_requests bigint, p_user_tokens bigint, p_user_usd numeric, p_total_usd numeric,
    OUT refused_by text, OUT fits_alone boolean
) LANGUAGE plpgsql SET search_path = '' AS $body$
DECLARE
    of_day study.ai_user_usage;
    of_month study.ai_user_usage;
    total numeric := 0;
    running record;
    running_total numeric := 0;
BEGIN
    INSERT INTO study.ai_user_usage (user_id, period, starts_on) VALUES (p_user, 'day', p_day), (p_user, 'month', p_month)
    ON CONFLICT DO NOTHING;
    SELECT * INTO of_day FROM study.ai_user_usage
    WHERE user_id = p_user AND period = 'day' AND starts_on = p_day FOR UPDATE;
    SELECT * INTO of_month FROM study.ai_user_usage
    WHERE user_id = p_user AND period = 'month' AND starts_on = p_month FOR UPDATE;
    IF p_total_usd > 0 THEN
        INSERT INTO study.ai_total_usage (month) VALUES (p_month) ON CONFLICT DO NOTHING;
        SELECT usd INTO total FROM study.ai_total_usage WHERE month = p_month FOR UPDATE;
        SELECT coalesce(sum(usd), 0) INTO running_total FROM study.ai_reservations WHERE month = p_month AND NOT is_charged;
    END IF;
    -- The rows above are locked, so that no call can end between the two reads.
    SELECT count(*) FILTER (WHERE day = p_day) AS requests, coalesce(sum(tokens) FILTER (WHERE day = p_day), 0) AS tokens,
        coalesce(sum(usd) FILTER (WHERE month = p_month), 0) AS usd
    INTO running FROM study.ai_reservations WHERE user_id = p_user AND NOT is_charged;

    SELECT c.name, c.used + c.wanted <= c.cap INTO refused_by, fits_alone
    FROM (VALUES
        ('user_requests', p_user_requests::numeric, of_day.requests::numeric, running.requests::numeric, 1::numeric),
        ('user_tokens', p_user_tokens, of_day.tokens, running.tokens, p_tokens),
        ('user_usd', p_user_usd, of_month.usd, running.usd, p_usd),
        ('total_usd', p_total_usd, total, running_total, p_usd)
    ) AS c (name, cap, used, running, wanted)
    WHERE c.cap > 0 AND c.used + c.running + c.wanted > c.cap
    ORDER BY c.used + c.wanted <= c.cap LIMIT 1;
    IF FOUND THEN
        RETURN;
    END IF;
    refused_by := '';
    fits_alone := true;
    INSERT INTO study.ai_reservations (id, user_id, day, month, tokens, usd, lease_until)
    VALUES (p_id, p_user, p_day, p_month, p_tokens, p_usd, clock_timestamp() + p_lease);
END
$body$;

-- Replaces a reservation by what the call has used, and logs it. A call without a reservation is counted as well.
CREATE FUNCTION study.record_ai_usage(
    p_id uuid, p_user uuid, p_day date, p_month date, p_requests bigint, p_tokens bigint, p_usd numeric,
    p_provider text, p_model text, p_at timestamptz
) RETURNS void LANGUAGE plpgsql SET search_path = '' AS $body$
DECLARE
    reserved study.ai_reservations;
    charged_tokens bigint := 0;
    charged_usd numeric := 0;
BEGIN
    -- Recorded before, by a statement whose end the caller has not heard of.
    IF p_provider <> '' AND EXISTS (SELECT FROM public.api_usage_logs WHERE id = p_id) THEN
        RETURN;
    END IF;
    DELETE FROM study.ai_reservations WHERE id = p_id RETURNING * INTO reserved;
    IF reserved.is_charged THEN
        charged_tokens := reserved.tokens;
        charged_usd := reserved.usd;
    END IF;
    PERFORM study.add_ai_usage(
        p_user, p_day, p_month, p_requests, p_tokens - charged_tokens, p_usd - charged_usd);
    IF p_provider <> '' THEN
        INSERT INTO public.api_usage_logs (id, user_id, provider, model, tokens_used, success, request_timestamp)
        SELECT p_id, id, p_provider, p_model, p_tokens, p_requests > 0, p_at FROM public.profiles WHERE id = p_user
        FOR KEY SHARE;
    END IF;
END
$body$;

-- Ends the reservations of processes that have gone: nobody knows what their calls used, so all of it counts as used, but
-- no request. Returns how many there were.
CREATE FUNCTION study.charge_lost_ai_calls() RETURNS integer LANGUAGE plpgsql SET search_path = '' AS $body$
DECLARE
    lost record;
    charged integer := 0;
BEGIN
    FOR lost IN
        WITH expired AS (
            SELECT id FROM study.ai_reservations WHERE NOT is_charged AND lease_until < clock_timestamp()
            LIMIT 1000 FOR UPDATE SKIP LOCKED
        ), marked AS (
            UPDATE study.ai_reservations AS r SET is_charged = true FROM expired WHERE r.id = expired.id RETURNING r.*
        )
        SELECT user_id, day, month, sum(tokens)::bigint AS tokens, sum(usd) AS usd, count(*)::integer AS calls
        FROM marked GROUP BY user_id, day, month ORDER BY user_id, day
    LOOP
        PERFORM study.add_ai_usage(lost.user_id, lost.day, lost.month, 0, lost.tokens, lost.usd);
        charged := charged + lost.calls;
    END LOOP;
    DELETE FROM study.ai_reservations WHERE is_charged AND lease_until < clock_timestamp() - interval '1 hour';
    RETURN charged;
END
$body$;
