"""Bodies, counts and the head of the response, all of one row of one statement."""

from dataclasses import replace

import asyncpg
import msgspec
import pytest

from alcove.wires.supabase.rest.plan.model import call_source, mutation_source, required_columns
from alcove.wires.supabase.rest.query.model import ExplainOptions
from alcove.wires.supabase.rest.query.sql import SqlBuilder
from alcove.wires.supabase.rest.query.statement import (
    BodyFormat,
    StatementParts,
    build_planned_count,
    build_statement,
    explain_statement,
    read_planned_count,
    read_result,
)
from alcove.wires.supabase.rest.schema_cache.model import Function, MediaHandler, QualifiedName
from integration.supabase.read.conftest import CONFIG, Reader


async def test_object_is_the_first_row(reader: Reader) -> None:
    """A singular body is one object, and `page` says whether there were more or none."""
    body = BodyFormat(kind="object")
    one = await reader.read("films?select=id&id=eq.2", body=body)
    assert (one.body, one.page) == (b'{"id":2}', 1)
    many = await reader.read("films?select=id&order=id", body=body)
    assert (many.body, many.page) == (b'{"id":1}', 4)
    none = await reader.read("films?select=id&id=eq.9", body=body)
    assert (none.body, none.page) == (b"null", 0)


async def test_no_rows_are_an_empty_array(reader: Reader) -> None:
    """Without rows the array is empty."""
    result = await reader.read("films?id=eq.9")
    assert (result.body, result.page, result.total) == (b"[]", 0, None)


async def test_nulls_can_be_stripped(reader: Reader) -> None:
    """Keys whose value is null are left out, in embeds too."""
    path = "films?select=id,year,rating,directors(first_name,id),specs(film_id,camera)&id=in.(2,4)&order=id"
    result = await reader.read(path, body=BodyFormat(strip_nulls=True))
    assert result.body == (
        b'[{"id":2,"year":1994,"rating":8.9,"directors":{"first_name":"Quentin","id":2},"specs":{"film_id":2}},'
        b'{"id":4,"year":2000}]'
    )
    one = await reader.read("films?select=id,rating&id=eq.4", body=BodyFormat(kind="object", strip_nulls=True))
    assert one.body == b'{"id":4}'


async def test_csv(reader: Reader) -> None:
    """CSV has a header and quotes what needs it; null is empty, and booleans are t and f."""
    await reader.connection.execute("UPDATE api.films SET title = E'a, \"b\"\\nc', language = '' WHERE id = 4")
    result = await reader.read(
        "films?select=id,name:title,language,rating,seen,tags&order=id", body=BodyFormat(kind="csv")
    )
    assert result.page == 4
    assert result.body.decode().split("\n", 1) == [
        "id,name,language,rating,seen,tags",
        (
            '1,"Workers Leaving",none,6.9,t,"{a,b}"\n2,"Pulp Fiction",english,8.9,f,{c}\n'
            '3,"Reservoir Dogs",english,8.3,,{}\n4,"a, ""b""\nc","",,,'
        ),
    ]


async def test_csv_without_rows(reader: Reader) -> None:
    """Without rows there is no header, for it is made of the first row."""
    assert (await reader.read("films?id=eq.9", body=BodyFormat(kind="csv"))).body == b"\n"


async def test_none_counts_only(reader: Reader) -> None:
    """A response without body knows how many rows there are."""
    result = await reader.read("films?id=lt.3", body=BodyFormat(kind="none"), count="exact")
    assert (result.body, result.page, result.total) == (b"", 2, 2)


async def test_media_handlers(reader: Reader) -> None:
    """A handler makes the body of the rows of its table, or of any rows."""
    lines = MediaHandler(
        media_type="text/lines",
        function=QualifiedName("api", "lines_aggregate"),
        table=QualifiedName("api", "directors"),
    )
    result = await reader.read("directors?order=id.desc", body=BodyFormat(kind="handler", handler=lines))
    assert (result.body.decode(), result.page) == ("Nobody\nTarantino\nLumière\n", 3)
    counted = MediaHandler(
        media_type="application/counted", function=QualifiedName("api", "counted_aggregate"), table=None
    )
    result = await reader.read("films?select=id,directors(id)", body=BodyFormat(kind="handler", handler=counted))
    assert result.body == b"...."


