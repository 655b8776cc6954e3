-- Days of study. A day begins at an hour of the learner's clock, by default at 4 in the morning, so that an evening that
-- becomes late is one day. The day of an event is stored with it, and stays when the learner moves to another time zone.

CREATE TABLE study.day_rule (
    is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
    day_start time NOT NULL DEFAULT '04:00'
);
COMMENT ON TABLE study.day_rule IS 'STUDY_DAY_START, for the functions of the database.';
INSERT INTO study.day_rule DEFAULT VALUES;
ALTER TABLE study.day_rule ENABLE ROW LEVEL SECURITY;

-- The last day that has begun. Where the clock is put forward over the start of a day, the day begins later by as much;
-- where it is put back over it, the day begins when the clock shows the time again. An unknown time zone is UTC: the
-- column of the profile takes any text.
CREATE FUNCTION study.study_day(instant timestamptz, zone text) RETURNS date LANGUAGE plpgsql STABLE
SET search_path = study, pg_temp AS $body$
DECLARE
    day_start constant time := coalesce((SELECT r.day_start FROM study.day_rule AS r), '04:00');
    known_zone text := coalesce(zone, 'UTC');
    local_day date;
BEGIN
    BEGIN
        local_day := (instant AT TIME ZONE known_zone)::date;
    EXCEPTION WHEN invalid_parameter_value THEN
        known_zone := 'UTC';
        local_day := (instant AT TIME ZONE known_zone)::date;
    END;
    RETURN CASE
        WHEN instant >= (local_day + day_start) AT TIME ZONE known_zone THEN local_day
        WHEN instant >= (local_day - 1 + day_start) AT TIME ZONE known_zone THEN local_day - 1
        ELSE local_day - 2 -- the date before was left out when the zone moved over the date line
    END;
END
$body$;

CREATE OR REPLACE FUNCTION study.today(account uuid) RETURNS date LANGUAGE sql STABLE
SET search_path = study, pg_temp
RETURN study.study_day(now(), (SELECT timezone FROM public.profiles WHERE id = account));

CREATE TABLE study.event_days (
    source text NOT NULL,
    row_id uuid NOT NULL,
    user_id uuid NOT NULL REFERENCES public.profiles ON DELETE CASCADE,
    counted_at timestamptz NOT NULL,
    day date NOT NULL,
    PRIMARY KEY (source, row_id)
);
COMMENT ON TABLE study.event_days IS 'The day to which a row counts, by the time zone when its time was set; source is its table.';
CREATE INDEX event_days_user_id_day_idx ON study.event_days (user_id, day);
ALTER TABLE study.event_days ENABLE ROW LEVEL SECURITY;

-- Contributions.

-- The query of the rows of `source` that count, with what they count: one of the tables, or the changed rows of it.
CREATE FUNCTION study.counted_query(table_name text, source text) RETURNS text LANGUAGE sql IMMUTABLE STRICT RETURN
    format(CASE table_name
        WHEN 'study_sessions' THEN
            'SELECT id, user_id, completed_at AS counted_at, subject_id, duration AS minutes, 1 AS sessions, 0 AS tasks,'
            ' 0 AS cards, 0 AS interactions FROM %s'
            ' WHERE status = ''completed'' AND duration > 0 AND completed_at IS NOT NULL'
        WHEN 'tasks' THEN
            'SELECT id, user_id, completed_at AS counted_at, subject_id, 0 AS minutes, 0 AS sessions, 1 AS tasks,'
            ' 0 AS cards, 0 AS interactions FROM %s WHERE status = ''completed'' AND completed_at IS NOT NULL'
        WHEN 'flashcard_sessions' THEN
            'SELECT id, user_id, created_at AS counted_at, subject_id, 0 AS minutes, 0 AS sessions, 0 AS tasks,'
            ' cards_studied AS cards, 0 AS interactions FROM %s WHERE cards_studied > 0'
        WHEN 'ai_messages' THEN
            'SELECT id, user_id, created_at AS counted_at, NULL::uuid AS subject_id, 0 AS minutes, 0 AS sessions,'
            ' 0 AS tasks, 0 AS cards, 1 AS interactions FROM %s WHERE role = ''user'''
    END, source);

CREATE OR REPLACE FUNCTION study.contribution_query(table_name text, source text, sign integer) RETURNS text
LANGUAGE sql IMMUTABLE RETURN
    format('SELECT r.user_id, d.day AS date, r.subject_id, %1$s * r.minutes AS minutes, %1$s * r.sessions AS sessions,'
           ' %1$s * r.tasks AS tasks, %1$s * r.cards AS cards, %1$s * r.interactions AS interactions FROM (', sign)
    || study.counted_query(table_name, source)
    || format(') AS r JOIN study.event_days AS d ON d.source = %L AND d.row_id = r.id', table_name);

