-- Searches find words however they are written: case, accents, Unicode forms, apostrophes and dashes make no difference.

-- Whatever is searched by words is compared as this function returns it.
CREATE FUNCTION discogs_fold(value text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $function$
    SELECT replace(replace(replace(replace(
        translate(
            -- Without accents: they are characters of their own in the decomposed form.
            lower(regexp_replace(normalize(translate(value, '''’‘‛ʼ`´′＇', ''), NFKD), '[\u0300-\u036f]', '', 'g')),
            '‐‑‒–—―−øłđðıħŧŋς', '-------olddihtnσ'),
        'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th')
$function$;
COMMENT ON FUNCTION discogs_fold IS 'A text as searches compare it.';

CREATE FUNCTION discogs_pattern(value text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $function$
    SELECT '%' || regexp_replace(discogs_fold(value), '([\\%_])', '\\\1', 'g') || '%'
$function$;
COMMENT ON FUNCTION discogs_pattern IS 'A LIKE pattern that finds a text, literally, within folded ones.';

ALTER TABLE discogs_record ADD COLUMN IF NOT EXISTS barcodes text[] NOT NULL DEFAULT '{}';
COMMENT ON COLUMN discogs_record.barcodes IS 'Barcodes of the release, digits only.';

ALTER TABLE discogs_words ADD COLUMN codes text NOT NULL DEFAULT '';
COMMENT ON COLUMN discogs_words.names IS 'Artist, title, label and catalogue number, folded, a line each.';
COMMENT ON COLUMN discogs_words.terms IS 'Genres and styles in lower case, a line each.';
COMMENT ON COLUMN discogs_words.codes IS 'Release id and barcodes, each between two line ends: they are found as a whole.';

CREATE FUNCTION discogs_words_of(record discogs_record) RETURNS discogs_words LANGUAGE sql STABLE AS $function$
    SELECT record.id,
        discogs_fold(concat_ws(E'\n', record.artist, record.title, record.label, record.catno,
            nullif(replace(record.catno, ' ', ''), record.catno))),
        lower(coalesce((
            SELECT string_agg(value, E'\n') FROM jsonb_array_elements_text(record.genres || record.styles) AS value), '')),
        E'\n' || array_to_string(record.discogs_id::text || record.barcodes, E'\n') || E'\n'
$function$;

CREATE OR REPLACE FUNCTION discogs_record_words() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = records, pg_temp AS $function$
BEGIN
    INSERT INTO discogs_words AS w (record_id, names, terms, codes)
    SELECT words.* FROM after_rows AS a JOIN discogs_record AS r USING (id), discogs_words_of(r) AS words
    ON CONFLICT (record_id) DO UPDATE SET names = excluded.names, terms = excluded.terms, codes = excluded.codes
    WHERE (w.names, w.terms, w.codes) IS DISTINCT FROM (excluded.names, excluded.terms, excluded.codes);
    RETURN NULL;
END
$function$;

UPDATE discogs_words AS w SET names = words.names, terms = words.terms, codes = words.codes
FROM discogs_record AS r, discogs_words_of(r) AS words WHERE w.record_id = r.id;
