"""All SQL of the search in passages."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import msgspec

from alcove.apps.study.passage_search.candidates import Candidate, Candidates, OwnPassages, WordStatistics
from alcove.apps.study.passage_search.model import PassageKind
from alcove.apps.study.passage_search.scores import OTHER_PASSAGES
from alcove.apps.study.passage_search.similar import Form
from alcove.foundation.database import Pool, read_row, read_table

CANDIDATES: Final = 40
"""Passages that a search compares: this many by their words, and as many by meaning."""

LONGEST_CONTENT: Final = 20_000
"""Characters of a passage that are searched and returned; the index has no more of it, either."""

MOST_LEXEMES: Final = 500
MOST_COMPARED: Final = 400
"""Passages whose lexemes are compared with a word that no passage has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What to look for: words, further lexemes that count as one of them, and passages that are near by meaning.

    With `source_ids`, only in these. `factors` are those of the words' weights, by default 1.
    """

    words: Sequence[str]
    kinds: Collection[PassageKind]
    forms: Sequence[Form] = ()
    near: Sequence[UUID] = ()
    source_ids: Collection[UUID] = ()
    has_own_messages: bool = True
    factors: Sequence[float] = ()


# BM25 with the two usual constants. A word's forms in the three configurations are one word: a passage has it as often
# as the form that it has most; a word in the title counts once more. The index says which passages have which words.
# How long a passage is, is compared with others of its kind: cards are short, and would make all materials seem long.
# The best of these, and those that are near by meaning, are scored by how often they have them.
_SEARCH: Final = """
WITH form AS MATERIALIZED (
    SELECT (w.number - 1)::integer AS word, lexeme, 1::float AS weight
    FROM unnest($2::text[]) WITH ORDINALITY AS w (text, number), LATERAL (
        SELECT unnest(tsvector_to_array(to_tsvector('pg_catalog.simple', w.text)))
        UNION SELECT unnest(tsvector_to_array(to_tsvector('pg_catalog.english', w.text)))
        UNION SELECT unnest(tsvector_to_array(to_tsvector('pg_catalog.german', w.text)))
    ) AS forms (lexeme)
    UNION ALL
    SELECT s.word, s.lexeme, s.weight FROM unnest($8::integer[], $9::text[], $10::float[]) AS s (word, lexeme, weight)
), question AS MATERIALIZED (
    SELECT word, array_agg(study.search_term($1, lexeme)) AS terms FROM form GROUP BY word
), usual AS MATERIALIZED (
    SELECT kind, count(*)::float AS passages, sum(characters)::float AS total,
        greatest(avg(characters), 1)::float AS characters
    FROM study.passages
    WHERE user_id = $1 AND kind = ANY ($3::text[]) AND ($13::uuid[] = '{}' OR source_id = ANY ($13)) GROUP BY kind
), own AS MATERIALIZED (
    SELECT coalesce(sum(passages), 0) AS passages, greatest(sum(total) / sum(passages), 1) AS characters FROM usual
), occurrence AS MATERIALIZED (
    SELECT question.word, p.id, 1.2 * (0.25 + 0.75 * p.characters / usual.characters) AS length
    FROM question, LATERAL (
        SELECT id, user_id, kind, role, source_id, characters FROM study.passages
        WHERE terms && question.terms OFFSET 0
    ) AS p JOIN usual ON usual.kind = p.kind
    WHERE p.user_id = $1 AND ($11 OR p.role IS DISTINCT FROM 'user') AND ($13 = '{}' OR p.source_id = ANY ($13))
), rarity AS MATERIALIZED (
    SELECT word, count(*)::integer AS passages,
        ln(1 + (own.passages + $4::float - count(*) + 0.5) / (count(*) + 0.5)) * ($12::float[])[word + 1] AS weight
    FROM occurrence, own GROUP BY word, own.passages
), likely AS MATERIALIZED (
    SELECT id FROM (
        SELECT id FROM occurrence JOIN rarity USING (word) GROUP BY id
        ORDER BY sum(rarity.weight * 2.2 / (1 + occurrence.length)) DESC, id LIMIT $5 * 3 / 2
    ) AS by_words
    UNION SELECT unnest($6::uuid[])
), passage AS MATERIALIZED (
    SELECT p.id, p.kind, p.source_id, p.role, p.title, p.content, p.page, p.words,
        1.2 * (0.25 + 0.75 * p.characters / usual.characters) AS length
    FROM likely JOIN study.passages AS p USING (id) JOIN usual ON usual.kind = p.kind
    WHERE p.user_id = $1 AND ($11 OR p.role IS DISTINCT FROM 'user')
      AND ($13 = '{}' OR p.source_id = ANY ($13))
), frequency AS MATERIALIZED (
    SELECT passage.id, passage.length, form.word,
        max(form.weight * (
            greatest(cardinality(array_positions(u.weights, 'B')), cardinality(array_positions(u.weights, 'C')),
                cardinality(array_positions(u.weights, 'D')))
            + CASE WHEN 'A' = ANY (u.weights) THEN 1 ELSE 0 END)) AS count
    FROM passage, LATERAL (
        SELECT lexeme, weights FROM unnest(passage.words) AS all_words (lexeme, positions, weights)
        WHERE lexeme = ANY ((SELECT array_agg(lexeme) FROM form)::text[]) OFFSET 0
    ) AS u, form
    WHERE u.lexeme = form.lexeme GROUP BY passage.id, passage.length, form.word
), score AS MATERIALIZED (
    SELECT id, array_agg(word) AS words, sum(rarity.weight * 2.2 * f.count / (f.count + f.length)) AS score
    FROM frequency AS f JOIN rarity USING (word) GROUP BY id
), best AS MATERIALIZED (
    SELECT id FROM score ORDER BY score DESC, id LIMIT $5
), found AS (
    SELECT p.id, p.kind, p.source_id, p.role, p.title, left(p.content, $7) AS content, p.page,
        coalesce(s.words, '{}') AS words, coalesce(s.score, 0) AS score
    FROM passage AS p LEFT JOIN score AS s USING (id)
    WHERE p.id IN (SELECT id FROM best UNION SELECT unnest($6::uuid[]))
)
SELECT
    (SELECT json_build_object('passages', passages::integer, 'characters', characters) FROM own)::text AS own,
    (SELECT json_agg(json_build_object('word', word, 'passages', passages, 'weight', weight))
     FROM rarity)::text AS words,
    (SELECT json_agg(found ORDER BY score DESC, id) FROM found)::text AS found
