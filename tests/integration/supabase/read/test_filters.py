"""Filters: every operator, modifiers, logic trees, JSON paths, and types whose values PostgreSQL converts."""
# ruff: noqa: S608 - the SQL is written by hand here, for tables of the fixture

from urllib.parse import quote

import asyncpg
import pytest

from integration.supabase.read.conftest import Reader

TITLE = "to_tsvector('english', title)"
FILTERS = {
    "id=eq.2": "id = 2",
    "id=neq.2": "id <> 2",
    "year=gt.1992": "year > 1992",
    "year=gte.1992": "year >= 1992",
    "year=lt.1992": "year < 1992",
    "year=lte.1992": "year <= 1992",
    "year=not.lte.1992": "NOT year <= 1992",
    "year=gte.1990&year=lt.1994": "year >= 1990 AND year < 1994",
    "title=like.*Dog*": "title LIKE '%Dog%'",
    "title=like.%25Dog%25": "title LIKE '%Dog%'",
    "title=like.Orphan_100\\%25": "title LIKE 'Orphan_100\\%'",
    "title=ilike.*dog*": "title ILIKE '%dog%'",
    "title=not.ilike.*dog*": "title NOT ILIKE '%dog%'",
    "language=like.eng*": "language LIKE 'eng%'",
    "code=like.a*": "code LIKE 'a%'",
    "code=eq.ab": "code = 'ab'",
    "title=match.^P": "title ~ '^P'",
    "title=imatch.^p": "title ~* '^p'",
    "title=like(any).{*Dog*,*Pulp*}": "title LIKE ANY ('{%Dog%,%Pulp%}')",
    "title=ilike(all).{*p*,*u*}": "title ILIKE ALL ('{%p%,%u%}')",
    "title=match(any).{^P,^W}": "title ~ ANY ('{^P,^W}')",
    "id=eq(any).{1,3}": "id = ANY ('{1,3}')",
    "id=not.eq(any).{1,3}": "NOT id = ANY ('{1,3}')",
    "id=gt(all).{1,2}": "id > ALL ('{1,2}')",
    "id=in.(1,3,9)": "id IN (1, 3, 9)",
    "id=not.in.(1,3)": "id NOT IN (1, 3)",
    "id=in.()": "false",
    "id=not.in.()": "true",
    'title=in.("Pulp Fiction","a,b","c\\"d")': "title = 'Pulp Fiction'",
    'title=in.(NULL,"",{},\\)': "false",
    "mood=eq.happy": "mood = 'happy'",
    "mood=gte.calm": "mood >= 'calm'",
    "mood=in.(sad,happy)": "mood IN ('sad', 'happy')",
    "place=eq.(LA,90000)": "place = '(LA,90000)'::api.place",
    "year=is.null": "year IS NULL",
    "rating=is.null": "rating IS NULL",
    "rating=not.is.null": "rating IS NOT NULL",
    "rating=is.not_null": "rating IS NOT NULL",
    "seen=is.true": "seen IS TRUE",
    "seen=is.false": "seen IS FALSE",
    "seen=is.unknown": "seen IS UNKNOWN",
    "seen=not.is.true": "seen IS NOT TRUE",
    "seen=eq.t": "seen",
    "rating=isdistinct.8.9": "rating IS DISTINCT FROM 8.9",
    "rating=not.isdistinct.8.9": "rating IS NOT DISTINCT FROM 8.9",
    "released=gte.1990-01-01": "released >= '1990-01-01'",
    "shown_at=eq.1994-10-14T14:00:00%2B02:00": "shown_at = '1994-10-14T12:00Z'",
    "tags=eq.{a,b}": "tags = '{a,b}'",
    "tags=cs.{a}": "tags @> '{a}'",
    "tags=cd.{a,b,c}": "tags <@ '{a,b,c}'",
    "tags=ov.{b,c}": "tags && '{b,c}'",
    "run=cs.[2,3]": "run @> '[2,3]'::int4range",
    "run=ov.[8,20)": "run && '[8,20)'",
    "run=sl.[10,12)": "run << '[10,12)'",
    "run=sr.(,2)": "run >> '(,2)'",
    "run=nxr.[1,5)": "run &< '[1,5)'",
    "run=nxl.[5,9)": "run &> '[5,9)'",
    "run=adj.[5,9)": "run -|- '[5,9)'",
    'data=eq.{"a":{"b":2},"n":40}': 'data = \'{"a":{"b":2},"n":40}\'',
    'data=cs.{"n":5}': "data @> '{\"n\":5}'",
    "data->a->>b=eq.2": "data->'a'->>'b' = '2'",
    "data->a->b=eq.2": "data->'a'->'b' = '2'",
    "data->n=gt.10": "data->'n' > '10'",
    "data->>n=gt.10": "data->>'n' > '10'",
    "data->>n=in.(5,6)": "data->>'n' IN ('5', '6')",
    "data->list->>0=eq.1": "data->'list'->>0 = '1'",
    "data->list->>-1=like.x*": "data->'list'->>-1 LIKE 'x%'",
    "data->zz=is.null": "data->'zz' IS NULL",
    'data->list=cs.["x"]': "data->'list' @> '[\"x\"]'",
    "raw->>k=eq.v": "raw->>'k' = 'v'",
    'raw->k=eq."v"': "raw->>'k' = 'v'",
    "raw->n=gt.4": "(raw->>'n')::int > 4",
    "raw->n=in.(5,6)": "(raw->>'n')::int IN (5, 6)",
    "place->>city=eq.LA": "(place).city = 'LA'",
    "place->zip=gte.80000": "(place).zip >= 80000",
    "tags->>0=eq.a": "tags[1] = 'a'",
    "words=fts.workers": "words @@ to_tsquery('workers')",
    "words=fts(english).working": "words @@ to_tsquery('english', 'working')",
    "words=not.fts(english).fiction": "NOT words @@ to_tsquery('english', 'fiction')",
    "title=plfts(english).pulp fictions": f"{TITLE} @@ plainto_tsquery('english', 'pulp fictions')",
    "title=phfts(english).pulp fiction": f"{TITLE} @@ phraseto_tsquery('english', 'pulp fiction')",
    "title=wfts(english).dogs or workers": f"{TITLE} @@ websearch_to_tsquery('english', 'dogs or workers')",
    "data=fts.x": "to_tsvector(data) @@ to_tsquery('x')",
    "data->list=fts.x": "to_tsvector(data->'list') @@ to_tsquery('x')",
    "language=fts(english).english": "to_tsvector('english', language) @@ to_tsquery('english', 'english')",
    '"odd \\"name"=eq.odd': '"odd ""name" = \'odd\'',
    "or=(id.eq.1,id.eq.4)": "id = 1 OR id = 4",
    "or=(id.eq.1,and(id.gt.2,not.or(id.eq.3,title.like.X*)))": "id = 1 OR (id > 2 AND NOT (id = 3 OR title LIKE 'X%'))",
    "not.or=(id.eq.1,id.eq.4)": "NOT (id = 1 OR id = 4)",
    "not.and=(id.gt.1,year.lt.1995)": "NOT (id > 1 AND year < 1995)",
    "and=(id.not.eq.1,or(year.is.null,mood.not.in.(sad,calm)))": (
        "id <> 1 AND (year IS NULL OR mood NOT IN ('sad', 'calm'))"
    ),
    "or=(id.eq.1,id.eq.2)&or=(id.eq.2,id.eq.3)": "id = 2",
    "or=(data->>n.eq.5,tags.cs.{c})": "data->>'n' = '5' OR tags @> '{c}'",
}


