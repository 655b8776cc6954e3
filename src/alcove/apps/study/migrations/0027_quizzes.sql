-- What learners must not see before an attempt ends. Programs read `quizzes` and `quiz_attempts`; the right answers of the
-- server's own quizzes, and the questions of an attempt with their answers, are in tables that no caller of /rest/v1 can read.

CREATE TABLE public.quiz_keys (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id uuid NOT NULL REFERENCES public.profiles ON DELETE CASCADE,
    quiz_id uuid NOT NULL UNIQUE REFERENCES public.quizzes ON DELETE CASCADE ON UPDATE CASCADE,
    answers jsonb NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX quiz_keys_user_id_idx ON public.quiz_keys (user_id);
COMMENT ON COLUMN public.quiz_keys.answers IS 'Answer, explanation and quote by the id of the question.';

CREATE TABLE public.quiz_attempt_keys (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id uuid NOT NULL REFERENCES public.profiles ON DELETE CASCADE,
    quiz_id uuid NOT NULL REFERENCES public.quizzes ON DELETE CASCADE ON UPDATE CASCADE,
    attempt_id uuid NOT NULL UNIQUE REFERENCES public.quiz_attempts ON DELETE CASCADE ON UPDATE CASCADE,
    state text NOT NULL DEFAULT 'running' CHECK (state IN ('running', 'submitted', 'expired')),
    questions jsonb NOT NULL DEFAULT '[]',
    passing_score integer NOT NULL DEFAULT 70,
    expires_at timestamptz,
    results jsonb,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX quiz_attempt_keys_user_id_idx ON public.quiz_attempt_keys (user_id);
CREATE INDEX quiz_attempt_keys_quiz_id_idx ON public.quiz_attempt_keys (quiz_id);
CREATE UNIQUE INDEX quiz_attempt_keys_running_idx ON public.quiz_attempt_keys (quiz_id) WHERE state = 'running';
CREATE INDEX quiz_attempt_keys_expiring_idx ON public.quiz_attempt_keys (expires_at) WHERE state = 'running';
CREATE INDEX quiz_attempts_history_idx ON public.quiz_attempts (user_id, started_at DESC);
COMMENT ON COLUMN public.quiz_attempt_keys.questions IS 'As they were at the start of the attempt, with their answers.';
COMMENT ON COLUMN public.quiz_attempt_keys.expires_at IS 'When the attempt ends by itself, NULL without a time limit.';

CALL study.protect_table('public.quiz_keys', 'user_id', VARIADIC '{}'::text[]);
CALL study.protect_table('public.quiz_attempt_keys', 'user_id', VARIADIC '{}'::text[]);
CREATE TRIGGER check_quiz_id AFTER INSERT OR UPDATE OF user_id, quiz_id ON public.quiz_keys
    FOR EACH ROW EXECUTE FUNCTION study.check_reference('quizzes', 'quiz_id');
CREATE TRIGGER check_quiz_id AFTER INSERT OR UPDATE OF user_id, quiz_id ON public.quiz_attempt_keys
    FOR EACH ROW EXECUTE FUNCTION study.check_reference('quizzes', 'quiz_id');
CREATE TRIGGER check_attempt_id AFTER INSERT OR UPDATE OF user_id, attempt_id ON public.quiz_attempt_keys
    FOR EACH ROW EXECUTE FUNCTION study.check_reference('quiz_attempts', 'attempt_id');

-- Programs score their own attempts; what the server has scored stays as it is. Whoever calls may still delete it.
CREATE FUNCTION study.keep_score() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = study, pg_temp AS $body$
BEGIN
    IF EXISTS (SELECT FROM public.quiz_attempt_keys AS k WHERE k.attempt_id = OLD.id) THEN
        RAISE EXCEPTION 'the server scores this attempt' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END
$body$;
CREATE TRIGGER keep_score BEFORE UPDATE ON public.quiz_attempts
    FOR EACH ROW WHEN (current_setting('role') IN ('anon', 'authenticated')) EXECUTE FUNCTION study.keep_score();

-- Where a card was made from: material, passage, title, page and quote.
ALTER TABLE public.flashcards ADD COLUMN source jsonb;

-- Cards and quizzes that a job makes from a material. `items` are those so far; they are removed when the cards or the quiz
-- are there.
CREATE TABLE study.generations (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id uuid NOT NULL REFERENCES public.profiles ON DELETE CASCADE,
    material_id uuid NOT NULL REFERENCES public.materials ON DELETE CASCADE ON UPDATE CASCADE,
    kind text NOT NULL CHECK (kind IN ('cards', 'quiz')),
    options jsonb NOT NULL,
    state text NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'working', 'ready', 'failed')),
    method text CHECK (method IN ('provider', 'cloze', 'mixed')),
    reason text,
    progress integer NOT NULL DEFAULT 0 CHECK (progress BETWEEN 0 AND 100),
    step integer NOT NULL DEFAULT 0,
    starts integer NOT NULL DEFAULT 0,
    items jsonb NOT NULL DEFAULT '[]',
    item_count integer NOT NULL DEFAULT 0,
    rejected_count integer NOT NULL DEFAULT 0,
    result_id uuid,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX generations_user_id_idx ON study.generations (user_id, created_at DESC);
CREATE INDEX generations_material_id_idx ON study.generations (material_id);
CREATE UNIQUE INDEX generations_unfinished_idx ON study.generations (material_id, kind) WHERE state IN ('queued', 'working');
COMMENT ON COLUMN study.generations.result_id IS 'The set of cards, or the quiz.';
COMMENT ON COLUMN study.generations.starts IS 'How often the job has started: what ends workers is given up.';

ALTER TABLE study.generations ENABLE ROW LEVEL SECURITY;
DO $grants$
DECLARE
    item record;
BEGIN
    FOR item IN
        SELECT 'TABLE ' || oid::regclass AS name, coalesce(relacl, acldefault('r', relowner)) AS acl, relowner AS owner
        FROM pg_class WHERE oid = 'study.generations'::regclass
        UNION ALL
        SELECT 'FUNCTION ' || oid::regprocedure, coalesce(proacl, acldefault('f', proowner)), proowner
        FROM pg_proc WHERE oid = 'study.keep_score'::regproc
    LOOP
        CALL study.revoke_all(item.name, item.acl, item.owner);
    END LOOP;
END
$grants$;
