-- The tables of books in a database of version aec2a90, with rows, as pg_dump wrote them.
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET default_tablespace = '';
SET default_table_access_method = heap;
CREATE TABLE public.books_attempt (
    id bigint NOT NULL,
    username text NOT NULL,
    address text NOT NULL,
    at timestamp with time zone DEFAULT now() NOT NULL
);
COMMENT ON TABLE public.books_attempt IS 'Failed sign-ins of the last minutes, by which further ones are slowed down and refused.';
ALTER TABLE public.books_attempt ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.books_attempt_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.books_catalogue (
    source text NOT NULL,
    url text NOT NULL,
    crawled_at timestamp with time zone,
    error text
);
COMMENT ON TABLE public.books_catalogue IS 'Catalogues without a search of their own, whose books are kept here instead.';
COMMENT ON COLUMN public.books_catalogue.crawled_at IS 'When all of it was read last; NULL until then.';
CREATE TABLE public.books_catalogue_book (
    source text NOT NULL,
    id text NOT NULL,
    place integer NOT NULL,
    words text NOT NULL,
    book jsonb NOT NULL,
    private jsonb,
    seen_at timestamp with time zone NOT NULL
);
COMMENT ON COLUMN public.books_catalogue_book.words IS 'Title, authors, series, subjects and ISBNs, folded, for searching.';
CREATE TABLE public.books_cover (
    id text NOT NULL,
    source text NOT NULL,
    url text NOT NULL,
    seen_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT books_cover_id_check CHECK ((id ~ '^[A-Za-z0-9][A-Za-z0-9._~-]{0,119}$'::text))
);
COMMENT ON TABLE public.books_cover IS 'Where the pictures are of books that a metadata provider told of and that no source has.';
CREATE TABLE public.books_delivery (
    book_id text NOT NULL,
    generation bigint NOT NULL,
    how text NOT NULL,
    path text NOT NULL,
    temporary text,
    inode bigint NOT NULL,
    size bigint NOT NULL,
    sha256 bytea NOT NULL,
    begun_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT books_delivery_how_check CHECK ((how = ANY (ARRAY['move'::text, 'copy'::text, 'write'::text])))
);
COMMENT ON TABLE public.books_delivery IS 'Files about to appear in a library''s folder: who is interrupted then finds out here whether they did.';
COMMENT ON COLUMN public.books_delivery.temporary IS 'The whole file under its first name; NULL when it is written under its last one.';
CREATE SEQUENCE public.books_generation
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
CREATE TABLE public.books_download (
    id text NOT NULL,
    source text NOT NULL,
    state text DEFAULT 'queued'::text NOT NULL,
    generation bigint DEFAULT nextval('public.books_generation'::regclass) NOT NULL,
    run integer DEFAULT 0 NOT NULL,
    priority integer DEFAULT 0 NOT NULL,
    added_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    changed_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    book jsonb NOT NULL,
    title text NOT NULL,
    author text NOT NULL,
    format text,
    size text,
    content text NOT NULL,
    display_name text NOT NULL,
    has_cover boolean DEFAULT false NOT NULL,
    owner text DEFAULT ''::text NOT NULL,
    progress double precision DEFAULT 0 NOT NULL,
    message text,
    job_id bigint,
    part jsonb,
    file_path text,
    file_name text,
    CONSTRAINT books_download_id_check CHECK ((id ~ '^[A-Za-z0-9][A-Za-z0-9._~-]{0,119}$'::text)),
    CONSTRAINT books_download_progress_check CHECK (((progress >= (0)::double precision) AND (progress <= (100)::double precision))),
    CONSTRAINT books_download_state_check CHECK ((state = ANY (ARRAY['queued'::text, 'resolving'::text, 'downloading'::text, 'complete'::text, 'error'::text, 'cancelled'::text])))
);
COMMENT ON COLUMN public.books_download.generation IS 'New with every time a book is queued; a worker of an older one changes nothing.';
COMMENT ON COLUMN public.books_download.run IS 'Grows whenever a worker takes the book up; a worker of an earlier run changes nothing.';
COMMENT ON COLUMN public.books_download.title IS 'This and the next ones repeat the book as status reads show it, so that they take nothing apart.';
COMMENT ON COLUMN public.books_download.part IS 'What a broken transfer needs to go on: address, length, ETag, Last-Modified, start of the machine.';
COMMENT ON COLUMN public.books_download.file_path IS 'Where the delivered file is; NULL as soon as it is there no more.';
CREATE TABLE public.books_file (
    id bigint NOT NULL,
    book_id text NOT NULL,
    book jsonb NOT NULL,
    path text NOT NULL,
    name text NOT NULL,
    format text NOT NULL,
    size bigint NOT NULL,
    sha256 bytea NOT NULL,
    words text DEFAULT ''::text NOT NULL,
    delivered_at timestamp with time zone DEFAULT now() NOT NULL,
    gone_at timestamp with time zone
);
COMMENT ON TABLE public.books_file IS 'Every file that was delivered; the queue forgets, this does not.';
COMMENT ON COLUMN public.books_file.words IS 'Title, authors, series, subjects and ISBNs, folded, for searching.';
ALTER TABLE public.books_file ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.books_file_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.books_row (
    id text NOT NULL,
    source text NOT NULL,
    book jsonb NOT NULL,
    cover_url text DEFAULT ''::text NOT NULL,
    private jsonb,
    seen_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT books_row_id_check CHECK ((id ~ '^[A-Za-z0-9][A-Za-z0-9._~-]{0,119}$'::text))
);
COMMENT ON TABLE public.books_row IS 'Books as their sources described them last, so that ids and covers outlive a restart.';
COMMENT ON COLUMN public.books_row.private IS 'What a source needs to find the file again, such as its address; never shown.';
CREATE TABLE public.books_saved_match (
    search_id bigint NOT NULL,
    book_key text NOT NULL,
    book_id text NOT NULL,
    found_at timestamp with time zone DEFAULT now() NOT NULL,
    queued boolean NOT NULL
);
COMMENT ON COLUMN public.books_saved_match.book_key IS 'Folded title and first author, so that one work is queued once whatever source has it.';
CREATE TABLE public.books_saved_search (
    id bigint NOT NULL,
    name text NOT NULL,
    query jsonb NOT NULL,
    owner text DEFAULT ''::text NOT NULL,
    queue_matches boolean DEFAULT true NOT NULL,
    most_per_run integer DEFAULT 5 NOT NULL,
    enabled boolean DEFAULT true NOT NULL,
    ran_at timestamp with time zone,
    error text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT books_saved_search_most_per_run_check CHECK (((most_per_run >= 1) AND (most_per_run <= 50)))
);
ALTER TABLE public.books_saved_search ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.books_saved_search_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.books_session (
    digest bytea NOT NULL,
    username text NOT NULL,
    is_admin boolean NOT NULL,
    mode text NOT NULL,
    remember boolean DEFAULT false NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    seen_at timestamp with time zone DEFAULT now() NOT NULL,
    checked_at timestamp with time zone DEFAULT now() NOT NULL
);
COMMENT ON COLUMN public.books_session.digest IS 'SHA-256 of the random id in the cookie.';
COMMENT ON COLUMN public.books_session.checked_at IS 'When the role was last looked up in the sign-in database.';
CREATE TABLE public.books_setting (
    name text NOT NULL,
    value jsonb NOT NULL,
    changed_at timestamp with time zone DEFAULT now() NOT NULL
);
CREATE TABLE public.books_standardebooks_fetch (
    at timestamp with time zone NOT NULL
);
COMMENT ON TABLE public.books_standardebooks_fetch IS 'Files fetched from Standard Ebooks in the last hours, of which it allows so many.';
CREATE TABLE public.books_token (
    id bigint NOT NULL,
    name text NOT NULL,
    digest bytea NOT NULL,
    username text NOT NULL,
    is_admin boolean NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    used_at timestamp with time zone
);
COMMENT ON COLUMN public.books_token.digest IS 'SHA-256 of the token; the token itself is shown once.';
ALTER TABLE public.books_token ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.books_token_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.books_turn (
    source text NOT NULL,
    next_at timestamp with time zone NOT NULL
);
COMMENT ON TABLE public.books_turn IS 'When a catalogue may be asked for the next file, by all workers together.';
CREATE TABLE public.books_working (
    book_id text NOT NULL,
    generation bigint NOT NULL,
    run integer NOT NULL,
    job_id bigint NOT NULL,
    source text NOT NULL,
    host text
);
COMMENT ON TABLE public.books_working IS 'What workers have in hand: a book that was cancelled stays here until its worker has let go of it.';
COMMENT ON COLUMN public.books_working.host IS 'Whom the transfer loads from, so that nobody is asked for too much at once.';
INSERT INTO public._yoyo_log VALUES
	('db4e93a2-4cb8-459b-a144-e8ccd2378be2', '80f5f1a80fbc54ed91e4ece8e74f5411c9181a28f07c06f85ca345a07e2af60a', 'books/0001_books', 'apply', 'uid 0', 'host', NULL, '2026-11-28 06:33:25.458428');
