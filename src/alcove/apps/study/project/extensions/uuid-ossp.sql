-- UUIDs of all versions; version 1 has a random node, as uuid_generate_v1mc of the original has.

CREATE FUNCTION extensions.uuid_nil() RETURNS uuid LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$ SELECT '00000000-0000-0000-0000-000000000000'::uuid $$;
CREATE FUNCTION extensions.uuid_ns_dns() RETURNS uuid LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$ SELECT '6ba7b810-9dad-11d1-80b4-00c04fd430c8'::uuid $$;
CREATE FUNCTION extensions.uuid_ns_url() RETURNS uuid LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$ SELECT '6ba7b811-9dad-11d1-80b4-00c04fd430c8'::uuid $$;
CREATE FUNCTION extensions.uuid_ns_oid() RETURNS uuid LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$ SELECT '6ba7b812-9dad-11d1-80b4-00c04fd430c8'::uuid $$;
CREATE FUNCTION extensions.uuid_ns_x500() RETURNS uuid LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$ SELECT '6ba7b814-9dad-11d1-80b4-00c04fd430c8'::uuid $$;

CREATE FUNCTION extensions.uuid_generate_v4() RETURNS uuid LANGUAGE sql VOLATILE STRICT PARALLEL SAFE
AS $$ SELECT pg_catalog.gen_random_uuid() $$;

CREATE FUNCTION extensions.uuid_generate_v1mc() RETURNS uuid LANGUAGE plpgsql VOLATILE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
    -- Intervals of 100 ns since 15 October 1582.
    ticks bigint := (extract(epoch FROM clock_timestamp()) * 10000000)::bigint + 122192928000000000;
    time_digits text := lpad(to_hex(ticks), 15, '0');
    random_bytes bytea := substr(uuid_send(gen_random_uuid()), 9);
BEGIN
    random_bytes := set_byte(random_bytes, 2, get_byte(random_bytes, 2) | 1);
    RETURN (substr(time_digits, 8) || substr(time_digits, 4, 4) || '1' || substr(time_digits, 1, 3)
        || encode(random_bytes, 'hex'))::uuid;
END
$body$;
CREATE FUNCTION extensions.uuid_generate_v1() RETURNS uuid LANGUAGE sql VOLATILE STRICT PARALLEL SAFE
AS $$ SELECT extensions.uuid_generate_v1mc() $$;

CREATE FUNCTION extensions.uuid_of_digest(digest bytea, version int) RETURNS uuid
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT encode(set_byte(set_byte(substr(digest, 1, 16),
        6, (get_byte(digest, 6) & 15) | (version << 4)), 8, (get_byte(digest, 8) & 63) | 128), 'hex')::uuid
$$;
CREATE FUNCTION extensions.uuid_generate_v3(namespace uuid, name text) RETURNS uuid
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT extensions.uuid_of_digest(decode(md5(uuid_send(namespace) || convert_to(name, 'UTF8')), 'hex'), 3)
$$;
CREATE FUNCTION extensions.uuid_generate_v5(namespace uuid, name text) RETURNS uuid
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT extensions.uuid_of_digest(
        extensions.digest(uuid_send(namespace) || convert_to(name, 'UTF8'), 'sha1'), 5)
$$;
