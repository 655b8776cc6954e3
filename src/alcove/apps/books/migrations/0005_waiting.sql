-- What waits for a catalogue, why and until when, and what is needed to show every state of a short download.

ALTER TABLE books_download
    ADD started_at timestamptz,
    ADD retry_at timestamptz,
    ADD failures integer NOT NULL DEFAULT 0,
    ADD settled_run integer NOT NULL DEFAULT 0,
    ADD again boolean NOT NULL DEFAULT false,
    ADD fetch_source text,
    ADD fetch_id text,
    ADD compared boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN books_download.started_at IS 'When its transfer began to receive bytes.';
COMMENT ON COLUMN books_download.retry_at IS 'Before this time it is not fetched; a failed download with a time is queued again then.';
COMMENT ON COLUMN books_download.failures IS 'Consecutive runs that failed for a reason that may pass; they lengthen the pause.';
COMMENT ON COLUMN books_download.settled_run IS 'The last run that ended in an orderly way; later runs ended with the death of their worker.';
COMMENT ON COLUMN books_download.again IS 'Whether a file that the library has already is delivered once more.';
COMMENT ON COLUMN books_download.fetch_source IS 'The source that it is fetched from instead of its own, which is not available; fetch_id is its id there.';
COMMENT ON COLUMN books_download.compared IS 'Whether the other sources were searched for it while its own is not available.';
CREATE INDEX books_download_retry ON books_download (retry_at) WHERE retry_at IS NOT NULL;

CREATE TABLE books_hold (
    source text PRIMARY KEY,
    until timestamptz NOT NULL,
    message text NOT NULL
);
COMMENT ON TABLE books_hold IS 'Sources that asked for a pause: until then, no download from them starts.';

ALTER TABLE books_saved_search ADD failures integer NOT NULL DEFAULT 0;
ALTER TABLE books_catalogue ADD failures integer NOT NULL DEFAULT 0;
COMMENT ON COLUMN books_saved_search.failures IS 'Consecutive failed runs, which lengthen the pause before the next one.';
COMMENT ON COLUMN books_catalogue.failures IS 'Consecutive failed crawls, which lengthen the pause before the next one.';
CREATE INDEX books_file_content ON books_file (sha256);