-- The statement that stores the days of rows that have none yet, or whose time has changed.
CREATE FUNCTION study.store_days_query(table_name text, source text) RETURNS text LANGUAGE sql IMMUTABLE RETURN
    format('INSERT INTO study.event_days (source, row_id, user_id, counted_at, day)'
           ' SELECT %1$L, r.id, r.user_id, r.counted_at, study.study_day(r.counted_at, p.timezone)'
           ' FROM (%2$s) AS r JOIN public.profiles AS p ON p.id = r.user_id'
           ' WHERE NOT EXISTS (SELECT FROM study.event_days AS d WHERE d.source = %1$L AND d.row_id = r.id'
           ' AND d.user_id = r.user_id AND d.counted_at = r.counted_at)'
           ' ON CONFLICT (source, row_id) DO UPDATE'
           ' SET user_id = excluded.user_id, counted_at = excluded.counted_at, day = excluded.day',
           table_name, study.counted_query(table_name, source));

-- The statement that removes the days of those of `old_source` that are not among the rows of `source` that count.
CREATE FUNCTION study.remove_days_query(table_name text, old_source text, source text) RETURNS text
LANGUAGE sql IMMUTABLE RETURN
    format('DELETE FROM study.event_days AS d USING %2$s AS o WHERE d.source = %1$L AND d.row_id = o.id', table_name, old_source)
    || coalesce(' AND NOT EXISTS (SELECT FROM (' || study.counted_query(table_name, source) || ') AS r WHERE r.id = o.id)', '');

CREATE FUNCTION study.sum_contributions(contributions study.contribution[]) RETURNS study.contribution[]
LANGUAGE sql STABLE SET search_path = study, pg_temp AS $body$
    SELECT array_agg(ROW(user_id, date, subject, minutes, sessions, tasks, cards, interactions)::study.contribution
                     ORDER BY user_id, date, subject)
    FROM (
        SELECT user_id, date, subject_id AS subject, sum(minutes) AS minutes,
               sum(sessions) AS sessions, sum(tasks) AS tasks, sum(cards) AS cards, sum(interactions) AS interactions
        FROM unnest(contributions) GROUP BY 1, 2, 3
    ) AS summed
    WHERE (minutes, sessions, tasks, cards, interactions) <> (0, 0, 0, 0, 0)
$body$;

CREATE OR REPLACE PROCEDURE study.update_focus_scores(days study.contribution[]) LANGUAGE sql AS $body$
    UPDATE public.study_analytics AS a SET average_focus_score = f.score
    FROM (
        SELECT c.*, (
            SELECT round(avg(s.focus_score), 2) FROM study.event_days AS d JOIN public.study_sessions AS s ON s.id = d.row_id
            WHERE d.source = 'study_sessions' AND d.user_id = c.user_id AND d.day = c.date AND s.status = 'completed'
              AND s.duration > 0 AND s.subject_id IS NOT DISTINCT FROM c.subject_id) AS score
        FROM (SELECT DISTINCT user_id, date, subject_id FROM unnest(days)) AS c
    ) AS f
    WHERE a.user_id = f.user_id AND a.date = f.date AND a.subject_id IS NOT DISTINCT FROM f.subject_id
      AND a.average_focus_score IS DISTINCT FROM f.score;
$body$;

