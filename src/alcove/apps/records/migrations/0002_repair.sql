-- Repairs what the earlier generations left behind, before constraints make it impossible.

-- Reads one token of a quoted Python string; one that stands for nothing storable stays as it is written.
CREATE OR REPLACE FUNCTION discogs_unescape(token text) RETURNS text
LANGUAGE plpgsql IMMUTABLE AS $function$
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
$function$;

-- Reads one quoted Python string.
CREATE OR REPLACE FUNCTION discogs_unquote(literal text) RETURNS text
LANGUAGE sql IMMUTABLE AS $function$
    SELECT coalesce(string_agg(discogs_unescape(match[1]), '' ORDER BY place), '')
    FROM regexp_matches(
        substr(literal, 2, length(literal) - 2),
        '(\\x[0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\U[0-9a-fA-F]{8}|\\.|[^\\]+)', 'g'
    ) WITH ORDINALITY AS m (match, place)
$function$;

-- Reads a genres or styles value of any known shape as an array of strings: an array keeps its strings, a text is
-- tried as JSON, then as a list literal with Python's quoting, and otherwise stands for itself.
CREATE OR REPLACE FUNCTION discogs_text_array(value jsonb) RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE AS $function$
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
$function$;

-- Reads the votes of a pick as an array of numbers.
CREATE OR REPLACE FUNCTION discogs_number_array(value jsonb) RETURNS jsonb
LANGUAGE sql IMMUTABLE AS $function$
    SELECT coalesce(jsonb_agg(item ORDER BY place) FILTER (WHERE jsonb_typeof(item) = 'number'), '[]')
    FROM jsonb_array_elements(CASE
        WHEN jsonb_typeof(value) = 'array' THEN value
        WHEN jsonb_typeof(value) = 'string'
            AND value #>> '{}' ~ '^\s*\[\s*([0-9]+(\.[0-9]+)?(\s*,\s*[0-9]+(\.[0-9]+)?)*)?\s*\]\s*$'
            THEN (value #>> '{}')::jsonb
        ELSE '[]' END) WITH ORDINALITY AS e (item, place)
$function$;

-- Takes what was stored as a price for one: neither "not a number" nor a negative number is.
CREATE OR REPLACE FUNCTION discogs_price(amount numeric) RETURNS numeric
LANGUAGE sql IMMUTABLE AS $function$
    SELECT CASE WHEN amount >= 0 AND amount < 9999999999.995 THEN round(amount, 2) END
$function$;

UPDATE discogs_record SET genres = discogs_text_array(genres) WHERE genres IS DISTINCT FROM discogs_text_array(genres);
UPDATE discogs_record SET styles = discogs_text_array(styles) WHERE styles IS DISTINCT FROM discogs_text_array(styles);
UPDATE discogs_record SET
    format = coalesce(format, ''), label = coalesce(label, ''), suggested_price = coalesce(suggested_price, ''),
    wants = coalesce(wants, 0), haves = coalesce(haves, 0), added = coalesce(added, now())
    WHERE num_nulls(format, label, suggested_price, wants, haves, added) > 0;
UPDATE discogs_seller SET currency = '' WHERE currency IS NULL;
UPDATE discogs_listing SET
    score = coalesce(score, 0), kept = coalesce(kept, false), evaluated = coalesce(evaluated, false),
    predicted_keeper = coalesce(predicted_keeper, false)
    WHERE num_nulls(score, kept, evaluated, predicted_keeper) > 0;
UPDATE discogs_record SET year = NULL WHERE year <= 0;
UPDATE discogs_record SET wants = greatest(wants, 0), haves = greatest(haves, 0) WHERE wants < 0 OR haves < 0;
UPDATE discogs_listing SET record_price = discogs_price(record_price)
    WHERE record_price IS DISTINCT FROM discogs_price(record_price);
-- Only a verdict makes a keeper; one generation called every offer it stored kept.
UPDATE discogs_listing SET kept = false WHERE kept AND NOT evaluated;
UPDATE discogs_recordoftheday
    SET desirability_votes = discogs_number_array(desirability_votes), novelty_votes = discogs_number_array(novelty_votes)
    WHERE (desirability_votes, novelty_votes)
        IS DISTINCT FROM (discogs_number_array(desirability_votes), discogs_number_array(novelty_votes));
UPDATE discogs_recordofthedayfeedback
    SET desirability_rating = least(greatest(desirability_rating, 1), 5), novelty_rating = least(greatest(novelty_rating, 1), 5)
    WHERE desirability_rating NOT BETWEEN 1 AND 5 OR novelty_rating NOT BETWEEN 1 AND 5;

-- Sellers of one name become one; the oldest row stays and takes the first currency that is known.
CREATE TEMPORARY TABLE seller_merge ON COMMIT DROP AS
SELECT id, first_value(id) OVER same_name AS kept_id,
       first_value(currency) OVER (PARTITION BY lower(btrim(name)) ORDER BY (currency = ''), id) AS currency
FROM discogs_seller
WINDOW same_name AS (PARTITION BY lower(btrim(name)) ORDER BY id);

UPDATE discogs_listing AS l SET seller_id = m.kept_id FROM seller_merge AS m WHERE l.seller_id = m.id AND m.id <> m.kept_id;
UPDATE discogs_seller AS s SET currency = m.currency FROM seller_merge AS m WHERE s.id = m.id AND m.id = m.kept_id;
DELETE FROM discogs_seller AS s USING seller_merge AS m WHERE s.id = m.id AND m.id <> m.kept_id;
UPDATE discogs_seller SET name = btrim(name) WHERE name <> btrim(name);

-- Offers stored more than once become one; a verdict given to any copy survives.
CREATE TEMPORARY TABLE listing_merge ON COMMIT DROP AS
SELECT id, first_value(id) OVER same_offer AS kept_id
FROM discogs_listing
WINDOW same_offer AS (
    PARTITION BY seller_id, record_id, record_price, media_condition ORDER BY evaluated DESC, kept DESC, id
);

UPDATE discogs_recordoftheday AS p SET listing_id = m.kept_id
FROM listing_merge AS m WHERE p.listing_id = m.id AND m.id <> m.kept_id;
DELETE FROM discogs_listing AS l USING listing_merge AS m WHERE l.id = m.id AND m.id <> m.kept_id;