COUNTS = {
    "films?select=id": 4,
    "films?select=id&limit=1": 4,
    "films?select=id&offset=3": 4,
    "films?select=id&offset=30": 4,
    "films?select=id&limit=0": 4,
    "films?select=id&year=gt.1900&limit=1&order=id": 3,
    "films?select=language,count()&limit=1": 4,
    "films?select=id,actors(name),directors(id)&limit=1": 4,
    "films?select=id,directors(id)&order=directors(id)&limit=1": 4,
}


@pytest.mark.parametrize("path", COUNTS)
async def test_exact_count_is_of_all_rows(reader: Reader, path: str) -> None:
    """An exact count is of the rows that the filters keep, whatever the window, the groups and the embeds."""
    assert (await reader.read(path, count="exact")).total == COUNTS[path]


async def test_rows_are_counted_once_without_window(reader: Reader) -> None:
    """Without limit and offset the table is read once; without a wish nothing is counted."""
    plan = reader.plan("films?select=id&id=gt.1")
    assert build_statement(plan, sql=SqlBuilder(), count="exact").sql.count('"api"."films"') == 1
    windowed = reader.plan("films?select=id&id=gt.1&limit=2")
    assert build_statement(windowed, sql=SqlBuilder(), count="exact").sql.count('"api"."films"') == 2
    assert build_statement(windowed, sql=SqlBuilder()).sql.count('"api"."films"') == 1
    assert build_statement(windowed, sql=SqlBuilder(), count="planned").sql.count('"api"."films"') == 1


async def test_estimated_count_is_exact_up_to_the_most_rows(reader: Reader) -> None:
    """An estimated count stops after one row more than `db_max_rows`, where the planner's count begins."""
    config = replace(CONFIG, db_max_rows=2)
    assert (await reader.read("films?select=id", count="estimated", config=config)).total == 3
    assert (await reader.read("films?select=id&id=lt.3", count="estimated", config=config)).total == 2
    assert (await reader.read("films?select=id&limit=1", count="estimated")).total == 4


async def test_planned_count_is_the_planners(reader: Reader) -> None:
    """The planner is asked with the same filters, without the window."""
    statement = build_planned_count(reader.plan("films?select=id,directors!inner(id)&id=eq.1&limit=3"))
    assert read_planned_count(await reader.connection.fetchval(statement.sql, *statement.values)) == 1
    statement = build_planned_count(reader.plan("films?select=id&limit=1"))
    assert read_planned_count(await reader.connection.fetchval(statement.sql, *statement.values)) == 4


async def test_settings_of_the_response(reader: Reader) -> None:
    """What a function sets in `response.headers` and `response.status` comes with the row."""
    assert (await reader.read("films")).headers is None
    await reader.connection.execute(
        """CREATE FUNCTION api.shout(api.films) RETURNS text LANGUAGE sql
           AS $$ SELECT set_config('response.headers', '[{"X-A": "b"}]', true);
                 SELECT set_config('response.status', '418', true) $$"""
    )
    source = "pgrst_source AS (SELECT *, api.shout(films) FROM api.films)"
    table = reader.cache.tables[QualifiedName("api", "films")]
    root = mutation_source(table)
    result = await reader.read("films?select=id", root=root, parts=StatementParts(ctes=(source,)))
    assert (result.headers, result.status) == ('[{"X-A": "b"}]', "418")


@pytest.mark.parametrize("options", [(), ("analyze",), ("analyze", "verbose", "settings", "buffers", "wal")])
async def test_explain(reader: Reader, options: tuple[str, ...]) -> None:
    """The plan of a statement can be had as json or text, with PostgreSQL's options."""
    statement = build_statement(reader.plan("films?select=id&id=eq.1&limit=1"), sql=SqlBuilder(), count="exact")
    explained = explain_statement(statement, ExplainOptions(format="json", options=options))
    (plan,) = msgspec.json.decode(await reader.connection.fetchval(explained.sql, *explained.values))
    assert plan["Plan"]["Node Type"] == "Aggregate"
    assert ("Execution Time" in plan) == ("analyze" in options)
    explained = explain_statement(statement, ExplainOptions(options=options))
    lines = [row[0] for row in await reader.connection.fetch(explained.sql, *explained.values)]
    assert lines[0].startswith("Aggregate")


def _function(reader: Reader, name: str) -> Function:
    (function,) = reader.cache.functions[QualifiedName("api", name)]
    return function


