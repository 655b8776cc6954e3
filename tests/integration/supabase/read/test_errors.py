"""Names that are not there, and requests that make no sense for the tables they name."""

from dataclasses import replace

import asyncpg
import pytest

from alcove.wires.supabase.rest.errors import RestError
from integration.supabase.read.conftest import CONFIG, Reader

UNDEFINED = {
    "films?select=something": ("films.something", None),
    "films?select=titel": ("films.titel", 'Perhaps you meant to reference the column "films.title".'),
    "films?titel=eq.1": ("films.titel", 'Perhaps you meant to reference the column "films.title".'),
    "films?order=titel": ("films.titel", 'Perhaps you meant to reference the column "films.title".'),
    "films?or=(id.eq.1,titel.eq.2)": ("films.titel", 'Perhaps you meant to reference the column "films.title".'),
    "films?select=id,directors(lastname)": (
        "directors_1.lastname",
        'Perhaps you meant to reference the column "directors_1.last_name".',
    ),
    "films?select=id,directors(id)&directors.lastname=eq.x": (
        "directors_1.lastname",
        'Perhaps you meant to reference the column "directors_1.last_name".',
    ),
    "directors?select=id,films(roles(nothing))": ("roles_2.nothing", None),
    "directors?select=id,f:films(id)&f.order=something": ("films_1.something", None),
    "directors?select=irst_name": (
        "directors.irst_name",
        'Perhaps you meant to reference the column "directors.first_name".',
    ),
    "directors?select=ast_name": (
        "directors.ast_name",
        'Perhaps you meant to reference the column "directors.last_name".',
    ),
    "directors?select=fast_name": (
        "directors.fast_name",
        'Perhaps you meant to reference the column "directors.last_name".',
    ),
    "films?select=data->a,papers->a": ("films.papers", None),
    "films?select=films": ("films.films", None),
}


@pytest.mark.parametrize("path", UNDEFINED)
async def test_unknown_columns_are_postgresql_errors(reader: Reader, path: str) -> None:
    """An unknown column is refused in the words of PostgreSQL, with its hint, and never becomes SQL."""
    with pytest.raises(RestError) as caught:
        reader.plan(path)
    error = caught.value
    column, hint = UNDEFINED[path]
    assert (error.status, error.code, error.message) == (400, "42703", f"column {column} does not exist")
    assert (error.details, error.hint) == (None, hint)


@pytest.mark.parametrize(
    "wanted",
    [
        "titel",
        "titl",
        "yaer",
        "nothing",
        "ttile",
        "languages",
        "dta",
        "dat",
        "i",
        "ide",
        "raww",
        "rads",
        "seeen",
        "cod",
    ],
)
async def test_hints_are_those_of_postgresql(reader: Reader, wanted: str) -> None:
    """The hint about a similar column is the one that PostgreSQL gives for the same name."""
    with pytest.raises(RestError) as caught:
        reader.plan(f"films?select={wanted}")
    connection = reader.connection
    with pytest.raises(Exception, match="does not exist") as expected:
        await connection.fetch(f'SELECT films."{wanted}" FROM api.films')  # noqa: S608 - a name of the list above
    assert caught.value.hint == getattr(expected.value, "hint", None)
    assert caught.value.message == getattr(expected.value, "message", None)