INSERT INTO public._yoyo_migration VALUES
	('80f5f1a80fbc54ed91e4ece8e74f5411c9181a28f07c06f85ca345a07e2af60a', 'books/0001_books', '2026-11-28 06:33:25.458726');
INSERT INTO public.books_attempt OVERRIDING SYSTEM VALUE VALUES
	(1, 'ada', '192.0.2.1', '2026-01-02 00:00:00+00');
INSERT INTO public.books_catalogue VALUES
	('Demo', 'https://opds.example', '2026-01-02 00:00:00+00', NULL);
INSERT INTO public.books_catalogue_book VALUES
	('Demo', 'demo-1', 1, 'emma', '{}', NULL, '2026-01-02 00:00:00+00');
INSERT INTO public.books_cover VALUES
	('ol-1', 'openlibrary', 'https://covers.example/1', '2026-01-02 00:00:00+00');
INSERT INTO public.books_delivery VALUES
	('gb-1', 1, 'move', '/books/emma.epub', NULL, 7, 8, '\x00', '2026-01-02 00:00:00+00');
INSERT INTO public.books_download VALUES
	('gb-1', 'gutenberg', 'queued', 1, 0, 0, '2026-01-02 00:00:00+00', '2026-01-02 00:00:00+00', '{"title": "Emma"}', 'Emma', 'Austen', NULL, NULL, 'book', 'Emma', false, '', 0, NULL, 1, NULL, NULL, NULL);
