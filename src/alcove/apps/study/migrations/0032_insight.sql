-- Answers that servers keep, and achievements. Both follow from what a transaction has changed, once, when it commits: rows of
-- `changed_accounts` say whose data it changed. The locks are taken last, so that no other transaction waits for them in turn.

-- No row outlives its transaction.
CREATE UNLOGGED TABLE study.changed_accounts (
    transaction xid8 NOT NULL,
    user_id uuid NOT NULL,
    PRIMARY KEY (transaction, user_id)
);
COMMENT ON TABLE study.changed_accounts IS 'Accounts whose data a transaction has changed so far.';
ALTER TABLE study.changed_accounts ENABLE ROW LEVEL SECURITY;

CREATE TABLE study.account_versions (
    user_id uuid PRIMARY KEY REFERENCES public.profiles ON DELETE CASCADE,
    version uuid NOT NULL
) WITH (fillfactor = 50);
COMMENT ON TABLE study.account_versions IS 'Another version after each change of profile or statistics; an answer is kept for one. The first has no row.';
ALTER TABLE study.account_versions ENABLE ROW LEVEL SECURITY;

-- Achievements.

CREATE TABLE study.achievement_rules (
    code text PRIMARY KEY,
    position integer NOT NULL UNIQUE,
    title text NOT NULL UNIQUE,
    description text NOT NULL,
    icon text NOT NULL,
    category text NOT NULL,
    metric text NOT NULL
        CHECK (metric IN ('sessions', 'minutes', 'streak', 'days', 'tasks', 'cards', 'quizzes', 'goals')),
    target bigint NOT NULL CHECK (target > 0),
    points integer NOT NULL
);
COMMENT ON TABLE study.achievement_rules IS 'What there is to achieve: a total that has to be reached once.';
ALTER TABLE study.achievement_rules ENABLE ROW LEVEL SECURITY;
INSERT INTO study.achievement_rules (position, code, title, description, icon, category, metric, target, points) VALUES
    (1, 'first_session', 'First session', 'Complete a study session', 'play', 'sessions', 'sessions', 1, 10),
    (2, 'sessions_10', 'Ten sessions', 'Complete 10 study sessions', 'repeat', 'sessions', 'sessions', 10, 25),
    (3, 'sessions_100', 'A hundred sessions', 'Complete 100 study sessions', 'layers', 'sessions', 'sessions', 100, 100),
    (4, 'hours_10', 'Ten hours', 'Study for 10 hours', 'clock', 'time', 'minutes', 600, 25),
    (5, 'hours_100', 'A hundred hours', 'Study for 100 hours', 'hourglass', 'time', 'minutes', 6000, 150),
    (6, 'streak_3', 'Three days in a row', 'Study on 3 days in a row', 'flame', 'streak', 'streak', 3, 15),
    (7, 'streak_7', 'A week in a row', 'Study on 7 days in a row', 'flame', 'streak', 'streak', 7, 50),
    (8, 'streak_30', 'A month in a row', 'Study on 30 days in a row', 'flame', 'streak', 'streak', 30, 200),
    (9, 'days_50', 'Fifty days', 'Study on 50 days', 'calendar', 'streak', 'days', 50, 75),
    (10, 'first_task', 'First task', 'Complete a task', 'check', 'tasks', 'tasks', 1, 10),
    (11, 'tasks_50', 'Fifty tasks', 'Complete 50 tasks', 'list-checks', 'tasks', 'tasks', 50, 75),
    (12, 'cards_100', 'A hundred cards', 'Study 100 flashcards', 'cards', 'cards', 'cards', 100, 25),
    (13, 'cards_1000', 'A thousand cards', 'Study 1,000 flashcards', 'cards', 'cards', 'cards', 1000, 150),
    (14, 'first_quiz', 'First quiz', 'Complete a quiz', 'help-circle', 'quizzes', 'quizzes', 1, 10),
    (15, 'quizzes_25', 'Twenty-five quizzes', 'Complete 25 quizzes', 'help-circle', 'quizzes', 'quizzes', 25, 75),
    (16, 'first_goal', 'First goal', 'Reach a goal', 'target', 'goals', 'goals', 1, 20);

-- A row for each achievement that an account has unlocked. It stays when the learner deletes the achievement, which is then
-- not unlocked again.
CREATE TABLE study.unlocked_achievements (
    user_id uuid NOT NULL REFERENCES public.profiles ON DELETE CASCADE,
    code text NOT NULL REFERENCES study.achievement_rules ON DELETE CASCADE ON UPDATE CASCADE,
    achievement_id uuid UNIQUE REFERENCES public.achievements ON DELETE SET NULL ON UPDATE CASCADE,
    PRIMARY KEY (user_id, code)
);
ALTER TABLE study.unlocked_achievements ENABLE ROW LEVEL SECURITY;

CREATE FUNCTION study.achievement_totals(account uuid) RETURNS TABLE (metric text, total bigint) LANGUAGE sql STABLE
SET search_path = study, pg_temp AS $body$
    WITH days AS (
        SELECT sum(session_count) AS sessions, sum(total_study_time) AS minutes, sum(tasks_completed) AS tasks,
               sum(flashcards_studied) AS cards
        FROM public.study_analytics WHERE user_id = account
    ), streaks AS (
        SELECT max(longest_streak) AS longest, max(total_study_days) AS days FROM public.study_streaks WHERE user_id = account
    )
    SELECT v.metric, coalesce(v.total, 0)::bigint
    FROM days, streaks, LATERAL (VALUES
        ('sessions', days.sessions), ('minutes', days.minutes), ('tasks', days.tasks), ('cards', days.cards),
        ('streak', streaks.longest), ('days', streaks.days),
        ('quizzes', (SELECT count(*) FROM public.quiz_attempts AS q WHERE q.user_id = account AND q.completed)),
        ('goals', (SELECT count(*) FROM public.study_goals AS g WHERE g.user_id = account
                   AND (g.status = 'completed' OR g.current_value >= greatest(g.target_value, 1))))
    ) AS v (metric, total)
