-- The tables of programs. They are in `public`, which the REST API exposes; row security decides who reads what.
-- Columns may be NULL unless something depends on them: a form sends blanks, which are stored as NULL.

CREATE TYPE public.academic_level AS ENUM (
    'elementary', 'middle_school', 'high_school', 'undergraduate', 'graduate', 'postgraduate', 'professional'
);
CREATE TYPE public.subscription_tier AS ENUM ('free', 'premium', 'pro', 'enterprise');
CREATE TYPE public.task_status AS ENUM ('todo', 'in_progress', 'completed', 'cancelled', 'on_hold', 'pending');
CREATE TYPE public.task_priority AS ENUM ('low', 'medium', 'high', 'urgent');
CREATE TYPE public.study_session_type AS ENUM (
    'focus', 'review', 'practice', 'exam_prep', 'assignment', 'research', 'reading', 'writing', 'problem_solving',
    'memorization', 'ai_tutoring'
);
CREATE TYPE public.study_session_status AS ENUM ('planned', 'active', 'paused', 'completed', 'cancelled');
CREATE TYPE public.goal_type AS ENUM ('daily', 'weekly', 'monthly', 'semester', 'yearly', 'custom');
CREATE TYPE public.goal_unit AS ENUM (
    'hours', 'minutes', 'sessions', 'tasks', 'points', 'percentage', 'pages', 'chapters', 'problems', 'custom'
);
CREATE TYPE public.goal_status AS ENUM ('active', 'completed', 'paused', 'cancelled', 'overdue');
CREATE TYPE public.event_type AS ENUM (
    'class', 'exam', 'assignment_due', 'study_session', 'meeting', 'reminder', 'deadline', 'break', 'study',
    'assignment', 'quiz', 'flashcard', 'ai_session'
);
CREATE TYPE public.ai_provider AS ENUM ('openai', 'anthropic', 'deepseek', 'google', 'local', 'claude', 'gemini');
COMMENT ON TYPE public.ai_provider IS 'claude and gemini are stored as anthropic and google.';

