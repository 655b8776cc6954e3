-- A trigger that sets a column, its argument, to the time of the change.

CREATE FUNCTION extensions.moddatetime() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
    IF tg_nargs <> 1 THEN
        RAISE EXCEPTION 'moddatetime (%): A single argument was expected', tg_table_name;
    END IF;
    NEW := jsonb_populate_record(NEW, jsonb_build_object(tg_argv[0], now()));
    RETURN NEW;
END
$body$;
