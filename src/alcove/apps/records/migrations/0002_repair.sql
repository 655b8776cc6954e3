-- Repairs what the earlier generations left behind, before constraints make it impossible.

-- Reads a genres or styles value of any known shape as an array of strings: an array keeps its strings, a text is
-- tried as JSON, then as a list literal with Python's quoting, and otherwise stands for itself.
CREATE OR REPLACE FUNCTION discogs_text_array(value jsonb) RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE AS $function$
DECLARE
    content text;
    quoted constant text := '(?:''(?:[^''\\]|\\.)*''|"(?:[^"\\]|\\.)*")';
    words jsonb;
BEGIN
    IF jsonb_typeof(value) = 'array' THEN
        RETURN coalesce(
            (SELECT jsonb_agg(item ORDER BY place) FROM jsonb_array_elements(value) WITH ORDINALITY AS e (item, place)
             WHERE jsonb_typeof(item) = 'string' AND btrim(item #>> '{}') <> ''), '[]');
    END IF;
    content := btrim(value #>> '{}');
    IF jsonb_typeof(value) IS DISTINCT FROM 'string' OR content = '' THEN
        RETURN '[]';
    END IF;
    IF content ~ '^[\["]' THEN
        BEGIN
            RETURN discogs_text_array(content::jsonb);
        EXCEPTION WHEN invalid_text_representation OR untranslatable_character THEN
            NULL; -- not JSON; the next reading decides
        END;
    END IF;
    IF content ~ ('^[\[(]\s*(?:' || quoted || '\s*,\s*)*(?:' || quoted || ')?\s*[\])]$') THEN
        SELECT jsonb_agg(discogs_unquote(match[1]) ORDER BY place) INTO words
        FROM regexp_matches(content, quoted, 'g') WITH ORDINALITY AS m (match, place);
        RETURN coalesce(words, '[]');
    END IF;
    RETURN jsonb_build_array(content);
END
$function$;

-- Reads one quoted Python string; an escape it does not know stays as it is.
CREATE OR REPLACE FUNCTION discogs_unquote(literal text) RETURNS text
LANGUAGE plpgsql IMMUTABLE AS $function$
DECLARE
    inner_text text := substr(literal, 2, length(literal) - 2);
BEGIN
    inner_text := regexp_replace(inner_text, '\\([''"])', '\1', 'g');
    inner_text := regexp_replace(inner_text, '\\x([0-9a-fA-F]{2})', '\\u00\1', 'g');
    inner_text := regexp_replace(inner_text, '\\[nrt]', ' ', 'g');
    RETURN unistr(inner_text);
EXCEPTION WHEN OTHERS THEN
    RETURN inner_text;
END
$function$;

UPDATE discogs_record SET genres = discogs_text_array(genres) WHERE genres IS DISTINCT FROM discogs_text_array(genres);
UPDATE discogs_record SET styles = discogs_text_array(styles) WHERE styles IS DISTINCT FROM discogs_text_array(styles);
UPDATE discogs_record SET year = NULL WHERE year <= 0;
UPDATE discogs_record SET wants = greatest(wants, 0), haves = greatest(haves, 0) WHERE wants < 0 OR haves < 0;

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