"""
_LEXEMES: Final = """
WITH question AS MATERIALIZED (
    SELECT array_agg(study.search_term($1, lexeme)) AS terms FROM (
        SELECT unnest($2::text[]) UNION ALL SELECT '^' || unnest($3::text[])
    ) AS lexemes (lexeme)
), found AS MATERIALIZED (
    SELECT user_id, words FROM study.passages WHERE terms && (SELECT terms FROM question) LIMIT $4
)
SELECT DISTINCT u.lexeme FROM found, unnest(tsvector_to_array(found.words)) AS u (lexeme)
WHERE found.user_id = $1
  AND (u.lexeme IN (SELECT unnest($2::text[])) OR left(u.lexeme, 4) IN (SELECT unnest($3::text[])))
LIMIT $5
"""
_HAS_PASSAGES: Final = "SELECT EXISTS (SELECT FROM study.passages WHERE user_id = $1 AND kind = ANY ($2))"
# Which rows there are, in any order: no row would have to be locked to count the changes.
_VERSION: Final = """
SELECT count(*) || '-' || coalesce(sum(hashint8extended(version, 0)), 0) AS version
FROM study.passages WHERE user_id = $1 AND kind = ANY ($2)
"""


async def find_candidates(pool: Pool, user_id: UUID, *, wanted: Wanted) -> Candidates:
    """Return the account's best passages by words, and those of `wanted.near`, in one read."""
    row = await read_row(
        pool,
        _SEARCH,
        user_id,
        list(wanted.words),
        [kind.value for kind in wanted.kinds],
        OTHER_PASSAGES,
        CANDIDATES,
        list(wanted.near),
        LONGEST_CONTENT,
        [form.word for form in wanted.forms],
        [form.lexeme for form in wanted.forms],
        [form.weight for form in wanted.forms],
        wanted.has_own_messages,
        list(wanted.factors) or [1.0] * len(wanted.words),
        list(wanted.source_ids),
    )
    assert row is not None
    return Candidates(
        own=msgspec.json.decode(row["own"], type=OwnPassages),
        words=msgspec.json.decode(row["words"] or "[]", type=list[WordStatistics]),
        found=msgspec.json.decode(row["found"] or "[]", type=list[Candidate]),
    )


async def find_lexemes(
    pool: Pool, user_id: UUID, *, lexemes: Collection[str], starts: Collection[str]
) -> Collection[str]:
    """Return which of the lexemes, and which lexemes with one of the starts, the account's passages have."""
    rows = await read_table(pool, _LEXEMES, user_id, list(lexemes), list(starts), MOST_COMPARED, MOST_LEXEMES)
    return [row["lexeme"] for row in rows]


async def has_passages(pool: Pool, user_id: UUID, *, kinds: Collection[PassageKind]) -> bool:
    """Return whether the account has a passage."""
    row = await read_row(pool, _HAS_PASSAGES, user_id, [kind.value for kind in kinds])
    return bool(row and row["exists"])


async def read_version(pool: Pool, user_id: UUID, *, kinds: Collection[PassageKind]) -> str:
    """Return a text that names the set of an account's passages with their content."""
    row = await read_row(pool, _VERSION, user_id, [kind.value for kind in kinds])
    return str(row["version"]) if row else ""
