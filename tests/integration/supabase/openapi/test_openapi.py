"""The description of the API at its root, of a real database and over HTTP."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from support.postgres import Databases
from support.rest_server import ROLES, bearer, rest_client, serve_rest

SCHEMA = """
CREATE SCHEMA api;
COMMENT ON SCHEMA api IS E'Cinema\\n\\nFilms and who made them.';
CREATE TYPE api.rating AS ENUM ('good', 'bad');
CREATE TABLE api.directors (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL);
CREATE TABLE api.films (
    id integer PRIMARY KEY,
    title varchar(40) NOT NULL DEFAULT 'untitled',
    director_id bigint NOT NULL REFERENCES api.directors,
    rating api.rating DEFAULT 'good',
    minutes smallint,
    price numeric(6, 2) DEFAULT 9.5,
    seen boolean NOT NULL DEFAULT false,
    tags text[],
    extra jsonb,
    made timestamptz DEFAULT now()
);
COMMENT ON TABLE api.films IS E'Films\\nAll of them';
COMMENT ON COLUMN api.films.title IS 'As on the poster';
CREATE VIEW api.titles AS SELECT DISTINCT title FROM api.films;
CREATE TABLE api.secrets (id int PRIMARY KEY);
CREATE TABLE api.parted (id int PRIMARY KEY) PARTITION BY RANGE (id);
CREATE TABLE api.part PARTITION OF api.parted FOR VALUES FROM (0) TO (10);
CREATE FUNCTION api.add(a integer, b integer DEFAULT 1) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT a + b';
COMMENT ON FUNCTION api.add IS 'Adds';
CREATE FUNCTION api.join_all(VARIADIC parts text[]) RETURNS text LANGUAGE sql STABLE AS
$$SELECT array_to_string(parts, ' ')$$;
CREATE FUNCTION api.reset() RETURNS void LANGUAGE sql AS '';
CREATE FUNCTION api.hidden() RETURNS void LANGUAGE sql AS '';
CREATE FUNCTION api.root() RETURNS json LANGUAGE sql STABLE AS $$SELECT json_build_object('openapi', '3.0.0')$$;
REVOKE EXECUTE ON FUNCTION api.hidden FROM public;
GRANT USAGE ON SCHEMA api TO rest_anon, rest_user;
GRANT SELECT (id, title) ON api.films TO rest_anon;
GRANT SELECT ON ALL TABLES IN SCHEMA api TO rest_user;
REVOKE ALL ON api.secrets FROM rest_user;
GRANT SELECT ON api.titles, api.parted TO rest_anon;
"""


@pytest.fixture(scope="module")
def cinema(_databases: Databases) -> Iterator[str]:
    """Yield the address of a database with a schema that is described."""
    with _databases.clone("template1") as dsn:
        with psycopg.connect(dsn, autocommit=True) as connection:
            connection.execute(ROLES.encode())
            connection.execute(SCHEMA.encode())
        yield dsn


@pytest.fixture(scope="module")
def address(cinema: str) -> Iterator[str]:
    """Yield the address of its server."""
    with serve_rest(cinema, db_schemas=("api",)) as served:
        yield served


async def describe(address: str, **headers: str) -> Any:
    """Return the document as a caller with these headers gets it."""
    async with rest_client(address) as client:
        response = await client.get("/", headers=headers)
    assert response.status_code == 200, response.text
    return response.json()


async def test_follows_privileges(address: str) -> None:
    """A caller sees what its role may use in any way, and no partitions."""
    anonymous = await describe(address)
    assert sorted(anonymous["definitions"]) == ["films", "parted", "titles"]
    assert "/rpc/hidden" not in anonymous["paths"]
    assert "/rpc/add" in anonymous["paths"]
    user = await describe(address, **bearer())
    assert {"directors", "films", "titles"} <= set(user["definitions"])
    assert "secrets" not in user["definitions"]


async def test_ignores_privileges(cinema: str) -> None:
    """With `ignore-privileges` everybody sees everything."""
    with serve_rest(cinema, db_schemas=("api",), openapi_mode="ignore-privileges") as address:
        document = await describe(address)
    assert "secrets" in document["definitions"]
    assert "/rpc/hidden" in document["paths"]


async def test_disabled(cinema: str) -> None:
    """With `disabled` there is no root."""
    with serve_rest(cinema, db_schemas=("api",), openapi_mode="disabled") as address:
        async with rest_client(address) as client:
            response = await client.get("/")
    assert response.status_code == 404
    assert response.json()["code"] == "PGRST126"


async def test_function_in_place_of_the_document(cinema: str) -> None:
    """The function `db-root-spec` makes the response of the root."""
    with serve_rest(cinema, db_schemas=("api",), db_root_spec="api.root") as address:
        assert await describe(address) == {"openapi": "3.0.0"}


async def test_address_below_a_prefix(cinema: str) -> None:
    """Where the API is a part of a server, the document names the address at which it was asked for."""
    with serve_rest(cinema, prefix="/rest/v1", db_schemas=("api",)) as address:
        async with rest_client(f"{address}/rest/v1") as client:
            documents = [(await client.get("/", headers={"Host": host})).json() for host in ("a.org:81", "a.org:99999")]
    assert [(document["host"], document["basePath"]) for document in documents] == [
        ("a.org:81", "/rest/v1"),
        ("0.0.0.0:3000", "/"),
    ]


async def test_media_types(address: str) -> None:
    """The document is OpenAPI, or JSON for those who ask for it; nothing else."""
    async with rest_client(address) as client:
        types = {
            accept: (await client.get("/", headers={"Accept": accept})).headers["content-type"].partition(";")[0]
            for accept in ("*/*", "application/openapi+json", "application/json")
        }
        refused = await client.get("/", headers={"Accept": "text/csv"})
    assert types == {
        "*/*": "application/openapi+json",
        "application/openapi+json": "application/openapi+json",
        "application/json": "application/json",
    }
    assert (refused.status_code, refused.json()["code"]) == (406, "PGRST107")


async def test_definition_of_a_table(address: str) -> None:
    """Types, formats, defaults, lengths, enums and keys are those of the database."""
    document = await describe(address, **bearer())
    assert document["info"]["title"] == "Cinema"
    assert document["info"]["description"] == "Films and who made them."
    films = document["definitions"]["films"]
    assert films["description"] == "Films\nAll of them"
    assert films["required"] == ["id", "title", "director_id", "seen"]
    assert films["properties"] == {
        "id": {"description": "Note:\nThis is a Primary Key.<pk/>", "format": "int32", "type": "integer"},
        "title": {
            "default": "untitled",
            "description": "As on the poster",
            "format": "character varying",
            "maxLength": 40,
            "type": "string",
        },
        "director_id": {
            "description": "Note:\nThis is a Foreign Key to `directors.id`.<fk table='directors' column='id'/>",
            "format": "int64",
            "type": "integer",
        },
        "rating": {"default": "good", "enum": ["good", "bad"], "format": "api.rating", "type": "string"},
        "minutes": {"format": "int32", "type": "integer"},
        "price": {"default": 9.5, "format": "numeric", "type": "number"},
        "seen": {"default": False, "format": "boolean", "type": "boolean"},
        "tags": {"format": "text[]", "items": {"type": "string"}, "type": "array"},
        "extra": {"format": "jsonb"},
        "made": {"default": "now()", "format": "timestamp with time zone", "type": "string"},
    }


async def test_paths(address: str) -> None:
    """A view that cannot be written has GET only; a function has GET when it cannot write."""
    paths = (await describe(address, **bearer()))["paths"]
    assert list(paths["/titles"]) == ["get"]
    assert sorted(paths["/films"]) == ["delete", "get", "patch", "post"]
    assert (paths["/films"]["get"]["summary"], paths["/films"]["get"]["description"]) == ("Films", "All of them")
    assert sorted(paths["/rpc/add"]) == ["get", "post"]
    assert [parameter["required"] for parameter in paths["/rpc/add"]["get"]["parameters"]] == [True, False]
    assert paths["/rpc/join_all"]["get"]["parameters"] == [
        {
            "in": "query",
            "name": "parts",
            "required": True,
            "collectionFormat": "multi",
            "items": {"format": "text", "type": "string"},
            "type": "array",
        }
    ]
    assert list(paths["/rpc/reset"]) == ["post"]