INSERT INTO public.books_file OVERRIDING SYSTEM VALUE VALUES
	(1, 'gb-2', '{}', '/books/x.epub', 'x.epub', 'epub', 9, '\x01', 'persuasion', '2026-01-02 00:00:00+00', NULL);
INSERT INTO public.books_row VALUES
	('gb-1', 'gutenberg', '{"title": "Emma"}', '', NULL, '2026-01-02 00:00:00+00');
INSERT INTO public.books_saved_match VALUES
	(1, 'emma austen', 'gb-1', '2026-01-02 00:00:00+00', true);
INSERT INTO public.books_saved_search OVERRIDING SYSTEM VALUE VALUES
	(1, 'austen', '{"query": "austen"}', '', true, 5, true, NULL, NULL, '2026-01-02 00:00:00+00');
INSERT INTO public.books_session VALUES
	('\x02', 'ada', true, 'cwa', false, '2026-01-02 00:00:00+00', '2026-01-02 00:00:00+00', '2026-01-02 00:00:00+00');
INSERT INTO public.books_setting VALUES
	('FILE_ORGANIZATION', '"rename"', '2026-01-02 00:00:00+00');
INSERT INTO public.books_standardebooks_fetch VALUES
	('2026-01-02 00:00:00+00');
INSERT INTO public.books_token OVERRIDING SYSTEM VALUE VALUES
	(1, 'reader', '\x03', 'ada', true, '2026-01-02 00:00:00+00', NULL);
