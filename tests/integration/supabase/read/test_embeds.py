"""Embeds: every kind of relationship, both ways, with filters, orders and limits of their own."""
# ruff: noqa: S608 - the SQL is written by hand here, for tables of the fixture

from dataclasses import replace

import pytest

from integration.supabase.read.conftest import CONFIG, Reader

LONG = "a_table_whose_name_is_as_long_as_postgresql_allows_a_name_to_be"
DIRECTOR = "(SELECT to_jsonb(d) FROM (SELECT last_name FROM api.directors WHERE id = f.director_id) AS d) AS directors"
FILMS = (
    "coalesce((SELECT jsonb_agg(f) FROM (SELECT title FROM api.films WHERE director_id = d.id ORDER BY id) AS f), '[]')"
)
ACTORS = (
    "coalesce((SELECT jsonb_agg(to_jsonb(a)) FROM (SELECT a.name FROM api.actors AS a JOIN api.roles AS r"
    " ON r.actor_id = a.id WHERE r.film_id = f.id ORDER BY a.id) AS a), '[]')"
)

EMBEDS = {
    "films?select=id,directors(last_name)": f"SELECT id, {DIRECTOR} FROM api.films AS f",
    "films?select=id,director_id(last_name)": (
        f"SELECT id, directors AS director_id FROM (SELECT id, {DIRECTOR} FROM api.films AS f) AS q"
    ),
    "films?select=id,maker:directors!films_director_id_fkey(last_name)": (
        f"SELECT id, directors AS maker FROM (SELECT id, {DIRECTOR} FROM api.films AS f) AS q"
    ),
    "films?select=id,directors!director_id(last_name)": f"SELECT id, {DIRECTOR} FROM api.films AS f",
    "film_titles?select=id,directors(last_name)": f"SELECT id, {DIRECTOR} FROM api.films AS f",
    "directors?select=id,films(title)&films.order=id": f"SELECT id, {FILMS} AS films FROM api.directors AS d",
    "directors?select=id,film_titles(title)&film_titles.order=id": (
        f"SELECT id, {FILMS} AS film_titles FROM api.directors AS d"
    ),
    "films?select=id,actors(name)&actors.order=id": f"SELECT id, {ACTORS} AS actors FROM api.films AS f",
    "films?select=id,actors!roles(name)&actors.order=id": f"SELECT id, {ACTORS} AS actors FROM api.films AS f",
    "films?select=id,specs(camera)": (
        "SELECT f.id, CASE WHEN s.film_id IS NOT NULL THEN jsonb_build_object('camera', s.camera) END AS specs"
        " FROM api.films AS f LEFT JOIN api.specs AS s ON s.film_id = f.id"
    ),
    "specs?select=film_id,films(title)": (
        "SELECT s.film_id, jsonb_build_object('title', f.title) AS films"
        " FROM api.specs AS s LEFT JOIN api.films AS f ON s.film_id = f.id"
    ),
    "specs?select=color,films(id,specs(color))&film_id=eq.1": (
        'SELECT \'#ff0000\' AS color, \'{"id":1,"specs":{"color":"#ff0000"}}\'::jsonb AS films'
    ),
    "employees?select=id,manager_id(name)": (
        "SELECT e.id, CASE WHEN m.id IS NOT NULL THEN jsonb_build_object('name', m.name) END AS manager_id"
        " FROM api.employees AS e LEFT JOIN api.employees AS m ON m.id = e.manager_id ORDER BY e.id"
    ),
    "employees?select=id,employees(id,employees(id))": (
        'VALUES (1, \'[{"id":2,"employees":[{"id":3}]}]\'::jsonb), (2, \'[{"id":3,"employees":[]}]\'), (3, \'[]\')'
    ),
    "directors?select=id,debut(title)": (
        'VALUES (1, \'{"title":"Workers Leaving"}\'::jsonb), (2, \'{"title":"Reservoir Dogs"}\'), (3, NULL)'
    ),
    "films?select=id,contemporaries(id)&id=in.(1,2)": "VALUES (1, '[]'::jsonb), (2, '[{\"id\":3}]')",
    "films?select=id,a:directors(id),b:directors(last_name)&id=eq.1&b.id=eq.2": (
        "SELECT 1 AS id, '{\"id\":1}'::jsonb AS a, NULL AS b"
    ),
    "films?select=id,roles(character,actors(name))&id=eq.3": (
        'SELECT 3 AS id, \'[{"character":"Mr. Orange","actors":{"name":"Tim Roth"}}]\'::jsonb AS roles'
    ),
    "films?select=id,roles(character)&roles.character=like.M*&id=lt.4": (
        'VALUES (1, \'[]\'::jsonb), (2, \'[{"character":"Mia"}]\'), (3, \'[{"character":"Mr. Orange"}]\')'
    ),
    "films?select=id,roles(actors(name))&roles.actors.name=like.Uma*&id=eq.2&roles.order=actor_id": (
        'SELECT 2 AS id, \'[{"actors":null},{"actors":{"name":"Uma Thurman"}}]\'::jsonb AS roles'
    ),
    "films?select=id,roles(character)&roles.or=(actor_id.eq.2,character.eq.Pumpkin)&roles.order=character&id=eq.2": (
        'SELECT 2 AS id, \'[{"character":"Mia"},{"character":"Pumpkin"}]\'::jsonb AS roles'
    ),
    "directors?select=id,films(id)&films.order=year.desc&films.limit=1&id=eq.2": (
        "SELECT 2 AS id, '[{\"id\":2}]'::jsonb AS films"
    ),
    "directors?select=id,films(id)&films.order=year.desc&films.limit=1&films.offset=1&id=eq.2": (
        "SELECT 2 AS id, '[{\"id\":3}]'::jsonb AS films"
    ),
    "directors?select=id,films(id)&films.limit=0&id=eq.2": "SELECT 2 AS id, '[]'::jsonb AS films",
    "directors?select=id,films(id,directors(id,films(id)))&id=eq.1": (
        'SELECT 1 AS id, \'[{"id":1,"directors":{"id":1,"films":[{"id":1}]}}]\'::jsonb AS films'
    ),
    "films?select=id,directors()&id=eq.1": "SELECT 1 AS id",
    "films?select=id,films_1(*)&id=lt.3": (
        "SELECT f.id, (SELECT jsonb_agg(to_jsonb(x)) FROM api.films_1 AS x WHERE x.film_id = f.id) AS films_1"
        " FROM api.films AS f WHERE f.id < 3"
    ),
    "films_1?select=id,films(id,films_1(id,films(id))),embed_0_1(id,films_1(*))&id=eq.2": (
        'SELECT 2 AS id, \'{"id":2,"films_1":[{"id":2,"films":{"id":2}}]}\'::jsonb AS films,'
        " jsonb_build_array(jsonb_build_object('id', 2, 'films_1', to_jsonb(x))) AS embed_0_1"
        " FROM api.films_1 AS x WHERE id = 2"
    ),
    f"{LONG}?id=eq.3&select=id,up:parent_id(id,up:parent_id(id))": (
        'SELECT 3 AS id, \'{"id":2,"up":{"id":1}}\'::jsonb AS up'
    ),
}


