-- The health of AI providers, as all api processes share it. A provider without a row is healthy. All times are those of the
-- processes' clocks, which pass the current time.

CREATE TABLE study.ai_provider_health (
    provider text NOT NULL,
    address text NOT NULL,
    failed_at timestamptz[] NOT NULL DEFAULT '{}',
    openings integer NOT NULL DEFAULT 0,
    open_until timestamptz,
    successes integer NOT NULL DEFAULT 0,
    probe_id uuid,
    probe_until timestamptz,
    cooling_until timestamptz,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (provider, address)
);
COMMENT ON COLUMN study.ai_provider_health.address IS 'A digest of the base address: another address begins without failures.';
COMMENT ON COLUMN study.ai_provider_health.failed_at IS 'The counted failures in the current window, while the breaker is closed.';
COMMENT ON COLUMN study.ai_provider_health.openings IS 'How often the breaker has opened since it was last closed.';
COMMENT ON COLUMN study.ai_provider_health.open_until IS 'NULL while the breaker is closed; after this time it is half-open.';
COMMENT ON COLUMN study.ai_provider_health.successes IS 'Successful probes since the breaker is half-open.';
COMMENT ON COLUMN study.ai_provider_health.cooling_until IS 'No call before this time: the provider has asked for it.';

CREATE TABLE study.ai_key_cooldowns (
    provider text NOT NULL,
    fingerprint text NOT NULL,
    cooling_until timestamptz NOT NULL,
    PRIMARY KEY (provider, fingerprint)
);
COMMENT ON COLUMN study.ai_key_cooldowns.fingerprint IS 'An HMAC of the key, which identifies it without revealing it.';

-- After the clock was set back, the waits begin again from the last change: they never end earlier than they should, nor stay
-- for as long as the clock was ahead. Clocks of several hosts may differ by less.
CREATE FUNCTION study.correct_ai_clock(for_provider text, for_address text, at timestamptz)
RETURNS void LANGUAGE sql AS $body$
    UPDATE study.ai_provider_health SET
        failed_at = '{}', open_until = open_until - (updated_at - at), probe_until = probe_until - (updated_at - at),
        cooling_until = cooling_until - (updated_at - at), updated_at = at
    WHERE provider = for_provider AND address = for_address AND updated_at > at + interval '2 minutes'
$body$;

-- Records how a call has ended, and returns what the breaker did: opened, closed, or NULL. `probe` is the id of the probe that
-- the call was, NULL for another call; `cooldown` the seconds in which the provider is not called, `key_cooldown` those in
-- which the key with the fingerprint is not used; NULL means that nothing of the kind happened.
CREATE FUNCTION study.record_ai_outcome(
    for_provider text, for_address text, at timestamptz, probe uuid, is_success boolean, is_counted boolean, cooldown float8,
    for_fingerprint text, key_cooldown float8, max_failures integer, failure_window float8, open_seconds float8, max_open_seconds float8, needed_successes integer
) RETURNS text LANGUAGE plpgsql AS $body$
DECLARE
    health study.ai_provider_health;
    change text;
BEGIN
    IF key_cooldown IS NOT NULL THEN
        DELETE FROM study.ai_key_cooldowns WHERE cooling_until < at - interval '1 day';
        INSERT INTO study.ai_key_cooldowns (provider, fingerprint, cooling_until)
        VALUES (for_provider, for_fingerprint, at + key_cooldown * interval '1 second')
        ON CONFLICT (provider, fingerprint) DO UPDATE SET cooling_until = excluded.cooling_until;
    END IF;
    IF probe IS NULL AND NOT is_counted AND cooldown IS NULL THEN
        RETURN NULL;
    END IF;
    INSERT INTO study.ai_provider_health (provider, address, updated_at) VALUES (for_provider, for_address, at)
    ON CONFLICT DO NOTHING;
    IF FOUND THEN
        -- Those of addresses that are not used any more.
        DELETE FROM study.ai_provider_health WHERE updated_at < at - interval '30 days';
    ELSE
        PERFORM study.correct_ai_clock(for_provider, for_address, at);
    END IF;
    SELECT * INTO health FROM study.ai_provider_health
    WHERE provider = for_provider AND address = for_address FOR UPDATE;
    IF cooldown IS NOT NULL THEN
        -- A later, shorter wait never ends an earlier one.
        health.cooling_until := greatest(health.cooling_until, at + cooldown * interval '1 second');
    END IF;
    IF health.open_until IS NULL THEN
        IF is_counted THEN
            health.failed_at := ARRAY(
                SELECT moment FROM unnest(health.failed_at || at) AS moment
                WHERE moment > at - failure_window * interval '1 second' ORDER BY moment DESC LIMIT max_failures);
        END IF;
        IF is_counted AND cardinality(health.failed_at) >= max_failures THEN
            change := 'opened';
        END IF;
    ELSIF probe = health.probe_id THEN
        -- What ends otherwise, such as a call that was cancelled, says nothing: the next probe does.
        health.probe_id := NULL;
        health.probe_until := NULL;
        health.successes := health.successes + is_success::integer;
        change := CASE WHEN is_counted THEN 'opened' WHEN health.successes >= needed_successes THEN 'closed' END;
    END IF;
    IF change = 'opened' THEN
        health.open_until := at + interval '1 second'
            * least(open_seconds * 2.0 ^ least(health.openings, 30), max_open_seconds);
        health.openings := health.openings + 1;
        health.successes := 0;
        health.failed_at := '{}';
    ELSIF change = 'closed' THEN
        health.open_until := NULL;
        health.openings := 0;
        health.successes := 0;
    END IF;
    UPDATE study.ai_provider_health SET
        failed_at = health.failed_at, openings = health.openings, open_until = health.open_until,
        successes = health.successes, probe_id = health.probe_id, probe_until = health.probe_until,
        cooling_until = health.cooling_until, updated_at = at
    WHERE provider = for_provider AND address = for_address;
    RETURN change;
END
$body$;
