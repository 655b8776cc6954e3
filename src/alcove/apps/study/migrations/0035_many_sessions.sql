-- Statistics of many sessions. The recalculation of an account reads its rows once: NOT IN is a hash, also where the statistics
-- of new rows are missing.

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
        EXECUTE format('DELETE FROM study.event_days WHERE source = %L AND user_id = %L'
                       ' AND row_id NOT IN (SELECT r.id FROM (%s) AS r)',
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

-- What follows from many rows is planned for them: a plan that was kept from a few rows would read all sessions for each day.
CREATE OR REPLACE PROCEDURE study.update_focus_scores(days study.contribution[]) LANGUAGE plpgsql AS $body$
BEGIN
    EXECUTE $sql$
        UPDATE public.study_analytics AS a SET average_focus_score = f.score
        FROM (
            SELECT c.user_id, c.date, c.subject_id, round(avg(s.focus_score), 2) AS score
            FROM (SELECT DISTINCT user_id, date, subject_id FROM unnest($1)) AS c
            LEFT JOIN study.event_days AS d ON d.source = 'study_sessions' AND d.user_id = c.user_id AND d.day = c.date
            LEFT JOIN public.study_sessions AS s ON s.id = d.row_id AND s.status = 'completed' AND s.duration > 0
                AND s.subject_id IS NOT DISTINCT FROM c.subject_id
            GROUP BY c.user_id, c.date, c.subject_id
        ) AS f
        WHERE a.user_id = f.user_id AND a.date = f.date AND a.subject_id IS NOT DISTINCT FROM f.subject_id
          AND a.average_focus_score IS DISTINCT FROM f.score $sql$ USING days;
END
$body$;
