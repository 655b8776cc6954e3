"""Tables, columns and types are found by name; misspelt names get a hint."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alcove.wires.supabase.rest.errors import RestError
from alcove.wires.supabase.rest.schema_cache.find_table import find_column, find_table, find_type
from alcove.wires.supabase.rest.schema_cache.model import QualifiedName, SchemaCache, Table
from alcove.wires.supabase.rest.schema_cache.similar_names import find_similar_name

HINTS = {
    "film": "Perhaps you meant the table 'api.films'",
    "FILMS": "Perhaps you meant the table 'api.films'",
    "actrs": "Perhaps you meant the table 'api.actors'",
    "entirely_other": None,
    "": None,
}

TYPES = {
    "text": "text",
    "INT": "integer",
    "int4": "integer",
    "Double  Precision": "double precision",
    "timestamp with time zone": "timestamp with time zone",
    "_int4": "integer[]",
    "integer[]": "integer[]",
    "char": "bpchar",
    "jsonb": "jsonb",
    "status": "api.status",
    "films": "api.films",
    "pg_class": None,
    "hidden": None,
    "text); DROP TABLE films": None,
    "": None,
}

SIMILAR = {
    "film": "films",
    "filmz": "films",
    "fims": "films",
    "users": None,
    "employee_locations": None,
    "Employees": "employees",
}


@pytest.mark.parametrize("table", HINTS)
def test_a_table_that_does_not_exist(cache: SchemaCache, table: str) -> None:
    """The hint names a table of the same schema with a similar name."""
    with pytest.raises(RestError) as raised:
        find_table(cache, QualifiedName("api", table))
    error = raised.value
    assert (error.status, error.code, error.details) == (404, "PGRST205", None)
    assert error.message == f"Could not find the table 'api.{table}' in the schema cache"
    assert error.hint == HINTS[table]


def test_a_large_schema_gives_no_hints() -> None:
    """The search would take longer than the request."""
    tables = {
        name: Table(name=name, columns={}) for number in range(501) if (name := QualifiedName("api", f"t{number}"))
    }
    with pytest.raises(RestError) as raised:
        find_table(SchemaCache(tables=tables), QualifiedName("api", "t5000"))
    assert raised.value.hint is None


def test_a_column_that_does_not_exist(cache: SchemaCache) -> None:
    """The error names the column and its table."""
    films = find_table(cache, QualifiedName("api", "films"))
    assert find_column(films, "title").name == "title"
    with pytest.raises(RestError) as raised:
        find_column(films, "titel")
    error = raised.value
    assert (error.status, error.code, error.details, error.hint) == (400, "PGRST204", None, None)
    assert error.message == "Could not find the 'titel' column of 'films' in the schema cache"


@pytest.mark.parametrize("name", TYPES)
def test_types_of_casts(cache: SchemaCache, name: str) -> None:
    """A cast names a type of PostgreSQL or of the search path, and nothing else."""
    assert find_type(cache, name, schemas=("api", "extra")) == TYPES[name]


@pytest.mark.parametrize("name", SIMILAR)
def test_similar_names(name: str) -> None:
    """A few edits are a misspelling, more are another name."""
    assert find_similar_name(name, ["films", "markers", "employees"]) == SIMILAR[name]


def measure_similarity(one: str, other: str) -> float:
    """Return the similarity of two texts, by the whole table of their distances."""
    previous = list(range(len(other) + 1))
    for row, left in enumerate(one, start=1):
        current = [row]
        for column, right in enumerate(other, start=1):
            current.append(min(previous[column - 1] + (left != right), previous[column] + 1, current[-1] + 1))
        previous = current
    return 1 - previous[-1] / max(len(one), len(other), 1)


@settings(max_examples=100)
@given(st.text("abc", max_size=9), st.lists(st.text("abc", min_size=1, max_size=9), unique=True, max_size=9))
def test_the_most_similar_name(name: str, names: list[str]) -> None:
    """The first of those with the fewest edits in proportion is found, if a quarter of its letters are enough."""
    found = find_similar_name(name, names)
    similarities = {candidate: measure_similarity(name, candidate) for candidate in sorted(names)}
    best = max(similarities, key=lambda candidate: similarities[candidate], default=None)
    assert found == (best if best is not None and similarities[best] >= 0.75 else None)


def test_names_of_any_length() -> None:
    """A name that is longer than any of the names takes no longer, as that of a call with many arguments is."""
    assert find_similar_name("a" * 2_000_000, ["films", "actors"]) is None