@pytest.mark.parametrize("query", FILTERS)
async def test_filter_is_its_sql(reader: Reader, query: str) -> None:
    """A filter keeps the rows that the operator of PostgreSQL keeps, in the page and in the count."""
    expected = await reader.by_hand(f"SELECT id FROM api.films WHERE {FILTERS[query]} ORDER BY id")
    assert await reader.rows(f"films?select=id&order=id&{query}") == expected
    result = await reader.read(f"films?select=id&limit=1&{query}", count="exact")
    assert result.total == len(expected)


COMPUTED = {
    "directors?select=id&full_name=like.Quentin*": "SELECT id FROM api.directors WHERE first_name = 'Quentin'",
    "directors?select=id&full_name=is.null": "SELECT id FROM api.directors WHERE first_name IS NULL",
    "specs?select=film_id&color=eq.%23ff0000": "SELECT film_id FROM api.specs WHERE color = 16711680",
    "specs?select=film_id&color=in.(%23ff0000,%230000ff)": "SELECT film_id FROM api.specs",
    "specs?select=film_id&color=not.in.(%23ff0000)": "SELECT film_id FROM api.specs WHERE color = 255",
    "specs?select=film_id&color=isdistinct.%23ff0000": "SELECT film_id FROM api.specs WHERE color = 255",
    "specs?select=film_id&color=is.null": "SELECT film_id FROM api.specs WHERE false",
}