INSERT INTO public.books_turn VALUES
	('gutenberg', '2026-01-02 00:00:00+00');
INSERT INTO public.books_working VALUES
	('gb-1', 1, 1, 1, 'gutenberg', 'www.example');
SELECT pg_catalog.setval('public.books_attempt_id_seq', 1, true);
SELECT pg_catalog.setval('public.books_file_id_seq', 1, true);
SELECT pg_catalog.setval('public.books_generation', 1, true);
SELECT pg_catalog.setval('public.books_saved_search_id_seq', 1, true);
SELECT pg_catalog.setval('public.books_token_id_seq', 1, true);
ALTER TABLE ONLY public.books_attempt
    ADD CONSTRAINT books_attempt_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.books_catalogue_book
    ADD CONSTRAINT books_catalogue_book_pkey PRIMARY KEY (source, id);
ALTER TABLE ONLY public.books_catalogue
    ADD CONSTRAINT books_catalogue_pkey PRIMARY KEY (source);
ALTER TABLE ONLY public.books_cover
    ADD CONSTRAINT books_cover_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.books_delivery
    ADD CONSTRAINT books_delivery_pkey PRIMARY KEY (book_id, generation);
ALTER TABLE ONLY public.books_download
    ADD CONSTRAINT books_download_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.books_file
    ADD CONSTRAINT books_file_path_key UNIQUE (path);
ALTER TABLE ONLY public.books_file
    ADD CONSTRAINT books_file_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.books_row
    ADD CONSTRAINT books_row_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.books_saved_match
    ADD CONSTRAINT books_saved_match_pkey PRIMARY KEY (search_id, book_key);
ALTER TABLE ONLY public.books_saved_search
    ADD CONSTRAINT books_saved_search_name_key UNIQUE (name);
ALTER TABLE ONLY public.books_saved_search
    ADD CONSTRAINT books_saved_search_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.books_session
    ADD CONSTRAINT books_session_pkey PRIMARY KEY (digest);
ALTER TABLE ONLY public.books_setting
    ADD CONSTRAINT books_setting_pkey PRIMARY KEY (name);
ALTER TABLE ONLY public.books_token
    ADD CONSTRAINT books_token_digest_key UNIQUE (digest);
ALTER TABLE ONLY public.books_token
    ADD CONSTRAINT books_token_name_key UNIQUE (name);
ALTER TABLE ONLY public.books_token
    ADD CONSTRAINT books_token_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.books_turn
    ADD CONSTRAINT books_turn_pkey PRIMARY KEY (source);
ALTER TABLE ONLY public.books_working
    ADD CONSTRAINT books_working_pkey PRIMARY KEY (book_id);
CREATE INDEX books_attempt_recent ON public.books_attempt USING btree (address, username, at);
CREATE INDEX books_download_next ON public.books_download USING btree (priority, added_at, id) WHERE (state = 'queued'::text);
CREATE INDEX books_download_running ON public.books_download USING btree (job_id) WHERE (state = ANY (ARRAY['resolving'::text, 'downloading'::text]));
CREATE INDEX books_file_book ON public.books_file USING btree (book_id);
CREATE INDEX books_file_newest ON public.books_file USING btree (delivered_at DESC, id DESC) WHERE (gone_at IS NULL);
CREATE INDEX books_row_seen ON public.books_row USING btree (seen_at);
ALTER TABLE ONLY public.books_catalogue_book
    ADD CONSTRAINT books_catalogue_book_source_fkey FOREIGN KEY (source) REFERENCES public.books_catalogue(source) ON DELETE CASCADE;
ALTER TABLE ONLY public.books_saved_match
    ADD CONSTRAINT books_saved_match_search_id_fkey FOREIGN KEY (search_id) REFERENCES public.books_saved_search(id) ON DELETE CASCADE;