@pytest.mark.parametrize("path", EMBEDS)
async def test_embed_is_its_join(reader: Reader, path: str) -> None:
    """An embed holds the rows that a join by hand finds: one object or null, or an array, at any depth."""
    expected = await reader.by_hand(EMBEDS[path])
    if EMBEDS[path].startswith("VALUES"):
        columns = path.partition("select=")[2].partition("(")[0].split(",")
        expected = [dict(zip(columns, row.values(), strict=True)) for row in expected]
    assert await reader.rows(path) == expected


TOP_LEVEL = {
    "films?select=id,directors!inner(id)": "director_id IS NOT NULL",
    "films?select=id,directors!inner()&directors.last_name=eq.Tarantino": "director_id = 2",
    "films?select=id,directors!left(id)&directors.last_name=eq.Tarantino": "true",
    "films?select=id,actors!inner(id)": "id IN (2, 3)",
    "films?select=id,actors!inner()&actors.name=like.Uma*": "id = 2",
    "films?select=id,actors!roles!inner()&actors.name=like.Uma*": "id = 2",
    "films?select=id,...directors!inner(last_name)": "director_id IS NOT NULL",
    "films?select=id,...actors!inner(name)": "id IN (2, 3)",
    "films?select=id,roles!inner(actors!inner())&roles.actors.name=like.Uma*": "id = 2",
    "films?select=id,roles!inner()&roles.limit=0": "false",
    "films?select=id,specs(camera)&specs=not.is.null": "id IN (1, 2)",
    "films?select=id,specs(camera)&specs=is.null": "id IN (3, 4)",
    "films?select=id,specs()&specs=is.not_null": "id IN (1, 2)",
    "films?select=id,specs()&specs=not.is.not_null": "id IN (3, 4)",
    "films?select=id,actors()&actors=is.null": "id IN (1, 4)",
    "films?select=id,actors(id)&actors=not.is.null": "id IN (2, 3)",
    "films?select=id,...actors(name)&actors=is.null": "id IN (1, 4)",
    "films?select=id,...specs(camera)&specs=not.is.null": "id IN (1, 2)",
    "films?select=id,actors(),directors()&or=(actors.is.null,directors.is.null)": "id IN (1, 4)",
    "films?select=id,actors(),specs()&or=(actors.not.is.null,and(specs.not.is.null,id.lt.2))": "id IN (1, 2, 3)",
    "films?select=id,a:actors(),d:directors()&a.name=like.Uma*&d.id=eq.1&or=(a.not.is.null,d.not.is.null)": (
        "id IN (1, 2)"
    ),
    "films?select=id,contemporaries!inner(id)": "id IN (2, 3)",
    "films?select=id,d:director_id(id)&director_id=eq.2": "director_id = 2",
    "films?select=id,director_id(id)&director_id=eq.2": "director_id = 2",
    "films?select=id,director_id(id)&director_id=is.null": "director_id IS NULL",
    "films?select=id,d:director_id!inner(id)&d.id=eq.1&id=gt.0": "director_id = 1",
    "films?select=id,d:directors()&directors=is.null": "director_id IS NULL",
}


