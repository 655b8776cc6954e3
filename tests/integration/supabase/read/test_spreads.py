"""Spread embeds, and aggregates with the groups that follow from the rest of the select list."""

from dataclasses import replace

import pytest

from alcove.wires.supabase.rest.errors import RestError
from integration.supabase.read.conftest import CONFIG, Reader

SPREADS = {
    "films?select=id,...directors(last_name)": (
        "SELECT f.id, d.last_name FROM api.films AS f LEFT JOIN api.directors AS d ON d.id = f.director_id"
    ),
    "films?select=id,...directors(maker:last_name,full_name)&id=eq.2": (
        "SELECT 2 AS id, 'Tarantino' AS maker, 'Quentin Tarantino' AS full_name"
    ),
    "specs?select=film_id,...films(title,...directors(last_name))": (
        "SELECT s.film_id, f.title, d.last_name FROM api.specs AS s JOIN api.films AS f ON f.id = s.film_id"
        " JOIN api.directors AS d ON d.id = f.director_id"
    ),
    "films?select=title,...directors(*)&id=eq.1": (
        "SELECT 'Workers Leaving' AS title, d.* FROM api.directors AS d WHERE d.id = 1"
    ),
    "films?select=id,...specs(color)&id=eq.1": "SELECT 1 AS id, '#ff0000' AS color",
    "films?select=id,...directors(d:films(id))&id=eq.1": "SELECT 1 AS id, '[{\"id\":1}]'::jsonb AS d",
    "films?select=id,...actors(names:name)&actors.order=name.desc&id=in.(1,2)": (
        "SELECT 1 AS id, '[]'::jsonb AS names UNION ALL SELECT 2, '[\"Uma Thurman\",\"Tim Roth\"]'"
    ),
    "directors?select=id,...films(titles:title,years:year)&films.order=year&films.limit=5": (
        "SELECT id, coalesce((SELECT jsonb_agg(title ORDER BY year) FROM api.films WHERE director_id = d.id), '[]') AS"
        " titles, coalesce((SELECT jsonb_agg(year ORDER BY year) FROM api.films WHERE director_id = d.id), '[]')"
        " AS years FROM api.directors AS d"
    ),
    "directors?select=...films(id)&id=eq.2&films.order=id.desc": "SELECT '[3,2]'::jsonb AS id",
    "directors?select=id,...films(code,tags,data)&films.id=eq.3&id=eq.2": (
        "SELECT 2 AS id, '[\"ef  \"]'::jsonb AS code, '[[]]'::jsonb AS tags, '[null]'::jsonb AS data"
    ),
    "directors?select=id,...films(id,...actors(names:name))&films.order=id&films.actors.order=id&id=eq.2": (
        'SELECT 2 AS id, \'[2,3]\'::jsonb AS id2, \'[["Tim Roth","Uma Thurman"],["Tim Roth"]]\'::jsonb AS names'
    ),
    "films?select=id,...roles(characters:character,...actors(names:name))&id=eq.3": (
        "SELECT 3 AS id, '[\"Mr. Orange\"]'::jsonb AS characters, '[\"Tim Roth\"]'::jsonb AS names"
    ),
    "films?select=id,...roles(characters:character,actors(name))&id=eq.3": (
        'SELECT 3 AS id, \'["Mr. Orange"]\'::jsonb AS characters, \'[{"name":"Tim Roth"}]\'::jsonb AS actors'
    ),
    "films?select=id,roles(character,...actors(name))&id=eq.3": (
        'SELECT 3 AS id, \'[{"character":"Mr. Orange","name":"Tim Roth"}]\'::jsonb AS roles'
    ),
    "films?select=id,...directors()&id=eq.1": "SELECT 1 AS id",
    "films?select=id,...actors()&id=eq.1": "SELECT 1 AS id",
}


@pytest.mark.parametrize("path", SPREADS)
async def test_spread_makes_columns_of_the_parent(reader: Reader, path: str) -> None:
    """A to-one spread gives columns, a to-many spread arrays of equal length in one order."""
    rows = await reader.rows(path)
    expected = await reader.by_hand(SPREADS[path])
    for row in expected:
        if "id2" in row:
            row["id"] = row.pop("id2")
    assert rows == expected


