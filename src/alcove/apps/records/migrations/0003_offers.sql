-- Offers keyed by their Discogs id, money that fits, defaults and the constraints that keep rows true.

ALTER TABLE discogs_record
    ALTER COLUMN format SET DEFAULT '',
    ALTER COLUMN label SET DEFAULT '',
    ALTER COLUMN wants SET DEFAULT 0,
    ALTER COLUMN haves SET DEFAULT 0,
    ALTER COLUMN added SET DEFAULT now(),
    ALTER COLUMN genres SET DEFAULT '[]',
    ALTER COLUMN styles SET DEFAULT '[]',
    ALTER COLUMN suggested_price SET DEFAULT '',
    ADD COLUMN IF NOT EXISTS details_at timestamptz,
    ADD COLUMN IF NOT EXISTS details_error text;

COMMENT ON COLUMN discogs_record.details_at IS 'When the release was last asked for genres and styles; null: not yet.';

ALTER TABLE discogs_seller ALTER COLUMN currency SET DEFAULT '';
CREATE UNIQUE INDEX discogs_seller_name_key ON discogs_seller (lower(name));

ALTER TABLE discogs_listing
    ALTER COLUMN record_price TYPE numeric(12, 2),
    ALTER COLUMN score SET DEFAULT 0,
    ALTER COLUMN kept SET DEFAULT false,
    ALTER COLUMN evaluated SET DEFAULT false,
    ALTER COLUMN predicted_keeper SET DEFAULT false,
    ADD COLUMN IF NOT EXISTS discogs_listing_id bigint,
    ADD COLUMN IF NOT EXISTS original_price numeric(14, 2),
    ADD COLUMN IF NOT EXISTS original_currency varchar(3),
    ADD COLUMN IF NOT EXISTS status varchar(20) NOT NULL DEFAULT 'For Sale',
    ADD COLUMN IF NOT EXISTS posted_at timestamptz,
    ADD COLUMN IF NOT EXISTS first_seen timestamptz NOT NULL DEFAULT now(),
    ADD COLUMN IF NOT EXISTS last_seen timestamptz NOT NULL DEFAULT now(),
    ADD COLUMN IF NOT EXISTS draw double precision NOT NULL DEFAULT random(),
    ADD CONSTRAINT discogs_listing_price_check CHECK (record_price >= 0),
    ADD CONSTRAINT discogs_listing_status_check CHECK (status IN ('For Sale', 'Delisted')),
    SET (fillfactor = 85);

COMMENT ON COLUMN discogs_listing.record_price IS 'US dollars; null: no exchange rate was known.';
COMMENT ON COLUMN discogs_listing.draw IS 'A fixed random place, so that a random offer is one index probe.';

CREATE UNIQUE INDEX discogs_listing_discogs_listing_id_key ON discogs_listing (discogs_listing_id);
CREATE UNIQUE INDEX discogs_listing_offer_key ON discogs_listing (seller_id, record_id, record_price, media_condition)
    NULLS NOT DISTINCT WHERE discogs_listing_id IS NULL;
CREATE INDEX discogs_listing_seller_best ON discogs_listing (seller_id, score DESC, id) WHERE status = 'For Sale';
CREATE INDEX discogs_listing_best ON discogs_listing (score DESC, id DESC) WHERE status = 'For Sale';
CREATE INDEX discogs_listing_cheapest ON discogs_listing (record_price, id DESC) WHERE status = 'For Sale';
CREATE INDEX discogs_listing_seller_records ON discogs_listing (seller_id, record_id) WHERE status = 'For Sale';
CREATE INDEX discogs_listing_record ON discogs_listing (record_id);
CREATE INDEX discogs_listing_evaluated ON discogs_listing (evaluated, draw) WHERE status = 'For Sale';
CREATE INDEX discogs_listing_draw ON discogs_listing (draw) WHERE status = 'For Sale';
CREATE INDEX IF NOT EXISTS discogs_rec_added_cc2cf3_idx ON discogs_record (added DESC);

ALTER TABLE discogs_recommendationmodel
    ALTER COLUMN created_at SET DEFAULT now(),
    ALTER COLUMN updated_at SET DEFAULT now(),
    ALTER COLUMN feature_names SET DEFAULT '[]',
    ALTER COLUMN last_accuracy SET DEFAULT 0,
    ALTER COLUMN model_version SET DEFAULT 'v1.0';
ALTER TABLE discogs_recommendationmetrics
    ALTER COLUMN session_date SET DEFAULT now(),
    ALTER COLUMN notes SET DEFAULT '';
CREATE INDEX discogs_recommendationmetrics_newest ON discogs_recommendationmetrics (session_date DESC, id DESC);

ALTER TABLE discogs_recordoftheday
    ALTER COLUMN created_at SET DEFAULT now(),
    ALTER COLUMN selection_method SET DEFAULT 'thermodynamic_boltzmann',
    ALTER COLUMN desirability_votes SET DEFAULT '[]',
    ALTER COLUMN novelty_votes SET DEFAULT '[]',
    ALTER COLUMN average_desirability SET DEFAULT 0,
    ALTER COLUMN average_novelty SET DEFAULT 0;
CREATE INDEX IF NOT EXISTS discogs_recordoftheday_listing ON discogs_recordoftheday (listing_id);

-- A vote outlives the pick it was given to: the listing it meant is on the vote itself.
DO $block$
DECLARE
    name text;
BEGIN
    FOR name IN SELECT conname FROM pg_constraint
        WHERE conrelid = 'discogs_recordofthedayfeedback'::regclass AND contype = 'f'
    LOOP
        EXECUTE format('ALTER TABLE discogs_recordofthedayfeedback DROP CONSTRAINT %I', name);
    END LOOP;
END
$block$;
ALTER TABLE discogs_recordofthedayfeedback
    ALTER COLUMN record_of_the_day_id DROP NOT NULL,
    ALTER COLUMN created_at SET DEFAULT now(),
    ADD COLUMN IF NOT EXISTS listing_id bigint REFERENCES discogs_listing ON DELETE SET NULL,
    ADD FOREIGN KEY (record_of_the_day_id) REFERENCES discogs_recordoftheday ON DELETE SET NULL,
    ADD CONSTRAINT discogs_feedback_desirability_check CHECK (desirability_rating BETWEEN 1 AND 5),
    ADD CONSTRAINT discogs_feedback_novelty_check CHECK (novelty_rating BETWEEN 1 AND 5);
CREATE INDEX IF NOT EXISTS discogs_feedback_pick ON discogs_recordofthedayfeedback (record_of_the_day_id);

UPDATE discogs_record SET details_at = added WHERE genres <> '[]' OR styles <> '[]';
CREATE INDEX discogs_record_without_details ON discogs_record (id DESC) WHERE details_at IS NULL;