-- A streak is a run of days with a completed session; it lasts as long as it includes yesterday or today.
CREATE OR REPLACE PROCEDURE study.update_streaks(users uuid[]) LANGUAGE plpgsql AS $body$
BEGIN
    WITH studied AS (
        SELECT DISTINCT user_id, date FROM public.study_analytics WHERE user_id = ANY (users) AND session_count > 0
    ), runs AS (
        SELECT user_id, min(date) AS first_date, max(date) AS last_date, count(*)::integer AS days
        FROM (
            SELECT user_id, date, date - row_number() OVER (PARTITION BY user_id ORDER BY date)::integer AS run FROM studied
        ) AS numbered
        GROUP BY user_id, run
    ), totals AS (
        SELECT user_id, max(days) AS longest, sum(days)::integer AS days, max(last_date) AS last_date FROM runs GROUP BY user_id
    ), streaks AS (
        SELECT p.id AS user_id, coalesce(t.longest, 0) AS longest, coalesce(t.days, 0) AS days, t.last_date,
               r.first_date, coalesce(r.days, 0) AS current
        FROM public.profiles AS p
        LEFT JOIN totals AS t ON t.user_id = p.id
        LEFT JOIN runs AS r ON r.user_id = p.id AND r.last_date = t.last_date
            AND r.last_date >= study.study_day(now(), p.timezone) - 1
        WHERE p.id = ANY (users)
    ), stored AS (
        INSERT INTO public.study_streaks AS s (
            user_id, current_streak, longest_streak, total_study_days, last_study_date, streak_start_date)
        SELECT user_id, current, longest, days, last_date, first_date FROM streaks
        ON CONFLICT (user_id) DO UPDATE
        SET current_streak = excluded.current_streak, longest_streak = excluded.longest_streak,
            total_study_days = excluded.total_study_days, last_study_date = excluded.last_study_date,
            streak_start_date = excluded.streak_start_date
        WHERE (s.current_streak, s.longest_streak, s.total_study_days, s.last_study_date, s.streak_start_date)
            IS DISTINCT FROM (excluded.current_streak, excluded.longest_streak, excluded.total_study_days,
                              excluded.last_study_date, excluded.streak_start_date)
    )
    UPDATE public.profiles AS p SET study_streak = streaks.current
    FROM streaks WHERE p.id = streaks.user_id AND p.study_streak IS DISTINCT FROM streaks.current;
END
$body$;

-- Goals. Their values follow the statistics by differences, so that what a learner enters stays: `base` is the total of
-- the period before the goal counted, `counted` what has been added since. A daily, weekly or monthly goal begins again.

CREATE TABLE study.goal_progress (
    goal_id uuid PRIMARY KEY REFERENCES public.study_goals ON DELETE CASCADE,
    user_id uuid NOT NULL REFERENCES public.profiles ON DELETE CASCADE,
    period_start date NOT NULL,
    base bigint NOT NULL,
    counted bigint NOT NULL DEFAULT 0
);
COMMENT ON TABLE study.goal_progress IS 'What goals have counted, in minutes, sessions or tasks.';
CREATE INDEX goal_progress_user_id_idx ON study.goal_progress (user_id);
ALTER TABLE study.goal_progress ENABLE ROW LEVEL SECURITY;

CREATE FUNCTION study.goal_period(type public.goal_type, today date, since date) RETURNS date LANGUAGE sql IMMUTABLE RETURN
    greatest(since, CASE type WHEN 'daily' THEN today WHEN 'weekly' THEN date_trunc('week', today::timestamp)::date
                              WHEN 'monthly' THEN date_trunc('month', today::timestamp)::date END);

CREATE FUNCTION study.goal_value(unit public.goal_unit, counted bigint) RETURNS bigint LANGUAGE sql IMMUTABLE RETURN
    CASE WHEN unit = 'hours' THEN floor(counted / 60.0)::bigint ELSE counted END;

CREATE FUNCTION study.goal_total(goal public.study_goals, since date) RETURNS bigint LANGUAGE sql STABLE
SET search_path = study, pg_temp AS $body$
    SELECT coalesce(sum(CASE goal.unit WHEN 'sessions' THEN a.session_count WHEN 'tasks' THEN a.tasks_completed
                                       ELSE a.total_study_time END), 0)::bigint
    FROM public.study_analytics AS a
    WHERE a.user_id = goal.user_id AND a.date >= since AND (goal.subject_id IS NULL OR a.subject_id = goal.subject_id)
      AND (goal.deadline IS NULL OR a.date <= study.study_day(
          goal.deadline, (SELECT p.timezone FROM public.profiles AS p WHERE p.id = goal.user_id)))
$body$;

CREATE PROCEDURE study.update_goals(users uuid[]) LANGUAGE sql AS $body$
    WITH current AS (
        SELECT g.id, g.unit, period.since, period.since > p.period_start AS is_new, p.counted AS before,
               CASE WHEN period.since > p.period_start THEN 0 ELSE p.base END AS base,
               study.goal_total(g, period.since) AS total
        FROM public.study_goals AS g
        JOIN study.goal_progress AS p ON p.goal_id = g.id,
        LATERAL (SELECT study.goal_period(g.type, study.today(g.user_id), p.period_start) AS since) AS period
        WHERE g.user_id = ANY (users) AND g.status = 'active'
    ), stored AS (
        UPDATE study.goal_progress AS p SET period_start = c.since, base = c.base, counted = c.total - c.base
        FROM current AS c WHERE c.id = p.goal_id AND (c.is_new OR c.total - c.base <> c.before)
        RETURNING c.id, c.is_new, study.goal_value(c.unit, c.total - c.base) AS value,
                  CASE WHEN c.is_new THEN 0 ELSE study.goal_value(c.unit, c.before) END AS value_before
    )
    UPDATE public.study_goals AS g SET current_value = least(2147483647, greatest(0,
        CASE WHEN s.is_new THEN 0 ELSE coalesce(g.current_value, 0)::bigint END + s.value - s.value_before))
    FROM stored AS s WHERE s.id = g.id AND (s.is_new OR s.value <> s.value_before)
