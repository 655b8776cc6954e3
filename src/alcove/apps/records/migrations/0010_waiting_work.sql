-- Exchange rates of several sources, and work that waits for an outside system and is tried again by itself.

CREATE TABLE discogs_rate_table (
    source text PRIMARY KEY,
    published date,
    fetched_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);
COMMENT ON TABLE discogs_rate_table IS 'The last table of exchange rates of each source; its rates are in discogs_rate.';
COMMENT ON COLUMN discogs_rate_table.published IS 'The date of the table; null: its source names none.';

INSERT INTO discogs_rate_table (source, fetched_at, expires_at)
SELECT 'exchangerate-api', min(fetched_at), min(expires_at) FROM discogs_rate HAVING count(*) > 0;

ALTER TABLE discogs_rate ADD COLUMN source text NOT NULL DEFAULT 'exchangerate-api';
ALTER TABLE discogs_rate
    ALTER COLUMN source DROP DEFAULT,
    -- Without limits on its digits: a tiny rate must not become 0.
    ALTER COLUMN per_usd TYPE numeric,
    DROP COLUMN fetched_at,
    DROP COLUMN expires_at,
    DROP CONSTRAINT discogs_rate_pkey,
    ADD PRIMARY KEY (source, currency),
    ADD FOREIGN KEY (source) REFERENCES discogs_rate_table ON DELETE CASCADE;

-- Offers that are priced as soon as there is a rate.
CREATE INDEX discogs_listing_unpriced ON discogs_listing (id) INCLUDE (original_currency, status)
    WHERE record_price IS NULL AND original_currency IS NOT NULL AND discogs_listing_id IS NOT NULL;

CREATE TABLE discogs_wait (
    work text PRIMARY KEY,
    failures integer NOT NULL,
    reason text NOT NULL,
    since timestamptz NOT NULL,
    next_try_at timestamptz NOT NULL
);
COMMENT ON TABLE discogs_wait IS 'Work whose last try failed because of an outside system; the pauses grow with the failures.';
COMMENT ON COLUMN discogs_wait.work IS 'Such as `rates:ecb`, `details`, or `details:12` for the details of record 12.';

ALTER TABLE discogs_scrape
    ADD COLUMN attempts integer NOT NULL DEFAULT 1,
    ADD COLUMN retry_at timestamptz;
COMMENT ON COLUMN discogs_scrape.retry_at IS 'When a failed run goes on by itself; null: it does not.';
CREATE INDEX discogs_scrape_retries ON discogs_scrape (retry_at) WHERE retry_at IS NOT NULL;
