-- What the worker learns of the owner's taste: models, trainings, a prediction for every offer; and how a pick was drawn.

ALTER TABLE discogs_recommendationmodel
    ADD COLUMN recommender text,
    ADD COLUMN checksum bytea,
    ADD COLUMN refused text,
    ADD COLUMN intact boolean GENERATED ALWAYS AS (coalesce(sha256(model_data) = checksum, false)) STORED;
COMMENT ON COLUMN discogs_recommendationmodel.recommender IS 'Which recommender was fitted; null: a model of an earlier generation.';
COMMENT ON COLUMN discogs_recommendationmodel.checksum IS 'SHA-256 of the bundle in model_data.';
COMMENT ON COLUMN discogs_recommendationmodel.refused IS 'Why the bundle could not be loaded; null: it can be, as far as is known.';

CREATE INDEX discogs_recommendationmodel_newest ON discogs_recommendationmodel (updated_at DESC, id DESC);

-- The newest model, if it is one of ours and whole; no row means untrained.
CREATE VIEW discogs_current_model AS
SELECT * FROM (
    SELECT id, recommender, model_version, last_accuracy, created_at, updated_at, intact, refused
    FROM discogs_recommendationmodel ORDER BY updated_at DESC, id DESC LIMIT 1
) AS newest WHERE intact AND refused IS NULL;