CALLS = {
    "films_since?select=id,title&order=title": (
        "SELECT id, title FROM api.films WHERE year >= 1990 ORDER BY title",
        3,
    ),
    "films_since?select=id,directors(last_name)&directors=not.is.null&order=id.desc": (
        (
            "SELECT f.id, jsonb_build_object('last_name', d.last_name) AS directors FROM api.films AS f"
            " JOIN api.directors AS d ON d.id = director_id WHERE year >= 1990 ORDER BY f.id DESC"
        ),
        2,
    ),
    "films_since?select=id,contemporaries(id)&id=eq.2": ("SELECT 2 AS id, '[{\"id\":3}]'::jsonb AS contemporaries", 1),
    "films_since?select=count(),language&language=eq.english": ("SELECT 2 AS count, 'english' AS language", 2),
}


@pytest.mark.parametrize("path", CALLS)
async def test_rows_of_a_function_are_read_like_a_table(reader: Reader, path: str) -> None:
    """Filters, orders, embeds, aggregates and counts apply to the rows that a function returns."""
    root = call_source(_function(reader, "films_since"), cache=reader.cache)
    parts = StatementParts(ctes=("pgrst_source AS (SELECT * FROM api.films_since(1990))",))
    by_hand, total = CALLS[path]
    result = await reader.read(path, root=root, parts=parts)
    assert msgspec.json.decode(result.body) == await reader.by_hand(by_hand)
    assert (await reader.read(f"{path}&limit=1", root=root, parts=parts, count="exact")).total == total


async def test_scalars_of_a_function(reader: Reader) -> None:
    """Scalars are values without names, which filters and orders call by the function."""
    root = call_source(_function(reader, "numbers"), cache=reader.cache)
    parts = StatementParts(ctes=("pgrst_source AS (SELECT api.numbers(4) AS pgrst_scalar)",))
    many = BodyFormat(kind="scalar-array")
    result = await reader.read("numbers", root=root, parts=parts, body=many)
    assert (result.body, result.page) == (b"[1,2,3,4]", 4)
    path = "numbers?numbers=gt.1&order=numbers.desc&limit=2"
    result = await reader.read(path, root=root, parts=parts, body=many, count="exact")
    assert (result.body, result.page, result.total) == (b"[4,3]", 2, 3)
    one = await reader.read("numbers?numbers=eq.2", root=root, parts=parts, body=BodyFormat(kind="scalar"))
    assert one.body == b"2"
    with pytest.raises(asyncpg.UndefinedFunctionError, match="integer ~~ unknown"):
        await reader.read("numbers?numbers=like.1", root=root, parts=parts, body=many)


async def test_representation_of_a_mutation(reader: Reader) -> None:
    """A mutation's rows are read from its CTE, with embeds and computed columns; the rest of the row comes along."""
    table = reader.cache.tables[QualifiedName("api", "directors")]
    inserted = "INSERT INTO api.directors VALUES (8, 'Ann', 'New'), (9, 'Bob', 'Old') RETURNING directors.*"
    parts = StatementParts(
        ctes=(f"pgrst_source AS ({inserted})",),
        inserted="(SELECT count(*) FROM pgrst_source)",
        location="'{id,eq.8}'::text[]",
    )
    result = await reader.read(
        "directors?select=id,full_name,films(id),debut(id)&films.id=gt.0", root=mutation_source(table), parts=parts
    )
    assert result.body == (
        b'[{"id":8,"full_name":"Ann New","films":[],"debut":null},'
        b'{"id":9,"full_name":"Bob Old","films":[],"debut":null}]'
    )
    assert (result.page, result.inserted, result.location) == (2, 2, (("id", "eq.8"),))


async def test_rows_without_representation_are_counted(reader: Reader) -> None:
    """A mutation without a representation runs to its end, and its rows are counted."""
    sql = SqlBuilder()
    parts = StatementParts(ctes=("pgrst_source AS (DELETE FROM api.embed_0_1 RETURNING 1)",))
    statement = build_statement(None, sql=sql, body=BodyFormat(kind="none"), parts=parts)
    result = read_result(await reader.connection.fetchrow(statement.sql, *statement.values))
    assert (result.body, result.page) == (b"", 2)


REQUIRED = {
    "films?select=id,title": ("id", "title"),
    "films?select=name:title,data->a,year::text": ("title", "data", "year"),
    "films?select=*": None,
    "films": None,
    "films?select=title,directors(id),actors(id),specs(camera)": ("title", "director_id", "id"),
    "films?select=title,contemporaries(id)": None,
    "directors?select=full_name": None,
    "films?select=": (),
}


@pytest.mark.parametrize("path", REQUIRED)
async def test_required_columns(reader: Reader, path: str) -> None:
    """A mutation returns the columns that its representation reads, and no others, for which a right may be missing."""
    assert required_columns(reader.plan(path)) == REQUIRED[path]