CREATE TABLE public.profiles (
    id uuid PRIMARY KEY REFERENCES auth.users ON DELETE CASCADE,
    email text,
    first_name text,
    last_name text,
    full_name text,
    avatar_url text,
    date_of_birth date,
    academic_level public.academic_level DEFAULT 'high_school',
    subscription_tier public.subscription_tier DEFAULT 'free',
    timezone text DEFAULT 'UTC',
    language text DEFAULT 'en',
    onboarding_completed boolean DEFAULT false,
    study_streak integer DEFAULT 0,
    total_study_time integer DEFAULT 0,
    status text DEFAULT 'active',
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON COLUMN public.profiles.full_name IS 'First and last name, else the name that was given, else the email address.';
COMMENT ON COLUMN public.profiles.total_study_time IS 'Minutes.';
CREATE INDEX profiles_email_idx ON public.profiles (email);

CREATE TABLE public.user_settings (
    id uuid NOT NULL DEFAULT gen_random_uuid() UNIQUE,
    user_id uuid PRIMARY KEY REFERENCES public.profiles ON DELETE CASCADE,
    theme text DEFAULT 'light' CHECK (theme IN ('light', 'dark', 'system')),
    notifications_enabled boolean DEFAULT true,
    email_notifications boolean DEFAULT true,
    sound_enabled boolean DEFAULT true,
    study_reminder_time time DEFAULT '09:00',
    daily_goal_hours numeric(4, 2) DEFAULT 2,
    pomodoro_enabled boolean DEFAULT true,
    pomodoro_work_duration integer DEFAULT 25,
    pomodoro_break_duration integer DEFAULT 5,
    pomodoro_long_break_duration integer DEFAULT 15,
    ai_suggestions_enabled boolean DEFAULT true,
    dashboard_layout jsonb DEFAULT '[]',
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE public.subjects (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id uuid NOT NULL REFERENCES public.profiles ON DELETE CASCADE,
    name text NOT NULL,
    description text,
    color text DEFAULT '#3B82F6',
    icon text,
    is_archived boolean DEFAULT false,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (user_id, name)
);

CREATE TABLE public.tasks (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id uuid NOT NULL REFERENCES public.profiles ON DELETE CASCADE,
    subject_id uuid REFERENCES public.subjects ON DELETE SET NULL,
    title text NOT NULL,
    description text,
    status public.task_status DEFAULT 'todo',
    priority public.task_priority DEFAULT 'medium',
    due_date timestamptz,
    completed_at timestamptz,
    estimated_duration integer,
    actual_duration integer,
    assignment_type text,
    points integer,
    tags text[] DEFAULT '{}',
    attachments text,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON COLUMN public.tasks.estimated_duration IS 'Minutes.';
COMMENT ON COLUMN public.tasks.actual_duration IS 'Minutes.';
CREATE INDEX tasks_user_id_status_idx ON public.tasks (user_id, status);
CREATE INDEX tasks_user_id_created_at_idx ON public.tasks (user_id, created_at DESC);
CREATE INDEX tasks_due_date_idx ON public.tasks (user_id, due_date) WHERE due_date IS NOT NULL;
CREATE INDEX tasks_subject_id_idx ON public.tasks (subject_id);

CREATE TABLE public.study_sessions (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id uuid NOT NULL REFERENCES public.profiles ON DELETE CASCADE,
    subject_id uuid REFERENCES public.subjects ON DELETE SET NULL,
    title text NOT NULL,
    description text,
    type public.study_session_type DEFAULT 'focus',
    status public.study_session_status DEFAULT 'planned',
    started_at timestamptz,
    completed_at timestamptz,
    duration integer DEFAULT 0,
    planned_duration integer,
    break_duration integer DEFAULT 0,
    pomodoro_count integer DEFAULT 0,
    focus_score integer CHECK (focus_score BETWEEN 0 AND 100),
    distractions integer DEFAULT 0,
    notes text,
    completed boolean DEFAULT false,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON COLUMN public.study_sessions.duration IS 'Minutes.';
CREATE INDEX study_sessions_user_id_created_at_idx ON public.study_sessions (user_id, created_at DESC);
CREATE INDEX study_sessions_user_id_completed_at_idx ON public.study_sessions (user_id, completed_at)
    WHERE status = 'completed';
CREATE INDEX study_sessions_subject_id_idx ON public.study_sessions (subject_id);
CREATE INDEX study_sessions_started_at_idx ON public.study_sessions (user_id, started_at);

CREATE TABLE public.study_goals (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id uuid NOT NULL REFERENCES public.profiles ON DELETE CASCADE,
    subject_id uuid REFERENCES public.subjects ON DELETE SET NULL,
    title text NOT NULL,
    description text,
    type public.goal_type DEFAULT 'weekly',
    status public.goal_status DEFAULT 'active',
    target_value integer NOT NULL,
    current_value integer DEFAULT 0,
    unit public.goal_unit DEFAULT 'hours',
    deadline timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX study_goals_user_id_status_idx ON public.study_goals (user_id, status);
CREATE INDEX study_goals_subject_id_idx ON public.study_goals (subject_id);

CREATE TABLE public.study_streaks (
    id uuid NOT NULL DEFAULT gen_random_uuid() UNIQUE,
    user_id uuid PRIMARY KEY REFERENCES public.profiles ON DELETE CASCADE,
    current_streak integer DEFAULT 0,
    longest_streak integer DEFAULT 0,
    total_study_days integer DEFAULT 0,
    last_study_date date,
    streak_start_date date,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);

-- The rows of a subject go with it: the triggers move their counts to the rows without a subject.
CREATE TABLE public.study_analytics (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id uuid NOT NULL REFERENCES public.profiles ON DELETE CASCADE,
    date date NOT NULL,
    subject_id uuid REFERENCES public.subjects ON DELETE CASCADE,
    total_study_time integer DEFAULT 0,
    session_count integer DEFAULT 0,
    tasks_completed integer DEFAULT 0,
    flashcards_studied integer DEFAULT 0,
    ai_interactions integer DEFAULT 0,
    average_focus_score numeric(5, 2),
    created_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE NULLS NOT DISTINCT (user_id, date, subject_id)
);
COMMENT ON COLUMN public.study_analytics.date IS 'The day in the time zone of the user.';
COMMENT ON COLUMN public.study_analytics.total_study_time IS 'Minutes.';
CREATE INDEX study_analytics_subject_id_idx ON public.study_analytics (subject_id);

CREATE TABLE public.ai_tutor_sessions (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id uuid NOT NULL REFERENCES public.profiles ON DELETE CASCADE,
    subject_id uuid REFERENCES public.subjects ON DELETE SET NULL,
    title text DEFAULT 'New chat',
    status text DEFAULT 'active' CHECK (status IN ('active', 'completed', 'archived')),
    ai_provider public.ai_provider DEFAULT 'deepseek',
    total_messages integer DEFAULT 0,
    started_at timestamptz NOT NULL DEFAULT now(),
    last_activity timestamptz NOT NULL DEFAULT now(),
    session_metadata jsonb DEFAULT '{}',
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX ai_tutor_sessions_user_id_created_at_idx ON public.ai_tutor_sessions (user_id, created_at);
CREATE INDEX ai_tutor_sessions_last_activity_idx ON public.ai_tutor_sessions (last_activity);
CREATE INDEX ai_tutor_sessions_subject_id_idx ON public.ai_tutor_sessions (subject_id);

CREATE TABLE public.ai_messages (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id uuid NOT NULL REFERENCES public.profiles ON DELETE CASCADE,
    session_id uuid NOT NULL REFERENCES public.ai_tutor_sessions ON DELETE CASCADE,
    role text NOT NULL CHECK (role IN ('user', 'assistant', 'system')),
    content text NOT NULL,
    ai_provider public.ai_provider DEFAULT 'deepseek',
    tokens_used integer,
    response_time integer,
    message_metadata jsonb DEFAULT '{}',
    created_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON COLUMN public.ai_messages.response_time IS 'Milliseconds.';
CREATE INDEX ai_messages_session_id_created_at_idx ON public.ai_messages (session_id, created_at);
CREATE INDEX ai_messages_user_id_idx ON public.ai_messages (user_id);

CREATE TABLE public.calendar_events (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id uuid NOT NULL REFERENCES public.profiles ON DELETE CASCADE,
    subject_id uuid REFERENCES public.subjects ON DELETE SET NULL,
    title text NOT NULL,
    description text,
    event_type public.event_type NOT NULL,
    event_date date NOT NULL,
    event_time time,
    end_time time,
    location text,
    subject_name text,
    color text,
    recurring boolean DEFAULT false,
    recurring_pattern text,
    notification_time integer,
    completed boolean DEFAULT false,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON COLUMN public.calendar_events.notification_time IS 'Minutes before the event.';
CREATE INDEX calendar_events_user_id_event_date_idx ON public.calendar_events (user_id, event_date);
CREATE INDEX calendar_events_subject_id_idx ON public.calendar_events (subject_id);

CREATE TABLE public.notifications (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id uuid NOT NULL REFERENCES public.profiles ON DELETE CASCADE,
    title text NOT NULL,
    message text NOT NULL,
    type text DEFAULT 'info' CHECK (type IN ('info', 'success', 'warning', 'error', 'reminder')),
    read boolean DEFAULT false,
    action_url text,
    metadata jsonb DEFAULT '{}',
    expires_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX notifications_user_id_read_idx ON public.notifications (user_id, read);
CREATE INDEX notifications_user_id_created_at_idx ON public.notifications (user_id, created_at DESC);

CREATE TABLE public.flashcard_sets (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id uuid NOT NULL REFERENCES public.profiles ON DELETE CASCADE,
    subject_id uuid REFERENCES public.subjects ON DELETE SET NULL,
    title text NOT NULL,
    description text,
    total_cards integer DEFAULT 0,
    is_public boolean DEFAULT false,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX flashcard_sets_user_id_idx ON public.flashcard_sets (user_id);
CREATE INDEX flashcard_sets_is_public_idx ON public.flashcard_sets (id) WHERE is_public;
CREATE INDEX flashcard_sets_subject_id_idx ON public.flashcard_sets (subject_id);

CREATE TABLE public.flashcards (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id uuid NOT NULL REFERENCES public.profiles ON DELETE CASCADE,
    set_id uuid REFERENCES public.flashcard_sets ON DELETE CASCADE,
    front_content text NOT NULL,
    back_content text NOT NULL,
    difficulty text CHECK (difficulty IN ('easy', 'medium', 'hard')),
    tags text[] DEFAULT '{}',
    mastery_level integer DEFAULT 0 CHECK (mastery_level BETWEEN 0 AND 5),
    review_count integer DEFAULT 0,
    last_reviewed timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX flashcards_user_id_idx ON public.flashcards (user_id);
CREATE INDEX flashcards_set_id_idx ON public.flashcards (set_id);

CREATE TABLE public.flashcard_sessions (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id uuid NOT NULL REFERENCES public.profiles ON DELETE CASCADE,
    flashcard_set_id uuid REFERENCES public.flashcard_sets ON DELETE SET NULL,
    subject_id uuid REFERENCES public.subjects ON DELETE SET NULL,
    cards_studied integer DEFAULT 0,
    cards_correct integer DEFAULT 0,
    cards_incorrect integer DEFAULT 0,
    duration integer DEFAULT 0,
    completed boolean DEFAULT false,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX flashcard_sessions_user_id_idx ON public.flashcard_sessions (user_id, created_at);
CREATE INDEX flashcard_sessions_flashcard_set_id_idx ON public.flashcard_sessions (flashcard_set_id);
CREATE INDEX flashcard_sessions_subject_id_idx ON public.flashcard_sessions (subject_id);

CREATE TABLE public.quizzes (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id uuid NOT NULL REFERENCES public.profiles ON DELETE CASCADE,
    subject_id uuid REFERENCES public.subjects ON DELETE SET NULL,
    title text NOT NULL,
    description text,
    questions jsonb DEFAULT '[]',
    total_questions integer DEFAULT 0,
    time_limit integer,
    passing_score integer DEFAULT 70,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX quizzes_user_id_idx ON public.quizzes (user_id);
CREATE INDEX quizzes_subject_id_idx ON public.quizzes (subject_id);

CREATE TABLE public.quiz_attempts (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id uuid NOT NULL REFERENCES public.profiles ON DELETE CASCADE,
    quiz_id uuid REFERENCES public.quizzes ON DELETE CASCADE,
    score integer,
    answers jsonb DEFAULT '{}',
    time_taken integer,
    completed boolean DEFAULT false,
    started_at timestamptz DEFAULT now(),
    completed_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX quiz_attempts_user_id_idx ON public.quiz_attempts (user_id);
CREATE INDEX quiz_attempts_quiz_id_idx ON public.quiz_attempts (quiz_id);

CREATE TABLE public.exams (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id uuid NOT NULL REFERENCES public.profiles ON DELETE CASCADE,
    subject_id uuid REFERENCES public.subjects ON DELETE SET NULL,
    title text NOT NULL,
    description text,
    exam_date date,
    exam_time time,
    duration integer,
    location text,
    total_marks integer,
    passing_marks integer,
    status text DEFAULT 'scheduled' CHECK (status IN ('scheduled', 'in_progress', 'completed', 'cancelled')),
    questions jsonb DEFAULT '[]',
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX exams_user_id_exam_date_idx ON public.exams (user_id, exam_date);
CREATE INDEX exams_subject_id_idx ON public.exams (subject_id);

CREATE TABLE public.achievements (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id uuid NOT NULL REFERENCES public.profiles ON DELETE CASCADE,
    title text NOT NULL,
    description text,
    icon text,
    category text,
    progress integer DEFAULT 0,
    max_progress integer DEFAULT 100,
    unlocked boolean DEFAULT false,
    unlocked_at timestamptz,
    reward_points integer DEFAULT 0,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX achievements_user_id_idx ON public.achievements (user_id);

CREATE TABLE public.rate_limits (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id uuid NOT NULL REFERENCES public.profiles ON DELETE CASCADE,
    window_start timestamptz NOT NULL,
    requests_count integer DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (user_id, window_start)
);

CREATE TABLE public.api_usage_logs (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id uuid NOT NULL REFERENCES public.profiles ON DELETE CASCADE,
    provider text NOT NULL,
    model text,
    tokens_used integer DEFAULT 0,
    success boolean DEFAULT true,
    request_timestamp timestamptz NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX api_usage_logs_user_id_request_timestamp_idx ON public.api_usage_logs (user_id, request_timestamp);

CREATE TABLE public.security_events (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    event_type text NOT NULL,
    user_id uuid REFERENCES public.profiles ON DELETE SET NULL,
    details jsonb DEFAULT '{}',
    severity text DEFAULT 'low' CHECK (severity IN ('low', 'medium', 'high', 'critical')),
    ip_address text,
    user_agent text,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX security_events_user_id_idx ON public.security_events (user_id, created_at);

CREATE TABLE public.materials (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id uuid NOT NULL REFERENCES public.profiles ON DELETE CASCADE,
    subject_id uuid REFERENCES public.subjects ON DELETE SET NULL,
    title text NOT NULL,
    type text DEFAULT 'document' CHECK (type IN ('document', 'video', 'link', 'note', 'other')),
    url text,
    content text,
    file_path text,
    file_size bigint,
    mime_type text,
    tags text[] DEFAULT '{}',
    is_favorite boolean DEFAULT false,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX materials_user_id_idx ON public.materials (user_id);
CREATE INDEX materials_subject_id_idx ON public.materials (subject_id);

CREATE TABLE public.assignments (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id uuid NOT NULL REFERENCES public.profiles ON DELETE CASCADE,
    subject_id uuid REFERENCES public.subjects ON DELETE SET NULL,
    title text NOT NULL,
    description text,
    due_date timestamptz,
    priority public.task_priority DEFAULT 'medium',
    status text DEFAULT 'pending' CHECK (status IN ('pending', 'in_progress', 'completed', 'overdue')),
    points integer,
    grade text,
    submission_url text,
    submission_date timestamptz,
    notes text,
    reminder_date timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX assignments_user_id_status_idx ON public.assignments (user_id, status);
CREATE INDEX assignments_subject_id_idx ON public.assignments (subject_id);

CREATE TABLE public.study_hours (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id uuid NOT NULL REFERENCES public.profiles ON DELETE CASCADE,
    subject_id uuid REFERENCES public.subjects ON DELETE CASCADE,
    date date NOT NULL,
    hours numeric(6, 2) DEFAULT 0,
    minutes integer DEFAULT 0,
    session_count integer DEFAULT 0,
    focus_score integer,
    notes text,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE NULLS NOT DISTINCT (user_id, subject_id, date)
);
CREATE INDEX study_hours_subject_id_idx ON public.study_hours (subject_id);

CREATE TABLE public.goals (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id uuid NOT NULL REFERENCES public.profiles ON DELETE CASCADE,
    subject_id uuid REFERENCES public.subjects ON DELETE SET NULL,
    title text NOT NULL,
    description text,
    category text DEFAULT 'academic' CHECK (category IN ('academic', 'personal', 'career', 'health', 'other')),
    priority public.task_priority DEFAULT 'medium',
    status public.goal_status DEFAULT 'active',
    target_date date,
    deadline timestamptz,
    progress integer DEFAULT 0 CHECK (progress BETWEEN 0 AND 100),
    is_recurring boolean DEFAULT false,
    recurring_pattern text,
    tags text[] DEFAULT '{}',
    completed_at timestamptz,
    metadata jsonb DEFAULT '{}',
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX goals_user_id_status_idx ON public.goals (user_id, status);
CREATE INDEX goals_subject_id_idx ON public.goals (subject_id);

CREATE TABLE public.daily_logins (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id uuid NOT NULL REFERENCES public.profiles ON DELETE CASCADE,
    login_date date NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (user_id, login_date)
);
