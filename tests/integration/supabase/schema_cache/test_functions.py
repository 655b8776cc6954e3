"""Functions are found by the names of their arguments, or take the body of a request."""

import pytest

from alcove.wires.supabase.rest.errors import RestError
from alcove.wires.supabase.rest.schema_cache.find_function import find_function, takes_body
from alcove.wires.supabase.rest.schema_cache.model import Function, QualifiedName, ReturnType, SchemaCache

JSON = "application/json"


def find(cache: SchemaCache, name: str, arguments: str = "", content_type: str | None = None) -> Function:
    """Return the function of the schema `api` that takes these arguments."""
    return find_function(cache, QualifiedName("api", name), arguments=arguments.split(), content_type=content_type)


# The name, the arguments and the media type of the body; the types of the parameters found.
FOUND = {
    ("add_them", "a", None): "integer integer",
    ("add_them", "b a", JSON): "integer integer",
    ("overloaded", "a b", None): "integer integer",
    ("plus_one", "v", None): "integer[]",
    ("all_films", "", None): "",
    ("all_films", "", JSON): "",
    ("take_json", "", JSON): "json",
    ("take_json", "x y", JSON): "json",
    ("take_any", "a", JSON): "integer",
    ("take_any", "z", JSON): "json",
    ("take_any", "", "text/plain"): "text",
    ("take_bytes", "", "application/octet-stream"): "bytea",
}


@pytest.mark.parametrize(("name", "arguments", "content_type"), FOUND)
def test_functions_are_found(cache: SchemaCache, name: str, arguments: str, content_type: str | None) -> None:
    """Required parameters are given, others may be; a single unnamed parameter is the last choice."""
    function = find(cache, name, arguments, content_type)
    assert " ".join(parameter.type for parameter in function.parameters) == FOUND[name, arguments, content_type]
    assert takes_body(function) == (name.startswith("take") and "integer" not in FOUND[name, arguments, content_type])


JSON_TOO = " or with a single unnamed json/jsonb parameter"

# The name, the arguments and the media type; the signature in the message, the search in the details, and the hint.
MISSING: dict[tuple[str, str, str | None], tuple[str, str, str | None]] = {
    ("add_them", "", None): (" without parameters", " without parameters", None),
    ("add_them", "", JSON): (" without parameters", " without parameters" + JSON_TOO, None),
    ("add_them", "b", None): ("(b)", " with parameter b", None),
    ("add_them", "c a b", JSON): ("(a, b, c)", " with parameters a, b, c" + JSON_TOO, None),
    ("login", "user pass", None): (
        "(pass, user)",
        " with parameters pass, user",
        "Perhaps you meant to call the function api.login(password, user)",
    ),
    ("add_theme", "a", None): ("(a)", " with parameter a", "Perhaps you meant to call the function api.add_them"),
    ("take_json", "", None): (" without parameters", " without parameters", None),
    ("take_json", "", "text/plain"): ("", " with a single unnamed text parameter", None),
    ("take_json", "", "text/xml"): ("", " with a single unnamed xml parameter", None),
    ("add_them", "", "application/octet-stream"): ("", " with a single unnamed bytea parameter", None),
    ("uncallable", "a b", None): ("(a, b)", " with parameters a, b", None),
    ("fires", "", None): (" without parameters", " without parameters", None),
    ("procedural", "", None): (" without parameters", " without parameters", None),
    ("total", "", None): (" without parameters", " without parameters", None),
    ("loud_title", "", None): (" without parameters", " without parameters", None),
}


@pytest.mark.parametrize(("name", "arguments", "content_type"), MISSING)
def test_functions_that_do_not_exist(cache: SchemaCache, name: str, arguments: str, content_type: str | None) -> None:
    """The error says what was searched for, and a similar name if there is one."""
    with pytest.raises(RestError) as raised:
        find(cache, name, arguments, content_type)
    signature, search, hint = MISSING[name, arguments, content_type]
    error = raised.value
    assert (error.status, error.code) == (404, "PGRST202")
    assert error.message == f"Could not find the function api.{name}{signature} in the schema cache"
    assert error.details == (
        f"Searched for the function api.{name}{search}, but no matches were found in the schema cache."
    )
    assert error.hint == hint


def test_functions_that_take_the_same_names_are_ambiguous(cache: SchemaCache) -> None:
    """The error lists the candidates with their types."""
    with pytest.raises(RestError) as raised:
        find(cache, "overloaded", "a")
    error = raised.value
    assert (error.status, error.code, error.details) == (300, "PGRST203", None)
    assert error.message == (
        "Could not choose the best candidate function between: api.overloaded(a => integer), api.overloaded(a => text)"
    )
    assert error.hint == (
        "Try renaming the parameters or the function itself in the database so function overloading can be resolved"
    )


def returns(cache: SchemaCache, name: str) -> ReturnType:
    """Return what the only function of this name returns."""
    return cache.functions[QualifiedName("api", name)][0].returns


# Each has (is_set, is_void, is_composite, table, columns).
RETURNS = {
    "add_them": (False, False, False, None, ""),
    "numbers": (True, False, False, None, ""),
    "take_bytes": (False, True, False, None, ""),
    "one_point": (False, False, True, "point2", "x y"),
    "one_column": (True, False, True, None, "a"),
    "outputs": (False, False, True, None, "a b"),
    "untyped": (True, False, True, None, ""),
}


@pytest.mark.parametrize("name", RETURNS)
def test_return_types(cache: SchemaCache, name: str) -> None:
    """Rows of tables, composite types, OUT parameters and TABLE columns are told from scalars."""
    found = returns(cache, name)
    table = found.table.name if found.table else None
    assert (found.is_set, found.is_void, found.is_composite, table, " ".join(found.columns)) == RETURNS[name]


def test_a_function_that_returns_rows_of_a_table(cache: SchemaCache) -> None:
    """Its columns are those of the table."""
    table = QualifiedName("api", "films")
    assert returns(cache, "all_films").table == table
    assert returns(cache, "all_films").columns == cache.tables[table].columns


def test_settings_of_functions(cache: SchemaCache) -> None:
    """Hoisted settings and the isolation level are taken over, others are not."""
    function = find(cache, "with_settings")
    assert (function.settings, function.isolation) == ((("statement_timeout", "4s"),), "serializable")
    assert (find(cache, "add_them", "a").volatility, find(cache, "add_them", "a").description) == ("immutable", "Adds")


def test_computed_columns(cache: SchemaCache) -> None:
    """Functions of a row that return one value are columns, also those of the extra search path."""
    columns = cache.computed_columns[QualifiedName("api", "films")]
    assert {name: computed.function.schema for name, computed in columns.items()} == {
        "loud_title": "api",
        "quiet_title": "extra",
    }
    assert columns["loud_title"].column.base_type == "text"


def test_media_handlers(cache: SchemaCache) -> None:
    """Domains with the name of a media type make handlers of aggregates and functions."""
    handlers = {
        (handler.media_type, handler.function.name, handler.table.name if handler.table else None)
        for handler in cache.media_handlers
        if handler.is_aggregate
    }
    assert handlers == {("application/vnd.film", "film_file", "films"), ("*/*", "any_file", None)}
    functions = {handler.function.name for handler in cache.media_handlers if not handler.is_aggregate}
    assert "film_as_file" in functions
