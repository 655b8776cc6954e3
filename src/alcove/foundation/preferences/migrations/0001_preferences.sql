-- Settings that were changed on a page while the server ran, one row each; settings have one name over all apps.
CREATE TABLE preference (
    name text PRIMARY KEY,
    value jsonb NOT NULL,
    changed_at timestamptz NOT NULL DEFAULT now()
);
