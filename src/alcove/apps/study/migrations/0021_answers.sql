-- Answers of the tutor, stored while they are made. A process that makes or reads answers has a lease, which it renews;
-- the running answers of a process whose lease is over are marked as incomplete by any other process.

CREATE TABLE study.answer_processes (
    id uuid PRIMARY KEY,
    lease_until timestamptz NOT NULL
);
COMMENT ON TABLE study.answer_processes IS 'Processes that make or read answers, and until when they count as alive.';

CREATE TABLE study.answers (
    id text PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES public.profiles ON DELETE CASCADE,
    session_id uuid REFERENCES public.ai_tutor_sessions ON DELETE SET NULL,
    question text NOT NULL,
    content text NOT NULL DEFAULT '',
    state text NOT NULL DEFAULT 'running' CHECK (state IN ('running', 'complete', 'incomplete', 'failed', 'stopped')),
    payload json NOT NULL DEFAULT '{}',
    error text NOT NULL DEFAULT '',
    error_code text NOT NULL DEFAULT '',
    owner uuid NOT NULL,
    stop_requested boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    ended_at timestamptz
);
COMMENT ON COLUMN study.answers.content IS 'The text so far; its length in characters is the sequence number of the answer.';
COMMENT ON COLUMN study.answers.payload IS 'Usage, metadata and quality, as they stand in the last event of the stream.';
COMMENT ON COLUMN study.answers.owner IS 'The process that makes the answer: only it stores text, as long as the answer is running.';
CREATE INDEX answers_running_idx ON study.answers (owner) WHERE state = 'running';
CREATE INDEX answers_user_id_idx ON study.answers (user_id, created_at);
CREATE INDEX answers_session_id_idx ON study.answers (session_id) WHERE session_id IS NOT NULL;
CREATE INDEX answers_ended_at_idx ON study.answers (ended_at) WHERE ended_at IS NOT NULL;

CREATE TABLE study.answer_readers (
    answer_id text NOT NULL REFERENCES study.answers ON DELETE CASCADE,
    process_id uuid NOT NULL,
    PRIMARY KEY (answer_id, process_id)
);
COMMENT ON TABLE study.answer_readers IS
    'Processes other than the owner with readers of a running answer; they count as long as their process is alive.';
