-- Scrapes as they run, what each has seen, and the exchange rates they used.

CREATE TABLE discogs_scrape (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    seller varchar(255) NOT NULL,
    mode text NOT NULL CHECK (mode IN ('new', 'full')),
    state text NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled')),
    job_id bigint,
    page integer NOT NULL DEFAULT 0,
    pages integer,
    items integer,
    seen integer NOT NULL DEFAULT 0,
    kept integer NOT NULL DEFAULT 0,
    new integer NOT NULL DEFAULT 0,
    updated integer NOT NULL DEFAULT 0,
    skipped integer NOT NULL DEFAULT 0,
    unpriced integer NOT NULL DEFAULT 0,
    failed integer NOT NULL DEFAULT 0,
    delisted integer NOT NULL DEFAULT 0,
    complete boolean,
    stop_reason text,
    error_code text,
    error text,
    requested_at timestamptz NOT NULL DEFAULT now(),
    started_at timestamptz,
    updated_at timestamptz NOT NULL DEFAULT now(),
    finished_at timestamptz
);
COMMENT ON COLUMN discogs_scrape.page IS 'The last page whose offers are committed; a restarted run goes on from it.';
CREATE UNIQUE INDEX discogs_scrape_one_per_seller ON discogs_scrape (lower(seller)) WHERE state IN ('queued', 'running');
CREATE INDEX discogs_scrape_newest ON discogs_scrape (lower(seller), id DESC);

CREATE TABLE discogs_history (
    seller text NOT NULL,
    listing_id bigint NOT NULL,
    scrape_id bigint NOT NULL REFERENCES discogs_scrape,
    sealed boolean NOT NULL DEFAULT false,
    last_seen timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (seller, listing_id)
);
COMMENT ON TABLE discogs_history IS 'Every offer id met in a seller''s inventory, stored or not; seller in lower case.';
COMMENT ON COLUMN discogs_history.sealed IS
    'A run that reached its end has seen everything older than this offer; only such offers let a later run stop early.';
CREATE INDEX discogs_history_scrape ON discogs_history (scrape_id);

CREATE TABLE discogs_rate (
    currency varchar(3) PRIMARY KEY,
    per_usd numeric(20, 8) NOT NULL CHECK (per_usd > 0),
    fetched_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);
COMMENT ON COLUMN discogs_rate.per_usd IS 'Units of the currency for one US dollar.';
