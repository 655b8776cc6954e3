-- The tables of records in a database of version aec2a90, with rows, as pg_dump wrote them.
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
CREATE FUNCTION public.discogs_cell(content text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
    SELECT CASE WHEN guarded ~ E'[",\r\n]' THEN '"' || replace(guarded, '"', '""') || '"' ELSE guarded END
    FROM (SELECT CASE WHEN content ~ E'^[-=+@\t\r]' THEN '''' || content ELSE content END AS guarded) AS cell
$$;
CREATE FUNCTION public.discogs_count_terms(deltas jsonb) RETURNS void
    LANGUAGE sql
    AS $$
    INSERT INTO discogs_term AS t (kind, value, uses)
    SELECT kind, left(value, 255), sum(uses) FROM jsonb_to_recordset(deltas) AS d (kind text, value text, uses bigint)
    GROUP BY kind, left(value, 255) HAVING sum(uses) <> 0 ORDER BY 1, 2
    ON CONFLICT (kind, value) DO UPDATE SET uses = t.uses + excluded.uses;
$$;
CREATE FUNCTION public.discogs_expected(wire text, probability double precision, reasons text[]) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
    SELECT substr(wire, 1, length(wire) - 1) || ',"probability":' || probability
        || ',"reasons":' || array_to_json(reasons) || '}'
$$;
CREATE FUNCTION public.discogs_finite(number double precision) RETURNS double precision
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
    SELECT CASE WHEN number = 'NaN' OR abs(number) = 'Infinity' THEN NULL ELSE number END
$$;
CREATE FUNCTION public.discogs_instant(moment timestamp with time zone) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
    SELECT to_char(moment AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
$$;
CREATE FUNCTION public.discogs_listing_count() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
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
$$;
CREATE FUNCTION public.discogs_listing_outdate() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
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
$$;
CREATE FUNCTION public.discogs_listing_predict() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO discogs_prediction (listing_id, open)
    SELECT id, status = 'For Sale' AND NOT evaluated FROM after_rows;
    RETURN NULL;
END
$$;
CREATE FUNCTION public.discogs_listing_prepare() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
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
$$;
CREATE FUNCTION public.discogs_mean(votes jsonb) RETURNS double precision
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
    SELECT coalesce(avg(vote::double precision), 0) FROM jsonb_array_elements_text(votes) AS vote
$$;
CREATE FUNCTION public.discogs_number_array(value jsonb) RETURNS jsonb
    LANGUAGE sql IMMUTABLE
    AS $_$
    SELECT coalesce(jsonb_agg(item ORDER BY place) FILTER (WHERE jsonb_typeof(item) = 'number'), '[]')
    FROM jsonb_array_elements(CASE
        WHEN jsonb_typeof(value) = 'array' THEN value
        WHEN jsonb_typeof(value) = 'string'
            AND value #>> '{}' ~ '^\s*\[\s*([0-9]+(\.[0-9]+)?(\s*,\s*[0-9]+(\.[0-9]+)?)*)?\s*\]\s*$'
            THEN (value #>> '{}')::jsonb
        ELSE '[]' END) WITH ORDINALITY AS e (item, place)
$_$;
CREATE FUNCTION public.discogs_price(amount numeric) RETURNS numeric
    LANGUAGE sql IMMUTABLE
    AS $$
    SELECT CASE WHEN amount >= 0 AND amount < 9999999999.995 THEN round(amount, 2) END
$$;
CREATE FUNCTION public.discogs_record_count() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
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
$$;
CREATE FUNCTION public.discogs_record_prepare() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
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
$$;
CREATE FUNCTION public.discogs_record_spread() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    UPDATE discogs_listing AS l SET record_id = l.record_id
    FROM after_rows AS a JOIN before_rows AS b USING (id)
    WHERE l.record_id = a.id AND a.wire IS DISTINCT FROM b.wire;
    RETURN NULL;
END
$$;
CREATE FUNCTION public.discogs_record_words() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO discogs_words AS w (record_id, names, terms)
    SELECT id, lower(artist || E'\n' || title || E'\n' || label), lower(coalesce(
        (SELECT string_agg(value, E'\n') FROM jsonb_array_elements_text(genres || styles) AS value), ''))
    FROM after_rows
    ON CONFLICT (record_id) DO UPDATE SET names = excluded.names, terms = excluded.terms
    WHERE (w.names, w.terms) IS DISTINCT FROM (excluded.names, excluded.terms);
    RETURN NULL;
END
$$;
CREATE FUNCTION public.discogs_recount() RETURNS void
    LANGUAGE sql
    AS $$
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
$$;
CREATE FUNCTION public.discogs_score(wants integer, haves integer, price numeric) RETURNS numeric
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
    SELECT CASE WHEN price IS NULL THEN 0 ELSE round((
        10 * ln(wants / h + 1) + 2 * ln(wants + h) + 50 / (price::double precision + 1))::numeric, 2) END
    FROM (SELECT CASE WHEN haves = 0 THEN 0.01 ELSE haves::double precision END AS h) AS had
$$;
CREATE FUNCTION public.discogs_seller_spread() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    UPDATE discogs_listing AS l SET seller_id = l.seller_id
    FROM after_rows AS a JOIN before_rows AS b USING (id)
    WHERE l.seller_id = a.id AND (a.name, a.currency) IS DISTINCT FROM (b.name, b.currency);
    RETURN NULL;
END
$$;
CREATE FUNCTION public.discogs_text_array(value jsonb) RETURNS jsonb
    LANGUAGE plpgsql IMMUTABLE
    AS $_$
DECLARE
    content text;
    quoted constant text := '(?:''(?:[^''\\]|\\.)*''|"(?:[^"\\]|\\.)*")';
    element constant text := '(?:[uU]?' || quoted || '|None|True|False|-?[0-9.]+)';
    words jsonb;
BEGIN
    IF jsonb_typeof(value) = 'array' THEN
        RETURN coalesce(
            (SELECT jsonb_agg(item ORDER BY place) FROM jsonb_array_elements(value) WITH ORDINALITY AS e (item, place)
             WHERE jsonb_typeof(item) = 'string' AND btrim(item #>> '{}') <> ''), '[]');
    END IF;
    content := btrim(value #>> '{}', E' \t\r\n');
    IF jsonb_typeof(value) IS DISTINCT FROM 'string' OR content IN ('', 'null', 'None') THEN
        RETURN '[]';
    END IF;
    IF content ~ '^[\["]' THEN
        BEGIN
            RETURN discogs_text_array(content::jsonb);
        EXCEPTION WHEN invalid_text_representation OR untranslatable_character THEN
            NULL; -- not JSON; the next reading decides
        END;
    END IF;
    IF content ~ ('^[\[(]\s*(?:' || element || '\s*,\s*)*(?:' || element || ')?\s*[\])]$') THEN
        SELECT jsonb_agg(word ORDER BY place) INTO words FROM (
            SELECT discogs_unquote(match[1]) AS word, place
            FROM regexp_matches(content, '(' || quoted || ')', 'g') WITH ORDINALITY AS m (match, place)) AS read
        WHERE btrim(word) <> '';
        RETURN coalesce(words, '[]');
    END IF;
    RETURN jsonb_build_array(content);
END
$_$;
CREATE FUNCTION public.discogs_unescape(token text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    AS $_$
BEGIN
    RETURN CASE
        WHEN token ~ '^\\[uU][0-9a-fA-F]' THEN unistr(token)
        WHEN token ~ '^\\x[0-9a-fA-F]' THEN unistr('\u00' || substr(token, 3))
        WHEN token ~ '^\\[nrt]$' THEN ' '
        WHEN token ~ '^\\[\\''"]$' THEN substr(token, 2)
        ELSE token
    END;
EXCEPTION WHEN OTHERS THEN -- no such character, which PostgreSQL reports in several ways
    RETURN token;
END
$_$;
CREATE FUNCTION public.discogs_unquote(literal text) RETURNS text
    LANGUAGE sql IMMUTABLE
    AS $$
    SELECT coalesce(string_agg(discogs_unescape(match[1]), '' ORDER BY place), '')
    FROM regexp_matches(
        substr(literal, 2, length(literal) - 2),
        '(\\x[0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\U[0-9a-fA-F]{8}|\\.|[^\\]+)', 'g'
    ) WITH ORDINALITY AS m (match, place)
$$;
SET default_tablespace = '';
SET default_table_access_method = heap;
CREATE TABLE public.discogs_recommendationmetrics (
    id bigint NOT NULL,
    session_date timestamp with time zone DEFAULT now() NOT NULL,
    accuracy double precision NOT NULL,
    "precision" double precision NOT NULL,
    num_samples integer NOT NULL,
    notes text DEFAULT ''::text NOT NULL
);
CREATE TABLE public.discogs_recommendationmodel (
    id bigint NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    model_data bytea,
    vectorizer_data bytea,
    scaler_data bytea,
    feature_names jsonb DEFAULT '[]'::jsonb NOT NULL,
    last_accuracy double precision DEFAULT 0 NOT NULL,
    model_version character varying(50) DEFAULT 'v1.0'::character varying NOT NULL,
    recommender text,
    checksum bytea,
    refused text,
    intact boolean GENERATED ALWAYS AS (COALESCE((sha256(model_data) = checksum), false)) STORED
);
COMMENT ON COLUMN public.discogs_recommendationmodel.recommender IS 'Which recommender was fitted; null: a model of an earlier generation.';
COMMENT ON COLUMN public.discogs_recommendationmodel.checksum IS 'SHA-256 of the bundle in model_data.';
COMMENT ON COLUMN public.discogs_recommendationmodel.refused IS 'Why the bundle could not be loaded; null: it can be, as far as is known.';
CREATE VIEW public.discogs_accuracy AS
 SELECT COALESCE(( SELECT
                CASE
                    WHEN ((discogs_recommendationmodel.recommender IS NULL) OR (discogs_recommendationmodel.intact AND (discogs_recommendationmodel.refused IS NULL))) THEN public.discogs_finite(discogs_recommendationmodel.last_accuracy)
                    ELSE (0)::double precision
                END AS "case"
           FROM public.discogs_recommendationmodel
          ORDER BY discogs_recommendationmodel.updated_at DESC, discogs_recommendationmodel.id DESC
         LIMIT 1), ( SELECT public.discogs_finite(discogs_recommendationmetrics.accuracy) AS discogs_finite
           FROM public.discogs_recommendationmetrics
          ORDER BY discogs_recommendationmetrics.session_date DESC, discogs_recommendationmetrics.id DESC
         LIMIT 1), (0)::double precision) AS accuracy;
CREATE TABLE public.discogs_counter (
    only_row boolean DEFAULT true NOT NULL,
    records bigint DEFAULT 0 NOT NULL,
    listings bigint DEFAULT 0 NOT NULL,
    unevaluated bigint DEFAULT 0 NOT NULL,
    CONSTRAINT discogs_counter_only_row_check CHECK (only_row)
);
COMMENT ON TABLE public.discogs_counter IS 'Records, offers for sale, and those not judged yet; kept true by triggers.';
CREATE VIEW public.discogs_current_model AS
 SELECT id,
    recommender,
    model_version,
    last_accuracy,
    created_at,
    updated_at,
    intact,
    refused
   FROM ( SELECT discogs_recommendationmodel.id,
            discogs_recommendationmodel.recommender,
            discogs_recommendationmodel.model_version,
            discogs_recommendationmodel.last_accuracy,
            discogs_recommendationmodel.created_at,
            discogs_recommendationmodel.updated_at,
            discogs_recommendationmodel.intact,
            discogs_recommendationmodel.refused
           FROM public.discogs_recommendationmodel
          ORDER BY discogs_recommendationmodel.updated_at DESC, discogs_recommendationmodel.id DESC
         LIMIT 1) newest
  WHERE (intact AND (refused IS NULL));
CREATE TABLE public.discogs_history (
    seller text NOT NULL,
    listing_id bigint NOT NULL,
    scrape_id bigint NOT NULL,
    sealed boolean DEFAULT false NOT NULL,
    last_seen timestamp with time zone DEFAULT now() NOT NULL
);
COMMENT ON TABLE public.discogs_history IS 'Every offer id met in a seller''s inventory, stored or not; seller in lower case.';
COMMENT ON COLUMN public.discogs_history.sealed IS 'A run that reached its end has seen everything older than this offer; only such offers let a later run stop early.';
CREATE TABLE public.discogs_listing (
    id bigint NOT NULL,
    seller_id bigint NOT NULL,
    record_id bigint NOT NULL,
    record_price numeric(12,2),
    media_condition character varying(255) NOT NULL,
    score numeric(6,2) DEFAULT 0 NOT NULL,
    kept boolean DEFAULT false NOT NULL,
    evaluated boolean DEFAULT false NOT NULL,
    predicted_keeper boolean DEFAULT false NOT NULL,
    discogs_listing_id bigint,
    original_price numeric(14,2),
    original_currency character varying(3),
    status character varying(20) DEFAULT 'For Sale'::character varying NOT NULL,
    posted_at timestamp with time zone,
    first_seen timestamp with time zone DEFAULT now() NOT NULL,
    last_seen timestamp with time zone DEFAULT now() NOT NULL,
    draw double precision DEFAULT random() NOT NULL,
    year integer,
    wire text DEFAULT ''::text NOT NULL,
    line text DEFAULT ''::text NOT NULL,
    CONSTRAINT discogs_listing_price_check CHECK ((record_price >= (0)::numeric)),
    CONSTRAINT discogs_listing_status_check CHECK (((status)::text = ANY ((ARRAY['For Sale'::character varying, 'Delisted'::character varying])::text[])))
)
WITH (fillfactor='85');
COMMENT ON COLUMN public.discogs_listing.record_price IS 'US dollars; null: no exchange rate was known.';
COMMENT ON COLUMN public.discogs_listing.draw IS 'A fixed random place, so that a random offer is one index probe.';
COMMENT ON COLUMN public.discogs_listing.year IS 'The year of the record; null: not known.';
COMMENT ON COLUMN public.discogs_listing.wire IS 'The offer with its record and seller as JSON, as answers carry it.';
COMMENT ON COLUMN public.discogs_listing.line IS 'The offer as a line of the CSV export.';
ALTER TABLE public.discogs_listing ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.discogs_listing_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.discogs_recordoftheday (
    id bigint NOT NULL,
    date date NOT NULL,
    listing_id bigint NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    model_score double precision NOT NULL,
    entropy_measure double precision NOT NULL,
    system_temperature double precision NOT NULL,
    utility_term double precision,
    entropy_term double precision,
    free_energy double precision,
    selection_probability double precision,
    total_candidates integer,
    cluster_count integer,
    selection_method character varying(50) DEFAULT 'thermodynamic_boltzmann'::character varying NOT NULL,
    desirability_votes jsonb DEFAULT '[]'::jsonb NOT NULL,
    novelty_votes jsonb DEFAULT '[]'::jsonb NOT NULL,
    average_desirability double precision DEFAULT 0 NOT NULL,
    average_novelty double precision DEFAULT 0 NOT NULL,
    seed bigint,
    error text
);
COMMENT ON COLUMN public.discogs_recordoftheday.seed IS 'The seed of the draw; the same seed and candidates give the same pick.';
COMMENT ON COLUMN public.discogs_recordoftheday.error IS 'Why the pick is a fallback; null: it is not one.';
CREATE VIEW public.discogs_pick AS
 SELECT p.id,
    p.date,
    l.wire AS listing,
    b.breakdown,
    ((((((((((((((((((('{"id":'::text || p.id) || ',"date":"'::text) || p.date) || '","created_at":"'::text) || public.discogs_instant(p.created_at)) || '","listing_id":'::text) || p.listing_id) || ',"listing":'::text) || l.wire) || ',"desirability_votes":'::text) || p.desirability_votes) || ',"novelty_votes":'::text) || p.novelty_votes) || ',"average_desirability":'::text) || COALESCE(public.discogs_finite(p.average_desirability), (0)::double precision)) || ',"average_novelty":'::text) || COALESCE(public.discogs_finite(p.average_novelty), (0)::double precision)) || ','::text) || substr(b.breakdown, 2)) AS wire
   FROM (((public.discogs_recordoftheday p
     JOIN public.discogs_listing l ON ((l.id = p.listing_id)))
     CROSS JOIN LATERAL ( SELECT (row_to_json(terms.*))::text AS row_to_json
           FROM ( SELECT public.discogs_finite(p.model_score) AS model_score,
                    public.discogs_finite(p.entropy_measure) AS entropy_measure,
                    public.discogs_finite(p.system_temperature) AS system_temperature,
                    public.discogs_finite(p.utility_term) AS utility_term,
                    public.discogs_finite(p.entropy_term) AS entropy_term,
                    public.discogs_finite(p.free_energy) AS free_energy,
                    public.discogs_finite(p.selection_probability) AS selection_probability,
                    p.total_candidates,
                    p.cluster_count,
                    p.selection_method) terms) plain(terms))
     CROSS JOIN LATERAL ( SELECT
                CASE
                    WHEN (p.error IS NULL) THEN plain.terms
                    ELSE (((substr(plain.terms, 1, (length(plain.terms) - 1)) || ',"error":'::text) || to_json(p.error)) || '}'::text)
                END AS "case") b(breakdown));
CREATE TABLE public.discogs_prediction (
    listing_id bigint NOT NULL,
    open boolean NOT NULL,
    probability double precision DEFAULT 0.5 NOT NULL,
    reasons text[] DEFAULT '{}'::text[] NOT NULL,
    turn integer,
    model_id bigint,
    outdated_at timestamp with time zone,
    CONSTRAINT discogs_prediction_probability_check CHECK (((probability >= (0)::double precision) AND (probability <= (1)::double precision)))
);
COMMENT ON COLUMN public.discogs_prediction.open IS 'The offer is for sale and nobody has judged it.';
COMMENT ON COLUMN public.discogs_prediction.probability IS 'The chance that the owner keeps the offer.';
COMMENT ON COLUMN public.discogs_prediction.turn IS 'The place in the order in which verdicts would teach most; null: not among the first.';
COMMENT ON COLUMN public.discogs_prediction.model_id IS 'The model that made the prediction; null: none yet, or the offer has changed since.';
COMMENT ON COLUMN public.discogs_prediction.outdated_at IS 'When the offer last changed in a way that a prediction depends on.';
CREATE TABLE public.discogs_rate (
    currency character varying(3) NOT NULL,
    per_usd numeric(20,8) NOT NULL,
    fetched_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    CONSTRAINT discogs_rate_per_usd_check CHECK ((per_usd > (0)::numeric))
);
COMMENT ON COLUMN public.discogs_rate.per_usd IS 'Units of the currency for one US dollar.';
ALTER TABLE public.discogs_recommendationmetrics ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.discogs_recommendationmetrics_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
ALTER TABLE public.discogs_recommendationmodel ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.discogs_recommendationmodel_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.discogs_record (
    id bigint NOT NULL,
    discogs_id character varying(255) NOT NULL,
    artist character varying(255) NOT NULL,
    title character varying(255) NOT NULL,
    format character varying(255) DEFAULT ''::character varying NOT NULL,
    label text DEFAULT ''::text NOT NULL,
    catno character varying(255),
    wants integer DEFAULT 0 NOT NULL,
    haves integer DEFAULT 0 NOT NULL,
    added timestamp with time zone DEFAULT now() NOT NULL,
    genres jsonb DEFAULT '[]'::jsonb NOT NULL,
    styles jsonb DEFAULT '[]'::jsonb NOT NULL,
    suggested_price character varying(255) DEFAULT ''::character varying NOT NULL,
    year integer,
    details_at timestamp with time zone,
    details_error text,
    wire text DEFAULT ''::text NOT NULL
);
COMMENT ON COLUMN public.discogs_record.details_at IS 'When the release was last asked for genres and styles; null: not yet.';
COMMENT ON COLUMN public.discogs_record.wire IS 'The record as JSON, as answers carry it.';
ALTER TABLE public.discogs_record ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.discogs_record_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
ALTER TABLE public.discogs_recordoftheday ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.discogs_recordoftheday_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.discogs_recordofthedayfeedback (
    id bigint NOT NULL,
    record_of_the_day_id bigint,
    desirability_rating integer NOT NULL,
    novelty_rating integer NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    listing_id bigint,
    CONSTRAINT discogs_feedback_desirability_check CHECK (((desirability_rating >= 1) AND (desirability_rating <= 5))),
    CONSTRAINT discogs_feedback_novelty_check CHECK (((novelty_rating >= 1) AND (novelty_rating <= 5)))
);
ALTER TABLE public.discogs_recordofthedayfeedback ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.discogs_recordofthedayfeedback_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.discogs_scrape (
    id bigint NOT NULL,
    seller character varying(255) NOT NULL,
    mode text NOT NULL,
    state text DEFAULT 'queued'::text NOT NULL,
    job_id bigint,
    page integer DEFAULT 0 NOT NULL,
    pages integer,
    items integer,
    seen integer DEFAULT 0 NOT NULL,
    kept integer DEFAULT 0 NOT NULL,
    new integer DEFAULT 0 NOT NULL,
    updated integer DEFAULT 0 NOT NULL,
    skipped integer DEFAULT 0 NOT NULL,
    unpriced integer DEFAULT 0 NOT NULL,
    failed integer DEFAULT 0 NOT NULL,
    delisted integer DEFAULT 0 NOT NULL,
    complete boolean,
    stop_reason text,
    error_code text,
    error text,
    requested_at timestamp with time zone DEFAULT now() NOT NULL,
    started_at timestamp with time zone,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    finished_at timestamp with time zone,
    CONSTRAINT discogs_scrape_mode_check CHECK ((mode = ANY (ARRAY['new'::text, 'full'::text]))),
    CONSTRAINT discogs_scrape_state_check CHECK ((state = ANY (ARRAY['queued'::text, 'running'::text, 'done'::text, 'failed'::text, 'cancelled'::text])))
);
COMMENT ON COLUMN public.discogs_scrape.page IS 'The last page whose offers are committed; a restarted run goes on from it.';
ALTER TABLE public.discogs_scrape ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.discogs_scrape_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.discogs_seller (
    id bigint NOT NULL,
    name character varying(255) NOT NULL,
    currency character varying(255) DEFAULT ''::character varying NOT NULL
);
ALTER TABLE public.discogs_seller ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.discogs_seller_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.discogs_term (
    kind text NOT NULL,
    value text NOT NULL,
    uses bigint NOT NULL,
    CONSTRAINT discogs_term_kind_check CHECK ((kind = ANY (ARRAY['genre'::text, 'style'::text, 'condition'::text])))
);
COMMENT ON TABLE public.discogs_term IS 'Every genre, style and grade in use and how often; kept true by triggers.';
CREATE TABLE public.discogs_training (
    id bigint NOT NULL,
    outcome text NOT NULL,
    reason text DEFAULT ''::text NOT NULL,
    labels integer DEFAULT 0 NOT NULL,
    keepers integer DEFAULT 0 NOT NULL,
    model_id bigint,
    folds integer DEFAULT 0 NOT NULL,
    rivals jsonb DEFAULT '[]'::jsonb NOT NULL,
    verdicts text DEFAULT ''::text NOT NULL,
    started_at timestamp with time zone NOT NULL,
    finished_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT discogs_training_outcome_check CHECK ((outcome = ANY (ARRAY['trained'::text, 'kept'::text, 'failed'::text])))
);
COMMENT ON TABLE public.discogs_training IS 'Every attempt to learn: what came of it, and what each rival reached on held-out verdicts.';
COMMENT ON COLUMN public.discogs_training.outcome IS 'trained: a new model is in use; kept: the old one stays, for the reason given; failed: an error.';
COMMENT ON COLUMN public.discogs_training.verdicts IS 'Names the verdicts and the plan it learnt by; the same ones are not learnt twice.';
ALTER TABLE public.discogs_training ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.discogs_training_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.discogs_words (
    record_id bigint NOT NULL,
    names text NOT NULL,
    terms text NOT NULL
);
COMMENT ON COLUMN public.discogs_words.names IS 'Artist, title and label in lower case, a line each.';
COMMENT ON COLUMN public.discogs_words.terms IS 'Genres and styles in lower case, a line each.';
INSERT INTO public._yoyo_log VALUES
	('57bb98a2-8c53-457e-bf86-64bc3df43d34', 'a4317955093003f0394042ff1d025d039c03cdeea3235db27aa2cf3db29c8bed', 'records/0001_legacy_shape', 'apply', 'uid 0', 'host', NULL, '2026-11-28 06:33:25.328652'),
	('e0b3098a-d7b6-4627-a964-f2920e527f4d', '17061d8be5d14b3e25c188f9a8a614a9c7a0feed1efb3dc446d9508810034587', 'records/0002_repair', 'apply', 'uid 0', 'host', NULL, '2026-11-28 06:33:25.347847'),
	('5dfd76c2-b947-40d6-8803-222339d7624f', '5f9e852232daa55f8e2fba9a6eb8c347df21533e48f9e2c7d43d8b4aca837a73', 'records/0003_offers', 'apply', 'uid 0', 'host', NULL, '2026-11-28 06:33:25.368257'),
	('6b3c00ae-e536-4358-9554-9078535b491b', '14da89bde9437b56b55ceca1c816a5d7a2c4e16823e989ec68edefa5972f6ade', 'records/0004_answers', 'apply', 'uid 0', 'host', NULL, '2026-11-28 06:33:25.400136'),
	('793813ce-5b77-496a-9845-b6bec2a1b39f', '0c7545a58bd1f86c4ced42732c9909cc7744db3d81b62708aafba9a83686d16b', 'records/0005_runs', 'apply', 'uid 0', 'host', NULL, '2026-11-28 06:33:25.412279'),
	('aed68eb8-b1eb-4064-9a8f-a6b7b845eecc', '09501226666e32846aa35f88f3c6ff15525ddb52fd07b2766cdbaeb7e01eca12', 'records/0006_learning', 'apply', 'uid 0', 'host', NULL, '2026-11-28 06:33:25.431269');
INSERT INTO public._yoyo_migration VALUES
	('a4317955093003f0394042ff1d025d039c03cdeea3235db27aa2cf3db29c8bed', 'records/0001_legacy_shape', '2026-11-28 06:33:25.328907'),
	('17061d8be5d14b3e25c188f9a8a614a9c7a0feed1efb3dc446d9508810034587', 'records/0002_repair', '2026-11-28 06:33:25.348205'),
	('5f9e852232daa55f8e2fba9a6eb8c347df21533e48f9e2c7d43d8b4aca837a73', 'records/0003_offers', '2026-11-28 06:33:25.368636'),
	('14da89bde9437b56b55ceca1c816a5d7a2c4e16823e989ec68edefa5972f6ade', 'records/0004_answers', '2026-11-28 06:33:25.400526'),
	('0c7545a58bd1f86c4ced42732c9909cc7744db3d81b62708aafba9a83686d16b', 'records/0005_runs', '2026-11-28 06:33:25.412581'),
	('09501226666e32846aa35f88f3c6ff15525ddb52fd07b2766cdbaeb7e01eca12', 'records/0006_learning', '2026-11-28 06:33:25.431518');
INSERT INTO public.discogs_counter VALUES
	(true, 3, 3, 2);
INSERT INTO public.discogs_history VALUES
	('martha_keys', 1001, 1, true, '2026-01-02 00:00:00+00');
INSERT INTO public.discogs_listing VALUES
	(1, 1, 1, 10.50, 'Near Mint (NM or M-)', 25.36, true, true, false, 1001, 10.50, 'USD', 'For Sale', NULL, '2026-01-02 03:04:05+00', '2026-01-02 03:04:05+00', 0.7284465395426503, 1973, '{"id":1,"record":{"id":1,"discogs_id":"1","artist":"An Artist","title":"Title 0","format":"LP, Album","label":"A Label","catno":"CAT-1","wants":100,"haves":50,"added":"2026-01-02T03:04:05Z","genres":["Jazz"],"styles":["Hard Bop"],"suggested_price":"","year":1973},"seller":{"id":1,"name":"martha_keys","currency":"USD"},"record_price":"10.50","media_condition":"Near Mint (NM or M-)","score":"25.36","kept":true,"evaluated":true,"predicted_keeper":false,"discogs_listing_id":1001,"listing_url":"https://www.discogs.com/sell/item/1001","original_price":"10.50","original_currency":"USD","status":"For Sale","first_seen":"2026-01-02T03:04:05Z","last_seen":"2026-01-02T03:04:05Z"}', '1,An Artist,Title 0,A Label,"LP, Album",1973,martha_keys,10.50,Near Mint (NM or M-),25.36,true,true
'),
	(2, 1, 2, 11.50, 'Near Mint (NM or M-)', 25.01, false, false, false, 1002, 11.50, 'USD', 'For Sale', NULL, '2026-01-02 03:04:05+00', '2026-01-02 03:04:05+00', 0.8198461303238793, 1973, '{"id":2,"record":{"id":2,"discogs_id":"2","artist":"An Artist","title":"Title 1","format":"LP, Album","label":"A Label","catno":"CAT-1","wants":100,"haves":50,"added":"2026-01-02T03:04:05Z","genres":["Jazz"],"styles":["Hard Bop"],"suggested_price":"","year":1973},"seller":{"id":1,"name":"martha_keys","currency":"USD"},"record_price":"11.50","media_condition":"Near Mint (NM or M-)","score":"25.01","kept":false,"evaluated":false,"predicted_keeper":false,"discogs_listing_id":1002,"listing_url":"https://www.discogs.com/sell/item/1002","original_price":"11.50","original_currency":"USD","status":"For Sale","first_seen":"2026-01-02T03:04:05Z","last_seen":"2026-01-02T03:04:05Z"}', '2,An Artist,Title 1,A Label,"LP, Album",1973,martha_keys,11.50,Near Mint (NM or M-),25.01,false,false
'),
	(3, 1, 3, 12.50, 'Near Mint (NM or M-)', 24.71, false, false, false, 1003, 12.50, 'USD', 'For Sale', NULL, '2026-01-02 03:04:05+00', '2026-01-02 03:04:05+00', 0.48827222270557513, 1973, '{"id":3,"record":{"id":3,"discogs_id":"3","artist":"An Artist","title":"Title 2","format":"LP, Album","label":"A Label","catno":"CAT-1","wants":100,"haves":50,"added":"2026-01-02T03:04:05Z","genres":["Jazz"],"styles":["Hard Bop"],"suggested_price":"","year":1973},"seller":{"id":1,"name":"martha_keys","currency":"USD"},"record_price":"12.50","media_condition":"Near Mint (NM or M-)","score":"24.71","kept":false,"evaluated":false,"predicted_keeper":false,"discogs_listing_id":1003,"listing_url":"https://www.discogs.com/sell/item/1003","original_price":"12.50","original_currency":"USD","status":"For Sale","first_seen":"2026-01-02T03:04:05Z","last_seen":"2026-01-02T03:04:05Z"}', '3,An Artist,Title 2,A Label,"LP, Album",1973,martha_keys,12.50,Near Mint (NM or M-),24.71,false,false
');
INSERT INTO public.discogs_prediction VALUES
	(1, false, 0.5, '{}', NULL, NULL, NULL),
	(2, true, 0.5, '{}', NULL, NULL, NULL),
	(3, true, 0.5, '{}', NULL, NULL, NULL);
INSERT INTO public.discogs_rate VALUES
	('EUR', 0.91000000, '2026-01-02 00:00:00+00', '2026-01-03 00:00:00+00');
INSERT INTO public.discogs_recommendationmetrics VALUES
	(1, '2026-01-02 00:00:00+00', 0.8, 0.75, 40, '');
INSERT INTO public.discogs_recommendationmodel VALUES
	(1, '2026-01-02 00:00:00+00', '2026-01-02 00:00:00+00', '\x01', NULL, NULL, '["price"]', 0.8, 'v1.0', 'logistic', '\x4bf5122f344554c53bde2ebb8cd2b7e3d1600ad631c385a5d7cce23c7785459a', NULL, DEFAULT);
INSERT INTO public.discogs_record VALUES
	(1, '1', 'An Artist', 'Title 0', 'LP, Album', 'A Label', 'CAT-1', 100, 50, '2026-01-02 03:04:05+00', '["Jazz"]', '["Hard Bop"]', '', 1973, '2026-01-02 03:04:05+00', NULL, '{"id":1,"discogs_id":"1","artist":"An Artist","title":"Title 0","format":"LP, Album","label":"A Label","catno":"CAT-1","wants":100,"haves":50,"added":"2026-01-02T03:04:05Z","genres":["Jazz"],"styles":["Hard Bop"],"suggested_price":"","year":1973}'),
	(2, '2', 'An Artist', 'Title 1', 'LP, Album', 'A Label', 'CAT-1', 100, 50, '2026-01-02 03:04:05+00', '["Jazz"]', '["Hard Bop"]', '', 1973, '2026-01-02 03:04:05+00', NULL, '{"id":2,"discogs_id":"2","artist":"An Artist","title":"Title 1","format":"LP, Album","label":"A Label","catno":"CAT-1","wants":100,"haves":50,"added":"2026-01-02T03:04:05Z","genres":["Jazz"],"styles":["Hard Bop"],"suggested_price":"","year":1973}'),
	(3, '3', 'An Artist', 'Title 2', 'LP, Album', 'A Label', 'CAT-1', 100, 50, '2026-01-02 03:04:05+00', '["Jazz"]', '["Hard Bop"]', '', 1973, '2026-01-02 03:04:05+00', NULL, '{"id":3,"discogs_id":"3","artist":"An Artist","title":"Title 2","format":"LP, Album","label":"A Label","catno":"CAT-1","wants":100,"haves":50,"added":"2026-01-02T03:04:05Z","genres":["Jazz"],"styles":["Hard Bop"],"suggested_price":"","year":1973}');
INSERT INTO public.discogs_recordoftheday VALUES
	(1, '2026-01-02', 1, '2026-01-02 00:00:00+00', 22.5, 0.5, 1, NULL, NULL, NULL, NULL, NULL, NULL, 'thermodynamic_boltzmann', '[4.5]', '[]', 4.5, 0, 42, NULL);
INSERT INTO public.discogs_recordofthedayfeedback VALUES
	(1, 1, 4, 2, '2026-01-02 00:00:00+00', 1);
INSERT INTO public.discogs_scrape OVERRIDING SYSTEM VALUE VALUES
	(1, 'martha_keys', 'full', 'running', NULL, 3, 9, NULL, 0, 0, 0, 0, 0, 0, 0, 0, NULL, NULL, NULL, NULL, '2026-01-02 00:00:00+00', NULL, '2026-01-02 00:00:00+00', NULL);
INSERT INTO public.discogs_seller VALUES
	(1, 'martha_keys', 'USD');
INSERT INTO public.discogs_term VALUES
	('genre', 'Jazz', 3),
	('style', 'Hard Bop', 3),
	('condition', 'Near Mint (NM or M-)', 3);
INSERT INTO public.discogs_training OVERRIDING SYSTEM VALUE VALUES
	(1, 'trained', '', 40, 12, 1, 0, '[]', '', '2026-01-02 00:00:00+00', '2026-01-02 00:00:00+00');
INSERT INTO public.discogs_words VALUES
	(1, 'an artist
title 0
a label', 'jazz
hard bop'),
	(2, 'an artist
title 1
a label', 'jazz
hard bop'),
	(3, 'an artist
title 2
a label', 'jazz
hard bop');
SELECT pg_catalog.setval('public.discogs_listing_id_seq', 3, true);
SELECT pg_catalog.setval('public.discogs_recommendationmetrics_id_seq', 1, true);
SELECT pg_catalog.setval('public.discogs_recommendationmodel_id_seq', 1, true);
SELECT pg_catalog.setval('public.discogs_record_id_seq', 3, true);
SELECT pg_catalog.setval('public.discogs_recordoftheday_id_seq', 1, true);
SELECT pg_catalog.setval('public.discogs_recordofthedayfeedback_id_seq', 1, true);
SELECT pg_catalog.setval('public.discogs_scrape_id_seq', 1, true);
SELECT pg_catalog.setval('public.discogs_seller_id_seq', 1, true);
SELECT pg_catalog.setval('public.discogs_training_id_seq', 1, true);
ALTER TABLE ONLY public.discogs_counter
    ADD CONSTRAINT discogs_counter_pkey PRIMARY KEY (only_row);
ALTER TABLE ONLY public.discogs_history
    ADD CONSTRAINT discogs_history_pkey PRIMARY KEY (seller, listing_id);
ALTER TABLE ONLY public.discogs_listing
    ADD CONSTRAINT discogs_listing_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.discogs_prediction
    ADD CONSTRAINT discogs_prediction_pkey PRIMARY KEY (listing_id);
ALTER TABLE ONLY public.discogs_rate
    ADD CONSTRAINT discogs_rate_pkey PRIMARY KEY (currency);
ALTER TABLE ONLY public.discogs_recommendationmetrics
    ADD CONSTRAINT discogs_recommendationmetrics_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.discogs_recommendationmodel
    ADD CONSTRAINT discogs_recommendationmodel_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.discogs_record
    ADD CONSTRAINT discogs_record_discogs_id_key UNIQUE (discogs_id);
ALTER TABLE ONLY public.discogs_record
    ADD CONSTRAINT discogs_record_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.discogs_recordoftheday
    ADD CONSTRAINT discogs_recordoftheday_date_key UNIQUE (date);
ALTER TABLE ONLY public.discogs_recordoftheday
    ADD CONSTRAINT discogs_recordoftheday_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.discogs_recordofthedayfeedback
    ADD CONSTRAINT discogs_recordofthedayfeedback_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.discogs_scrape
    ADD CONSTRAINT discogs_scrape_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.discogs_seller
    ADD CONSTRAINT discogs_seller_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.discogs_term
    ADD CONSTRAINT discogs_term_pkey PRIMARY KEY (kind, value);
ALTER TABLE ONLY public.discogs_training
    ADD CONSTRAINT discogs_training_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.discogs_words
    ADD CONSTRAINT discogs_words_pkey PRIMARY KEY (record_id);
CREATE INDEX discogs_feedback_pick ON public.discogs_recordofthedayfeedback USING btree (record_of_the_day_id);
CREATE INDEX discogs_history_scrape ON public.discogs_history USING btree (scrape_id);
CREATE INDEX discogs_listing_best ON public.discogs_listing USING btree (score DESC, id DESC) WHERE ((status)::text = 'For Sale'::text);
CREATE INDEX discogs_listing_cheapest ON public.discogs_listing USING btree (record_price, id DESC) WHERE ((status)::text = 'For Sale'::text);
CREATE INDEX discogs_listing_dearest ON public.discogs_listing USING btree (record_price DESC NULLS LAST, id DESC) WHERE ((status)::text = 'For Sale'::text);
CREATE UNIQUE INDEX discogs_listing_discogs_listing_id_key ON public.discogs_listing USING btree (discogs_listing_id);
CREATE INDEX discogs_listing_draw ON public.discogs_listing USING btree (draw) WHERE ((status)::text = 'For Sale'::text);
CREATE INDEX discogs_listing_evaluated ON public.discogs_listing USING btree (evaluated, draw) WHERE ((status)::text = 'For Sale'::text);
CREATE UNIQUE INDEX discogs_listing_offer_key ON public.discogs_listing USING btree (seller_id, record_id, record_price, media_condition) NULLS NOT DISTINCT WHERE (discogs_listing_id IS NULL);
CREATE INDEX discogs_listing_oldest ON public.discogs_listing USING btree (year, id DESC) WHERE ((status)::text = 'For Sale'::text);
CREATE INDEX discogs_listing_record ON public.discogs_listing USING btree (record_id);
CREATE INDEX discogs_listing_seller_best ON public.discogs_listing USING btree (seller_id, score DESC, id) WHERE ((status)::text = 'For Sale'::text);
CREATE INDEX discogs_listing_seller_records ON public.discogs_listing USING btree (seller_id, record_id) WHERE ((status)::text = 'For Sale'::text);
CREATE INDEX discogs_listing_sought ON public.discogs_listing USING btree (record_id) INCLUDE (id, seller_id, year, score, record_price, media_condition) WHERE ((status)::text = 'For Sale'::text);
CREATE INDEX discogs_listing_youngest ON public.discogs_listing USING btree (year DESC NULLS LAST, id DESC) WHERE ((status)::text = 'For Sale'::text);
CREATE INDEX discogs_prediction_order ON public.discogs_prediction USING btree (open DESC, probability DESC, listing_id DESC);
CREATE INDEX discogs_prediction_turn ON public.discogs_prediction USING btree (turn) WHERE (open AND (turn IS NOT NULL));
CREATE INDEX discogs_prediction_unsure ON public.discogs_prediction USING btree (abs((probability - (0.5)::double precision)), listing_id) WHERE open;
CREATE INDEX discogs_rec_added_cc2cf3_idx ON public.discogs_record USING btree (added DESC);
CREATE INDEX discogs_recommendationmetrics_newest ON public.discogs_recommendationmetrics USING btree (session_date DESC, id DESC);
CREATE INDEX discogs_recommendationmodel_newest ON public.discogs_recommendationmodel USING btree (updated_at DESC, id DESC);
CREATE INDEX discogs_record_without_details ON public.discogs_record USING btree (id DESC) WHERE (details_at IS NULL);
CREATE INDEX discogs_recordoftheday_listing ON public.discogs_recordoftheday USING btree (listing_id);
CREATE INDEX discogs_scrape_newest ON public.discogs_scrape USING btree (lower((seller)::text), id DESC);
CREATE UNIQUE INDEX discogs_scrape_one_per_seller ON public.discogs_scrape USING btree (lower((seller)::text)) WHERE (state = ANY (ARRAY['queued'::text, 'running'::text]));
CREATE UNIQUE INDEX discogs_seller_name_key ON public.discogs_seller USING btree (lower((name)::text));
CREATE TRIGGER discogs_listing_count_delete AFTER DELETE ON public.discogs_listing REFERENCING OLD TABLE AS before_rows FOR EACH STATEMENT EXECUTE FUNCTION public.discogs_listing_count();
CREATE TRIGGER discogs_listing_count_insert AFTER INSERT ON public.discogs_listing REFERENCING NEW TABLE AS after_rows FOR EACH STATEMENT EXECUTE FUNCTION public.discogs_listing_count();
CREATE TRIGGER discogs_listing_count_update AFTER UPDATE ON public.discogs_listing REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows FOR EACH STATEMENT EXECUTE FUNCTION public.discogs_listing_count();
CREATE TRIGGER discogs_listing_outdate AFTER UPDATE ON public.discogs_listing REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows FOR EACH STATEMENT EXECUTE FUNCTION public.discogs_listing_outdate();
CREATE TRIGGER discogs_listing_predict_insert AFTER INSERT ON public.discogs_listing REFERENCING NEW TABLE AS after_rows FOR EACH STATEMENT EXECUTE FUNCTION public.discogs_listing_predict();
CREATE TRIGGER discogs_listing_prepare BEFORE INSERT OR UPDATE ON public.discogs_listing FOR EACH ROW EXECUTE FUNCTION public.discogs_listing_prepare();
CREATE TRIGGER discogs_record_count_delete AFTER DELETE ON public.discogs_record REFERENCING OLD TABLE AS before_rows FOR EACH STATEMENT EXECUTE FUNCTION public.discogs_record_count();
CREATE TRIGGER discogs_record_count_insert AFTER INSERT ON public.discogs_record REFERENCING NEW TABLE AS after_rows FOR EACH STATEMENT EXECUTE FUNCTION public.discogs_record_count();
CREATE TRIGGER discogs_record_count_update AFTER UPDATE ON public.discogs_record REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows FOR EACH STATEMENT EXECUTE FUNCTION public.discogs_record_count();
CREATE TRIGGER discogs_record_prepare BEFORE INSERT OR UPDATE ON public.discogs_record FOR EACH ROW EXECUTE FUNCTION public.discogs_record_prepare();
CREATE TRIGGER discogs_record_spread AFTER UPDATE ON public.discogs_record REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows FOR EACH STATEMENT EXECUTE FUNCTION public.discogs_record_spread();
CREATE TRIGGER discogs_record_words_insert AFTER INSERT ON public.discogs_record REFERENCING NEW TABLE AS after_rows FOR EACH STATEMENT EXECUTE FUNCTION public.discogs_record_words();
CREATE TRIGGER discogs_record_words_update AFTER UPDATE ON public.discogs_record REFERENCING NEW TABLE AS after_rows FOR EACH STATEMENT EXECUTE FUNCTION public.discogs_record_words();
CREATE TRIGGER discogs_seller_spread AFTER UPDATE ON public.discogs_seller REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows FOR EACH STATEMENT EXECUTE FUNCTION public.discogs_seller_spread();
ALTER TABLE ONLY public.discogs_history
    ADD CONSTRAINT discogs_history_scrape_id_fkey FOREIGN KEY (scrape_id) REFERENCES public.discogs_scrape(id);
ALTER TABLE ONLY public.discogs_listing
    ADD CONSTRAINT discogs_listing_record_id_fkey FOREIGN KEY (record_id) REFERENCES public.discogs_record(id);
ALTER TABLE ONLY public.discogs_listing
    ADD CONSTRAINT discogs_listing_seller_id_fkey FOREIGN KEY (seller_id) REFERENCES public.discogs_seller(id);
ALTER TABLE ONLY public.discogs_prediction
    ADD CONSTRAINT discogs_prediction_listing_id_fkey FOREIGN KEY (listing_id) REFERENCES public.discogs_listing(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.discogs_recordoftheday
    ADD CONSTRAINT discogs_recordoftheday_listing_id_fkey FOREIGN KEY (listing_id) REFERENCES public.discogs_listing(id);
ALTER TABLE ONLY public.discogs_recordofthedayfeedback
    ADD CONSTRAINT discogs_recordofthedayfeedback_listing_id_fkey FOREIGN KEY (listing_id) REFERENCES public.discogs_listing(id) ON DELETE SET NULL;
ALTER TABLE ONLY public.discogs_recordofthedayfeedback
    ADD CONSTRAINT discogs_recordofthedayfeedback_record_of_the_day_id_fkey FOREIGN KEY (record_of_the_day_id) REFERENCES public.discogs_recordoftheday(id) ON DELETE SET NULL;
ALTER TABLE ONLY public.discogs_training
    ADD CONSTRAINT discogs_training_model_id_fkey FOREIGN KEY (model_id) REFERENCES public.discogs_recommendationmodel(id) ON DELETE SET NULL;
ALTER TABLE ONLY public.discogs_words
    ADD CONSTRAINT discogs_words_record_id_fkey FOREIGN KEY (record_id) REFERENCES public.discogs_record(id) ON DELETE CASCADE;
