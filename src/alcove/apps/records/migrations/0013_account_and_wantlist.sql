-- The connection to Discogs that a page makes, the owner's wantlist, schedules of scrapes, and covers.

CREATE TABLE discogs_secret (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    name text NOT NULL UNIQUE CHECK (name IN ('account', 'sign-in')),
    kind text NOT NULL CHECK (kind IN ('token', 'oauth')),
    ciphertext text NOT NULL,
    stored_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE discogs_secret IS 'Credentials for Discogs, encrypted by the vault: those in use, and those of a sign-in that is under way.';

CREATE TABLE discogs_check (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    source text NOT NULL,
    state text NOT NULL CHECK (state IN ('ok', 'refused', 'unreachable')),
    username text,
    reason text,
    checked_at timestamptz NOT NULL
);
COMMENT ON TABLE discogs_check IS 'The last test of the connection to Discogs, with the source of the credentials that it used.';

CREATE TABLE discogs_want (
    release_id bigint PRIMARY KEY CHECK (release_id > 0),
    artist text NOT NULL DEFAULT '',
    title text NOT NULL DEFAULT '',
    format text NOT NULL DEFAULT '',
    label text NOT NULL DEFAULT '',
    year integer,
    added_at timestamptz NOT NULL,
    pass integer NOT NULL,
    removed_at timestamptz
);
COMMENT ON TABLE discogs_want IS 'The owner''s wantlist on Discogs.';
COMMENT ON COLUMN discogs_want.pass IS 'The last pass of the synchronisation that has seen the entry; entries of older passes are gone.';
COMMENT ON COLUMN discogs_want.removed_at IS 'When it was removed here; a page that was read earlier does not bring it back.';

CREATE TABLE discogs_want_sync (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    state text NOT NULL DEFAULT 'never' CHECK (state IN ('never', 'queued', 'running', 'done', 'failed')),
    pass integer NOT NULL DEFAULT 0,
    restarts integer NOT NULL DEFAULT 0,
    attempts integer NOT NULL DEFAULT 0,
    page integer NOT NULL DEFAULT 0,
    pages integer,
    items integer,
    username text,
    error_code text,
    error text,
    requested_at timestamptz,
    finished_at timestamptz,
    retry_at timestamptz
);
COMMENT ON COLUMN discogs_want_sync.page IS 'The last page whose entries are committed; a killed job goes on after it.';
INSERT INTO discogs_want_sync DEFAULT VALUES;

CREATE TABLE discogs_schedule (
    seller text PRIMARY KEY,
    name varchar(255) NOT NULL,
    mode text NOT NULL CHECK (mode IN ('new', 'full')),
    every_hours integer NOT NULL CHECK (every_hours BETWEEN 1 AND 720),
    next_run_at timestamptz NOT NULL
);
COMMENT ON COLUMN discogs_schedule.seller IS 'The name in lower case.';
CREATE INDEX discogs_schedule_due ON discogs_schedule (next_run_at);

CREATE TABLE discogs_cover (
    release_id bigint PRIMARY KEY,
    url text NOT NULL,
    checked_at timestamptz NOT NULL
);
COMMENT ON COLUMN discogs_cover.url IS 'Where Discogs has the image; empty: it has none.';