@pytest.mark.parametrize("path", COMPUTED)
async def test_filters_on_computed_columns_and_domains(reader: Reader, path: str) -> None:
    """A computed column is filtered by its value, a domain by a text that its own function reads."""
    assert await reader.rows(path) == await reader.by_hand(COMPUTED[path])


DATABASE_ERRORS = {
    "id=eq.abc": ("22P02", 'invalid input syntax for type integer: "abc"'),
    "id=eq.": ("22P02", 'invalid input syntax for type integer: ""'),
    "id=in.(1,x)": ("22P02", 'invalid input syntax for type integer: "x"'),
    "id=eq.99999999999": ("22003", 'value "99999999999" is out of range for type integer'),
    "mood=eq.angry": ("22P02", 'invalid input value for enum api.mood: "angry"'),
    "released=gt.soon": ("22007", 'invalid input syntax for type date: "soon"'),
    "seen=eq.maybe": ("22P02", 'invalid input syntax for type boolean: "maybe"'),
    "tags=cs.a": ("22P02", 'malformed array literal: "a"'),
    "id=eq(any).1": ("22P02", 'malformed array literal: "1"'),
    "run=cs.3": ("22P02", 'malformed range literal: "3"'),
    "year=is.true": ("42804", "argument of IS TRUE must be type boolean, not type integer"),
    "year=like.19*": ("42883", "operator does not exist: integer ~~ unknown"),
    "title=cs.a": ("42883", "operator does not exist: text @> unknown"),
    "raw=eq.{}": ("42883", "operator does not exist: json = unknown"),
    "raw->k=eq.v": ("22P02", "invalid input syntax for type json"),
    "tags=in.({a},{b})": ("42704", "could not find array type for data type text[]"),
    "title=fts(nope).x": ("42704", 'text search configuration "nope" does not exist'),
    "year=fts.x": ("42883", "function to_tsvector(integer) does not exist"),
    "title=match.(": ("2201B", "invalid regular expression: parentheses () not balanced"),
    "words=fts.a b": ("42601", 'syntax error in tsquery: "a b"'),
}


@pytest.mark.parametrize("query", DATABASE_ERRORS)
async def test_bad_values_get_the_errors_of_postgresql(reader: Reader, query: str) -> None:
    """A value that PostgreSQL refuses gets its code and its words, as if it had been written into the SQL."""
    with pytest.raises(asyncpg.PostgresError) as caught:
        await reader.read(f"films?select=id&{query}")
    assert (caught.value.sqlstate, caught.value.message) == DATABASE_ERRORS[query]


HOSTILE = ("'; DROP TABLE api.films; --", "$1", "\\", '"', "{1,2}", "%", "null", "a\nb", "\u2028", "🎞", "' OR 1=1 --")


@pytest.mark.parametrize("value", HOSTILE)
async def test_no_value_becomes_sql(reader: Reader, value: str) -> None:
    """Whatever a value holds, it is compared and nothing else, as a value, a key or an element of a list."""
    await reader.connection.execute("UPDATE api.films SET title = $1 WHERE id = 3", value)
    assert await reader.rows(f"films?select=id&title=eq.{quote(value)}") == [{"id": 3}]
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    listed = quote(f'("{escaped}")')
    assert await reader.rows(f"films?select=id&title=in.{listed}") == [{"id": 3}]
    assert await reader.rows(f"films?select=id&title=not.isdistinct.{quote(value)}") == [{"id": 3}]


@pytest.mark.parametrize("setting", ["on", "off"])
async def test_literals_hold_under_any_setting(reader: Reader, setting: str) -> None:
    """A backslash ends no literal, even where a role has old-fashioned strings."""
    await reader.connection.execute(
        f"SET LOCAL escape_string_warning = off; SET LOCAL standard_conforming_strings = {setting}"
    )
    key = quote("\\' OR 1=1 --")
    assert await reader.rows(f'films?select=id&data->>"{key}"=eq.x') == []
    await reader.connection.execute(
        "UPDATE api.films SET data = jsonb_build_object($1::text, 'x') WHERE id = 3", "a\\b'c"
    )
    assert await reader.rows(f"films?select=id&data->>{quote('a')}%5Cb'c=eq.x") == [{"id": 3}]
