-- What the page shows and filters: the sleeve, grades by rank, the words of a format, and when a verdict was made.

CREATE FUNCTION discogs_grade(name text) RETURNS smallint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $function$
    SELECT (CASE
        WHEN short IN ('mint', 'm') THEN 1
        WHEN short IN ('near mint', 'nm', 'm-', 'nm or m-') THEN 2
        WHEN short IN ('very good plus', 'vg+') THEN 3
        WHEN short IN ('very good', 'vg') THEN 4
        WHEN short IN ('good plus', 'g+') THEN 5
        WHEN short IN ('good', 'g') THEN 6
        WHEN short IN ('fair', 'f') THEN 7
        WHEN short IN ('poor', 'p') THEN 8
    END)::smallint FROM (SELECT lower(btrim(split_part(name, '(', 1))) AS short) AS spelled
$function$;
COMMENT ON FUNCTION discogs_grade IS 'The rank of a grade however it is written, 1 for Mint to 8 for Poor; null: no grade.';

CREATE FUNCTION discogs_formats(format text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $function$
    SELECT coalesce(array_agg(DISTINCT word), '{}') FROM (
        SELECT regexp_replace(btrim(part, ' ()'), '^[0-9]+ *[x×] *', '') AS word
        FROM regexp_split_to_table(format, '[,+]') AS part) AS words
    WHERE word <> ''
$function$;
COMMENT ON FUNCTION discogs_formats IS 'The words of a format text: LP and Album for "2xLP, Album".';

-- Generated once for the rows that exist; afterwards triggers with the owner's privileges compute the columns, since
-- another program's role that writes through a view may not call the functions.
ALTER TABLE discogs_record
    ADD COLUMN formats text[] NOT NULL GENERATED ALWAYS AS (discogs_formats(format)) STORED;
ALTER TABLE discogs_record ALTER COLUMN formats DROP EXPRESSION;

ALTER TABLE discogs_listing
    ADD COLUMN sleeve_condition varchar(255) NOT NULL DEFAULT '',
    ADD COLUMN media_grade smallint GENERATED ALWAYS AS (discogs_grade(media_condition)) STORED,
    ADD COLUMN sleeve_grade smallint GENERATED ALWAYS AS (discogs_grade(sleeve_condition)) STORED,
    ADD COLUMN judged_at timestamptz;
ALTER TABLE discogs_listing
    ALTER COLUMN media_grade DROP EXPRESSION,
    ALTER COLUMN sleeve_grade DROP EXPRESSION;
COMMENT ON COLUMN discogs_record.formats IS 'The words of the format; a trigger keeps them.';
COMMENT ON COLUMN discogs_listing.media_grade IS 'The rank of the grade of the medium; a trigger keeps it.';
COMMENT ON COLUMN discogs_listing.sleeve_grade IS 'The rank of the grade of the sleeve; a trigger keeps it.';
COMMENT ON COLUMN discogs_listing.judged_at IS 'When the verdict was made or changed; null: there is none, or an earlier version stored it.';

CREATE FUNCTION discogs_record_formats() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = records, pg_temp AS $function$
BEGIN
    NEW.formats := discogs_formats(NEW.format);
    RETURN NEW;
END
$function$;
CREATE TRIGGER discogs_record_formats BEFORE INSERT OR UPDATE OF format ON discogs_record
    FOR EACH ROW EXECUTE FUNCTION discogs_record_formats();

CREATE FUNCTION discogs_listing_grades() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = records, pg_temp AS $function$
BEGIN
    NEW.media_grade := discogs_grade(NEW.media_condition);
    NEW.sleeve_grade := discogs_grade(NEW.sleeve_condition);
    RETURN NEW;
END
$function$;
CREATE TRIGGER discogs_listing_grades BEFORE INSERT OR UPDATE OF media_condition, sleeve_condition ON discogs_listing
    FOR EACH ROW EXECUTE FUNCTION discogs_listing_grades();

-- A filter is answered from this index alone, without the offers' wide rows.
DROP INDEX discogs_listing_sought;
CREATE INDEX discogs_listing_sought ON discogs_listing (record_id)
    INCLUDE (id, seller_id, year, score, record_price, media_condition, original_price, original_currency, media_grade,
             sleeve_grade, evaluated, kept, first_seen) WHERE status = 'For Sale';
CREATE INDEX discogs_listing_judged ON discogs_listing (judged_at DESC NULLS LAST, id DESC) WHERE evaluated;

CREATE FUNCTION discogs_listing_judge() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = records, pg_temp AS $function$
BEGIN
    NEW.judged_at := CASE WHEN NEW.evaluated THEN clock_timestamp() END;
    RETURN NEW;
END
$function$;
CREATE TRIGGER discogs_listing_judge_insert BEFORE INSERT ON discogs_listing
    FOR EACH ROW WHEN (NEW.evaluated AND NEW.judged_at IS NULL) EXECUTE FUNCTION discogs_listing_judge();
CREATE TRIGGER discogs_listing_judge_update BEFORE UPDATE ON discogs_listing
    FOR EACH ROW WHEN ((NEW.evaluated, NEW.kept) IS DISTINCT FROM (OLD.evaluated, OLD.kept))
    EXECUTE FUNCTION discogs_listing_judge();
