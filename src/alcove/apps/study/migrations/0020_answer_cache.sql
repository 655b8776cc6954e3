-- Complete answers of the tutor that are given again to the same account for the same question. The key is a digest of
-- everything on which the answer depends.

CREATE TABLE study.cached_answers (
    user_id uuid NOT NULL REFERENCES public.profiles ON DELETE CASCADE,
    key bytea NOT NULL,
    content text NOT NULL,
    payload jsonb NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (user_id, key)
);
CREATE INDEX cached_answers_expires_at_idx ON study.cached_answers (expires_at);
