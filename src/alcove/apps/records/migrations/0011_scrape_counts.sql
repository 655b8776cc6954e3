-- The counts of a scrape add up: offers seen = kept + skipped + failed, kept = new + updated + unchanged, and skipped is
-- the sum of its reasons.

ALTER TABLE discogs_scrape
    ADD COLUMN unchanged integer NOT NULL DEFAULT 0,
    ADD COLUMN skipped_status integer NOT NULL DEFAULT 0,
    ADD COLUMN skipped_format integer NOT NULL DEFAULT 0,
    ADD COLUMN skipped_condition integer NOT NULL DEFAULT 0,
    ADD COLUMN skipped_demand integer NOT NULL DEFAULT 0,
    ADD COLUMN skipped_price integer NOT NULL DEFAULT 0;
COMMENT ON COLUMN discogs_scrape.kept IS 'Offers that are stored: those that pass the keeper rule, and older ones that no longer do.';
COMMENT ON COLUMN discogs_scrape.failed IS 'Offers that could not be read or stored.';

-- Runs of earlier versions: why they skipped offers is not known.
UPDATE discogs_scrape SET kept = greatest(seen - skipped - failed, 0);
UPDATE discogs_scrape SET new = least(new, kept);
UPDATE discogs_scrape SET updated = least(updated, kept - new);
UPDATE discogs_scrape SET unchanged = kept - new - updated;
