-- Indexes for statements that otherwise read a large table in full; `study.plans` in bench explains all statements.

-- Programs and the native API list the newest rows of an account.
CREATE INDEX flashcard_sets_user_id_created_at_idx ON public.flashcard_sets (user_id, created_at DESC);
DROP INDEX public.flashcard_sets_user_id_idx;
CREATE INDEX flashcards_user_id_created_at_idx ON public.flashcards (user_id, created_at DESC);
DROP INDEX public.flashcards_user_id_idx;
CREATE INDEX quizzes_user_id_created_at_idx ON public.quizzes (user_id, created_at DESC);
DROP INDEX public.quizzes_user_id_idx;
CREATE INDEX quiz_attempts_user_id_created_at_idx ON public.quiz_attempts (user_id, created_at DESC);
DROP INDEX public.quiz_attempts_user_id_idx;
CREATE INDEX materials_user_id_created_at_idx ON public.materials (user_id, created_at DESC);
DROP INDEX public.materials_user_id_idx;
CREATE INDEX achievements_user_id_created_at_idx ON public.achievements (user_id, created_at DESC);
DROP INDEX public.achievements_user_id_idx;

-- What the periodic jobs look for.
CREATE INDEX ai_tutor_sessions_empty_idx ON public.ai_tutor_sessions (last_activity)
    WHERE coalesce(total_messages, 0) = 0;
CREATE INDEX study_streaks_running_idx ON public.study_streaks (last_study_date) WHERE current_streak > 0;
CREATE INDEX study_goals_periodic_idx ON public.study_goals (user_id)
    WHERE status = 'active' AND type IN ('daily', 'weekly', 'monthly');
CREATE INDEX user_settings_study_reminder_idx ON public.user_settings (user_id)
    WHERE notifications_enabled AND study_reminder_time IS NOT NULL;
CREATE INDEX rate_limits_window_start_idx ON public.rate_limits (window_start);
CREATE INDEX card_imports_updated_at_idx ON study.card_imports (updated_at);
CREATE INDEX sessions_created_at_idx ON auth.sessions (created_at);

-- What is removed with an account, or loses its name.
CREATE INDEX audit_log_entries_actor_username_idx ON auth.audit_log_entries (lower(payload ->> 'actor_username'));
CREATE INDEX audit_log_entries_traits_user_id_idx ON auth.audit_log_entries ((payload -> 'traits' ->> 'user_id'))
    WHERE payload -> 'traits' ->> 'user_id' IS NOT NULL;
CREATE INDEX audit_log_entries_traits_user_email_idx
    ON auth.audit_log_entries (lower(payload -> 'traits' ->> 'user_email'))
    WHERE lower(payload -> 'traits' ->> 'user_email') IS NOT NULL;
CREATE INDEX objects_owner_idx ON storage.objects (owner) WHERE owner IS NOT NULL;
CREATE INDEX objects_owner_id_idx ON storage.objects (owner_id) WHERE owner_id IS NOT NULL;
