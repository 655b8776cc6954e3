-- What the database keeps up to date by itself: times of change, profiles of new accounts, counts, statistics and streaks.

CREATE FUNCTION study.set_updated_at() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    NEW.updated_at := now();
    RETURN NEW;
END
$body$;

DO $updated_at$
DECLARE
    target regclass;
BEGIN
    FOR target IN
        SELECT c.oid FROM pg_class AS c JOIN pg_attribute AS a ON attrelid = c.oid
        WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND attname = 'updated_at'
          AND relname IN (
              'profiles', 'user_settings', 'subjects', 'tasks', 'study_sessions', 'study_goals', 'study_streaks',
              'ai_tutor_sessions', 'calendar_events', 'flashcard_sets', 'flashcards', 'flashcard_sessions', 'quizzes',
              'exams', 'achievements', 'rate_limits', 'materials', 'assignments', 'study_hours', 'goals')
    LOOP
        EXECUTE format(
            'CREATE TRIGGER set_updated_at BEFORE UPDATE ON %s FOR EACH ROW EXECUTE FUNCTION study.set_updated_at()',
            target);
    END LOOP;
END
$updated_at$;

-- Accounts.

CREATE FUNCTION study.complete_profile() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $body$
DECLARE
    parts constant text := btrim(coalesce(NEW.first_name, '') || ' ' || coalesce(NEW.last_name, ''));
    proposed text := nullif(btrim(NEW.full_name), '');
BEGIN
    -- Only the account decides about the address.
    NEW.email := (SELECT u.email FROM auth.users AS u WHERE u.id = NEW.id);
    IF TG_OP = 'UPDATE' AND NEW.full_name IS NOT DISTINCT FROM OLD.full_name
        AND proposed IN (OLD.email, btrim(coalesce(OLD.first_name, '') || ' ' || coalesce(OLD.last_name, '')))
    THEN
        -- The name was not given but follows from other columns, which may have changed.
        proposed := NULL;
    END IF;
    NEW.full_name := coalesce(nullif(parts, ''), proposed, NEW.email);
    RETURN NEW;
END
$body$;
CREATE TRIGGER complete_profile BEFORE INSERT OR UPDATE ON public.profiles
    FOR EACH ROW EXECUTE FUNCTION study.complete_profile();

CREATE PROCEDURE study.add_profile(account auth.users) LANGUAGE plpgsql AS $body$
DECLARE
    metadata constant jsonb := coalesce(account.raw_user_meta_data, '{}');
BEGIN
    INSERT INTO public.profiles (id, first_name, last_name, full_name)
    VALUES (
        account.id, nullif(btrim(metadata ->> 'first_name'), ''), nullif(btrim(metadata ->> 'last_name'), ''),
        coalesce(
            nullif(btrim(metadata ->> 'full_name'), ''), nullif(btrim(metadata ->> 'display_name'), ''),
            nullif(btrim(metadata ->> 'name'), '')))
    ON CONFLICT (id) DO NOTHING;
    INSERT INTO public.user_settings (user_id) VALUES (account.id) ON CONFLICT (user_id) DO NOTHING;
    INSERT INTO public.study_streaks (user_id) VALUES (account.id) ON CONFLICT (user_id) DO NOTHING;
END
$body$;

CREATE FUNCTION study.add_profile_of_new_account() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $body$
BEGIN
    CALL study.add_profile(NEW);
    RETURN NULL;
END
$body$;
CREATE TRIGGER add_profile AFTER INSERT ON auth.users
    FOR EACH ROW EXECUTE FUNCTION study.add_profile_of_new_account();

CREATE FUNCTION study.update_email() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $body$
BEGIN
    UPDATE public.profiles SET email = NEW.email WHERE id = NEW.id;
    RETURN NULL;
END
$body$;
CREATE TRIGGER update_profile_email AFTER UPDATE OF email ON auth.users
    FOR EACH ROW WHEN (OLD.email IS DISTINCT FROM NEW.email) EXECUTE FUNCTION study.update_email();

DO $accounts$
DECLARE
    account auth.users;
BEGIN
    FOR account IN SELECT * FROM auth.users LOOP
        CALL study.add_profile(account);
    END LOOP;
END
$accounts$;

-- Values that follow from others.

CREATE FUNCTION study.complete_session() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    NEW.completed := NEW.status IS NOT DISTINCT FROM 'completed';
    IF NEW.completed AND NEW.completed_at IS NULL THEN
        NEW.completed_at := now();
    END IF;
    RETURN NEW;
END
$body$;
CREATE TRIGGER complete_session BEFORE INSERT OR UPDATE ON public.study_sessions
    FOR EACH ROW EXECUTE FUNCTION study.complete_session();

CREATE FUNCTION study.complete_task() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF NEW.status = 'completed' AND NEW.completed_at IS NULL THEN
        NEW.completed_at := now();
    END IF;
    RETURN NEW;
