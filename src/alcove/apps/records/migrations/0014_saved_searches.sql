-- Saved searches of offers with a price limit, and the offers that each has found.

CREATE TABLE discogs_saved_search (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL,
    owner text NOT NULL DEFAULT '',
    filters jsonb NOT NULL,
    max_price numeric(14, 2) CHECK (max_price > 0),
    currency varchar(3) NOT NULL DEFAULT 'USD',
    notify boolean NOT NULL DEFAULT true,
    error text,
    created_at timestamptz NOT NULL DEFAULT now(),
    ran_at timestamptz
);
CREATE UNIQUE INDEX discogs_saved_search_name ON discogs_saved_search (lower(name));
COMMENT ON COLUMN discogs_saved_search.error IS 'Why the last run found nothing, such as a missing exchange rate.';

CREATE TABLE discogs_saved_match (
    search_id bigint NOT NULL REFERENCES discogs_saved_search ON DELETE CASCADE,
    listing_id bigint NOT NULL REFERENCES discogs_listing ON DELETE CASCADE,
    found_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (search_id, listing_id)
);
COMMENT ON TABLE discogs_saved_match IS 'Offers that were reported; none is reported twice by a search.';
CREATE INDEX discogs_saved_match_listing ON discogs_saved_match (listing_id);
