-- What sources leave out of their results, and why: of catalogues without a search, whose books are listed here, and of
-- the last searches of all others.

ALTER TABLE books_catalogue ADD COLUMN left_out text;
COMMENT ON COLUMN books_catalogue.left_out IS 'In words, which entries the last reading left out and why; NULL when none.';

CREATE TABLE books_left_out (
    source text PRIMARY KEY,
    reason text NOT NULL,
    seen_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE books_left_out IS 'What a recent search left out that can be mended: links to private hosts, unreadable entries.';
