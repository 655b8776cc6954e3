-- What readers ask for most is kept ready: every offer's score and JSON, the counters, the terms that complete input.
-- The triggers run inside the write that changes them, so whoever writes, readers never see a stale answer.

-- Returns the score of an offer: 10 ln(w/h + 1) + 2 ln(w + h) + 50 / (price + 1), with 0.01 in place of no haves.
CREATE OR REPLACE FUNCTION discogs_score(wants integer, haves integer, price numeric) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $function$
    SELECT CASE WHEN price IS NULL THEN 0 ELSE round((
        10 * ln(wants / h + 1) + 2 * ln(wants + h) + 50 / (price::double precision + 1))::numeric, 2) END
    FROM (SELECT CASE WHEN haves = 0 THEN 0.01 ELSE haves::double precision END AS h) AS had
$function$;

CREATE OR REPLACE FUNCTION discogs_instant(moment timestamptz) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $function$
    SELECT to_char(moment AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
$function$;

-- Returns null for what JSON has no number for.
CREATE OR REPLACE FUNCTION discogs_finite(number double precision) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $function$
    SELECT CASE WHEN number = 'NaN' OR abs(number) = 'Infinity' THEN NULL ELSE number END
$function$;

-- Quotes a text for CSV as RFC 4180 says; an apostrophe keeps spreadsheets from running it as a formula.
CREATE OR REPLACE FUNCTION discogs_cell(content text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $function$
    SELECT CASE WHEN guarded ~ E'[",\r\n]' THEN '"' || replace(guarded, '"', '""') || '"' ELSE guarded END
    FROM (SELECT CASE WHEN content ~ E'^[-=+@\t\r]' THEN '''' || content ELSE content END AS guarded) AS cell
$function$;

ALTER TABLE discogs_record ADD COLUMN wire text NOT NULL DEFAULT '';
ALTER TABLE discogs_listing
    ADD COLUMN year integer,
    ADD COLUMN wire text NOT NULL DEFAULT '',
    ADD COLUMN line text NOT NULL DEFAULT '';
COMMENT ON COLUMN discogs_record.wire IS 'The record as JSON, as answers carry it.';
COMMENT ON COLUMN discogs_listing.year IS 'The year of the record; null: not known.';
COMMENT ON COLUMN discogs_listing.line IS 'The offer as a line of the CSV export.';
COMMENT ON COLUMN discogs_listing.wire IS 'The offer with its record and seller as JSON, as answers carry it.';

CREATE FUNCTION discogs_record_prepare() RETURNS trigger LANGUAGE plpgsql AS $function$
BEGIN
    NEW.genres := discogs_text_array(NEW.genres);
    NEW.styles := discogs_text_array(NEW.styles);
    NEW.year := CASE WHEN NEW.year > 0 THEN NEW.year END;
    SELECT row_to_json(shape)::text INTO NEW.wire FROM (SELECT
        NEW.id, NEW.discogs_id, NEW.artist, NEW.title, NEW.format, NEW.label, NEW.catno, NEW.wants, NEW.haves,
        discogs_instant(NEW.added) AS added, NEW.genres, NEW.styles, NEW.suggested_price,
        NEW.year) AS shape;
    RETURN NEW;
END
$function$;
CREATE TRIGGER discogs_record_prepare BEFORE INSERT OR UPDATE ON discogs_record
    FOR EACH ROW EXECUTE FUNCTION discogs_record_prepare();

CREATE FUNCTION discogs_listing_prepare() RETURNS trigger LANGUAGE plpgsql AS $function$
DECLARE
    record_row discogs_record;
    seller_row discogs_seller;
BEGIN
    SELECT * INTO record_row FROM discogs_record WHERE id = NEW.record_id;
    SELECT * INTO seller_row FROM discogs_seller WHERE id = NEW.seller_id;
    NEW.score := discogs_score(record_row.wants, record_row.haves, NEW.record_price);
    NEW.year := nullif(record_row.year, 0);
    SELECT row_to_json(shape)::text INTO NEW.wire FROM (SELECT
        NEW.id, record_row.wire::json AS record,
        (SELECT row_to_json(s) FROM (SELECT seller_row.id, seller_row.name, seller_row.currency) AS s) AS seller,
        coalesce(NEW.record_price::text, '') AS record_price, NEW.media_condition, NEW.score::text AS score,
        NEW.kept, NEW.evaluated, NEW.predicted_keeper, NEW.discogs_listing_id,
        'https://www.discogs.com/sell/item/' || NEW.discogs_listing_id AS listing_url,
        NEW.original_price::text AS original_price, NEW.original_currency, NEW.status,
        discogs_instant(NEW.first_seen) AS first_seen, discogs_instant(NEW.last_seen) AS last_seen) AS shape;
    NEW.line := concat_ws(',', NEW.id, discogs_cell(record_row.artist), discogs_cell(record_row.title),
        discogs_cell(record_row.label), discogs_cell(record_row.format), coalesce(record_row.year::text, ''),
        discogs_cell(seller_row.name), coalesce(NEW.record_price::text, ''), discogs_cell(NEW.media_condition),
        NEW.score, NEW.kept::text, NEW.evaluated::text) || E'\r\n';
    RETURN NEW;
END
$function$;
CREATE TRIGGER discogs_listing_prepare BEFORE INSERT OR UPDATE ON discogs_listing
    FOR EACH ROW EXECUTE FUNCTION discogs_listing_prepare();

-- A change of a record or a seller reaches the offers that show it.
CREATE FUNCTION discogs_record_spread() RETURNS trigger LANGUAGE plpgsql AS $function$
BEGIN
    UPDATE discogs_listing AS l SET record_id = l.record_id
    FROM after_rows AS a JOIN before_rows AS b USING (id)
    WHERE l.record_id = a.id AND a.wire IS DISTINCT FROM b.wire;
    RETURN NULL;
END
$function$;
CREATE TRIGGER discogs_record_spread AFTER UPDATE ON discogs_record
    REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows
    FOR EACH STATEMENT EXECUTE FUNCTION discogs_record_spread();

CREATE FUNCTION discogs_seller_spread() RETURNS trigger LANGUAGE plpgsql AS $function$
BEGIN
    UPDATE discogs_listing AS l SET seller_id = l.seller_id
    FROM after_rows AS a JOIN before_rows AS b USING (id)
    WHERE l.seller_id = a.id AND (a.name, a.currency) IS DISTINCT FROM (b.name, b.currency);
    RETURN NULL;
END
$function$;
CREATE TRIGGER discogs_seller_spread AFTER UPDATE ON discogs_seller
    REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows
    FOR EACH STATEMENT EXECUTE FUNCTION discogs_seller_spread();

-- A search for words walks through every record's words: beside the records' own rows these are an eighth as wide.
CREATE TABLE discogs_words (
    record_id bigint PRIMARY KEY REFERENCES discogs_record ON DELETE CASCADE,
    names text NOT NULL,
    terms text NOT NULL
);
COMMENT ON COLUMN discogs_words.names IS 'Artist, title and label in lower case, a line each.';
COMMENT ON COLUMN discogs_words.terms IS 'Genres and styles in lower case, a line each.';

CREATE FUNCTION discogs_record_words() RETURNS trigger LANGUAGE plpgsql AS $function$
BEGIN
    INSERT INTO discogs_words AS w (record_id, names, terms)
    SELECT id, lower(artist || E'\n' || title || E'\n' || label), lower(coalesce(
        (SELECT string_agg(value, E'\n') FROM jsonb_array_elements_text(genres || styles) AS value), ''))
    FROM after_rows
    ON CONFLICT (record_id) DO UPDATE SET names = excluded.names, terms = excluded.terms
    WHERE (w.names, w.terms) IS DISTINCT FROM (excluded.names, excluded.terms);
    RETURN NULL;
END
$function$;
CREATE TRIGGER discogs_record_words_insert AFTER INSERT ON discogs_record
    REFERENCING NEW TABLE AS after_rows FOR EACH STATEMENT EXECUTE FUNCTION discogs_record_words();
CREATE TRIGGER discogs_record_words_update AFTER UPDATE ON discogs_record
    REFERENCING NEW TABLE AS after_rows FOR EACH STATEMENT EXECUTE FUNCTION discogs_record_words();

-- Each order of the search has its index; a filter is answered from `sought` alone, without the offers' wide rows.
CREATE INDEX discogs_listing_dearest ON discogs_listing (record_price DESC NULLS LAST, id DESC) WHERE status = 'For Sale';
CREATE INDEX discogs_listing_oldest ON discogs_listing (year, id DESC) WHERE status = 'For Sale';
CREATE INDEX discogs_listing_youngest ON discogs_listing (year DESC NULLS LAST, id DESC) WHERE status = 'For Sale';
CREATE INDEX discogs_listing_sought ON discogs_listing (record_id)
    INCLUDE (id, seller_id, year, score, record_price, media_condition) WHERE status = 'For Sale';

CREATE TABLE discogs_counter (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    records bigint NOT NULL DEFAULT 0,
    listings bigint NOT NULL DEFAULT 0,
    unevaluated bigint NOT NULL DEFAULT 0
);
COMMENT ON TABLE discogs_counter IS 'Records, offers for sale, and those not judged yet; kept true by triggers.';
INSERT INTO discogs_counter DEFAULT VALUES;

CREATE TABLE discogs_term (
    kind text NOT NULL CHECK (kind IN ('genre', 'style', 'condition')),
    value text NOT NULL,
    uses bigint NOT NULL,
    PRIMARY KEY (kind, value)
);
COMMENT ON TABLE discogs_term IS 'Every genre, style and grade in use and how often; kept true by triggers.';

-- Adds deltas to the terms in one order for all writers, so that they queue instead of locking each other out.
-- A term is cut to what its index can hold and a person would type.
CREATE FUNCTION discogs_count_terms(deltas jsonb) RETURNS void LANGUAGE sql AS $function$
    INSERT INTO discogs_term AS t (kind, value, uses)
    SELECT kind, left(value, 255), sum(uses) FROM jsonb_to_recordset(deltas) AS d (kind text, value text, uses bigint)
    GROUP BY kind, left(value, 255) HAVING sum(uses) <> 0 ORDER BY 1, 2
    ON CONFLICT (kind, value) DO UPDATE SET uses = t.uses + excluded.uses;
$function$;

CREATE FUNCTION discogs_record_count() RETURNS trigger LANGUAGE plpgsql AS $function$
DECLARE
    added_rows bigint := 0;
    deltas jsonb;
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT count(*) INTO added_rows FROM after_rows;
        SELECT jsonb_agg(to_jsonb(d)) INTO deltas FROM (
            SELECT 'genre' AS kind, value, 1 AS uses FROM after_rows, jsonb_array_elements_text(genres) AS value
            UNION ALL SELECT 'style', value, 1 FROM after_rows, jsonb_array_elements_text(styles) AS value) AS d;
    ELSIF TG_OP = 'DELETE' THEN
        SELECT -count(*) INTO added_rows FROM before_rows;
        SELECT jsonb_agg(to_jsonb(d)) INTO deltas FROM (
            SELECT 'genre' AS kind, value, -1 AS uses FROM before_rows, jsonb_array_elements_text(genres) AS value
            UNION ALL SELECT 'style', value, -1 FROM before_rows, jsonb_array_elements_text(styles) AS value) AS d;
    ELSE
        SELECT jsonb_agg(to_jsonb(d)) INTO deltas FROM (
            WITH changed AS (
                SELECT a.genres AS new_genres, b.genres AS old_genres, a.styles AS new_styles, b.styles AS old_styles
                FROM after_rows AS a JOIN before_rows AS b USING (id)
                WHERE (a.genres, a.styles) IS DISTINCT FROM (b.genres, b.styles))
            SELECT 'genre' AS kind, value, 1 AS uses FROM changed, jsonb_array_elements_text(new_genres) AS value
            UNION ALL SELECT 'genre', value, -1 FROM changed, jsonb_array_elements_text(old_genres) AS value
            UNION ALL SELECT 'style', value, 1 FROM changed, jsonb_array_elements_text(new_styles) AS value
            UNION ALL SELECT 'style', value, -1 FROM changed, jsonb_array_elements_text(old_styles) AS value) AS d;
    END IF;
    IF deltas IS NOT NULL THEN
        PERFORM discogs_count_terms(deltas);
    END IF;
    IF added_rows <> 0 THEN
        UPDATE discogs_counter SET records = records + added_rows;
    END IF;
    RETURN NULL;
END
$function$;
CREATE TRIGGER discogs_record_count_insert AFTER INSERT ON discogs_record
    REFERENCING NEW TABLE AS after_rows FOR EACH STATEMENT EXECUTE FUNCTION discogs_record_count();
CREATE TRIGGER discogs_record_count_update AFTER UPDATE ON discogs_record
    REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows
    FOR EACH STATEMENT EXECUTE FUNCTION discogs_record_count();
CREATE TRIGGER discogs_record_count_delete AFTER DELETE ON discogs_record
    REFERENCING OLD TABLE AS before_rows FOR EACH STATEMENT EXECUTE FUNCTION discogs_record_count();

CREATE FUNCTION discogs_listing_count() RETURNS trigger LANGUAGE plpgsql AS $function$
DECLARE
    listing_delta bigint := 0;
    unevaluated_delta bigint := 0;
    part record;
    deltas jsonb := '[]';
BEGIN
    IF TG_OP <> 'DELETE' THEN
        FOR part IN SELECT media_condition, count(*) AS n, count(*) FILTER (WHERE NOT evaluated) AS u
            FROM after_rows WHERE status = 'For Sale' GROUP BY media_condition
        LOOP
            listing_delta := listing_delta + part.n;
            unevaluated_delta := unevaluated_delta + part.u;
            deltas := deltas || jsonb_build_object('kind', 'condition', 'value', part.media_condition, 'uses', part.n);
        END LOOP;
    END IF;
    IF TG_OP <> 'INSERT' THEN
        FOR part IN SELECT media_condition, count(*) AS n, count(*) FILTER (WHERE NOT evaluated) AS u
            FROM before_rows WHERE status = 'For Sale' GROUP BY media_condition
        LOOP
            listing_delta := listing_delta - part.n;
            unevaluated_delta := unevaluated_delta - part.u;
            deltas := deltas || jsonb_build_object('kind', 'condition', 'value', part.media_condition, 'uses', -part.n);
        END LOOP;
    END IF;
    PERFORM discogs_count_terms(deltas);
    IF listing_delta <> 0 OR unevaluated_delta <> 0 THEN
        UPDATE discogs_counter SET listings = listings + listing_delta, unevaluated = unevaluated + unevaluated_delta;
    END IF;
    RETURN NULL;
END
$function$;
CREATE TRIGGER discogs_listing_count_insert AFTER INSERT ON discogs_listing
    REFERENCING NEW TABLE AS after_rows FOR EACH STATEMENT EXECUTE FUNCTION discogs_listing_count();
CREATE TRIGGER discogs_listing_count_update AFTER UPDATE ON discogs_listing
    REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows
    FOR EACH STATEMENT EXECUTE FUNCTION discogs_listing_count();
CREATE TRIGGER discogs_listing_count_delete AFTER DELETE ON discogs_listing
    REFERENCING OLD TABLE AS before_rows FOR EACH STATEMENT EXECUTE FUNCTION discogs_listing_count();

-- Counts everything anew; the caller keeps other writers out meanwhile.
CREATE FUNCTION discogs_recount() RETURNS void LANGUAGE sql AS $function$
    UPDATE discogs_counter SET
        records = (SELECT count(*) FROM discogs_record),
        listings = (SELECT count(*) FROM discogs_listing WHERE status = 'For Sale'),
        unevaluated = (SELECT count(*) FROM discogs_listing WHERE status = 'For Sale' AND NOT evaluated);
    DELETE FROM discogs_term;
    INSERT INTO discogs_term (kind, value, uses)
    SELECT kind, left(value, 255), count(*) FROM (
        SELECT 'genre' AS kind, value FROM discogs_record, jsonb_array_elements_text(genres) AS value
        UNION ALL SELECT 'style', value FROM discogs_record, jsonb_array_elements_text(styles) AS value
        UNION ALL SELECT 'condition', media_condition FROM discogs_listing WHERE status = 'For Sale') AS used
    GROUP BY kind, left(value, 255);
$function$;

-- Rows that were here before the triggers pass through them once: offers follow their record.
UPDATE discogs_record SET id = id;
SELECT discogs_recount();

CREATE FUNCTION discogs_mean(votes jsonb) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $function$
    SELECT coalesce(avg(vote::double precision), 0) FROM jsonb_array_elements_text(votes) AS vote
$function$;

-- Today's pick as the dashboard shows it.
CREATE VIEW discogs_pick AS
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
    p.total_candidates, p.cluster_count, p.selection_method) AS terms) AS b (breakdown);

-- The held-out accuracy of the model in use as a fraction; of the newest session where no model is stored.
CREATE VIEW discogs_accuracy AS
SELECT coalesce(
    (SELECT discogs_finite(last_accuracy) FROM discogs_recommendationmodel ORDER BY updated_at DESC, id DESC LIMIT 1),
    (SELECT discogs_finite(accuracy) FROM discogs_recommendationmetrics ORDER BY session_date DESC, id DESC LIMIT 1),
    0) AS accuracy;