OTHERS = {
    "films?select=id&actors.name=eq.x": (
        "PGRST108",
        "'actors' is not an embedded resource in this request",
        None,
        "Verify that 'actors' is included in the 'select' query parameter.",
    ),
    "films?select=id,directors(id)&directors.films.id=eq.1": (
        "PGRST108",
        "'films' is not an embedded resource in this request",
        None,
        "Verify that 'films' is included in the 'select' query parameter.",
    ),
    "films?select=id&actors.limit=1": (
        "PGRST108",
        "'actors' is not an embedded resource in this request",
        None,
        "Verify that 'actors' is included in the 'select' query parameter.",
    ),
    "films?select=id&order=directors(id)": (
        "PGRST108",
        "'directors' is not an embedded resource in this request",
        None,
        "Verify that 'directors' is included in the 'select' query parameter.",
    ),
    "films?select=id,actors(id)&order=actors(name)": (
        "PGRST118",
        "A related order on 'actors' is not possible",
        "'films' and 'actors' do not form a many-to-one or one-to-one relationship",
        None,
    ),
    "films?select=id,directors(id)&directors=eq.1": (
        "PGRST120",
        "Bad operator on the 'directors' embedded resource",
        "Only is null or not is null filters are allowed on embedded resources",
        None,
    ),
    "films?select=id,d:directors(id)&or=(d.is.true,id.eq.1)": (
        "PGRST120",
        "Bad operator on the 'd' embedded resource",
        "Only is null or not is null filters are allowed on embedded resources",
        None,
    ),
    "films?select=id::nope": ("42704", 'type "nope" does not exist', None, None),
    "films?select=id.max()::nope": ("42704", 'type "nope" does not exist', None, None),
}


@pytest.mark.parametrize("path", OTHERS)
async def test_senseless_requests_are_refused(reader: Reader, path: str) -> None:
    """A request that makes no sense gets PostgREST's code, message, details and hint."""
    with pytest.raises(RestError) as caught:
        reader.plan(path)
    error = caught.value
    assert error.status == 400
    assert (error.code, error.message, error.details, error.hint) == OTHERS[path]


BEFORE_COLUMNS = {
    "films?select=something,directors(something),nowhere(*)": "PGRST200",
    "films?select=something,directors(id)&order=actors(something)": "PGRST108",
    "films?something=eq.1&select=id,directors(id)&directors=gt.1": "PGRST120",
    "films?select=something,...actors(id.max())": "PGRST127",
    "films?select=directors(something),id::nothing": "42703",
    "films?select=directors(id::nothing),something": "42704",
}


@pytest.mark.parametrize("path", BEFORE_COLUMNS)
async def test_errors_of_the_plan_come_first(reader: Reader, path: str) -> None:
    """An error that PostgREST finds by itself comes before one that PostgreSQL finds when it runs the statement."""
    with pytest.raises(RestError) as caught:
        reader.plan(path)
    assert caught.value.code == BEFORE_COLUMNS[path]


async def test_relation_names_can_be_refused(reader: Reader) -> None:
    """Without `url_use_legacy_target_names` an aliased embed is called by its alias only."""
    config = replace(CONFIG, url_use_legacy_target_names=False)
    for query in ("directors.id=eq.1", "directors.order=id", "order=directors(id)"):
        with pytest.raises(RestError) as caught:
            reader.plan(f"films?select=id,d:directors(id)&{query}", config=config)
        assert caught.value.code == "PGRST108"
    assert reader.plan("films?select=id,d:directors(id)&d.id=eq.1", config=config).legacy_names == ()


async def test_count_beside_columns_is_an_error_of_postgresql(reader: Reader) -> None:
    """`count` without parentheses groups nothing, as PostgreSQL says with the table's own name."""
    with pytest.raises(Exception, match=r'column "films.id" must appear in the GROUP BY clause'):
        await reader.read("films?select=id,count")


async def test_an_aggregate_that_is_not_there_is_an_error_of_postgresql(reader: Reader) -> None:
    """An aggregate of a type that has none is named as the request names it."""
    with pytest.raises(Exception, match=r"function sum\(text\) does not exist"):
        await reader.read("films?select=title.sum()")


@pytest.mark.parametrize("query", ["select=data->%00", "select=id&raw=eq.%00", 'select="%00":id'])
async def test_nul_characters_are_refused(reader: Reader, query: str) -> None:
    """A NUL character, which no text of PostgreSQL has, gets PostgreSQL's error wherever it stands."""
    with pytest.raises(RestError) as caught:
        await reader.read(f"films?{query}")
    assert (caught.value.status, caught.value.code) == (400, "22021")
    with pytest.raises(asyncpg.CharacterNotInRepertoireError) as expected:
        await reader.read("films?select=id&title=eq.%00")
    assert caught.value.message == expected.value.message
