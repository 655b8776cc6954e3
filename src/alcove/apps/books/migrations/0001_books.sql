-- What sources told of books, the queue, the files that were delivered, sign-ins, settings and saved searches.

CREATE TABLE books_row (
    id text PRIMARY KEY CHECK (id ~ '^[A-Za-z0-9][A-Za-z0-9._~-]{0,119}$'),
    source text NOT NULL,
    book jsonb NOT NULL,
    cover_url text NOT NULL DEFAULT '',
    private jsonb,
    seen_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE books_row IS 'Books as their sources described them last, so that ids and covers outlive a restart.';
COMMENT ON COLUMN books_row.private IS 'What a source needs to find the file again, such as its address; never shown.';
CREATE INDEX books_row_seen ON books_row (seen_at);

CREATE TABLE books_cover (
    id text PRIMARY KEY CHECK (id ~ '^[A-Za-z0-9][A-Za-z0-9._~-]{0,119}$'),
    source text NOT NULL,
    url text NOT NULL,
    seen_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE books_cover IS 'Where the pictures are of books that a metadata provider told of and that no source has.';

CREATE SEQUENCE books_generation;

CREATE TABLE books_download (
    id text PRIMARY KEY CHECK (id ~ '^[A-Za-z0-9][A-Za-z0-9._~-]{0,119}$'),
    source text NOT NULL,
    state text NOT NULL DEFAULT 'queued'
        CHECK (state IN ('queued', 'resolving', 'downloading', 'complete', 'error', 'cancelled')),
    generation bigint NOT NULL DEFAULT nextval('books_generation'),
    run integer NOT NULL DEFAULT 0,
    priority integer NOT NULL DEFAULT 0,
    added_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    changed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    book jsonb NOT NULL,
    title text NOT NULL,
    author text NOT NULL,
    format text,
    size text,
    content text NOT NULL,
    display_name text NOT NULL,
    has_cover boolean NOT NULL DEFAULT false,
    owner text NOT NULL DEFAULT '',
    progress double precision NOT NULL DEFAULT 0 CHECK (progress BETWEEN 0 AND 100),
    message text,
    job_id bigint,
    part jsonb,
    file_path text,
    file_name text
);
COMMENT ON COLUMN books_download.generation IS 'New with every time a book is queued; a worker of an older one changes nothing.';
COMMENT ON COLUMN books_download.run IS 'Grows whenever a worker takes the book up; a worker of an earlier run changes nothing.';
COMMENT ON COLUMN books_download.title IS 'This and the next ones repeat the book as status reads show it, so that they take nothing apart.';
COMMENT ON COLUMN books_download.part IS 'What a broken transfer needs to go on: address, length, ETag, Last-Modified, start of the machine.';
COMMENT ON COLUMN books_download.file_path IS 'Where the delivered file is; NULL as soon as it is there no more.';
CREATE INDEX books_download_next ON books_download (priority, added_at, id) WHERE state = 'queued';
CREATE INDEX books_download_running ON books_download (job_id) WHERE state IN ('resolving', 'downloading');

CREATE TABLE books_working (
    book_id text PRIMARY KEY,
    generation bigint NOT NULL,
    run integer NOT NULL,
    job_id bigint NOT NULL,
    source text NOT NULL,
    host text
);
COMMENT ON TABLE books_working IS 'What workers have in hand: a book that was cancelled stays here until its worker has let go of it.';
COMMENT ON COLUMN books_working.host IS 'Whom the transfer loads from, so that nobody is asked for too much at once.';

CREATE TABLE books_delivery (
    book_id text NOT NULL,
    generation bigint NOT NULL,
    how text NOT NULL CHECK (how IN ('move', 'copy', 'write')),
    path text NOT NULL,
    temporary text,
    inode bigint NOT NULL,
    size bigint NOT NULL,
    sha256 bytea NOT NULL,
    begun_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (book_id, generation)
);
COMMENT ON TABLE books_delivery IS 'Files about to appear in a library''s folder: who is interrupted then finds out here whether they did.';
COMMENT ON COLUMN books_delivery.temporary IS 'The whole file under its first name; NULL when it is written under its last one.';

CREATE TABLE books_turn (
    source text PRIMARY KEY,
    next_at timestamptz NOT NULL
);
COMMENT ON TABLE books_turn IS 'When a catalogue may be asked for the next file, by all workers together.';

CREATE TABLE books_file (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    book_id text NOT NULL,
    book jsonb NOT NULL,
    path text NOT NULL UNIQUE,
    name text NOT NULL,
    format text NOT NULL,
    size bigint NOT NULL,
    sha256 bytea NOT NULL,
    words text NOT NULL DEFAULT '',
    delivered_at timestamptz NOT NULL DEFAULT now(),
    gone_at timestamptz
);
COMMENT ON COLUMN books_file.words IS 'Title, authors, series, subjects and ISBNs, folded, for searching.';
COMMENT ON TABLE books_file IS 'Every file that was delivered; the queue forgets, this does not.';
CREATE INDEX books_file_newest ON books_file (delivered_at DESC, id DESC) WHERE gone_at IS NULL;
CREATE INDEX books_file_book ON books_file (book_id);

CREATE TABLE books_setting (
    name text PRIMARY KEY,
    value jsonb NOT NULL,
    changed_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE books_session (
    digest bytea PRIMARY KEY,
    username text NOT NULL,
    is_admin boolean NOT NULL,
    mode text NOT NULL,
    remember boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL DEFAULT now(),
    seen_at timestamptz NOT NULL DEFAULT now(),
    checked_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON COLUMN books_session.digest IS 'SHA-256 of the random id in the cookie.';
COMMENT ON COLUMN books_session.checked_at IS 'When the role was last looked up in the sign-in database.';

CREATE TABLE books_attempt (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    username text NOT NULL,
    address text NOT NULL,
    at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE books_attempt IS 'Failed sign-ins of the last minutes, by which further ones are slowed down and refused.';
CREATE INDEX books_attempt_recent ON books_attempt (address, username, at);

CREATE TABLE books_token (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL UNIQUE,
    digest bytea NOT NULL UNIQUE,
    username text NOT NULL,
    is_admin boolean NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    used_at timestamptz
);
COMMENT ON COLUMN books_token.digest IS 'SHA-256 of the token; the token itself is shown once.';

CREATE TABLE books_saved_search (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL UNIQUE,
    query jsonb NOT NULL,
    owner text NOT NULL DEFAULT '',
    queue_matches boolean NOT NULL DEFAULT true,
    most_per_run integer NOT NULL DEFAULT 5 CHECK (most_per_run BETWEEN 1 AND 50),
    enabled boolean NOT NULL DEFAULT true,
    ran_at timestamptz,
    error text,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE books_saved_match (
    search_id bigint NOT NULL REFERENCES books_saved_search ON DELETE CASCADE,
    book_key text NOT NULL,
    book_id text NOT NULL,
    found_at timestamptz NOT NULL DEFAULT now(),
    queued boolean NOT NULL,
    PRIMARY KEY (search_id, book_key)
);
COMMENT ON COLUMN books_saved_match.book_key IS 'Folded title and first author, so that one work is queued once whatever source has it.';

CREATE TABLE books_catalogue (
    source text PRIMARY KEY,
    url text NOT NULL,
    crawled_at timestamptz,
    error text
);
COMMENT ON TABLE books_catalogue IS 'Catalogues without a search of their own, whose books are kept here instead.';
COMMENT ON COLUMN books_catalogue.crawled_at IS 'When all of it was read last; NULL until then.';
CREATE TABLE books_catalogue_book (
    source text NOT NULL REFERENCES books_catalogue ON DELETE CASCADE,
    id text NOT NULL,
    place integer NOT NULL,
    words text NOT NULL,
    book jsonb NOT NULL,
    private jsonb,
    seen_at timestamptz NOT NULL,
    PRIMARY KEY (source, id)
);
COMMENT ON COLUMN books_catalogue_book.words IS 'Title, authors, series, subjects and ISBNs, folded, for searching.';

CREATE TABLE books_standardebooks_fetch (at timestamptz NOT NULL);
COMMENT ON TABLE books_standardebooks_fetch IS 'Files fetched from Standard Ebooks in the last hours, of which it allows so many.';