$body$;

CREATE PROCEDURE study.award_achievements(account uuid) LANGUAGE sql AS $body$
    WITH earned AS (
        SELECT r.*, a.id AS existing FROM study.achievement_rules AS r
        JOIN study.achievement_totals(account) AS t ON t.metric = r.metric AND t.total >= r.target
        -- One that was brought from another server, for example.
        LEFT JOIN LATERAL (
            SELECT a.id FROM public.achievements AS a
            WHERE a.user_id = account AND a.title = r.title AND a.unlocked
              AND NOT EXISTS (SELECT FROM study.unlocked_achievements AS o WHERE o.achievement_id = a.id)
            ORDER BY a.created_at, a.id LIMIT 1) AS a ON true
        WHERE NOT EXISTS (SELECT FROM study.unlocked_achievements AS u WHERE u.user_id = account AND u.code = r.code)
    ), unlocked AS (
        INSERT INTO study.unlocked_achievements (user_id, code, achievement_id)
        SELECT account, e.code, coalesce(e.existing, gen_random_uuid()) FROM earned AS e
        ON CONFLICT (user_id, code) DO NOTHING
        RETURNING code, achievement_id
    )
    INSERT INTO public.achievements (
        id, user_id, title, description, icon, category, progress, max_progress, unlocked, unlocked_at, reward_points)
    SELECT u.achievement_id, account, e.title, e.description, e.icon, e.category, e.target, e.target, true, now(), e.points
    FROM unlocked AS u JOIN earned AS e ON e.code = u.code WHERE e.existing IS NULL ORDER BY e.position
$body$;

-- Changes.

CREATE FUNCTION study.mark_changed_accounts() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = study, pg_temp AS $body$
BEGIN
    -- The argument is the column with the account.
    EXECUTE 'INSERT INTO study.changed_accounts (transaction, user_id) SELECT pg_current_xact_id(), c.user_id FROM ('
        || CASE WHEN TG_OP <> 'DELETE' THEN format('SELECT %I AS user_id FROM new_rows', TG_ARGV[0]) ELSE '' END
        || CASE WHEN TG_OP = 'UPDATE' THEN ' UNION ' ELSE '' END
        || CASE WHEN TG_OP <> 'INSERT' THEN format('SELECT %I AS user_id FROM old_rows', TG_ARGV[0]) ELSE '' END
        || ') AS c WHERE c.user_id IS NOT NULL ORDER BY c.user_id ON CONFLICT DO NOTHING';
    RETURN NULL;
END
$body$;

CREATE FUNCTION study.finish_changed_accounts() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = study, pg_temp AS $body$
DECLARE
    users uuid[];
    account uuid;
BEGIN
    -- All of the transaction, in one order; the trigger is called for each.
    WITH own AS (DELETE FROM study.changed_accounts WHERE transaction = pg_current_xact_id() RETURNING user_id)
    SELECT array_agg(user_id ORDER BY user_id) INTO users FROM own;
    IF users IS NULL THEN
        RETURN NULL;
    END IF;
    INSERT INTO study.account_versions (user_id, version)
    SELECT p.id, gen_random_uuid() FROM public.profiles AS p
    -- Nobody has read an account that this transaction adds: its first version has no row.
    WHERE p.id = ANY (users) AND p.created_at IS DISTINCT FROM now() ORDER BY p.id
    ON CONFLICT (user_id) DO UPDATE SET version = excluded.version;
    FOR account IN SELECT p.id FROM public.profiles AS p WHERE p.id = ANY (users) ORDER BY p.id LOOP
        CALL study.award_achievements(account);
    END LOOP;
    IF cardinality(users) > 100 THEN
        PERFORM pg_notify('study_answers', ''); -- everybody's
    ELSE
        PERFORM pg_notify('study_answers', u::text) FROM unnest(users) AS u;
    END IF;
    RETURN NULL;
END
$body$;
CREATE CONSTRAINT TRIGGER finish_changed_accounts AFTER INSERT ON study.changed_accounts
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION study.finish_changed_accounts();

DO $triggers$
DECLARE
    item record;
BEGIN
    FOR item IN
        SELECT * FROM (VALUES
            ('public.profiles'::regclass, 'id'), ('public.study_analytics', 'user_id'),
            ('public.study_streaks', 'user_id'), ('public.subjects', 'user_id'),
            ('public.study_goals', 'user_id'), ('public.quiz_attempts', 'user_id')) AS t (class, owner)
    LOOP
        EXECUTE format(
            'CREATE TRIGGER mark_accounts_inserted AFTER INSERT ON %1$s REFERENCING NEW TABLE AS new_rows'
            ' FOR EACH STATEMENT EXECUTE FUNCTION study.mark_changed_accounts(%2$L);'
            'CREATE TRIGGER mark_accounts_updated AFTER UPDATE ON %1$s REFERENCING OLD TABLE AS old_rows'
            ' NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION study.mark_changed_accounts(%2$L);'
            'CREATE TRIGGER mark_accounts_deleted AFTER DELETE ON %1$s REFERENCING OLD TABLE AS old_rows'
            ' FOR EACH STATEMENT EXECUTE FUNCTION study.mark_changed_accounts(%2$L);', item.class, item.owner);
    END LOOP;
END
$triggers$;

DO $existing$
DECLARE
    account uuid;
BEGIN
    FOR account IN SELECT id FROM public.profiles ORDER BY id LOOP
        CALL study.award_achievements(account);
    END LOOP;
END
$existing$;
