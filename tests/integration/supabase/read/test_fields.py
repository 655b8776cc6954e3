"""The select list: columns, aliases, casts, JSON paths, computed columns, and how they are called in the response."""

from urllib.parse import quote

import pytest

from integration.supabase.read.conftest import Reader

FIELDS = {
    "films?id=eq.1": "SELECT * FROM api.films WHERE id = 1",
    "films?select=*&id=lt.3": "SELECT * FROM api.films WHERE id < 3",
    "films?select=id,title": "SELECT id, title FROM api.films",
    "films?select=name:title,id": "SELECT id, title AS name FROM api.films",
    "films?select=*,twice:id": "SELECT *, id AS twice FROM api.films",
    'films?select="odd \\"name"': 'SELECT "odd ""name" FROM api.films',
    "films?select=id::text,rating::int": "SELECT id::text, rating::int FROM api.films",
    "films?select=year:year::numeric,title::varchar": "SELECT year::numeric, title FROM api.films",
    "films?select=released::timestamp with time zone": "SELECT released::timestamptz FROM api.films",
    "films?select=mood::text,m:language::char": "SELECT mood::text, language::char AS m FROM api.films",
    "films?select=language::mood&id=eq.4": "SELECT NULL AS language",
    "films?select=data->a": "SELECT data->'a' AS a FROM api.films",
    "films?select=data->a->b,data->>n": "SELECT data->'a'->'b' AS b, data->>'n' AS n FROM api.films",
    "films?select=data->list->0": "SELECT data->'list'->0 AS list FROM api.films",
    "films?select=data->list->-1,last:data->list->>2": (
        "SELECT data->'list'->-1 AS list, data->'list'->>2 AS last FROM api.films"
    ),
    "films?select=raw->>k": "SELECT raw->>'k' AS k FROM api.films",
    "films?select=data->>n::int": "SELECT (data->>'n')::int AS n FROM api.films",
    "films?select=data->'it''s'": "SELECT NULL AS \"'it''s'\" FROM api.films",
    "films?select=tags->0,place->>city": "SELECT to_jsonb(tags)->0 AS tags, (place).city FROM api.films",
    "directors?select=id,full_name": "SELECT id, first_name || ' ' || last_name AS full_name FROM api.directors",
    "directors?select=*": "SELECT * FROM api.directors",
    "directors?select=name:full_name::varchar": "SELECT first_name || ' ' || last_name AS name FROM api.directors",
    "film_titles?select=title": "SELECT title FROM api.films",
    "films?select=count": "SELECT count(*) FROM api.films",
    "films?select=count::text": "SELECT count(*)::text FROM api.films",
    "films?select=total:count&year=gt.1990": "SELECT count(*) AS total FROM api.films WHERE year > 1990",
    "specs?select=film_id,color": "SELECT film_id, '#' || lpad(to_hex(color), 6, '0') AS color FROM api.specs",
    "specs": "SELECT film_id, camera, '#' || lpad(to_hex(color), 6, '0') AS color FROM api.specs",
    "specs?select=*": "SELECT film_id, camera, '#' || lpad(to_hex(color), 6, '0') AS color FROM api.specs",
    "specs?select=color::int": "SELECT color::int FROM api.specs",
}


@pytest.mark.parametrize("path", FIELDS)
async def test_select_is_what_sql_selects(reader: Reader, path: str) -> None:
    """A select list means the SQL that somebody would write for it."""
    assert await reader.rows(path) == await reader.by_hand(FIELDS[path])


async def test_select_of_nothing(reader: Reader) -> None:
    """Rows without columns are empty objects."""
    assert await reader.rows("films?select=&limit=2") == [{}, {}]


async def test_keys_are_in_order_and_repeated(reader: Reader) -> None:
    """The keys of an object are in the order of the select list, embeds last; a field may come twice."""
    result = await reader.read("films?select=title,directors(id),id,id&id=eq.2")
    assert result.body == b'[{"title":"Pulp Fiction","id":2,"id":2,"directors":{"id":2}}]'


HOSTILE = (
    'a\\"b',
    "'; DROP TABLE api.films; --",
    '\\" FROM api.films; --',
    "$1",
    "*",
    "embed_0_1",
    "c1",
    "a b",
    "é",
    "%s",
    "}",
)


@pytest.mark.parametrize("alias", HOSTILE)
async def test_no_alias_becomes_more_than_a_key(reader: Reader, alias: str) -> None:
    """Whatever an alias holds, it is the key of the value and nothing else, beside embeds and groups too."""
    key = alias.replace("\\", "")
    path = f'films?select="{quote(alias)}":title&id=eq.2'
    assert await reader.rows(path) == [{key: "Pulp Fiction"}]
    nested = await reader.rows(f'films?select=count(),"{quote(alias)}":directors("{quote(alias)}":id)&id=eq.2')
    assert nested == [{"count": 1, key: {key: 2}}]


async def test_json_is_compact(reader: Reader) -> None:
    """No space or line break stands between the values, in arrays of embeds neither."""
    result = await reader.read("directors?select=id,films(id),...films(years:year)&films.order=id&id=in.(2,3)")
    expected = b'[{"id":2,"films":[{"id":2},{"id":3}],"years":[1994,1992]},{"id":3,"films":[],"years":[]}]'
    assert result.body == expected
