-- A record of the day that is sold is replaced.

CREATE OR REPLACE VIEW discogs_pick AS
SELECT p.id, p.date, l.wire AS listing, b.breakdown,
    '{"id":' || p.id || ',"date":"' || p.date || '","created_at":"' || discogs_instant(p.created_at)
    || '","listing_id":' || p.listing_id || ',"listing":' || l.wire
    || ',"desirability_votes":' || p.desirability_votes || ',"novelty_votes":' || p.novelty_votes
    || ',"average_desirability":' || coalesce(discogs_finite(p.average_desirability), 0)
    || ',"average_novelty":' || coalesce(discogs_finite(p.average_novelty), 0)
    || ',' || substr(b.breakdown, 2) AS wire,
    l.status = 'For Sale' AS for_sale
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
