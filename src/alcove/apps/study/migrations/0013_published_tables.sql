-- The tables whose changes the pages follow. A database without the right to publish, or whose publication has all tables
-- already, is left as it is.
DO $publication$
DECLARE
    name text;
BEGIN
    -- Without replication it does not matter that wal_level is too low for it.
    SET LOCAL client_min_messages = error;
    IF NOT EXISTS (SELECT FROM pg_publication WHERE pubname = 'supabase_realtime') THEN
        CREATE PUBLICATION supabase_realtime;
    END IF;
    FOREACH name IN ARRAY ARRAY[
        'achievements', 'ai_messages', 'ai_tutor_sessions', 'assignments', 'calendar_events', 'exams', 'flashcard_sets',
        'flashcards', 'goals', 'materials', 'notifications', 'profiles', 'quiz_attempts', 'quizzes', 'study_goals',
        'study_sessions', 'study_streaks', 'subjects', 'tasks', 'user_settings']
    LOOP
        IF NOT EXISTS (
            SELECT FROM pg_publication_tables
            WHERE pubname = 'supabase_realtime' AND schemaname = 'public' AND tablename = name
        ) THEN
            EXECUTE format('ALTER PUBLICATION supabase_realtime ADD TABLE public.%I', name);
        END IF;
    END LOOP;
EXCEPTION WHEN insufficient_privilege THEN
    RAISE WARNING 'live queries see no changes: %', SQLERRM;
END
$publication$;
DO $triggers$ BEGIN PERFORM realtime.sync_published_tables(); END $triggers$;