$body$;

CREATE FUNCTION study.start_goal() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = study, pg_temp AS $body$
DECLARE
    today constant date := study.today(NEW.user_id);
    since constant date := coalesce(study.goal_period(NEW.type, today, NULL), today);
BEGIN
    IF NEW.unit IN ('hours', 'minutes', 'sessions', 'tasks') THEN
        INSERT INTO study.goal_progress (goal_id, user_id, period_start, base)
        VALUES (NEW.id, NEW.user_id, since, study.goal_total(NEW, since))
        ON CONFLICT (goal_id) DO UPDATE
        SET user_id = excluded.user_id, period_start = excluded.period_start, base = excluded.base, counted = 0;
    ELSE
        DELETE FROM study.goal_progress WHERE goal_id = NEW.id;
    END IF;
    RETURN NULL;
END
$body$;
CREATE TRIGGER start_goal AFTER INSERT ON public.study_goals FOR EACH ROW EXECUTE FUNCTION study.start_goal();
CREATE TRIGGER start_changed_goal AFTER UPDATE ON public.study_goals FOR EACH ROW
    -- One by one: a comparison of rows is not the same text again in a dump of a restored database.
    WHEN (OLD.user_id IS DISTINCT FROM NEW.user_id OR OLD.type IS DISTINCT FROM NEW.type
          OR OLD.unit IS DISTINCT FROM NEW.unit OR OLD.subject_id IS DISTINCT FROM NEW.subject_id
          OR OLD.deadline IS DISTINCT FROM NEW.deadline OR OLD.status IS DISTINCT FROM NEW.status)
    EXECUTE FUNCTION study.start_goal();

-- Triggers.

CREATE OR REPLACE FUNCTION study.keep_analytics() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = study, pg_temp AS $body$
DECLARE
    before study.contribution[];
    after study.contribution[];
    contributions study.contribution[];
    users uuid[];
BEGIN
    IF TG_OP IN ('UPDATE', 'DELETE') THEN
        EXECUTE study.sum_query(ARRAY[study.contribution_query(TG_TABLE_NAME, 'old_rows', -1)]) INTO before;
        EXECUTE study.remove_days_query(TG_TABLE_NAME, 'old_rows', CASE TG_OP WHEN 'UPDATE' THEN 'new_rows' END);
    END IF;
    IF TG_OP IN ('INSERT', 'UPDATE') THEN
        EXECUTE study.store_days_query(TG_TABLE_NAME, 'new_rows');
        EXECUTE study.sum_query(ARRAY[study.contribution_query(TG_TABLE_NAME, 'new_rows', 1)]) INTO after;
    END IF;
    contributions := study.sum_contributions(before || after);
    users := ARRAY(SELECT DISTINCT user_id FROM unnest(contributions) ORDER BY 1);
    IF contributions IS NOT NULL THEN
        -- One statement at a time for each user, so that concurrent changes see each other's days.
        PERFORM FROM public.profiles WHERE id = ANY (users) ORDER BY id FOR NO KEY UPDATE;
        CALL study.add_contributions(contributions);
    END IF;
    IF TG_TABLE_NAME = 'study_sessions' THEN
        -- A score may change without the time.
        CALL study.update_focus_scores(before || after);
    END IF;
    IF contributions IS NULL THEN
        RETURN NULL;
    END IF;
    IF TG_TABLE_NAME = 'study_sessions' THEN
        UPDATE public.profiles AS p SET total_study_time = coalesce(p.total_study_time, 0) + c.minutes
        FROM (SELECT user_id, sum(minutes) AS minutes FROM unnest(contributions) GROUP BY user_id) AS c
        WHERE p.id = c.user_id AND c.minutes <> 0;
        CALL study.update_streaks(users);
    END IF;
    IF TG_TABLE_NAME IN ('study_sessions', 'tasks') THEN
        CALL study.update_goals(users);
    END IF;
    RETURN NULL;
END
$body$;