END
$body$;
CREATE TRIGGER complete_task BEFORE INSERT OR UPDATE ON public.tasks
    FOR EACH ROW EXECUTE FUNCTION study.complete_task();

CREATE FUNCTION study.rename_provider() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    NEW.ai_provider := CASE NEW.ai_provider WHEN 'claude' THEN 'anthropic' ELSE 'google' END;
    RETURN NEW;
END
$body$;
CREATE TRIGGER rename_provider BEFORE INSERT OR UPDATE OF ai_provider ON public.ai_tutor_sessions
    FOR EACH ROW WHEN (NEW.ai_provider IN ('claude', 'gemini')) EXECUTE FUNCTION study.rename_provider();
CREATE TRIGGER rename_provider BEFORE INSERT OR UPDATE OF ai_provider ON public.ai_messages
    FOR EACH ROW WHEN (NEW.ai_provider IN ('claude', 'gemini')) EXECUTE FUNCTION study.rename_provider();

CREATE FUNCTION study.count_cards() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $body$
DECLARE
    changed uuid[];
BEGIN
    IF TG_OP IN ('INSERT', 'UPDATE') THEN
        changed := ARRAY(SELECT DISTINCT set_id FROM new_rows WHERE set_id IS NOT NULL);
    END IF;
    IF TG_OP IN ('UPDATE', 'DELETE') THEN
        changed := changed || ARRAY(SELECT DISTINCT set_id FROM old_rows WHERE set_id IS NOT NULL);
    END IF;
    PERFORM FROM public.flashcard_sets WHERE id = ANY (changed) ORDER BY id FOR NO KEY UPDATE;
    UPDATE public.flashcard_sets AS s SET total_cards = counted.total
    FROM (
        SELECT id, (SELECT count(*) FROM public.flashcards AS c WHERE c.set_id = ids.id) AS total
        FROM unnest(changed) AS ids (id)
    ) AS counted
    WHERE s.id = counted.id AND s.total_cards IS DISTINCT FROM counted.total;
    RETURN NULL;
END
$body$;
CREATE TRIGGER count_cards_inserted AFTER INSERT ON public.flashcards
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION study.count_cards();
CREATE TRIGGER count_cards_updated AFTER UPDATE ON public.flashcards
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION study.count_cards();
CREATE TRIGGER count_cards_deleted AFTER DELETE ON public.flashcards
    REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION study.count_cards();

CREATE FUNCTION study.count_messages() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $body$
BEGIN
    PERFORM FROM public.ai_tutor_sessions WHERE id IN (SELECT session_id FROM new_rows) ORDER BY id FOR NO KEY UPDATE;
    UPDATE public.ai_tutor_sessions AS s
    SET last_activity = greatest(s.last_activity, now()),
        total_messages = (SELECT count(*) FROM public.ai_messages AS m WHERE m.session_id = s.id)
    WHERE s.id IN (SELECT session_id FROM new_rows);
    RETURN NULL;
END
$body$;
CREATE TRIGGER count_messages AFTER INSERT ON public.ai_messages
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION study.count_messages();

-- Statistics. Each row of a table contributes to one row of study_analytics, and a change of it is the difference of its
-- contributions before and after: a session that is edited twice still counts once.

CREATE FUNCTION study.local_date(moment timestamptz, zone text) RETURNS date LANGUAGE plpgsql STABLE AS $body$
BEGIN
    RETURN (moment AT TIME ZONE zone)::date;
EXCEPTION WHEN invalid_parameter_value THEN
    -- The column takes any text.
    RETURN (moment AT TIME ZONE 'UTC')::date;
END
$body$;

CREATE TYPE study.contribution AS (
    user_id uuid, date date, subject_id uuid, minutes bigint, sessions bigint, tasks bigint, cards bigint, interactions bigint
);