@pytest.mark.parametrize("path", TOP_LEVEL)
async def test_embeds_filter_rows_of_the_parent(reader: Reader, path: str) -> None:
    """`!inner` and null filters on embeds choose rows of the parent, in the page and in the count."""
    expected = await reader.by_hand(f"SELECT id FROM api.films WHERE {TOP_LEVEL[path]} ORDER BY id")
    rows = await reader.rows(f"{path}&order=id")
    assert [row["id"] for row in rows] == [row["id"] for row in expected]
    assert (await reader.read(f"{path}&limit=1", count="exact")).total == len(expected)


async def test_legacy_names_are_recorded(reader: Reader) -> None:
    """An aliased embed may be called by its relation, in filters, orders and limits; each use is reported once."""
    path = "directors?select=id,made:films(id)&films.id=gt.2&films.order=id&films.limit=1&id=eq.2"
    assert await reader.rows(path) == [{"id": 2, "made": [{"id": 3}]}]
    (legacy,) = reader.plan(path).legacy_names
    assert (legacy.name, legacy.alias) == ("films", "made")
    assert reader.plan(path.replace("&films.", "&made.")).legacy_names == ()


async def test_row_security_applies_inside_embeds(reader: Reader) -> None:
    """An embed, its filters and its counts see only the rows that the policies show to the role."""
    await reader.connection.execute("CREATE ROLE reader_of_films; GRANT USAGE ON SCHEMA api TO reader_of_films")
    await reader.connection.execute("GRANT SELECT ON ALL TABLES IN SCHEMA api TO reader_of_films")
    await reader.connection.execute("SET LOCAL ROLE reader_of_films; SET LOCAL request.owner = 'ann'")
    rows = await reader.rows("films?select=id,notes(body)&id=in.(1,2)&order=id")
    assert rows == [{"id": 1, "notes": [{"body": "mine"}]}, {"id": 2, "notes": []}]
    assert await reader.rows("films?select=id,notes!inner()") == [{"id": 1}]
    assert await reader.rows("films?select=id,...notes(body)&notes=not.is.null") == [{"id": 1, "body": ["mine"]}]
    assert (await reader.read("films?select=id,notes!inner()&limit=5", count="exact")).total == 1
    assert await reader.rows("notes?select=id,films(id)") == [{"id": 1, "films": {"id": 1}}]


async def test_most_rows_apply_to_arrays(reader: Reader) -> None:
    """`db_max_rows` bounds the root and every array; limits can only be smaller."""
    config = replace(CONFIG, db_max_rows=1)
    assert await reader.rows("directors?select=id,films(id)&id=eq.2&films.order=id&limit=5", config=config) == [
        {"id": 2, "films": [{"id": 2}]}
    ]
    rows = await reader.rows("directors?select=id,films(id)&id=eq.2&films.limit=0", config=config)
    assert rows == [{"id": 2, "films": []}]
