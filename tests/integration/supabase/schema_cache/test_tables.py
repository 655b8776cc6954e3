"""Tables, views and their columns are as PostgreSQL's catalogs have them."""

from typing import Any

import pytest

from alcove.wires.supabase.rest.schema_cache.load import SchemaMissing
from alcove.wires.supabase.rest.schema_cache.model import Column, QualifiedName, SchemaCache

from .conftest import CONFIG, load


def name(text: str) -> QualifiedName:
    """Return a name of the schema `api`."""
    return QualifiedName("api", text)


# Each has (insertable, updatable, deletable).
EVENTS = {
    "films": (True, True, True),
    "box_office": (True, True, True),
    "central_addresses": (True, True, True),
    "film_list": (False, False, False),
    "film_store": (False, False, False),
    "constants": (True, False, False),
    "unreadable": (False, False, False),
    "unreadable_view": (False, False, False),
}

KEYS = {
    "films": ("id",),
    "roles": ("actor_id", "film_id"),
    "rooms": ("building", "number"),
    "central_addresses": ("id",),
    "chained_films": ("the id",),
    "film_list": ("director", "film"),
    "role_list": ("actor_id", "film_id"),
    "film_union": (),
    "film_groups": (),
    "unchained_films": (),
    "constants": (),
}

COLUMNS: dict[str, dict[str, Any]] = {
    "id": {"type": "integer", "nullable": False, "default": "nextval('api.films_id_seq'::regclass)"},
    "title": {
        "type": "character varying(40)",
        "base_type": "character varying",
        "type_name": "character varying",
        "default": "'untitled'::character varying",
        "max_length": 40,
        "description": "The title",
    },
    "code": {"type": "character(5)", "base_type": "bpchar", "type_name": "character", "max_length": 5},
    "rating": {"type": "numeric(3,1)", "base_type": "numeric", "max_length": None},
    "state": {"type": "api.status", "base_type": "api.status", "enum": ("draft", "released", "withdrawn")},
    "tags": {"type": "text[]", "base_type": "text[]", "category": "A"},
    "words": {"default": None},
    "place": {"type": "api.point2", "category": "C"},
    "label": {"type": "api.short_text", "base_type": "character varying", "domain": "api.short_text", "max_length": 8},
    "label_needed": {
        "base_type": "character varying",
        "domain": "api.shorter_text",
        "nullable": False,
        "default": "'none'::character varying",
    },
    "flags": {"type": "bit(3)", "base_type": '"bit"', "type_name": "bit", "max_length": 3},
}


@pytest.mark.parametrize("table", EVENTS)
def test_what_a_table_or_view_takes(cache: SchemaCache, table: str) -> None:
    """Tables take everything; views what their query, triggers and rules allow; materialized views nothing."""
    found = cache.tables[name(table)]
    assert (found.insertable, found.updatable, found.deletable) == EVENTS[table]


@pytest.mark.parametrize("table", KEYS)
def test_primary_keys(cache: SchemaCache, table: str) -> None:
    """A view has the primary keys of its tables where it has all their columns."""
    assert cache.tables[name(table)].primary_key == KEYS[table]


@pytest.mark.parametrize("column", COLUMNS)
def test_columns(cache: SchemaCache, column: str) -> None:
    """Columns have types that are valid under any search path, and what a domain decides."""
    found = cache.tables[name("films")].columns[column]
    assert {key: getattr(found, key) for key in COLUMNS[column]} == COLUMNS[column]


def test_tables_of_exposed_schemas_only(cache: SchemaCache) -> None:
    """Partitions and other schemas are no resources; columns keep their order."""
    assert {table.schema for table in cache.tables} == {"api", "other"}
    assert name("box_office_2021") not in cache.tables
    assert name("point2") not in cache.tables
    assert list(cache.tables[name("desks")].columns) == ["id", "room_building", "room_number"]
    assert cache.tables[name("films")].description == "All films"
    assert cache.schema_descriptions == {"api": "Films and more"}


def test_equal_columns_are_one_object(cache: SchemaCache) -> None:
    """The cache of a large schema stays small."""
    ids: list[Column] = [cache.tables[name(table)].columns["id"] for table in ("actors", "orders", "users")]
    assert ids[0] is ids[1] is ids[2]


async def test_a_schema_that_does_not_exist(schema_dsn: str) -> None:
    """A wrong name in the configuration is an error, not an empty cache."""
    config = type(CONFIG)(db_schemas=("api", "nowhere"), db_extra_search_path=())
    with pytest.raises(SchemaMissing, match='schema "nowhere" does not exist'):
        await load(schema_dsn, config)


def test_representations(cache: SchemaCache) -> None:
    """Casts between a domain and json or text name their functions."""
    assert cache.representations == {
        ("api.colour", "json"): name("json"),
        ("json", "api.colour"): name("colour"),
        ("text", "api.colour"): name("colour"),
    }