-- The query that reads the contributions of the rows of `source`: one of the tables, or the changed rows of it.
CREATE FUNCTION study.contribution_query(table_name text, source text, sign integer) RETURNS text
LANGUAGE sql IMMUTABLE RETURN
    'SELECT r.user_id, study.local_date(r.counted_at, coalesce(p.timezone, ''UTC'')) AS date, r.subject_id,'
    || format(' %1$s * r.minutes AS minutes, %1$s * r.sessions AS sessions, %1$s * r.tasks AS tasks,'
              ' %1$s * r.cards AS cards, %1$s * r.interactions AS interactions FROM (', sign)
    || format(CASE table_name
        WHEN 'study_sessions' THEN
            'SELECT user_id, completed_at AS counted_at, subject_id, duration AS minutes, 1 AS sessions, 0 AS tasks,'
            ' 0 AS cards, 0 AS interactions FROM %s WHERE status = ''completed'' AND duration > 0'
        WHEN 'tasks' THEN
            'SELECT user_id, completed_at AS counted_at, subject_id, 0 AS minutes, 0 AS sessions, 1 AS tasks,'
            ' 0 AS cards, 0 AS interactions FROM %s WHERE status = ''completed'''
        WHEN 'flashcard_sessions' THEN
            'SELECT user_id, created_at AS counted_at, subject_id, 0 AS minutes, 0 AS sessions, 0 AS tasks,'
            ' cards_studied AS cards, 0 AS interactions FROM %s WHERE cards_studied > 0'
        WHEN 'ai_messages' THEN
            'SELECT user_id, created_at AS counted_at, NULL::uuid AS subject_id, 0 AS minutes, 0 AS sessions, 0 AS tasks,'
            ' 0 AS cards, 1 AS interactions FROM %s WHERE role = ''user'''
    END, source)
    || ') AS r LEFT JOIN public.profiles AS p ON p.id = r.user_id';

-- The query that sums contributions, as one array. A trigger runs it itself: only there the changed rows can be read.
CREATE FUNCTION study.sum_query(parts text[]) RETURNS text LANGUAGE sql IMMUTABLE RETURN format($query$
    SELECT array_agg(ROW(user_id, date, subject_id, minutes, sessions, tasks, cards, interactions)::study.contribution
                     ORDER BY user_id, date, subject_id)
    FROM (
        SELECT user_id, date, subject_id, sum(minutes) AS minutes, sum(sessions) AS sessions, sum(tasks) AS tasks,
               sum(cards) AS cards, sum(interactions) AS interactions
        FROM (%s) AS changes GROUP BY user_id, date, subject_id
    ) AS summed
    WHERE (minutes, sessions, tasks, cards, interactions) <> (0, 0, 0, 0, 0) $query$,
    array_to_string(parts, ' UNION ALL '));

CREATE PROCEDURE study.add_contributions(contributions study.contribution[]) LANGUAGE plpgsql AS $body$
BEGIN
    -- While an account or a subject is deleted, its profile and its rows may be gone already.
    UPDATE public.study_analytics AS a
    SET total_study_time = coalesce(a.total_study_time, 0) + c.minutes,
        session_count = coalesce(a.session_count, 0) + c.sessions,
        tasks_completed = coalesce(a.tasks_completed, 0) + c.tasks,
        flashcards_studied = coalesce(a.flashcards_studied, 0) + c.cards,
        ai_interactions = coalesce(a.ai_interactions, 0) + c.interactions
    FROM unnest(contributions) AS c
    WHERE a.user_id = c.user_id AND a.date = c.date AND a.subject_id IS NOT DISTINCT FROM c.subject_id
      AND least(c.minutes, c.sessions, c.tasks, c.cards, c.interactions) < 0;
    INSERT INTO public.study_analytics AS a (
        user_id, date, subject_id, total_study_time, session_count, tasks_completed, flashcards_studied, ai_interactions)
    SELECT c.user_id, c.date, c.subject_id, c.minutes, c.sessions, c.tasks, c.cards, c.interactions
    FROM unnest(contributions) AS c
    JOIN public.profiles AS p ON p.id = c.user_id
    WHERE least(c.minutes, c.sessions, c.tasks, c.cards, c.interactions) >= 0
    ON CONFLICT (user_id, date, subject_id) DO UPDATE
    SET total_study_time = coalesce(a.total_study_time, 0) + excluded.total_study_time,
        session_count = coalesce(a.session_count, 0) + excluded.session_count,
        tasks_completed = coalesce(a.tasks_completed, 0) + excluded.tasks_completed,
        flashcards_studied = coalesce(a.flashcards_studied, 0) + excluded.flashcards_studied,
        ai_interactions = coalesce(a.ai_interactions, 0) + excluded.ai_interactions;
    DELETE FROM public.study_analytics AS a USING unnest(contributions) AS c
    WHERE a.user_id = c.user_id AND a.date = c.date AND a.subject_id IS NOT DISTINCT FROM c.subject_id
      AND (a.total_study_time, a.session_count, a.tasks_completed, a.flashcards_studied, a.ai_interactions)
          = (0, 0, 0, 0, 0);
END
$body$;

CREATE PROCEDURE study.update_focus_scores(days study.contribution[]) LANGUAGE sql AS $body$
    UPDATE public.study_analytics AS a
    SET average_focus_score = (
        SELECT round(avg(s.focus_score), 2) FROM public.study_sessions AS s
        WHERE s.user_id = a.user_id AND s.subject_id IS NOT DISTINCT FROM a.subject_id
          AND s.status = 'completed' AND s.duration > 0
          AND s.completed_at >= a.date - interval '2 days' AND s.completed_at < a.date + interval '3 days'
          AND study.local_date(s.completed_at, coalesce(p.timezone, 'UTC')) = a.date)
    FROM (SELECT DISTINCT user_id, date, subject_id FROM unnest(days)) AS c
    JOIN public.profiles AS p ON p.id = c.user_id
    WHERE a.user_id = c.user_id AND a.date = c.date AND a.subject_id IS NOT DISTINCT FROM c.subject_id;
