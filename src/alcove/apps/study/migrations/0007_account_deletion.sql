-- Accounts that their owners delete.

CREATE TABLE study.account_deletion (
    user_id uuid PRIMARY KEY REFERENCES auth.users ON DELETE CASCADE,
    requested_at timestamptz NOT NULL DEFAULT now(),
    due_at timestamptz NOT NULL
);
COMMENT ON TABLE study.account_deletion IS
    'Accounts that are deleted when they are due; until then they can be used, and the deletion taken back.';
CREATE INDEX account_deletion_due ON study.account_deletion (due_at);