AGGREGATES = {
    "films?select=count()": "SELECT count(*) FROM api.films",
    "films?select=year.count(),rating.sum(),rating.avg(),year.max(),year.min()": (
        "SELECT count(year), sum(rating), avg(rating), max(year), min(year) FROM api.films"
    ),
    "films?select=language,count()": "SELECT language, count(*) FROM api.films GROUP BY language",
    "films?select=tongue:language,films:count(),latest:year.max()&year=gt.1900": (
        "SELECT language AS tongue, count(*) AS films, max(year) AS latest FROM api.films"
        " WHERE year > 1900 GROUP BY language"
    ),
    "films?select=data->>n::int.sum(),avg:rating.avg()::int": (
        "SELECT sum((data->>'n')::int), avg(rating)::int FROM api.films"
    ),
    "films?select=year::text.max()": "SELECT max(year::text) FROM api.films",
    "films?select=data->a,count()&id=lt.3": (
        "SELECT data->'a' AS a, count(*) FROM api.films WHERE id < 3 GROUP BY data->'a'"
    ),
    "directors?select=full_name,count()": (
        "SELECT first_name || ' ' || last_name AS full_name, count(*) FROM api.directors GROUP BY 1"
    ),
    "specs?select=color,count()": (
        "SELECT '#' || lpad(to_hex(color), 6, '0') AS color, count(*) FROM api.specs GROUP BY 1"
    ),
    "actors?select=*,count()": "SELECT *, 1 AS count FROM api.actors",
    "films?select=count(),directors(last_name)": (
        "SELECT count(*), directors FROM (SELECT to_jsonb(d) AS directors FROM api.films AS f"
        " LEFT JOIN (SELECT id, last_name FROM api.directors) AS x ON x.id = f.director_id"
        " LEFT JOIN LATERAL (SELECT x.last_name WHERE x.id IS NOT NULL) AS d ON true) AS q GROUP BY directors"
    ),
    "films?select=count(),...directors(last_name)": (
        "SELECT count(*), last_name FROM api.films AS f LEFT JOIN api.directors AS d ON d.id = f.director_id GROUP BY 2"
    ),
    "films?select=language,...directors(id.max(),count())": (
        "SELECT language, max(d.id), count(d.id) FROM api.films AS f"
        " LEFT JOIN api.directors AS d ON d.id = f.director_id GROUP BY language"
    ),
    "films?select=...directors(last_name,count())": (
        "SELECT last_name, count(d.id) FROM api.films AS f"
        " LEFT JOIN api.directors AS d ON d.id = f.director_id GROUP BY last_name"
    ),
    "roles?select=...films(year.sum(),...directors(last_name,count()))": (
        "SELECT sum(year), last_name, count(d.id) FROM api.roles AS r JOIN api.films AS f ON f.id = r.film_id"
        " LEFT JOIN api.directors AS d ON d.id = f.director_id GROUP BY last_name"
    ),
    "films?select=count(),actors(name)&actors.order=name": (
        "SELECT count(*), actors FROM (SELECT coalesce("
        "(SELECT jsonb_agg(jsonb_build_object('name', a.name) ORDER BY name)"
        " FROM api.actors AS a JOIN api.roles AS r ON r.actor_id = a.id WHERE r.film_id = f.id), '[]') AS actors"
        " FROM api.films AS f) AS q GROUP BY actors"
    ),
    "films?select=count(),...actors(name)&actors.order=name": (
        "SELECT count(*), name FROM (SELECT coalesce((SELECT jsonb_agg(a.name ORDER BY name)"
        " FROM api.actors AS a JOIN api.roles AS r ON r.actor_id = a.id WHERE r.film_id = f.id), '[]') AS name"
        " FROM api.films AS f) AS q GROUP BY name"
    ),
    "directors?select=id,films(count(),language)": (
        "SELECT id, coalesce((SELECT jsonb_agg(x) FROM (SELECT count(*), language FROM api.films"
        " WHERE director_id = d.id GROUP BY language) AS x), '[]') AS films FROM api.directors AS d"
    ),
    "directors?select=id,films(rating.sum())": (
        "SELECT id, (SELECT jsonb_build_array(jsonb_build_object('sum', sum(rating))) FROM api.films"
        " WHERE director_id = d.id) AS films FROM api.directors AS d"
    ),
    "directors?select=id,films(count)": (
        "SELECT id, (SELECT jsonb_build_array(jsonb_build_object('count', count(*))) FROM api.films"
        " WHERE director_id = d.id) AS films FROM api.directors AS d"
    ),
}


@pytest.mark.parametrize("path", AGGREGATES)
async def test_aggregates_group_by_the_rest(reader: Reader, path: str) -> None:
    """Aggregates are computed over the groups of all other selected values, where they are selected."""
    rows = await reader.rows(path)
    expected = await reader.by_hand(AGGREGATES[path])
    assert sorted(rows, key=str) == sorted(({key: row[key] for key in rows[0]} for row in expected), key=str)


@pytest.mark.parametrize(
    "path",
    ["films?select=count()", "films?select=title,directors(id.max())", "films?select=...directors(count())"],
)
async def test_aggregates_can_be_disabled(reader: Reader, path: str) -> None:
    """Without `db_aggregates_enabled` an aggregate is refused wherever it stands; `count` alone is not."""
    config = replace(CONFIG, db_aggregates_enabled=False)
    with pytest.raises(RestError) as caught:
        reader.plan(path, config=config)
    error = caught.value
    assert (error.status, error.code, error.message) == (400, "PGRST123", "Use of aggregate functions is not allowed")
    assert await reader.rows("directors?select=id,films(count)&id=eq.1", config=config) == [
        {"id": 1, "films": [{"count": 1}]}
    ]


@pytest.mark.parametrize(
    "path",
    ["directors?select=...films(count())", "directors?select=...films(...specs(color.max()))"],
)
async def test_aggregates_in_spreads_of_many_are_refused(reader: Reader, path: str) -> None:
    """An aggregate has no meaning over a column that becomes an array."""
    with pytest.raises(RestError) as caught:
        reader.plan(path)
    error = caught.value
    assert (error.status, error.code, error.message) == (400, "PGRST127", "Feature not implemented")
    assert error.details == "Aggregates are not implemented for one-to-many or many-to-many spreads."