$body$;

-- A streak is a run of days with a completed session; it lasts as long as it includes yesterday or today.
CREATE PROCEDURE study.update_streaks(users uuid[]) LANGUAGE plpgsql AS $body$
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
            AND r.last_date >= study.local_date(now(), coalesce(p.timezone, 'UTC')) - 1
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

CREATE FUNCTION study.keep_analytics() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $body$
DECLARE
    parts text[] := '{}';
    contributions study.contribution[];
    days study.contribution[];
    users uuid[];
BEGIN
    IF TG_OP IN ('INSERT', 'UPDATE') THEN
        parts := parts || study.contribution_query(TG_TABLE_NAME, 'new_rows', 1);
    END IF;
    IF TG_OP IN ('UPDATE', 'DELETE') THEN
        parts := parts || study.contribution_query(TG_TABLE_NAME, 'old_rows', -1);
    END IF;
    EXECUTE study.sum_query(parts) INTO contributions;
    IF TG_TABLE_NAME = 'study_sessions' AND TG_OP = 'UPDATE' THEN
        -- A score may change without the time.
        EXECUTE study.sum_query(parts[1:1]) INTO days;
        CALL study.update_focus_scores(days);
    END IF;
    IF contributions IS NULL THEN
        RETURN NULL;
    END IF;
    users := ARRAY(SELECT DISTINCT user_id FROM unnest(contributions) ORDER BY 1);
    -- One statement at a time for each user, so that concurrent changes see each other's days.
    PERFORM FROM public.profiles WHERE id = ANY (users) ORDER BY id FOR NO KEY UPDATE;
    CALL study.add_contributions(contributions);
    IF TG_TABLE_NAME = 'study_sessions' THEN
        CALL study.update_focus_scores(contributions);
        UPDATE public.profiles AS p SET total_study_time = coalesce(p.total_study_time, 0) + c.minutes
        FROM (SELECT user_id, sum(minutes) AS minutes FROM unnest(contributions) GROUP BY user_id) AS c
        WHERE p.id = c.user_id AND c.minutes <> 0;
        CALL study.update_streaks(users);
    END IF;
    RETURN NULL;
END
$body$;

DO $analytics$
DECLARE
    target text;
BEGIN
    FOREACH target IN ARRAY ARRAY['study_sessions', 'tasks', 'flashcard_sessions', 'ai_messages'] LOOP
        EXECUTE format(
            'CREATE TRIGGER keep_analytics_inserted AFTER INSERT ON public.%1$I REFERENCING NEW TABLE AS new_rows'
            ' FOR EACH STATEMENT EXECUTE FUNCTION study.keep_analytics();'
            ' CREATE TRIGGER keep_analytics_updated AFTER UPDATE ON public.%1$I REFERENCING OLD TABLE AS old_rows'
            ' NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION study.keep_analytics();'
            ' CREATE TRIGGER keep_analytics_deleted AFTER DELETE ON public.%1$I REFERENCING OLD TABLE AS old_rows'
            ' FOR EACH STATEMENT EXECUTE FUNCTION study.keep_analytics()', target);
    END LOOP;
END
$analytics$;

-- All contributions of a user again: after a change of the time zone days are others.
CREATE PROCEDURE study.recalculate(account uuid) LANGUAGE plpgsql AS $body$
DECLARE
    contributions study.contribution[];
    own text[];
BEGIN
    PERFORM FROM public.profiles WHERE id = account FOR NO KEY UPDATE;
    DELETE FROM public.study_analytics WHERE user_id = account;
    SELECT array_agg(
        study.contribution_query(name, format('(SELECT * FROM public.%I WHERE user_id = %L) AS own', name, account), 1))
    INTO own FROM unnest(ARRAY['study_sessions', 'tasks', 'flashcard_sessions', 'ai_messages']) AS name;
    EXECUTE study.sum_query(own) INTO contributions;
    CALL study.add_contributions(contributions);
    CALL study.update_focus_scores(contributions);
    CALL study.update_streaks(ARRAY[account]);
END
$body$;

CREATE FUNCTION study.recalculate_days() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $body$
BEGIN
    CALL study.recalculate(NEW.id);
    RETURN NULL;
END
$body$;
CREATE TRIGGER recalculate_days AFTER UPDATE OF timezone ON public.profiles
    FOR EACH ROW WHEN (OLD.timezone IS DISTINCT FROM NEW.timezone) EXECUTE FUNCTION study.recalculate_days();
