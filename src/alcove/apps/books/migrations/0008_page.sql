-- What the page shows besides: how fast a file arrives, and what each source has answered last.

ALTER TABLE books_download
    ADD received bigint,
    ADD total bigint,
    ADD bytes_per_second double precision;
COMMENT ON COLUMN books_download.received IS 'Bytes of the file that have arrived; NULL before its transfer.';
COMMENT ON COLUMN books_download.total IS 'Bytes of the whole file; NULL while the source does not say.';
COMMENT ON COLUMN books_download.bytes_per_second IS 'Speed of the transfer at its last report.';

CREATE TABLE books_source_answer (
    source text PRIMARY KEY,
    succeeded_at timestamptz,
    failed_at timestamptz,
    reason text NOT NULL DEFAULT '',
    retry_at timestamptz,
    failures integer NOT NULL DEFAULT 0
);
COMMENT ON TABLE books_source_answer IS 'What each source answered last to a search or a test.';
COMMENT ON COLUMN books_source_answer.reason IS 'Why the last answer failed; empty when it did not.';
COMMENT ON COLUMN books_source_answer.retry_at IS 'Until when the source asked not to be called.';
COMMENT ON COLUMN books_source_answer.failures IS 'Consecutive failed answers.';