-- All statistics of an account again, from the days that are stored; rows without one get theirs.
CREATE OR REPLACE PROCEDURE study.recalculate(account uuid) LANGUAGE plpgsql AS $body$
DECLARE
    contributions study.contribution[];
    parts text[] := '{}';
    name text;
    own text;
BEGIN
    PERFORM FROM public.profiles WHERE id = account FOR NO KEY UPDATE;
    FOREACH name IN ARRAY ARRAY['study_sessions', 'tasks', 'flashcard_sessions', 'ai_messages'] LOOP
        own := format('(SELECT * FROM public.%I WHERE user_id = %L) AS own', name, account);
        EXECUTE format('DELETE FROM study.event_days AS d WHERE d.source = %L AND d.user_id = %L'
                       ' AND NOT EXISTS (SELECT FROM (%s) AS r WHERE r.id = d.row_id)',
                       name, account, study.counted_query(name, own));
        EXECUTE study.store_days_query(name, own);
        parts := parts || study.contribution_query(name, own, 1);
    END LOOP;
    EXECUTE study.sum_query(parts) INTO contributions;
    DELETE FROM public.study_analytics WHERE user_id = account;
    CALL study.add_contributions(contributions);
    CALL study.update_focus_scores(contributions);
    CALL study.update_streaks(ARRAY[account]);
    -- What goals have counted is in their values already.
    UPDATE study.goal_progress AS p SET base = study.goal_total(g, p.period_start) - p.counted
    FROM public.study_goals AS g WHERE g.id = p.goal_id AND g.user_id = account;
END
$body$;

-- Another time zone has another today; the days of what is past stay.
CREATE OR REPLACE FUNCTION study.recalculate_days() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = study, pg_temp AS $body$
BEGIN
    CALL study.update_streaks(ARRAY[NEW.id]);
    RETURN NULL;
END
$body$;

-- A session or task that is not completed any more has no time of completion, unless the same change sets one.
CREATE FUNCTION study.reopen_row() RETURNS trigger LANGUAGE plpgsql SET search_path = study, pg_temp AS $body$
BEGIN
    NEW.completed_at := NULL;
    RETURN NEW;
END
$body$;
CREATE TRIGGER a_reopen_session BEFORE UPDATE ON public.study_sessions FOR EACH ROW
    WHEN (OLD.status = 'completed' AND NEW.status <> 'completed' AND NEW.completed_at = OLD.completed_at)
    EXECUTE FUNCTION study.reopen_row();
CREATE TRIGGER a_reopen_task BEFORE UPDATE ON public.tasks FOR EACH ROW
    WHEN (OLD.status = 'completed' AND NEW.status <> 'completed' AND NEW.completed_at = OLD.completed_at)
    EXECUTE FUNCTION study.reopen_row();

-- Timers of sessions that are started, paused and resumed.

CREATE TABLE study.session_timers (
    session_id uuid PRIMARY KEY REFERENCES public.study_sessions ON DELETE CASCADE,
    user_id uuid NOT NULL REFERENCES public.profiles ON DELETE CASCADE,
    running_since timestamptz,
    paused_at timestamptz,
    active_seconds double precision NOT NULL DEFAULT 0,
    paused_seconds double precision NOT NULL DEFAULT 0
);
COMMENT ON TABLE study.session_timers IS 'How long started sessions have run and rested, until their last change.';
CREATE INDEX session_timers_user_id_idx ON study.session_timers (user_id);
ALTER TABLE study.session_timers ENABLE ROW LEVEL SECURITY;

-- What is there already keeps its days.

DO $days$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['study_sessions', 'tasks', 'flashcard_sessions', 'ai_messages'] LOOP
        EXECUTE format(
            'INSERT INTO study.event_days (source, row_id, user_id, counted_at, day)'
            ' SELECT %L, r.id, r.user_id, r.counted_at, study.local_date(r.counted_at, coalesce(p.timezone, ''UTC''))'
            ' FROM (%s) AS r JOIN public.profiles AS p ON p.id = r.user_id',
            name, study.counted_query(name, 'public.' || name));
    END LOOP;
END
$days$;
DO $goals$
DECLARE
    goal public.study_goals;
    since date;
BEGIN
    FOR goal IN SELECT * FROM public.study_goals WHERE unit IN ('hours', 'minutes', 'sessions', 'tasks') LOOP
        since := coalesce(study.goal_period(goal.type, study.today(goal.user_id), NULL), study.today(goal.user_id));
        INSERT INTO study.goal_progress (goal_id, user_id, period_start, base)
        VALUES (goal.id, goal.user_id, since, study.goal_total(goal, since));
    END LOOP;
END
$goals$;
