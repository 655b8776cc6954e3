-- How an account wants the page to look, and whether it has chosen its apps.
CREATE TABLE page_preference (
    account_id uuid PRIMARY KEY REFERENCES auth.users ON DELETE CASCADE,
    appearance text NOT NULL DEFAULT 'system' CHECK (appearance IN ('light', 'dark', 'system')),
    apps text[],
    first_run_done boolean NOT NULL DEFAULT false,
    changed_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON COLUMN page_preference.apps IS 'The apps that the account wants to see; NULL for all.';