CREATE TABLE discogs_training (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    outcome text NOT NULL CHECK (outcome IN ('trained', 'kept', 'failed')),
    reason text NOT NULL DEFAULT '',
    labels integer NOT NULL DEFAULT 0,
    keepers integer NOT NULL DEFAULT 0,
    model_id bigint REFERENCES discogs_recommendationmodel ON DELETE SET NULL,
    folds integer NOT NULL DEFAULT 0,
    rivals jsonb NOT NULL DEFAULT '[]',
    verdicts text NOT NULL DEFAULT '',
    started_at timestamptz NOT NULL,
    finished_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE discogs_training IS 'Every attempt to learn: what came of it, and what each rival reached on held-out verdicts.';
COMMENT ON COLUMN discogs_training.verdicts IS 'Names the verdicts and the plan it learnt by; the same ones are not learnt twice.';
COMMENT ON COLUMN discogs_training.outcome IS 'trained: a new model is in use; kept: the old one stays, for the reason given; failed: an error.';

-- Narrow rows beside the offers: a training changes all of them, and an offer's own row is ten times as wide.
CREATE TABLE discogs_prediction (
    listing_id bigint PRIMARY KEY REFERENCES discogs_listing ON DELETE CASCADE,
    open boolean NOT NULL,
    probability double precision NOT NULL DEFAULT 0.5 CHECK (probability BETWEEN 0 AND 1),
    reasons text[] NOT NULL DEFAULT '{}',
    turn integer,
    model_id bigint,
    outdated_at timestamptz
);
COMMENT ON COLUMN discogs_prediction.open IS 'The offer is for sale and nobody has judged it.';
COMMENT ON COLUMN discogs_prediction.probability IS 'The chance that the owner keeps the offer.';
COMMENT ON COLUMN discogs_prediction.turn IS 'The place in the order in which verdicts would teach most; null: not among the first.';
COMMENT ON COLUMN discogs_prediction.model_id IS 'The model that made the prediction; null: none yet, or the offer has changed since.';
COMMENT ON COLUMN discogs_prediction.outdated_at IS 'When the offer last changed in a way that a prediction depends on.';
CREATE INDEX discogs_prediction_order ON discogs_prediction (open DESC, probability DESC, listing_id DESC);
CREATE INDEX discogs_prediction_unsure ON discogs_prediction (abs(probability - 0.5), listing_id) WHERE open;
CREATE INDEX discogs_prediction_turn ON discogs_prediction (turn) WHERE open AND turn IS NOT NULL;

INSERT INTO discogs_prediction (listing_id, open) SELECT id, status = 'For Sale' AND NOT evaluated FROM discogs_listing;

-- An offer as answers about taste carry it.
CREATE FUNCTION discogs_expected(wire text, probability double precision, reasons text[]) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $function$
    SELECT substr(wire, 1, length(wire) - 1) || ',"probability":' || probability
        || ',"reasons":' || array_to_json(reasons) || '}'
$function$;

CREATE FUNCTION discogs_listing_predict() RETURNS trigger LANGUAGE plpgsql AS $function$
BEGIN
    INSERT INTO discogs_prediction (listing_id, open)
    SELECT id, status = 'For Sale' AND NOT evaluated FROM after_rows;
    RETURN NULL;
END
$function$;
CREATE TRIGGER discogs_listing_predict_insert AFTER INSERT ON discogs_listing
    REFERENCING NEW TABLE AS after_rows FOR EACH STATEMENT EXECUTE FUNCTION discogs_listing_predict();

-- An offer whose inputs change is to be predicted anew; until then its old prediction stands. A change of its record
-- is seen in what the offer's JSON begins with: its id and its record, up to its seller.
CREATE FUNCTION discogs_listing_outdate() RETURNS trigger LANGUAGE plpgsql AS $function$
DECLARE
    changed bigint[];
    turned bigint[];
BEGIN
    SELECT array_agg(a.id) FILTER (WHERE
               (a.record_price, a.media_condition, a.score, split_part(a.wire, ',"seller":', 1)) IS DISTINCT FROM
               (b.record_price, b.media_condition, b.score, split_part(b.wire, ',"seller":', 1))),
           array_agg(a.id) FILTER (WHERE (a.status, a.evaluated) <> (b.status, b.evaluated))
    INTO changed, turned
    FROM after_rows AS a JOIN before_rows AS b USING (id);
    IF changed IS NOT NULL THEN
        UPDATE discogs_prediction SET model_id = NULL, outdated_at = clock_timestamp()
        WHERE listing_id = ANY (changed);
    END IF;
    IF turned IS NOT NULL THEN
        UPDATE discogs_prediction AS p SET open = a.status = 'For Sale' AND NOT a.evaluated
        FROM after_rows AS a WHERE p.listing_id = ANY (turned) AND a.id = p.listing_id;
    END IF;
    RETURN NULL;
END
$function$;
CREATE TRIGGER discogs_listing_outdate AFTER UPDATE ON discogs_listing
    REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows
    FOR EACH STATEMENT EXECUTE FUNCTION discogs_listing_outdate();

ALTER TABLE discogs_recordoftheday
    ADD COLUMN seed bigint,
    ADD COLUMN error text;
COMMENT ON COLUMN discogs_recordoftheday.seed IS 'The seed of the draw; the same seed and candidates give the same pick.';
COMMENT ON COLUMN discogs_recordoftheday.error IS 'Why the pick is a fallback; null: it is not one.';

CREATE OR REPLACE VIEW discogs_pick AS
SELECT p.id, p.date, l.wire AS listing, b.breakdown,
    '{"id":' || p.id || ',"date":"' || p.date || '","created_at":"' || discogs_instant(p.created_at)
    || '","listing_id":' || p.listing_id || ',"listing":' || l.wire
    || ',"desirability_votes":' || p.desirability_votes || ',"novelty_votes":' || p.novelty_votes
    || ',"average_desirability":' || coalesce(discogs_finite(p.average_desirability), 0)
    || ',"average_novelty":' || coalesce(discogs_finite(p.average_novelty), 0)
    || ',' || substr(b.breakdown, 2) AS wire
FROM discogs_recordoftheday AS p
JOIN discogs_listing AS l ON l.id = p.listing_id
CROSS JOIN LATERAL (SELECT row_to_json(terms)::text FROM (SELECT
    discogs_finite(p.model_score) AS model_score,
    discogs_finite(p.entropy_measure) AS entropy_measure,
    discogs_finite(p.system_temperature) AS system_temperature,
    discogs_finite(p.utility_term) AS utility_term,
    discogs_finite(p.entropy_term) AS entropy_term,
    discogs_finite(p.free_energy) AS free_energy,
    discogs_finite(p.selection_probability) AS selection_probability,
    p.total_candidates, p.cluster_count, p.selection_method) AS terms) AS plain (terms)
CROSS JOIN LATERAL (SELECT CASE WHEN p.error IS NULL THEN plain.terms
    ELSE substr(plain.terms, 1, length(plain.terms) - 1) || ',"error":' || to_json(p.error) || '}' END) AS b (breakdown);

-- The held-out accuracy of the newest model as a fraction, 0 when that one cannot be used; of the newest session where
-- no model is stored. A model of an earlier generation tells its own.
CREATE OR REPLACE VIEW discogs_accuracy AS
SELECT coalesce(
    (SELECT CASE WHEN recommender IS NULL OR (intact AND refused IS NULL) THEN discogs_finite(last_accuracy) ELSE 0 END
     FROM discogs_recommendationmodel ORDER BY updated_at DESC, id DESC LIMIT 1),
    (SELECT discogs_finite(accuracy) FROM discogs_recommendationmetrics ORDER BY session_date DESC, id DESC LIMIT 1),
    0) AS accuracy;
